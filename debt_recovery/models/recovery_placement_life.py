from collections import Counter, defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class RecoveryPlacement(models.Model):
    """Handing over: asked again under a lock, written in one file, frozen.

    A debt is placed as a whole, and its customer hears of it from the agency alone.
    """

    _inherit = "recovery.placement"

    batch = fields.Char("Hand-over", readonly=True, copy=False, index="btree_not_null")

    # --- handing over -------------------------------------------------------------

    def _place(self):
        """Hand these over: asked again whether they may be, under a lock of their
        debts, then one file for each agency and company, of thousands several.
        What is placed stays so.

        :return: the ``recovery.agency.file`` made, empty where all was placed already
        :raises UserError: what was not approved, or may not be placed any more, and why
        """
        self._check_placer()
        self._alone()
        todo = self.filtered(lambda one: one.state != "placed")
        todo._check_still_eligible()
        files = self.env["recovery.agency.file"]
        for some in todo.grouped(lambda one: (one.agency_id, one.company_id)).values():
            for part in some._parts():
                files |= part._hand_over()
        return files

    def _check_placer(self):
        if not self.env.company._recovery_may("agent"):
            raise AccessError(
                self.env._("Files are placed and taken back by an agent.")
            )
        self.check_access("write")

    def _alone(self):
        """Let nobody else hand these over, or pay or place their debts, meanwhile: who
        comes second is tried again after this."""
        for table, ids in (
            ("recovery_placement", self.ids),
            ("account_move_line", self.line_ids.line_id.ids),
        ):
            lock = "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
            self.env.cr.execute(SQL(lock, SQL.identifier(table), ids))
        write = (
            "UPDATE recovery_placement SET write_date = write_date WHERE id = ANY(%s)"
        )
        self.env.cr.execute(SQL(write, self.ids))
        self.invalidate_recordset(["state"])

    def _check_still_eligible(self):
        """Refuse what may not be placed any more.

        :raises UserError: each file, its debts and what stands against them
        """
        refused = []
        for some in self._asked_together():
            opens, lines = some._open_by_line(), some.line_ids.line_id
            day = some.company_id._recovery_today()
            found = some._eligible(lines, some.contract_id, day)
            for one in some:
                refused += one._said_against(found)
                if not one.currency_id.round(one._sum_of(opens)):
                    refused.append(
                        self.env._("%(name)s: nothing is open.", name=one.reference)
                    )
        if refused:
            raise UserError("\n".join(refused))

    def _asked_together(self):
        """Return these in sets of which one question can be asked: of one contract and
        phase, where each customer is once in a currency."""
        sets, seen = defaultdict(list), Counter()
        for one in self:
            terms = (one.contract_id, one.stage)
            customer = (*terms, one.partner_id, one.currency_id)
            sets[*terms, seen[customer]].append(one.id)
            seen[customer] += 1
        return [self.browse(ids) for ids in sets.values()]

    def _said_against(self, found):
        """Return the sentences of what stands against the debts of one file.

        :param found: of ``_eligible``
        """
        return [
            f"{self.reference}, {line.move_id.name}: {sentence}"
            for line in self.line_ids.line_id
            for _code, sentence in found.get(line.id, [])
        ]

    def _hand_over(self):
        """Freeze and write the file of one agency and company; return it."""
        company = self.company_id
        today = company._recovery_today()
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        number = sequence.next_by_code("recovery.agency.batch")
        self.line_ids._refresh(company)
        for one in self:
            one._move_to(
                "placed",
                placed_on=today,
                expires_on=one._expiry(today),
                batch=number,
            )
        file = self._write_file("placement", number)
        self._log_each("file_placed", lambda one: one._placed_words())
        self._plan_steps()
        return file

    def _expiry(self, day):
        """Return the day on which a file without payment since ``day`` is back."""
        days = self.contract_id.recall_days
        return day + timedelta(days=days) if days else False

    def _placed_words(self):
        return f"{self.reference} – {self.agency_id.name}"

    def _log_each(self, kind, words):
        for one in self:
            self.env["recovery.event"]._log_about(kind, one, words(one))

    # --- what is open -------------------------------------------------------------

    def _open_by_line(self):
        """Return ``{journal item id: open amount}`` of the placed debts, as the ledger
        has it now; one that went on to a doubtful account is open there."""
        lines = self.line_ids.line_id.sudo()
        posted = lines.filtered(lambda line: line.parent_state == "posted")
        found = {line.id: line.amount_residual_currency for line in posted}
        closed = [key for key, left in found.items() if not left]
        heirs = self.env["recovery.receipt"]._successors(closed) if closed else {}
        for key, others in heirs.items():
            others = lines.browse(others)
            found[key] = sum(others.mapped("amount_residual_currency"))
        return found

    def _open_amount(self):
        """Return what is open of one file in its currency, rounded."""
        return self.currency_id.round(self._sum_of(self._open_by_line()))

    def _sum_of(self, opens):
        """Return what is open of one file.

        :param opens: of ``_open_by_line``, of these and of others
        """
        return sum(opens.get(line.id, 0.0) for line in self.line_ids.line_id)

    def _ask_person(self, summary, note=""):
        """Give somebody this to do, once as long as nobody did."""
        for one in self.sudo():
            company = one.company_id
            user = (one.case_id and one.case_id._acting()) or (
                company._recovery_acting(
                    company.recovery_manager_id or company.recovery_user_id
                )
            )
            if summary not in one.activity_ids.mapped("summary"):
                one.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=summary,
                    note=note,
                    date_deadline=company._recovery_today(),
                    user_id=(user or one.requested_by_id or self.env.user).id,
                )


class RecoveryPlacementLine(models.Model):
    _inherit = "recovery.placement.line"

    seen_partial = fields.Integer(
        readonly=True, help="The last reconciliation that the agency knows of."
    )

    disputed = fields.Monetary(
        "Kept back", readonly=True, help="Disputed on the day of the hand-over."
    )

    def _refresh(self, company):
        """Place no more of these than what is to be had on the day of the hand-over:
        open, undisputed, net of credits; and know which payments came before it."""
        lines = self.sudo()
        files = lines.placement_id
        day = company._recovery_today()
        amounts = files._placing_amounts(company, files.partner_id, day)
        opens, known, contested = (
            *(files._open_by_line(), files._receipts()),
            lines._contested(),
        )
        for one in lines:
            key = one.line_id.id
            left = opens.get(key, 0.0)
            parts = [receipt.partial_id for receipt in known.get(key, ())]
            parts += one.line_id.matched_credit_ids.ids
            some = min(one.principal, left, float(amounts.get(key, left)))
            one.write(
                {
                    "principal": one.currency_id.round(some),
                    "disputed": contested.get(key, ("", 0.0))[1],
                    "seen_partial": max(parts, default=0),
                }
            )
