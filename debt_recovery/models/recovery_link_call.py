from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from ..tools import phones
from ..tools.rules import clock
from .recovery_link_preferences import _masked

DAYS_OFFERED, DAYS_SEEN = 5, 30
COSTLY = ("premium_rate", "shared_cost", "pager", "uan", "voicemail")


class RecoveryLink(models.Model):
    """Asking to be called, at an hour at which the house calls."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"call"}

    def _ways(self):
        way = {
            "part": "call",
            "label": self.env._("Ask for a call"),
            "hint": self.env._("Choose the day and the hour that suit you."),
            "rank": 70,
        }
        return [*super()._ways(), way]

    def _contents(self, values):
        return {**super()._contents(values), "call": self._call_page}

    def _call_page(self):
        waiting = self.case_id._waiting_callback()
        on_file = self._number_on_file()
        return {
            "days": self._slots(),
            "on_file": on_file and _masked(on_file),
            "waiting": waiting and self._slot_words(waiting.call_at),
        }

    def _number_on_file(self):
        person = self._person()
        return person.phone or self.partner_id.phone or ""

    def _slots(self):
        """Return ``[(day in words, [(UTC instant as text, hours in words), …]), …]``:
        whole hours within the house's hours and days, from the next one on."""
        company = self.company_id
        window = company._recovery_window()
        tz = clock.get_zone(company._recovery_tz().zone)
        soonest = fields.Datetime.now() + timedelta(hours=1)
        today, found = company._recovery_today(), []
        for later in range(DAYS_SEEN):
            day = today + timedelta(days=later)
            if len(found) == DAYS_OFFERED or not self._calls_on(day, window):
                continue
            starts = self._starts(day, window, tz)
            hours = [self._slot(at) for at in starts if at >= soonest]
            if hours:
                found.append(
                    (format_date(self.env, day, date_format="EEEE d MMMM"), hours)
                )
        return found

    def _calls_on(self, day, window):
        if day.weekday() not in window.days:
            return False
        company = self.company_id
        closed = company._recovery_closed_days(day)
        return company.recovery_hours_holidays or day not in closed

    def _starts(self, day, window, tz):
        first, last = int(-(-window.start // 1)), int(window.end)
        return [
            clock.to_utc(datetime.combine(day, time(hour)), tz)
            for hour in range(first, last)
        ]

    def _slot(self, at):
        zone = self.company_id._recovery_tz().zone
        words = [
            format_datetime(self.env, one, tz=zone, dt_format="HH:mm")
            for one in (at, at + timedelta(hours=1))
        ]
        return fields.Datetime.to_string(at), " – ".join(words)

    def _slot_words(self, at):
        zone = self.company_id._recovery_tz().zone
        return format_datetime(self.env, at, tz=zone, dt_format="EEEE d MMMM, HH:mm")

    def _ask_call(self, form, files):
        """Set the call that a form asks for; it takes the place of one that waits.

        Where nobody of the house may follow the account today, a task asks for it.
        """
        slots = {value for _day, hours in self._slots() for value, _words in hours}
        if form.get("slot") not in slots:
            raise UserError(self.env._("Please choose one of the hours offered."))
        phone = self._called_number(form)
        request = self._ask("call", files=files, text=form["text"])
        user = request.user_id
        if self.company_id._recovery_cannot_follow(user):
            request._plan_activity()
            return request
        request.callback_id = self._set_call(form["slot"], user, phone, form["text"])
        return request

    def _set_call(self, slot, user, phone, note):
        case = self._house_case()
        callback = case.callback_ids._plan(
            *(case, fields.Datetime.to_datetime(slot), user, phone),
            contact=self._person(),
            note=" ".join(note.split())[:250],
            is_asked=True,
        )
        words = case.env._(
            "%(when)s, %(who)s", when=callback._when(), who=callback.user_id.name
        )
        self._log("callback_set", words)
        return callback

    def _called_number(self, form):
        """Return the number to call in E.164: that on file, or the one typed."""
        typed = form.get("phone", "").strip()
        number = typed if form.get("which") == "other" else self._number_on_file()
        country = self._person().country_id or self.company_id.country_id
        phone = phones.e164(number, country.code)
        if not phone or phones.kind(phone) in COSTLY:
            raise UserError(
                self.env._("Please give a number at which we can call you.")
            )
        return phone


class RecoveryCallback(models.Model):
    _inherit = "recovery.callback"

    def _move_to(self, target, **vals):
        """The customer who asked for the call reads what became of it."""
        moved = super()._move_to(target, **vals)
        requests = self.env["recovery.request"].sudo()
        found = requests.search(
            [("callback_id", "in", moved.ids), ("state", "=", "open")]
        )
        if found:
            found._close("done")
        return moved
