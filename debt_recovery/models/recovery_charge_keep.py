from datetime import timedelta

from odoo import Command, api, models
from odoo.tools import SQL

from .recovery_charge import FIXED
from .recovery_notice import LEFT
from .recovery_receipt import ADVANCES

PAID = ADVANCES - {"credit_note"}
LATELY = 8  # days: what was paid is looked at within a week
OWN = ("notice_id", "announced_on", "principal_paid_on")


class RecoveryCharge(models.Model):
    """What is kept: what a message said, and what a late payment leaves."""

    _inherit = "recovery.charge"

    @api.model
    def _announce(self, notices):
        """Keep what these messages, which left, say of charges."""
        for notice in notices.sudo().filtered(lambda one: not one.is_test):
            own = {"notice_id": notice.id, "announced_on": notice.left_on}
            said = [{**one, **own} for one in notice.charges_said]
            self._keep(notice.company_id, notice.case_id, said)

    @api.model
    def _keep(self, company, case, said):
        """Write announced charges, or bring those of before to what is said now.

        :param said: dictionaries as ``Due.said``, with what else to write (``OWN``)
        """
        self = self.sudo().with_company(company)
        lines = self.env["account.move.line"].browse(one["line_id"] for one in said)
        lines = lines.exists()
        before = self.search(
            [("move_id", "in", lines.move_id.ids), ("state", "=", "announced")]
        )
        known = {one._identity(): one for one in before}
        for one in said:
            line = lines.browse(one["line_id"])
            if line not in lines:
                continue
            values = self._values_of(line, case, one)
            charge = known.get(_identity(one["kind"], line))
            if charge:
                values.pop("announced_on", None)
                charge.write(values)
            else:
                self.create(values)

    def _identity(self):
        return _identity(self.kind, self.line_id)

    @api.model
    def _values_of(self, line, case, said):
        return {
            "name": line.move_id.name or line.name or "–",
            "kind": said["kind"],
            "company_id": line.company_id.id,
            "partner_id": line.partner_id.commercial_partner_id.id,
            "case_id": case.id,
            "move_id": line.move_id.id,
            "line_id": line.id,
            "currency_id": self._currency_of(said["currency"]).id,
            **self._figures(said),
            **{name: said[name] for name in OWN if name in said},
        }

    @api.model
    def _figures(self, said):
        periods = [Command.create(one) for one in said["periods"]]
        return {
            "amount": said["amount"],
            "until": said["until"],
            "rule": said["rule"],
            "period_ids": [Command.clear(), *periods],
        }

    # --- left by a late payment -------------------------------------------------------

    @api.model
    def _keep_paid(self, company, as_of, debtor_ids):
        """Keep what late principals leave that were paid these days, after a reminder:
        nothing is asked of who was spared."""
        lines = self._just_paid(company, as_of, debtor_ids)
        if not lines:
            return
        cases = self.env["recovery.case"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", lines.partner_id.commercial_partner_id.ids),
            ]
        )
        case_of = {case.partner_id: case for case in cases}
        paid = self._paid_on(lines)
        for line_id, dues in self._due(lines.browse(paid), as_of).items():
            own = {"announced_on": as_of, "principal_paid_on": paid[line_id]}
            debtor = lines.browse(line_id).partner_id.commercial_partner_id
            case = case_of.get(debtor, cases.browse())
            self._keep(company, case, [{**due.said(), **own} for due in dues])

    @api.model
    def _just_paid(self, company, as_of, debtor_ids):
        """Return the items paid these days that a reminder had claimed, of which
        nothing is kept yet."""
        for name in ("account.move.line", "recovery.notice", "recovery.charge"):
            self.env[name].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        scope = SQL("")
        if debtor_ids is not None:
            scope = SQL("AND n.partner_id = ANY(%s)", list(debtor_ids) or [0])
        rows = self.env.execute_query(
            SQL(
                _JUST_PAID,
                company=company.id,
                since=as_of - timedelta(days=LATELY),
                left=list(LEFT),
                scope=scope,
            )
        )
        return self.env["account.move.line"].browse(row[0] for row in rows)

    @api.model
    def _paid_on(self, lines):
        """Return ``{line id: day}`` of those whose principal was paid."""
        receipts = self.env["recovery.receipt"]._of_lines(lines.ids)
        found = {}
        for line in lines.filtered("reconciled"):
            some = receipts.get(line.id, ())
            days = [one.day for one in some if one.nature in PAID]
            if days:
                found[line.id] = max(days)
        return found


def _identity(kind, line):
    """Return what a charge is about: the fixed sum is that of its invoice."""
    return (kind, line.move_id if kind == FIXED else line)


_JUST_PAID = """
SELECT DISTINCT l.id
  FROM account_partial_reconcile part
  JOIN account_move_line l ON l.id = part.debit_move_id
  JOIN recovery_notice_line said ON said.line_id = l.id AND said.kind = 'overdue'
  JOIN recovery_notice n ON n.id = said.notice_id
 WHERE part.company_id = %(company)s AND part.create_date >= %(since)s
   AND l.company_id = %(company)s AND l.reconciled AND l.parent_state = 'posted'
   AND n.company_id = %(company)s AND n.state = ANY(%(left)s)
   AND n.is_test IS NOT TRUE %(scope)s
   AND NOT EXISTS (SELECT FROM recovery_charge c
                    WHERE c.line_id = l.id AND c.state <> 'cancelled')
"""
