from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import limitation

FINE, NEAR, BARRED = "fine", "near", "barred"


class RecoveryLimitation(models.AbstractModel):
    """The clock in words: until when, and why."""

    _inherit = "recovery.limitation"

    @api.model
    def _sentence(self, clock, day):
        """Return ``(sentence, fine | near | barred)`` of one debt."""
        words = {
            "date": format_date(self.env, clock.last or clock.start),
            "why": self._reason(clock),
        }
        if clock.last is None:
            return self.env._(
                "The limitation period stands still: %(why)s.", **words
            ), FINE
        if clock.is_barred(day):
            text = self.env._(
                "Not to be claimed in court since %(date)s, no legal step may be "
                "announced: %(why)s.",
                **words,
            )
            return text, BARRED
        text = self.env._("May be claimed in court until %(date)s: %(why)s.", **words)
        return text, NEAR if clock.warns_on() <= day else FINE

    def _reason(self, clock):
        rule = self.env["recovery.rule"].sudo().browse(clock.rule.key)
        since = self._since(clock)
        basis = ", ".join(filter(None, (clock.rule.country, rule.legal_basis)))
        if clock.last is None:
            return self.env._("%(since)s (%(basis)s)", since=since, basis=basis)
        years = clock.rule.years
        text = (
            self.env._("one year %(since)s (%(basis)s)", since=since, basis=basis)
            if years == 1
            else self.env._(
                "%(years)s years %(since)s (%(basis)s)",
                years=years,
                since=since,
                basis=basis,
            )
        )
        if clock.rule.state != "on":
            return self.env._("%(text)s – this rule was not checked", text=text)
        return text

    def _since(self, clock):
        moved = clock.moved
        day = format_date(self.env, moved.day if moved else clock.start)
        if not moved:
            words = {
                limitation.END_OF_YEAR: self.env._("from the end of the year, %s", day),
                limitation.NEXT_JANUARY: self.env._("from the next 1 January, %s", day),
            }
            return words.get(clock.rule.starts) or self.env._(
                "from the due date, %s", day
            )
        return {
            limitation.PAYMENT: self.env._("from the part payment of %s", day),
            limitation.DEMAND: self.env._("from the written demand of %s", day),
            limitation.ACKNOWLEDGEMENT: self.env._(
                "from the acknowledgement of %s", day
            ),
            limitation.LAWSUIT: self.env._("from the lawsuit of %s", day),
            limitation.ENFORCEMENT: self.env._("from the enforcement of %s", day),
            # read by all: that a person is insolvent is not
            limitation.CLAIM: self.env._("since the event of %s", day),
            limitation.SUSPENSION: self.env._("suspended on %s", day),
        }[moved.kind]

    @api.model
    def _said(self, lines, day):
        """Return ``{line id: (sentence, tone, last day)}`` of some debts."""
        found = self._clocks(day, self._rules(day), lines=lines)
        return {
            line: (*self._sentence(clock, day), clock.last)
            for line, (_row, clock) in found.items()
        }

    @api.model
    def _of_account(self, rows, day):
        """Return ``(text, tone)`` of a whole account."""
        running = [(row, one) for row, one in rows if not one.is_barred(day)]
        lost = len(rows) - len(running)
        first = min(
            running or rows,
            key=lambda one: one[1].last or fields.Date.to_date("9999-12-31"),
        )
        line = self.env["account.move.line"].browse(first[0]["line_id"])
        text, tone = self._sentence(first[1], day)
        text = self.env._("%(name)s: %(text)s", name=line.move_id.name, text=text)
        if lost and running:
            said = self.env._(
                "Time-barred debts: %(count)s, no legal step may be announced for "
                "them.",
                count=lost,
            )
            return f"{said} {text}", BARRED
        return text, tone


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    limitation_text = fields.Char("Limitation", compute="_compute_limitation")
    limitation_tone = fields.Selection(
        [(FINE, "Far"), (NEAR, "Near"), (BARRED, "Time-barred")],
        compute="_compute_limitation",
        export_string_translation=False,
    )

    @api.depends("partner_id", "measured_on")
    @api.depends_context("lang")
    def _compute_limitation(self):
        """Say the debt that expires first, and how many are lost already."""
        self.limitation_text = self.limitation_tone = False
        for company, cases in self.grouped("company_id").items():
            if not company:
                continue
            clocks = self.env["recovery.limitation"].sudo().with_company(company)
            day = company._recovery_today()
            for case in cases:
                rows = clocks._clocks(
                    day, clocks._rules(day), partners=case.partner_id
                ).values()
                if rows:
                    text, tone = clocks._of_account(rows, day)
                    case.limitation_text, case.limitation_tone = text, tone

    def action_limitation_events(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What moved the limitation clock"),
            "res_model": "recovery.limitation.event",
            "view_mode": "list,form",
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_limitation_text = fields.Char(
        "Limitation",
        compute="_compute_recovery_limitation",
        groups="debt_recovery.group_auditor",
    )
    recovery_limitation_tone = fields.Char(
        compute="_compute_recovery_limitation",
        groups="debt_recovery.group_auditor",
        export_string_translation=False,
    )

    @api.depends_context("lang")
    def _compute_recovery_limitation(self):
        self.recovery_limitation_text = self.recovery_limitation_tone = False
        debts = self._origin._recovery_debts()
        for company, lines in debts.grouped("company_id").items():
            clocks = self.env["recovery.limitation"].sudo().with_company(company)
            said = clocks._said(lines, company._recovery_today())
            by_move = {}
            for line in lines:
                if line.id in said:
                    by_move.setdefault(line.move_id.id, []).append(said[line.id])
            for move in self:
                mine = by_move.get(move._origin.id)
                if mine:
                    first = min(mine, key=lambda one: str(one[2] or "9999"))
                    move.recovery_limitation_text = first[0]
                    move.recovery_limitation_tone = first[1]
