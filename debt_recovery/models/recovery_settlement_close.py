from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError

from ..tools import arrangements
from ..tools.arrangements import SETTLEMENT


class RecoveryArrangement(models.Model):
    """What is left of debts once their settlement was paid in time."""

    _inherit = "recovery.arrangement"

    rest_closed_on = fields.Date(readonly=True)
    rest_problem = fields.Char("The rest is still open because", readonly=True)

    def _evaluate(self, today):
        """The rest of what was kept is closed, tried again until it is."""
        changed = super()._evaluate(today)
        offers = (self | changed).sudo().filtered(lambda one: one.kind == SETTLEMENT)
        for offer in offers:
            if offer.state == "kept":
                offer._try_to_close(today)
            elif offer in changed and offer.rest_closed_on:
                offer._ask_to_undo()
                offer.rest_closed_on = False
        return changed

    def action_close_rest(self):
        """Try again to close what is left."""
        self.ensure_one()
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise UserError(self.env._("An agent closes what is left."))
        self.check_access("write")
        offer = self.sudo()
        if offer.kind == SETTLEMENT and offer.state == "kept":
            offer._try_to_close(offer.company_id._recovery_today())

    def _try_to_close(self, today):
        """Close the rest; what forbids it (a closed period, a missing account) is told
        to the responsible and stops nobody else."""
        if self.rest_closed_on:
            return
        try:
            with self.env.cr.savepoint():
                self._match_loose(today)
                self._close_rest(today)
        except (UserError, RedirectWarning) as error:
            self._leave_rest_open(str(error.args[0]), today)
        else:
            self.write({"rest_closed_on": today, "rest_problem": False})
            self.activity_ids.filtered("automated").unlink()

    def _leave_rest_open(self, why, today):
        """Tell it once (the words may name the day), and try again tomorrow; meanwhile
        nobody is asked for it."""
        if not self.rest_problem:
            self._ask_to_close(why)
        quiet = self.with_context(recovery_evaluating=True)
        quiet.write({"rest_problem": why, "look_on": today + timedelta(days=1)})

    def _match_loose(self, today):
        """Match the money that took the offer, where nobody did: no more of it than
        the offer took, nor of a debt than is open of what was agreed."""
        taken = self._taken_loose(today)
        if not taken:
            return
        parts, _most = self._still_open()
        for credit_id, money in taken:
            credit = self.env["account.move.line"].browse(credit_id)
            amount = money.amount
            for line in parts:
                part = min(amount, parts[line])
                if part > 0 and line.account_id == credit.account_id:
                    line._recovery_match_part(credit, float(part))
                    parts[line] -= part
                    amount -= part

    def _taken_loose(self, today):
        """Return ``[(id of a credit that nobody matched, the Money of it)]`` by which
        this is kept."""
        company = self.company_id
        everyone = self | self._looked_at(company, today, self.partner_id.ids)
        judged = everyone._judged(company, today)
        return next(loose for one, _judgement, loose in judged if one == self)

    def _still_open(self):
        """Return ``({journal item: what is open of its agreed part}, what may still be
        given up)``, exact, oldest debt first; a debt that is doubtful by now is that
        under its new item."""
        families, receipts, figures = self._ledger()
        deal, money = self._facts(families, receipts, figures)
        left, parts = arrangements.left(deal, money), {}
        items = self.item_ids.filtered("line_id").sorted(
            lambda item: (item.line_id.date_maturity or item.line_id.date, item.id)
        )
        for item in items:
            rest = left[item.id]
            for line_id, _share in families[item.line_id.id]:
                line = self.env["account.move.line"].browse(line_id)
                part = min(rest, self._round(line.amount_residual_currency))
                if part > 0:
                    parts[line] = parts.get(line, 0) + part
                    rest -= part
        return parts, arrangements.forgone(deal, money)

    def _close_rest(self, today):
        """Close what is open of the agreed parts, up to what was given up: what was
        disputed, or covered by a credit, that day stays."""
        parts, most = self._still_open()
        rests = {}
        for line, part in parts.items():
            part = min(part, most)
            if part > 0:
                rests[line] = float(part)
                most -= part
        if not rests:
            return
        if self.settle_how == "write_off":
            self._write_off_rest(rests, today)
        else:
            self._credit_rest(rests, today)

    def _credit_rest(self, rests, today):
        reason = self.env._("Settlement %(name)s", name=self.reference)
        lines = self.env["account.move.line"].union(*rests)
        for move, some in lines.grouped("move_id").items():
            if not move.is_invoice():
                raise UserError(
                    self.env._(
                        "%(name)s is no invoice: close the rest by a write-off.",
                        name=move.display_name,
                    )
                )
            items = {line: rests[line] for line in some}
            amount = sum(items.values())
            move._recovery_credit_note(amount, reason, day=today, items=items)

    def _write_off_rest(self, rests, today):
        losses = self.env["recovery.write.off"]._request(
            rests, "settlement", arrangement_id=self.id
        )
        losses._book(today)

    def _ask_to_close(self, why):
        self._ask_responsible(
            self.env._(
                "Settlement paid: close the rest of %(name)s", name=self._words()
            ),
            why,
        )

    def _ask_to_undo(self):
        """Its payment went back: the rest that was given up is owed again."""
        self._ask_responsible(
            self.env._(
                "Settlement %(name)s: its payment went back. Reverse what closed the "
                "rest.",
                name=self.reference,
            )
        )

    def _ask_responsible(self, summary, note=""):
        user = self.case_id._acting() or self.create_uid
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._recovery_today(),
            summary=summary,
            note=note,
            user_id=user.id,
        )
