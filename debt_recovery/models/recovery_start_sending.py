from odoo import models

from .recovery_start_ledger import _detail


class RecoveryStart(models.AbstractModel):
    """Lines 6 and 7: wording and sender, cut-off and release."""

    _inherit = "recovery.start"

    # --- 6: wording and sender ------------------------------------------------

    def _line_sender(self, reading):
        missing = self._missing_of_sender(reading)
        warnings = self._sender_warnings(reading)
        company = reading.company
        text = self.env._("%(signature)s signs", signature=self._signature(company))
        if missing:
            text = self.env._("Missing: %(names)s", names=", ".join(missing))
        buttons = [
            self._button("sender", primary=bool(missing)),
            self._button("send_test", primary=not missing),
        ]
        return {
            "title": self.env._("Wording and sender"),
            "state": "todo" if missing or warnings else "ok",
            "amount": reading.control["to_chase"],
            "count": len(missing) + len(warnings),
            "text": text,
            "notes": warnings,
            "buttons": buttons if missing else buttons[::-1],
        }

    def _signature(self, company):
        return company.recovery_sender_name or company.recovery_user_id.name or ""

    def _missing_of_sender(self, reading):
        """Return the names of what a message cannot do without."""
        company = reading.company
        user = company.recovery_user_id
        consumers = any(row["kind"] == "consumer" for row in reading.debtors)
        return [
            name
            for name, given in (
                (self.env._("signature"), self._signature(company)),
                (
                    self.env._("reply address"),
                    user.email or company.recovery_email or company.email,
                ),
                (
                    self.env._("direct line"),
                    user.partner_id.phone or company.recovery_phone or company.phone,
                ),
                (self.env._("account to pay to"), company.recovery_bank_id),
                (
                    self.env._("consumer mediator"),
                    not consumers or company.recovery_mediator,
                ),
            )
            if not given
        ]

    def _sender_warnings(self, reading):
        company = reading.company
        warning = company._recovery_rate_warning(
            company.recovery_penalty_rate, reading.today
        )
        return [warning] if warning else []

    # --- 7: cut-off and release -----------------------------------------------

    def _line_release(self, reading):
        company = reading.company
        [(count, amount)] = self.env["recovery.case"]._read_group(
            self._waiting_domain(company), aggregates=["__count", "net_overdue:sum"]
        )
        drafts = self.env["recovery.notice"].search_count(
            [("company_id", "=", company.id), ("state", "=", "draft")]
        )
        line = {
            "title": self.env._("Cut-off and release"),
            "amount": amount or 0.0,
            "count": count,
            "state": "todo" if count else "ok",
            "text": self._release_text(reading, count, drafts),
            "details": self._brackets(company) if count else [],
            "buttons": [],
        }
        if self._look_due(company):
            line.update(self._look_first(reading, line["text"]))
        elif drafts and not count:
            line["buttons"].append(self._button("reminders", primary=True))
        if count:
            primary = not line["buttons"]
            line["buttons"].append(self._button("release", primary=primary))
        for name in ("preview", "history", "cutoff"):
            line["buttons"].append(self._button(name))
        return line

    def _look_first(self, reading, text):
        """Return what the line says while the accounts are behind the ledger."""
        line = {"state": "todo", "buttons": [self._button("look", primary=True)]}
        if self.env["recovery.cycle"]._last_run(reading.company):
            said = self.env._("Something changed: the reminders can be prepared again")
            return {**line, "text": text, "notes": [said]}
        return {
            **line,
            "text": self.env._("The ledger has not been looked at yet"),
            "amount": reading.control["to_chase"],
        }

    def _waiting_domain(self, company):
        return [
            ("company_id", "=", company.id),
            ("state", "=", "open"),
            ("released_on", "=", False),
            ("net_overdue", ">", 0),
        ]

    def _release_text(self, reading, count, drafts):
        if count:
            cutoff = reading.company.recovery_cutoff_date
            return self.env._(
                "Customers that wait, with debts from before %(date)s: %(count)s",
                count=count,
                date=reading.date(cutoff) if cutoff else "–",
            )
        if drafts:
            return self.env._(
                "Nobody waits; reminders ready for your approval: %(count)s",
                count=drafts,
            )
        return self.env._("Nobody waits to be released")

    def _brackets(self, company):
        """Return what waits by bracket, the lots that a release can take."""
        rows = self.env["recovery.case"]._read_group(
            self._waiting_domain(company),
            ["stage_id"],
            ["__count", "net_overdue:sum"],
        )
        return [
            _detail(
                f"{stage.name or '–'} · {number}",
                amount,
                buttons=[self._button("release", argument=stage.id)],
            )
            for stage, number, amount in rows
        ]

    def _look_due(self, company):
        """Tell whether something changed that the accounts do not show yet."""
        cycle = self.env["recovery.cycle"]
        return bool(
            company.recovery_full_pass
            or not cycle._last_run(company)
            or cycle._marks(company)
        )
