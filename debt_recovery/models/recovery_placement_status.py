from odoo import fields, models
from odoo.tools import format_date

from ..tools import holds
from ..tools.agency_status import ENDS, shown

TASK = "debt_recovery.activity_agency"
HOLDS = {"insolvent": "insolvency", "deceased": "deceased"}


class RecoveryPlacement(models.Model):
    """What the agency says of a file, and what follows from it here."""

    _inherit = "recovery.placement"

    agency_status_id = fields.Many2one(
        "recovery.agency.status",
        "Agency's status",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    agency_meaning = fields.Selection(
        related="agency_status_id.meaning", string="Says the agency"
    )
    status_on = fields.Date("Status of", readonly=True, copy=False)
    status_comment = fields.Char("Agency's comment", readonly=True, copy=False)
    promise_ids = fields.One2many(
        "recovery.placement.promise", "placement_id", "Promises told", readonly=True
    )

    def _take_status(self, status, row, day, paper=None):
        """Take one word of the agency, said on ``day``; older news change nothing.

        :param row: neutral fields of a status file or of a closing report
        :param paper: ``ir.attachment``: the certificate that came with it, or None
        """
        self.ensure_one()
        file = self.sudo()
        if row.get("agency_reference") and not file.agency_reference:
            file.write({"agency_reference": row["agency_reference"]})
        if row.get("promise_on"):
            file._keep_promise(status, row, day)
        if file._is_old_news(status, day):
            return
        if file._is_secret(status):
            file._take_secret(status, row, day, paper)
            return
        comment = shown(row.get("comment"), 400)
        file.write(
            {
                "agency_status_id": status.id,
                "status_on": day,
                "status_comment": comment or False,
            }
        )
        file._tell_status(f"“{status.word}”", day, comment)
        file._follow_status(status, row, paper)

    def _is_secret(self, status):
        """Tell whether the word tells of death or ruin of a person: see holds."""
        debtor = self.partner_id.commercial_partner_id.sudo()._recovery_kind()
        return holds.is_sensitive(HOLDS.get(status.meaning), debtor)

    def _take_secret(self, status, row, day, paper):
        """Keep what only the hold may say; all others are told to look there."""
        if self.status_on == day and not self.agency_status_id:
            return  # it was told with this day already
        self.write(
            {"status_on": day, "agency_status_id": False, "status_comment": False}
        )
        said = self.env._("something confidential")
        self._tell_status(said, day, "")
        if self.state == "placed":
            comment = shown(row.get("comment"), 400)
            self._hold_told(
                HOLDS[status.meaning],
                " – ".join(filter(None, (status.word, comment))),
                said,
            )
        if self.state == "placed" and row.get("exit_reason"):
            self._return("agency", said, paper)  # why is the hold's to say

    def _is_old_news(self, status, day):
        if not self.status_on or day > self.status_on:
            return False
        return day < self.status_on or status == self.agency_status_id

    def _tell_status(self, word, day, comment):
        """Write it in the customer's history."""
        said = self.env._(
            "%(agency)s, %(file)s: %(word)s on %(day)s",
            agency=self.agency_id.name,
            file=self.reference,
            word=word,
            day=format_date(self.env, day),
        )
        text = " – ".join(filter(None, (said, comment)))
        self.env["recovery.event"]._log_about("agency_told", self, text)

    # --- what follows ------------------------------------

    def _follow_status(self, status, row, paper):
        """Do what the word does; a file that is back already is only told of."""
        if self.state != "placed":
            return
        words = " – ".join(filter(None, (status.word, self.status_comment)))
        if status.effect == "close" or row.get("exit_reason"):
            self._closed_told(status, words, paper)
        elif status.effect == "task":
            self._task_for_us(words)
        elif status.effect == "dispute":
            self._dispute_told(row, words)
        elif status.effect == "hold":
            self._hold_told(HOLDS.get(status.meaning, "manual"), words)

    def _keep_promise(self, status, row, day):
        kind = "plan" if status.meaning == "plan" else "promise"
        values = {
            "placement_id": self.id,
            "kind": kind,
            "document": row.get("document") or False,
            "told_on": day,
            "promised_on": row["promise_on"],
            "amount": float(row.get("promise_amount") or 0),
        }
        same = self.promise_ids.filtered(
            lambda one: (
                one.kind == kind
                and one.promised_on == values["promised_on"]
                and not self.currency_id.compare_amounts(one.amount, values["amount"])
                and (one.document or False) == values["document"]
            )
        )
        if not same:
            self.env["recovery.placement.promise"].create(values)

    def _task_for_us(self, words):
        """Leave one task with who is responsible for the customer."""
        user = self._in_charge()
        speaking = self.with_context(lang=user.lang)
        self.activity_schedule(
            TASK,
            summary=speaking.env._(
                "%(agency)s says: %(what)s", agency=self.agency_id.name, what=words
            ),
            user_id=user.id,
        )

    def _in_charge(self):
        company = self.company_id
        return (
            (self.case_id and self.case_id._acting())
            or company._recovery_acting(company.recovery_user_id)
            or self.env.user
        )

    def _dispute_told(self, row, words):
        """Contest what is open of it, and take the file back."""
        debts = self._debts_named(row.get("document"))
        disputes = self.env["recovery.dispute"]
        free = [line for line, open_ in disputes._room(debts).items() if open_]
        if free:
            disputes._contest(
                debts.browse().union(*free),
                reason="other",
                note=words,
                source="agency",
            )
        if self.state == "placed":  # a dispute may have taken it back already
            self._recall("disputed", words)

    def _debts_named(self, document):
        """Return the open debts of the file: those of one document, or all."""
        lines = self.line_ids
        if document:
            lines = lines.filtered(lambda line: line.name == document) or lines
        return lines.line_id.filtered(
            lambda line: not line.reconciled and line.amount_residual_currency > 0
        )

    def _hold_told(self, kind, words, task=None):
        """Freeze contact in this company, once, and have somebody look.

        :param task: what the task says, where it may not say ``words``
        """
        known = self.env["recovery.hold"].with_company(self.company_id)
        partner = self.partner_id.commercial_partner_id
        told = known.search_count(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "in", (False, self.company_id.id)),
                "|",
                ("kind", "=", kind),
                ("sensitive_kind", "=", kind),
                ("from_date", ">=", self.placed_on),
            ],
            limit=1,
        )
        if not told:
            reason = self.env._(
                "%(agency)s says: %(what)s", agency=self.agency_id.name, what=words
            )
            known.create(
                {
                    "partner_id": partner.id,
                    "company_id": self.company_id.id,
                    "kind": kind,
                    "from_date": self.company_id._recovery_today(),
                    "reason": reason,
                }
            )
        self._task_for_us(task or words)

    def _closed_told(self, status, words, paper):
        """Take the file as returned, with its certificate; one that the agency calls
        paid stays with it until the money is here."""
        if status.meaning == "paid" and self._debts_named(None):
            self._task_for_us(words)
            return
        if status.meaning in HOLDS:
            self._hold_told(HOLDS[status.meaning], words)
        if self.state == "placed":  # a hold may have taken it back already
            why = ENDS.get(status.meaning, "agency")
            self._return(why, words, paper)
