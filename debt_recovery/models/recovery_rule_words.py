from datetime import UTC

import pytz

from odoo import models
from odoo.tools import format_date
from odoo.tools.misc import format_time

from ..tools.rules.model import ALLOW, BINDING, REFUSE

WEEK = 7
# Built into the engine: the reason itself says whose it is.
SAID_ALREADY = ("hold", "human_hold", "debtor_hours")


class RecoveryRuleWords(models.AbstractModel):
    """What a rule says, in one sentence of the reader's language.

    The rules answer in values (``tools/rules/model.py``); here alone they are put into
    words: the channel, from when or not at all, why, and by what rule. Times are those
    of the reader's zone.
    """

    _name = "recovery.rule.words"
    _inherit = ["recovery.rule.reasons"]
    _description = "Rules in words"

    # --- a decision ----------------------------------------------------

    def _sentence(self, channel, decision, at):
        """Say what a decision lets somebody do, until when and by what rule.

        :param channel: code of ``model.CHANNELS``
        :param decision: ``model.Decision``
        :param at: the UTC instant it was taken for
        """
        names = {"channel": self._channel_name(channel), "why": self._why(decision)}
        if decision.outcome == ALLOW:
            if not names["why"]:
                return self.env._("%(channel)s: allowed now.", **names)
            return self.env._("%(channel)s: allowed now – %(why)s.", **names)
        if decision.outcome == REFUSE or not decision.until:
            return self.env._("%(channel)s: not allowed – %(why)s.", **names)
        return self.env._(
            "%(channel)s from %(moment)s: %(why)s.",
            moment=self._moment_words(decision.until, at),
            **names,
        )

    def _past_sentence(self, channel, decision, at):
        """Say what was decided then, as ``_sentence`` says what is now."""
        if decision.outcome != ALLOW:
            return self._sentence(channel, decision, at)
        names = {"channel": self._channel_name(channel), "why": self._why(decision)}
        if not names["why"]:
            return self.env._("%(channel)s: allowed.", **names)
        return self.env._("%(channel)s: allowed – %(why)s.", **names)

    def _waiting_sentence(self, decision, at):
        """Say, of something that is to leave, how long it waits and because of what."""
        names = {"why": self._why(decision)}
        if decision.outcome == ALLOW:
            return ""
        if decision.outcome == REFUSE or not decision.until:
            return self.env._("Will not leave: %(why)s.", **names)
        return self.env._(
            "Waits until %(moment)s: %(why)s.",
            moment=self._moment_words(decision.until, at),
            **names,
        )

    def _when(self, decision, at):
        """Say when it is allowed, in two or three words."""
        if decision.outcome == ALLOW:
            return self.env._("now")
        if decision.outcome == REFUSE or not decision.until:
            return self.env._("not at all")
        moment = self._moment_words(decision.until, at)
        return self.env._("from %(moment)s", moment=moment)

    def _why(self, decision):
        """Say what governs a decision, and by what rule; "" when nothing stands
        against it."""
        if decision.outcome == ALLOW and decision.governing.reason != "answer":
            return ""
        return self._verdict_words(decision.governing)

    def _warnings(self, decision):
        """Return what stops nobody but must be known, in sentences."""
        return [self._caution(one) for one in decision.warnings]

    def _caution(self, verdict):
        return self.env._("Caution: %(why)s.", why=self._verdict_words(verdict))

    # --- a verdict -----------------------------------------------------------------

    def _verdict_words(self, verdict):
        """Say why, with the rule that says so in brackets."""
        why = self._reason_words(verdict)
        source = self._source_words(verdict.rule)
        if not source:
            return why
        return self.env._("%(why)s (%(rule)s)", why=why, rule=source)

    def _source_words(self, rule):
        """Say whose rule it is: a law of somewhere, or a house rule; "" for none."""
        if not rule or rule.kind in SAID_ALREADY:
            return ""
        force = self._force_words(rule)
        place, basis = self._place_words(rule), self._basis(rule)
        if rule.strength in ("house", "product_default") or not (place or basis):
            return force
        where = ", ".join(filter(None, (place, basis)))
        return self.env._("%(force)s: %(where)s", force=force, where=where)

    def _force_words(self, rule):
        """Say whether it is the law, or something less."""
        if rule.strength in BINDING and rule.state == "warn":
            return self.env._("law, to be checked")
        return {
            "law": self.env._("law"),
            "presumption": self.env._("law, presumption"),
            "regulator_guidance": self.env._("regulator's guidance"),
            "code_of_conduct": self.env._("code of conduct"),
            "product_default": self.env._("prudent default, not a law"),
            "house": self.env._("house rule"),
            "pending": self.env._("bill, not in force"),
        }[rule.strength]

    def _place_words(self, rule):
        """Name the jurisdiction of a rule as people do; "" when it is everywhere."""
        return self._place_name(rule.country, rule.state_code, rule.city)

    def _place_name(self, country, state="", city=""):
        """Name a place: ISO codes of a country and its part, our code of a city."""
        if country == "ZZ":
            return ""
        if country == "EU":
            return self.env._("European Union")
        land = self.env["res.country"].search([("code", "=", country)], limit=1)
        part = self.env["res.country.state"]
        if state:
            part = part.search(
                [("country_id", "=", land.id), ("code", "=", state)], limit=1
            )
        names = (
            self._region_name(city),
            part.name or self._region_name(state),
            land.name or country,
        )
        return ", ".join(filter(None, names))

    def _region_name(self, code):
        """Name what Odoo does not list: cities, and parts of the United Kingdom."""
        return {
            "NYC": self.env._("New York City"),
            "EAW": self.env._("England and Wales"),
            "SCT": self.env._("Scotland"),
        }.get(code, code)

    def _basis(self, rule):
        """Name the text that a rule comes from."""
        return self.env["recovery.rule"].browse(rule.key or []).legal_basis or ""

    def _figures_words(self, rule):
        """Say the figures of a rule of contact, "" where it has none."""
        said = [self._hours_words(rule.windows), self._limit_words(rule)]
        if rule.windows and not rule.holidays:
            said.append(self.env._("not on public holidays"))
        if rule.notice:
            said.append(self._text_words(rule.notice))
        return ", ".join(filter(None, said))

    def _limit_words(self, rule):
        cap = rule.cap
        if not cap:
            return ""
        if rule.kind in ("cooling_off_after_conversation", "min_interval"):
            return self.env._("%(days)s days of rest", days=cap.days)
        return self.env._(
            "at most %(maximum)s %(what)s in %(span)s",
            maximum=cap.maximum,
            what=self._what_words(cap.counts, cap.maximum),
            span=self._span_words(cap.days),
        )

    def _text_words(self, notice):
        name = self._notice_label(notice.code)
        if not notice.days:
            return self.env._("%(notice)s first", notice=name)
        return self.env._(
            "%(notice)s first, then %(days)s days", notice=name, days=notice.days
        )

    # --- channels and moments ----------------------------------------------------

    def _channel_names(self):
        """Return ``{code: name}`` of all that a rule may be asked about, in order."""
        return {
            "email": self.env._("E-mail"),
            "sms": self.env._("SMS"),
            "whatsapp": self.env._("WhatsApp"),
            "voice": self.env._("Voice message"),
            "call": self.env._("Call"),
            "voicemail": self.env._("Voicemail"),
            "letter": self.env._("Letter"),
            "visit": self.env._("Visit"),
        }

    def _channel_name(self, channel):
        return self._channel_names().get(channel, channel)

    def _moment_words(self, until, at):
        """Name an instant: a time today or tomorrow, of a weekday, or of a date."""
        zone = self._zone()
        then, now = (
            moment.replace(tzinfo=UTC).astimezone(zone) for moment in (until, at)
        )
        days = (then.date() - now.date()).days
        time = format_time(self.env, then.time(), time_format="short")
        if days == 0:
            return self.env._("today %(time)s", time=time)
        if days == 1:
            return self.env._("tomorrow %(time)s", time=time)
        pattern = "EEEE" if days < WEEK else "EEEE d MMMM y"
        day = format_date(self.env, then.date(), date_format=pattern)
        return self.env._("%(day)s %(time)s", day=day, time=time)

    def _zone(self):
        """Return the zone in which the reader is told a time."""
        zones = (self.env.context.get("tz"), self.env.user.tz)
        known = next((one for one in zones if one in pytz.all_timezones_set), None)
        return pytz.timezone(known) if known else self.env.company._recovery_tz()
