from functools import cached_property

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date, formatLang

CODES = ("ledger", "bank", "match", "type", "reach", "sender", "release")
# What a person may leave as it is: it comes back when there is more of it.
LEAVABLE = ("ledger", "bank", "match", "reach", "sender", "release")
# name: who may press it. Each is a method ``_door_<name>``.
DOORS = {
    "items": "auditor",
    "accounts": "auditor",
    "holds": "auditor",
    "bank": "auditor",
    "journals": "auditor",
    "match": "auditor",
    "types": "auditor",
    "reach": "auditor",
    "reminders": "auditor",
    "preview": "agent",
    "release": "agent",
    "history": "agent",
    "look": "agent",
    "send_test": "agent",
    "include": "manager",
    "sender": "manager",
    "cutoff": "manager",
    "leave": "manager",
    "look_again": "manager",
    "rivals_off": "manager",
    "confirm_database": "manager",
}


class Reading:
    """What the page reads of one company, each thing once: the exposure too."""

    def __init__(self, env, company):
        self.env, self.company = env, company
        self.today = company._recovery_today()

    @cached_property
    def exposure(self):
        """Put the exposure aside for both readings; return a SELECT of it."""
        exposure = self.env["recovery.exposure"]
        exposure._flush()
        self.env.cr.execute("DROP TABLE IF EXISTS recovery_start_exposure")
        self.env.cr.execute(
            SQL(
                "CREATE TEMP TABLE recovery_start_exposure ON COMMIT DROP AS %s",
                exposure._sql(self.company, self.today),
            )
        )
        return SQL("SELECT * FROM recovery_start_exposure")

    @cached_property
    def control(self):
        return self.env["recovery.control"]._figures(
            self.company, self.today, self.exposure
        )

    @cached_property
    def debtors(self):
        return self.env["recovery.debtors"]._rows(
            self.company, self.today, self.exposure
        )

    def money(self, amount):
        """Return an amount in words of the reader's language, with the currency."""
        return formatLang(self.env, amount, currency_obj=self.company.currency_id)

    def date(self, day):
        return format_date(self.env, day)


