from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..tools import payment_runs


class RecoveryCase(models.Model):
    """What the account shows and offers to a person."""

    _inherit = "recovery.case"

    exposure_html = fields.Html(
        "Situation of the account", compute="_compute_exposure_html", sanitize=False
    )
    why_text = fields.Char("In words", compute="_compute_why_text")
    live_net = fields.Monetary("To chase now", compute="_compute_exposure_html")
    notice_count = fields.Integer(compute="_compute_notice_count")
    hold_count = fields.Integer(compute="_compute_notice_count")
    partner_email = fields.Char(related="partner_id.email")
    partner_phone = fields.Char(related="partner_id.phone")

    def _exposure(self, as_of=None):
        """Return the exposure rows of these accounts, read from the ledger now.

        :return: dictionaries of ``recovery.exposure._sql``, debtor by debtor
        """
        rows = []
        for company, cases in self.grouped("company_id").items():
            day = as_of or company._recovery_today()
            rows += self.env["recovery.exposure"]._rows(
                company, day, cases.partner_id.ids
            )
        return rows

    @api.depends("partner_id", "company_id", "measured_on")
    @api.depends_context("lang")
    def _compute_exposure_html(self):
        for case in self:
            if not case._origin.id:
                case.exposure_html = case.live_net = False
                continue
            rows = case._exposure()
            company = case.company_id
            today = company._recovery_today()
            exposure = self.env["recovery.exposure"]
            case.live_net = sum(
                exposure._in_company(company, row) for row in rows if row["due"] < today
            )
            case.exposure_html = case._exposure_table(rows, today)

    def _exposure_table(self, rows, today):
        shown = [self._exposure_row(row, today) for row in rows]
        columns = ("disputed", "arranged", "netted", "in_flight", "spared")
        return self.env["ir.qweb"]._render(
            "debt_recovery.case_exposure",
            {
                "rows": shown,
                "totals": self._exposure_totals(rows),
                "show": {name: any(row[name] for row in shown) for name in columns},
            },
        )

    def _exposure_totals(self, rows):
        """Return one row of totals per currency, never added up across currencies."""
        totals = []
        columns = (
            *("residual", "disputed", "arranged"),
            *("netted", "in_flight", "chaseable"),
        )
        for currency_id in dict.fromkeys(row["currency_id"] for row in rows):
            currency = self.env["res.currency"].browse(currency_id)
            mine = [row for row in rows if row["currency_id"] == currency_id]
            total = {}
            for name in columns:
                amount = sum(row[name] for row in mine)
                total[name] = formatLang(self.env, amount, currency_obj=currency)
            totals.append(total)
        return totals

    def _exposure_row(self, row, today):
        line = self.env["account.move.line"].browse(row["line_id"])
        currency = self.env["res.currency"].browse(row["currency_id"])

        def money(amount):
            if not amount:
                return Markup("")
            return formatLang(self.env, amount, currency_obj=currency)

        return {
            "move_id": row["move_id"],
            "name": line.move_id.name or line.name,
            "due": format_date(self.env, row["due"]),
            "days": (today - row["due"]).days if row["residual"] > 0 else "",
            "late": row["residual"] > 0 and row["due"] < today,
            "is_credit": row["residual"] < 0,
            "residual": money(row["residual"]),
            "disputed": money(row["disputed"]),
            "arranged": money(row["arranged"]),
            "netted": money(row["netted"]),
            "in_flight": money(row["in_flight"]),
            "chaseable": money(row["chaseable"]),
            "spared": self._spared_label(row["spared"]),
        }

    def _spared_label(self, code):
        labels = {
            "report": self.env._("account not chased"),
            "no_followup": self.env._("excluded from follow-up"),
            "blocked": self.env._("payment blocked on the invoice"),
            "settlement": self.env._("settlement offer"),
            "placed": self.env._("placed with an agency"),
        }
        if not code:
            return ""
        selection = dict(
            self.env["recovery.hold"]._fields["kind"]._description_selection(self.env)
        )
        return labels.get(code) or selection.get(code, code)

    @api.depends("why", "next_contact_on", "next_treatment_id", "spared_why")
    @api.depends_context("lang")
    def _compute_why_text(self):
        for case in self:
            text = case._why_words()
            shown = case.next_contact_on and case.next_treatment_id
            if shown and case.why != "spared":
                text = self.env._(
                    "%(why)s. Next: “%(step)s”, %(date)s.",
                    why=text,
                    step=case.next_treatment_id.name,
                    date=format_date(self.env, case.next_contact_on),
                )
            case.why_text = text

    def _why_words(self):
        """Say why nothing, or what, is planned; without a full stop."""
        text = dict(self._fields["why"]._description_selection(self.env)).get(
            self.why, ""
        )
        if self.why == "spared":
            label = self._spared_label(self.spared_why)
            return f"{text} ({label})" if label else text
        if self.why == "payment_run":
            return self._run_words() or text
        return text

    def _run_words(self):
        """Name the payment run that the next contact waits for."""
        closed = self.company_id._recovery_closed_days(self.next_contact_on)
        run = payment_runs.run_of(self.next_contact_on, self._payment_runs(), closed)
        if not run:
            return ""
        return self.env._(
            "Waits for the customer's payment run of %(date)s",
            date=format_date(self.env, run),
        )

    def _compute_notice_count(self):
        notices = dict(
            self.env["recovery.notice"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        holds = dict(
            self.env["recovery.hold"]._read_group(
                [("partner_id", "in", self.partner_id.ids)], ["partner_id"], ["__count"]
            )
        )
        for case in self:
            case.notice_count = notices.get(case, 0)
            case.hold_count = holds.get(case.partner_id, 0)

    # --- buttons -----------------------------------------------------------------

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "recovery.case",
            "res_id": self[:1].id,
            "view_mode": "form",
        }

    def action_release(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release"),
            "res_model": "recovery.release.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_ids": self.ids},
        }

    def action_hold(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put on hold"),
            "res_model": "recovery.hold",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_id": self[:1].partner_id.id,
                "default_company_id": self[:1].company_id.id,
            },
        }

    def action_view_notices(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reminders"),
            "res_model": "recovery.notice",
            "view_mode": "list,form",
            "domain": [("case_id", "in", self.ids)],
        }

    def action_view_holds(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Holds"),
            "res_model": "recovery.hold",
            "view_mode": "list,form",
            "domain": [("partner_id", "in", self.partner_id.ids)],
            "context": {"default_partner_id": self[:1].partner_id.id},
        }

    def action_view_debts(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("recovery_case_id", "in", self.ids),
                ("company_id", "in", self.company_id.ids),
            ],
        }

    def action_measure(self):
        """Look at these customers now, as the settling job would."""
        for company, cases in self.grouped("company_id").items():
            self.env["recovery.mark"]._add(company, cases.partner_id, "asked")
            self.env.cr.flush()
            self.env["recovery.cycle"].sudo().with_company(company)._settle(
                company, company._recovery_today(), commit=False
            )
        return True
