import babel.dates

from odoo import fields, models
from odoo.tools import babel_locale_parse, format_list
from odoo.tools.misc import hmac

from ..channels.recovery_channel import CHANNELS
from ..tools import phones
from ..tools.weekdays import WEEKDAYS, read_days

HOURS = range(8, 20)  # full hours that the page offers
PHONE = ("sms", "whatsapp", "voice")  # each needs an agreement of its own
LETTER, ALL = "letter", "all"


class RecoveryLink(models.Model):
    """What a person says of channel, language, days and hours, and what he objects to.

    Formal notices go on whatever he objects to: the page says so.
    """

    _inherit = "recovery.link"

    def _person(self):
        """Return whose preferences these are: who got the link, if still a contact of
        this customer, else the customer."""
        contact = self.contact_id
        ours = contact and contact.commercial_partner_id == self.partner_id
        return contact if ours else self.partner_id

    # --- the page ------------------------------------------------------------------

    def _preferences(self, values):
        """Return what the page of preferences shows.

        :param values: ``stop`` or ``resume``: the channel to confirm it for
        """
        person = self._person()
        channels = self._channels(person)
        asked = values.get("stop") or values.get("resume") or ""
        return {
            "channels": channels,
            "preferred": person.recovery_pref_channel or "",
            "languages": self._languages(),
            "language": person.lang or self._language(),
            "days": self._day_choices(person),
            "hours": [(hour, self._hour(hour)) for hour in HOURS],
            "from_hour": int(person.recovery_pref_from or 0),
            "to_hour": int(person.recovery_pref_to or 0),
            "asked": self._asked_channel(asked, channels),
            "allows": bool(values.get("resume")),
            "may_stop_all": sum(not one["objected"] for one in channels) > 1,
        }

    def _languages(self):
        """Return ``[(code, name)]``, each name in its own language."""
        installed = self.env["res.lang"].get_installed()
        return [(code, name.rpartition(" / ")[2]) for code, name in installed]

    def _asked_channel(self, code, channels):
        """Return what is to be confirmed: one channel, or all that are not refused."""
        if code != ALL:
            return next((one for one in channels if one["code"] == code), False)
        labels = [one["label"] for one in channels if not one["objected"]]
        words = format_list(self.env, labels)
        return labels and {"code": ALL, "label": words, "hint": ""}

    def _channels(self, person):
        """Return the channels by which this person can be contacted here, with what he
        said of each."""
        labels = dict(
            self.env["recovery.notice"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        found = []
        for code, _label in CHANNELS:
            address = self._address_on(code, person)
            if not address or not self._in_use(code):
                continue
            points = self._reach_of(code, address) | self._own_point()
            state = points._consent(code)
            found.append(
                {
                    "code": code,
                    "label": labels[code],
                    "hint": "" if code == LETTER else _masked(address),
                    "state": state,
                    "said": self._said_words(state, points, code),
                    "objected": state == "opt_out",
                    "may_allow": state == "opt_out"
                    or (state == "unknown" and code in PHONE),
                }
            )
        return found

    def _said_words(self, state, points, code):
        """Return what he said of a channel, and when."""
        rows = points.sudo().consent_ids.filtered(
            lambda one: (one.channel, one.state) == (code, state)
        )
        if not rows and code in PHONE:
            return self.env._("not agreed to yet")
        if not rows:
            return self.env._("no objection")
        said = max(rows.mapped("happened_at"))
        day = self.env["recovery.statement"]._day(self.company_id._recovery_today(said))
        if state == "opt_out":
            return self.env._("you objected on %(day)s", day=day)
        return self.env._("you agreed on %(day)s", day=day)

    def _in_use(self, code):
        channel = self.env.get(f"recovery.channel.{code}")
        return channel is not None and not channel._problem(self.company_id)

    def _address_on(self, code, person):
        """Return the person's normalised address on a channel, "" without one."""
        if code == "email":
            return person.email_normalized or ""
        if code in PHONE:
            country = person.country_id or self.company_id.country_id
            return phones.e164(person.phone, country.code)
        if code == LETTER:
            channel, debtor = self.env["recovery.channel.letter"], self.partner_id
            pairs = channel._pairs(channel._usual_contacts(debtor)[debtor])
            return pairs[0][1] if pairs else ""
        return ""

    def _reach_of(self, code, address):
        medium = self.env["recovery.channel"]._for(code)._medium
        return self.env["recovery.reach"].search(
            [("medium", "=", medium), ("address", "=", address)]
        )

    def _own_point(self):
        """Return the contact point that stands for the customer, by any channel."""
        return self.env["recovery.reach"].search(
            [("debtor_id", "=", self.partner_id.id)]
        )

    def _day_choices(self, person):
        chosen = read_days(person.recovery_pref_days)
        locale = babel_locale_parse(self.env.context["lang"])
        names = babel.dates.get_day_names("wide", locale=locale)
        return [
            (day, names[int(day)].capitalize(), int(day) in chosen) for day in WEEKDAYS
        ]

    def _hour(self, hour):
        return self.env._("%(hour)s:00", hour=hour)

    # --- saving --------------------------------------------------------------------

    def _save_preferences(self, answers, visitor):
        """Keep the answers of the page.

        :param answers: ``channel``, ``lang``, ``days`` (list), ``from``, ``to``; or
            ``stop`` or ``resume``: a channel
        :param visitor: address of who answered; kept as a hash that only proves
        :return: "" or what is wrong, in words
        """
        code = answers.get("stop") or answers.get("resume")
        if code:
            return self._object(code, bool(answers.get("stop")), visitor)
        person = self._person()
        start, end = _whole(answers.get("from")), _whole(answers.get("to"))
        if (start or end) and not start < end:
            return self.env._("Choose a first hour that is before the last one.")
        codes = [one["code"] for one in self._channels(person)]
        langs = dict(self.env["res.lang"].get_installed())
        days = "".join(day for day in WEEKDAYS if day in answers.get("days", ()))
        vals = {
            "recovery_pref_channel": _among(answers.get("channel"), codes),
            "recovery_pref_days": days if days != WEEKDAYS else False,
            "recovery_pref_from": start,
            "recovery_pref_to": end,
            "lang": _among(answers.get("lang"), langs) or person.lang,
        }
        self._keep_changed(person, vals)
        return ""

    def _keep_changed(self, person, vals):
        changed = {
            name: value
            for name, value in vals.items()
            if (person[name] or False) != (value or False)
        }
        if not changed:
            return
        person.write(changed)
        labels = [
            self.env["res.partner"]._fields[name]._description_string(self.env)
            for name in changed
        ]
        self._log("preferences", format_list(self.env, labels))

    def _object(self, code, stops, visitor):
        """Note that the person objects to a channel, or takes the objection back."""
        person, wanted = self._person(), "opt_out" if stops else "opt_in"
        some = [c for c in self._channels(person) if code in (c["code"], ALL)]
        if not some:
            return self.env._("This channel is not used for your account.")
        for one in some:
            if one["state"] != wanted:
                address = self._address_on(one["code"], person)
                self._note(one["code"], address, stops, visitor)
        return ""

    def _note(self, code, address, stops, visitor, source="page"):
        self.env["recovery.reach"]._note_consent(
            code,
            address,
            "opt_out" if stops else "opt_in",
            source,
            proof=self._proof(visitor),
            partner=self._person(),
        )
        own = self._own_point().sudo()
        if not stops and own._consent(code) == "opt_out":
            own._write_consent(code, "opt_in", source, self._proof(visitor))

    def _proof(self, visitor):
        """Return what proves an answer: the page, the time, who it came from."""
        mark = hmac(self.env(su=True), "recovery.visitor", visitor or "")[:16]
        moment = fields.Datetime.to_string(fields.Datetime.now())
        if not self._is_stored():
            return self.env._(
                "Portal user %(user)s, %(moment)s UTC, visitor %(mark)s",
                user=self.env.uid,
                moment=moment,
                mark=mark,
            )
        return self.env._(
            "Link %(link)s, %(moment)s UTC, visitor %(mark)s",
            link=self.id,
            moment=moment,
            mark=mark,
        )


def _masked(address):
    """Return enough of an address to be recognised by its owner only."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}•••@{domain}"
    return f"•• •• {address[-2:]}"


def _whole(text):
    return int(text) if text and text.isdecimal() and int(text) in HOURS else 0


def _among(value, allowed):
    return value if value in allowed else False