class RecoveryStart(models.AbstractModel):
    """The first hour: seven lines that turn green, each with its money and its list.

    A line is ``{"code", "state": "ok" or "todo", "title", "text": what is wrong,
    "amount": in company currency, "count", "notes": more sentences, "details":
    [{"label", "amount", "buttons"}], "buttons": [button], "left": who left it
    so}`` and a button ``{"name", "label", "argument", "primary"}``.
    """

    _name = "recovery.start"
    _description = "Getting started"

    @api.model
    def load(self):
        """Return the page of the current company, for who may read reminders.

        :return: ``{"company", "lines", "done", "rivals", "copy", "test_mode", "may"}``
        """
        self._check("auditor")
        page = self.sudo()._page(self.env.company)
        may = self._may()
        for line in page["lines"]:
            line["buttons"] = [b for b in line["buttons"] if DOORS[b["name"]] in may]
            for detail in line["details"]:
                detail["buttons"] = [
                    b for b in detail["buttons"] if DOORS[b["name"]] in may
                ]
        page["may"] = may
        return page

    @api.model
    def run(self, name, argument=None):
        """Do what a button of the page stands for; return an action, or nothing.

        :raises AccessError: when the user's group may not
        """
        if name not in DOORS:
            raise UserError(self.env._("This page has no such button."))
        self._check(DOORS[name])
        return getattr(self, f"_door_{name}")(self.env.company, argument) or False

    def _check(self, group):
        inside = self.env.company in self.env.user.company_ids
        if not (inside and self.env.user.has_group(f"debt_recovery.group_{group}")):
            raise AccessError(self.env._("Your role does not allow this."))

    def _may(self):
        return [
            group
            for group in ("auditor", "agent", "manager")
            if self.env.user.has_group(f"debt_recovery.group_{group}")
        ]

    # --- the page -------------------------------------------------------------

    @api.model
    def _page(self, company):
        reading = Reading(self.with_company(company).env, company)
        lines = [self._whole(reading, self._line(code, reading)) for code in CODES]
        return {
            "company": company.name,
            "currency_id": company.currency_id.id,
            "lines": lines,
            "done": sum(line["state"] == "ok" for line in lines),
            "rivals": company._recovery_rivals(),
        }

    @api.model
    def _line(self, code, reading):
        return {"code": code, **getattr(self, f"_line_{code}")(reading)}

    def _whole(self, reading, line):
        """Fill a line's empty places; turn it green where a person left it so."""
        line = {
            "amount": 0.0,
            "count": 0,
            "notes": [],
            "details": [],
            "left": "",
            **line,
        }
        line["amount"] = reading.company.currency_id.round(line["amount"])
        line["buttons"] = list(line.get("buttons", ()))
        if line["state"] == "ok":
            return line
        left = (reading.company.recovery_start_left or {}).get(line["code"])
        if left and _no_more(reading, line, left):
            who = self.env["res.users"].browse(left["user_id"]).exists()
            line["state"] = "ok"
            line["left"] = self.env._(
                "Left as it is on %(date)s by %(who)s.",
                date=reading.date(fields.Date.to_date(left["date"])),
                who=who.name or "–",
            )
            line["buttons"].append(self._button("look_again", argument=line["code"]))
        elif line["code"] in LEAVABLE:
            line["buttons"].append(self._button("leave", argument=line["code"]))
        return line

    def _button(self, name, argument=None, primary=False, label=None):
        return {
            "name": name,
            "label": label or self._button_label(name),
            "argument": argument,
            "primary": primary,
        }

    def _button_label(self, name):
        return {
            "items": self.env._("Open the items"),
            "accounts": self.env._("Followed accounts"),
            "holds": self.env._("Open the holds"),
            "bank": self.env._("Unmatched bank lines"),
            "journals": self.env._("Bank journals"),
            "match": self.env._("Match"),
            "types": self.env._("Say who is who"),
            "reach": self.env._("Fill in the addresses"),
            "reminders": self.env._("Today’s reminders"),
            "preview": self.env._("Preview the first sending"),
            "release": self.env._("Release by lot"),
            "history": self.env._("Import earlier reminders"),
            "look": self.env._("Prepare the reminders now"),
            "send_test": self.env._("Send me this message"),
            "include": self.env._("Include them"),
            "sender": self.env._("Wording and sender"),
            "cutoff": self.env._("Change the date"),
            "leave": self.env._("Leave as it is"),
            "look_again": self.env._("Look again"),
        }[name]

    # --- leaving a line as it is ----------------------------------------------

    def _door_leave(self, company, code):
        """Turn a line green as it stands; more money behind it turns it back."""
        if code not in LEAVABLE:
            raise UserError(self.env._("This line must be mended."))
        start = self.sudo()
        line = start._line(code, Reading(start.with_company(company).env, company))
        if line.get("gap"):
            raise UserError(self.env._("This line must be mended."))
        left = {
            "amount": line.get("amount", 0.0),
            "count": line.get("count", 0),
            "date": fields.Date.to_string(company._recovery_today()),
            "user_id": self.env.uid,
        }
        known = company.sudo().recovery_start_left or {}
        company.sudo().recovery_start_left = {**known, code: left}

    def _door_look_again(self, company, code):
        known = dict(company.sudo().recovery_start_left or {})
        known.pop(code, None)
        company.sudo().recovery_start_left = known


def _no_more(reading, line, left):
    """Tell whether a line shows no more than when it was left as it is.

    A ledger that does not tie is never left: its gap is no amount to decide on.
    """
    if line.get("gap"):
        return False
    amount = abs(line["amount"]) - abs(left["amount"])
    within = reading.company.currency_id.compare_amounts(amount, 0) <= 0
    return within and line["count"] <= left["count"]
