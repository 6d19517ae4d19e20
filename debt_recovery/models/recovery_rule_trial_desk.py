from datetime import UTC

import pytz

from odoo import api, models
from odoo.tools import format_date, format_datetime

from ..tools.rules.model import KINDS
from ..tools.whereabouts import place_of, zones_of
from .recovery_template_notice import NOTICE_CODES


class RecoveryRuleTrial(models.AbstractModel):
    """What can be typed into a trial of the rules, and its answer in words."""

    _inherit = "recovery.rule.trial"

    @api.model
    def load(self):
        """Return the choices of the page: ``{name: [[code, label], …]}``, the places
        that have rules of their own, and what a trial starts with."""
        self._check_reader()
        labels = self.env["recovery.template"]._fields["notice_code"]
        holds = self.env["recovery.hold"]._fields["kind"]
        return {
            "kinds": [[code, self._kind_names()[code]] for code in KINDS],
            "channels": [*self._words()._channel_names().items()],
            "parties": [
                ["first", self.env._("The creditor")],
                ["third", self.env._("Somebody for the creditor")],
            ],
            "start": {
                "party": self.env.company._recovery_party(),
                "country": self.env.company.country_id.code or "",
            },
            **self._choices(),
            "holds": holds._description_selection(self.env),
            "notices": labels._description_selection(self.env) or NOTICE_CODES,
            "places": self._places(),
        }

    def _choices(self):
        """Return what is chosen from a short list."""
        return {
            "purposes": [
                ["collection", self.env._("Reminder")],
                ["statutory", self.env._("Text that the law asks for")],
                ["service", self.env._("Service message")],
            ],
            "makers": [
                ["machine", self.env._("Automatic")],
                ["person", self.env._("A person")],
            ],
            "consents": [
                ["opt_in", self.env._("Agreed")],
                ["opt_out", self.env._("Objected")],
            ],
            "results": [
                ["attempt", self.env._("Attempt")],
                ["contact", self.env._("Contact")],
                ["conversation", self.env._("Conversation")],
            ],
            "truths": [
                ["yes", self.env._("Yes")],
                ["no", self.env._("No")],
                ["unknown", self.env._("Not known")],
            ],
        }

    def _words(self):
        return self.env["recovery.rule.words"]

    def _kind_names(self):
        return {
            "consumer": self.env._("Consumer"),
            "sole": self.env._("Sole trader"),
            "company": self.env._("Company"),
            "public": self.env._("Public body"),
        }

    def _places(self):
        """Return ``[{"code", "name", "zones", "states": [{…, "cities"}]}]`` of the
        places that have rules of their own, with the company's country."""
        own = self.env.company.country_id.code
        known = {(own, "", "")} if own else set()
        known |= {
            (country, state or "", city or "")
            for country, state, city in self.env["recovery.rule"]._read_group(
                [("country", "not in", ("ZZ", "EU"))],
                ["country", "state_code", "city"],
            )
        }
        places = [
            self._place_option(code, "", "", known)
            for code in sorted({country for country, _state, _city in known})
        ]
        return sorted(places, key=lambda one: one["name"])

    def _place_option(self, country, state, city, known):
        name = self._words()._place_name(country, state, city)
        below = set()
        if not state:
            below = {one for where, one, _c in known if where == country and one}
            inner = [self._place_option(country, one, "", known) for one in below]
        else:
            below = {c for where, one, c in known if (where, one) == (country, state)}
            inner = [
                {"code": c, "name": self._words()._region_name(c)}
                for c in sorted(below)
                if c and not city
            ]
        return {
            "code": state or country,
            "name": name,
            "zones": sorted(zones_of(place_of(country, state))),
            "inner": sorted(inner, key=lambda one: one["name"]),
        }

    # --- the answer --------------------------------------------------------------

    def _told(self, judged):
        """Put a ``Judged`` into words.

        :return: ``{"outcome", "sentence", "warnings", "local", "known", "verdicts",
            "asked"}``; a verdict: ``{"outcome", "why", "until", "rule"}``
        """
        words, decision = self._words(), judged.decision
        channel, at = judged.request.channel, judged.at
        warned = set(map(id, decision.warnings))
        return {
            "outcome": decision.outcome,
            "sentence": words._sentence(channel, decision, at),
            "warnings": words._warnings(decision),
            "until": self._stamp(decision.until),
            "local": self._local_times(judged.facts.zones, at),
            "known": self._known_words(judged),
            "verdicts": [
                {
                    "outcome": "warn" if id(verdict) in warned else verdict.outcome,
                    "why": words._reason_words(verdict),
                    "until": self._stamp(verdict.until),
                    "rule": self._rule_card(verdict.rule),
                }
                for verdict in decision.verdicts
            ],
            "asked": self._asked(decision.rules),
        }

    def _stamp(self, until):
        return until and format_datetime(
            self.env, until, self._words()._zone().zone, dt_format="EEEE d MMMM y HH:mm"
        )

    def _local_times(self, zones, at):
        """Say what time it is where the customer may be."""
        times = []
        for name in zones:
            local = at.replace(tzinfo=UTC).astimezone(pytz.timezone(name))
            day = format_date(self.env, local.date(), date_format="EEEE")
            times.append(f"{day} {local:%H:%M} ({name})")
        return times

    def _known_words(self, judged):
        """Say what is known of the customer, for each fact that can be typed."""
        facts, words = judged.facts, self._words()
        names = self._kind_names()
        consent = facts.consents.get(judged.request.channel)
        holds = dict(self.env["recovery.hold"]._fields["kind"].selection)
        holds |= dict(
            self.env["recovery.hold"]._fields["kind"]._description_selection(self.env)
        )
        agreed = {"opt_in": self.env._("Agreed"), "opt_out": self.env._("Objected")}
        unknown = self.env._("Not known")
        return {
            "kind": unknown
            if len(facts.kinds) == len(KINDS)
            else ", ".join(names[kind] for kind in KINDS if kind in facts.kinds),
            "country": ", ".join(
                words._place_name(
                    one.country, one.state.strip("-"), one.city.strip("-")
                )
                for one in facts.places
                if one.country
            )
            if facts.is_place_known
            else unknown,
            "zone": ", ".join(facts.zones),
            "consent": agreed.get(consent, unknown),
            "hold": ", ".join(holds.get(one.kind, one.kind) for one in facts.holds)
            or self.env._("None"),
            "touches": len(facts.touches),
        }

    def _name_of(self, place):
        """Name a ``Place``; a dash stands for no part that has rules of its own."""
        state, city = (part.strip("-") for part in (place.state, place.city))
        return self._words()._place_name(place.country, state, city)

    def _rule_card(self, rule):
        """Return what is told of a rule; None for those that are part of the engine."""
        if not rule:
            return None
        words = self._words()
        card = {
            "source": words._source_words(rule),
            "figures": words._figures_words(rule),
        }
        record = self.env["recovery.rule"].browse(rule.key or [])
        if not record:
            return card
        return {
            **card,
            "id": record.id,
            "name": record.display_name,
            "summary": record.summary,
            "url": record.source_url or "",
            "checked": record.checked_on
            and format_date(self.env, record.checked_on)
            or "",
            "confidence": dict(
                record._fields["confidence"]._description_selection(self.env)
            )[record.confidence],
        }

    def _asked(self, codes):
        """Return ``[{"id", "name", "summary"}]`` of the rules asked, by place."""
        names = [code.rpartition("@") for code in codes]
        rules = self.env["recovery.rule"].search(
            [
                ("code", "in", [code for code, _at, _version in names]),
                ("company_id", "in", (False, self.env.company.id)),
            ]
        )
        asked = set(codes)
        return [
            {"id": one.id, "name": one.display_name, "summary": one.summary}
            for one in rules
            if one.display_name in asked
        ]
