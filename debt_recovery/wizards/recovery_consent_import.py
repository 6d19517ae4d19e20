import csv
import io
from datetime import datetime, time

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize

from ..models.recovery_consent import PURPOSES
from ..tools import phones

COLUMNS = ("address", "channel", "state", "date", "proof")
KNOWN = (*COLUMNS, "about")
STATES = {"agreed": "opt_in", "objected": "opt_out"}
CHANNELS = ("email", "sms", "whatsapp", "voice")


class RecoveryConsentImport(models.TransientModel):
    """Reads what customers agreed or objected to elsewhere, with its proof: all rows,
    or none."""

    _name = "recovery.consent.import"
    _description = "Import consents"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary("CSV file", required=True)

    def action_import(self):
        """Record all rows, or none: every problem is named with its line."""
        self.ensure_one()
        rows, problems = self._read()
        if problems:
            raise UserError(
                self.env._(
                    "Nothing was imported:\n%(problems)s", problems="\n".join(problems)
                )
            )
        reach = self.env["recovery.reach"]
        for channel, address, state, at, proof, purpose in rows:
            reach._note_consent(
                channel, address, state, "import", proof, at=at, purpose=purpose
            )
        return {"type": "ir.actions.act_window_close"}

    def _read(self):
        """Return the rows to record and what is wrong with the others."""
        text = self.env["recovery.history.wizard"]._decode(self.file)
        separator = ";" if text.partition("\n")[0].count(";") else ","
        reader = csv.DictReader(io.StringIO(text), delimiter=separator)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if "\0" in text or missing:
            names = ", ".join(missing)
            return [], [
                self.env._("Line 1: missing column %(names)s.", names=names or "–")
            ]
        rows, problems = {}, []
        for line, record in enumerate(reader, start=2):
            try:
                rows[line] = self._row(
                    {name: (record.get(name) or "").strip() for name in KNOWN}
                )
            except ValueError as error:
                problems.append((line, str(error)))
        problems += self._taken_back(rows)
        said = [
            self.env._("Line %(line)s: %(what)s", line=line, what=what)
            for line, what in sorted(problems)
        ]
        return list(rows.values()), said

    def _row(self, record):
        channel = record["channel"]
        if channel not in CHANNELS:
            raise self._bad("channel", channel, ", ".join(CHANNELS))
        address = self._address(channel, record["address"])
        if record["state"] not in STATES:
            raise self._bad("state", record["state"], ", ".join(STATES))
        purpose = record["about"] or "all"
        if purpose not in dict(PURPOSES):
            raise self._bad("about", purpose, ", ".join(dict(PURPOSES)))
        state = STATES[record["state"]]
        if state == "opt_in" and not record["proof"]:
            raise ValueError(self.env._("an agreement needs its proof."))
        return channel, address, state, self._day(record), record["proof"], purpose

    def _address(self, channel, text):
        if channel == "email":
            address = email_normalize(text)
        else:
            address = phones.e164(text, self.company_id.country_id.code)
        if not address:
            raise self._bad("address", text)
        return address

    def _day(self, record):
        try:
            day = fields.Date.to_date(record["date"])
        except ValueError:
            day = None
        if not day:
            raise self._bad("date", record["date"], "2026-01-31")
        if day > self.company_id._recovery_today():
            raise ValueError(self.env._("the date is in the future."))
        return datetime.combine(day, time(12))

    def _bad(self, column, value, known=""):
        words = self.env._(
            "column “%(column)s”: “%(value)s” is unknown.", column=column, value=value
        )
        return ValueError(f"{words} ({known})" if known else words)

    def _taken_back(self, rows):
        """Return ``[(line, problem)]`` of agreements older than an objection."""
        addresses = [row[1] for row in rows.values()]
        standing = (
            self.env["recovery.consent"]
            .sudo()
            .search([("reach_id.address", "in", addresses), ("state", "=", "opt_out")])
        )
        objected = {
            (one.channel, one.reach_id.address): one.happened_at for one in standing
        }
        problems = []
        for line, (channel, address, state, at, *_rest) in rows.items():
            since = objected.get((channel, address))
            if state == "opt_in" and since and since >= at:
                problems.append(
                    (
                        line,
                        self.env._(
                            "%(address)s objected later, on %(day)s.",
                            address=address,
                            day=fields.Date.to_string(since),
                        ),
                    )
                )
        return problems
