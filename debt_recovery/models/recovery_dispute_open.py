from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, float_is_zero, formatLang


class RecoveryDispute(models.Model):
    """How a dispute begins: checked against the ledger, split over the debts."""

    _inherit = "recovery.dispute"

    @api.model
    def _contest(self, debts, amount=None, reason=None, invoice_lines=None, **vals):
        """Open a dispute on each invoice of ``debts``, oldest first.

        :param debts: invoices, or receivable journal items, of one customer, company
            and currency
        :param amount: with tax, in their currency; None: the lines of
            ``invoice_lines`` with their tax, else all that is open and not contested
        :param reason: a ``recovery.dispute.reason`` or its code
        :param invoice_lines: product lines of one invoice that it is about
        :param vals: ``note``, ``source``, ``user_id``, ``deadline``, ``attachment_ids``
        :return: the disputes
        :raises UserError: when more is contested than is open
        """
        is_agent = self.env.user.has_group("debt_recovery.group_agent")
        if not (is_agent or self.env.su):  # a customer, on a page of his own
            raise AccessError(self.env._("An agent records disputes."))
        lines = self._contested_lines(debts, invoice_lines)
        self._alone_on_invoices(lines.move_id)
        room = self._room(lines)
        amount = self._contested_amount(lines, room, amount, invoice_lines)
        parts = self._parts(lines, room, amount)
        reason = self.env["recovery.dispute.reason"].sudo()._find(reason)
        made = self.browse()
        for move, group in lines.grouped("move_id").items():
            mine = {line: parts[line] for line in group if parts.get(line)}
            if mine:
                values = self._contest_values(move, mine, reason, invoice_lines, vals)
                made |= self.sudo().create(values).sudo(self.env.su)
        for one in made:
            one.sudo()._opened()
        return made

    def _alone_on_invoices(self, moves):
        """Make two disputes of one debt at once impossible: the second one is tried
        again after the first."""
        self.env.cr.execute(
            SQL(
                "UPDATE account_move SET write_date = write_date WHERE id = ANY(%s)",
                moves.ids,
            )
        )

    def _contested_lines(self, debts, invoice_lines):
        """Return the open receivable journal items, oldest first."""
        if invoice_lines:
            debts = debts or invoice_lines.move_id
        lines = debts
        if debts._name == "account.move":
            lines = debts._recovery_debts()
        lines = lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and not line.reconciled
                and line.amount_residual_currency > 0
            )
        )
        customers = lines.partner_id.commercial_partner_id
        wrong = len(customers) != 1 or len(lines.company_id) != 1
        if not lines or wrong or len(lines.currency_id) != 1:
            raise UserError(
                self.env._(
                    "Choose open invoices of one customer, in one currency, to dispute."
                )
            )
        lines.check_access("read")
        return lines.sorted(lambda line: (line.date_maturity or line.date, line.id))

    @api.model
    def _room(self, lines):
        """Return ``{journal item: what is open of it and not contested yet}``."""
        taken = dict(
            self.env["recovery.dispute.item"]
            .sudo()
            ._read_group(
                [("line_id", "in", lines.ids), ("dispute_id.state", "=", "open")],
                ["line_id"],
                ["amount:sum"],
            )
        )
        by_id = {line.id: amount for line, amount in taken.items()}
        return {
            line: line.currency_id.round(
                max(0.0, line.amount_residual_currency - by_id.get(line.id, 0.0))
            )
            for line in lines
        }

    def _contested_amount(self, lines, room, amount, invoice_lines):
        currency = lines.currency_id
        most = currency.round(sum(room.values()))
        if invoice_lines:
            move = invoice_lines.move_id
            based = move._recovery_base_lines(invoice_lines)
            most = min(move._recovery_lines_total(based), most)
        amount = currency.round(most if amount is None else amount)
        too_much = currency.compare_amounts(amount, most) > 0
        if too_much or currency.compare_amounts(amount, 0) <= 0:
            raise UserError(
                self.env._(
                    "%(names)s: %(most)s is open and not disputed yet; the amount has "
                    "to be more than zero and not more than that.",
                    names=", ".join(lines.move_id.mapped("name")),
                    most=formatLang(self.env, most, currency_obj=currency),
                )
            )
        return amount

    def _parts(self, lines, room, amount):
        """Return ``{journal item: part}``, the oldest due first."""
        currency, parts = lines.currency_id, {}
        for line in lines:
            part = min(amount, room[line])
            if not float_is_zero(part, precision_rounding=currency.rounding):
                parts[line] = part
            amount = currency.round(amount - part)
        return parts

    def _contest_values(self, move, parts, reason, invoice_lines, vals):
        company = move.company_id
        chosen = (invoice_lines or self.env["account.move.line"]) & move.line_ids
        return {
            "company_id": company.id,
            "partner_id": next(iter(parts)).partner_id.commercial_partner_id.id,
            "move_id": move.id,
            "salesperson_id": move.invoice_user_id.id,
            "currency_id": next(iter(parts)).currency_id.id,
            "amount": sum(parts.values()),
            "reason_id": reason.id,
            "invoice_line_ids": [fields.Command.set(chosen.ids)],
            "item_ids": [
                fields.Command.create({"line_id": line.id, "amount": part})
                for line, part in parts.items()
            ],
            "opened_on": company._recovery_today(),
            **vals,
        }

    def _opened(self):
        """Name who handles it, tell the history, leave a task for its deadline."""
        self.write(
            {
                "user_id": (self.user_id or self._usual_owner()).id,
                "deadline": self.deadline or self._default_deadline(),
            }
        )
        self._log("disputed", self._words())

    def _usual_owner(self):
        company = self.company_id
        if self.reason_id.owner == "salesperson" and self.salesperson_id:
            return company._recovery_acting(self.salesperson_id)
        return (
            (self.case_id and self.case_id._acting())
            or company._recovery_acting(company.recovery_user_id)
            or self.env.user
        )

    def _words(self):
        """Say the dispute in one line: amount, invoice, reason."""
        return self.env._(
            "%(money)s of %(invoice)s: %(reason)s",
            money=formatLang(self.env, self.amount, currency_obj=self.currency_id),
            invoice=self.move_id.name or "–",
            reason=self.reason_id.name,
        )


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    dispute_ids = fields.One2many("recovery.dispute", "case_id", "Dispute cases")

    def _dispute(self, debts, amount=None, reason=None, **vals):
        """Open a dispute on debts of this customer: see ``_contest`` of disputes.

        :raises UserError: when a debt is another customer's, or too much is contested
        """
        self.ensure_one()
        self.check_access("write")
        if debts.mapped("partner_id.commercial_partner_id") != self.partner_id or (
            debts.company_id != self.company_id
        ):
            raise UserError(
                self.env._("Choose open invoices of this customer to dispute.")
            )
        return self.env["recovery.dispute"]._contest(debts, amount, reason, **vals)

    def _fold_into(self, kept):
        self.dispute_ids.sudo().write({"case_id": kept.id})
        return super()._fold_into(kept)
