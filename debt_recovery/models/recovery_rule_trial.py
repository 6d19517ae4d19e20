from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.rules.model import Facts, Hold, Request, Touch
from ..tools.whereabouts import closed_days, place_of, zones_of

PURPOSES = ("collection", "statutory", "service")
TRUTH = {"yes": True, "no": False, "unknown": None}
MOST = 30  # earlier contacts that can be typed


class RecoveryRuleTrial(models.AbstractModel):
    """Try the rules: a customer account, or typed facts, and a moment; what may be done
    then, and why. Writes nothing.

    What is typed is a dictionary of short strings; a fact that is not in it is as the
    account knows it, or unknown where no account is chosen:
    ``case_id``, ``kind``, ``country``, ``state``, ``city``, ``zone``, ``party``,
    ``channel``, ``purpose``, ``by`` (machine | person), ``at`` (UTC), ``consent``,
    ``hold``, ``hold_until``, ``notice``, ``notice_on``, ``touches``
    (``[{"days", "channel", "result", "by"}]``, days before the moment), ``is_work``,
    ``is_verified`` (yes | no | unknown), ``is_answer``, ``is_threat``.
    """

    _name = "recovery.rule.trial"
    _description = "Try the rules"

    @api.model
    def try_rules(self, typed):
        """Return what the rules of this company say, as ``_told`` puts it."""
        self._check_reader()
        at = fields.Datetime.to_datetime(typed.get("at")) or fields.Datetime.now()
        gate, company = self.env["recovery.gate"].sudo(), self.env.company
        request, facts = self._known(typed, at)
        request = self._typed_request(request, typed)
        facts = self._typed_facts(facts, request, typed, at)
        judged = gate._ask(gate._book(company, at), request, facts, at)
        return self._told(judged)

    def _check_reader(self):
        if not self.env.user.has_group("debt_recovery.group_auditor"):
            raise AccessError(self.env._("The rules are for those who may see them."))

    # --- facts -------------------------------------------------------------------

    def _known(self, typed, at):
        """Return the request and the facts before anything is typed."""
        channel = typed.get("channel") or "email"
        case = self.env["recovery.case"].browse(typed.get("case_id") or []).exists()
        if not case:
            return self._of_nobody(channel, at)
        case.check_access("read")
        pairs = {channel: case._pairs_by_channel()[channel]}
        by_machine = typed.get("by") != "person"
        judged = case._ask_gate(pairs, at, is_machine=by_machine)[channel]
        return judged.request, judged.facts

    def _of_nobody(self, channel, at):
        """Return what is known of somebody of whom nothing is."""
        company, gate = self.env.company, self.env["recovery.gate"].sudo()
        here = place_of(company.country_id.code or "")
        facts = Facts(
            zones=tuple(zones_of(here)) or (company._recovery_tz().zone,),
            holidays=closed_days(here, (at.year, at.year + 1)),
            house=gate._house(company, company._recovery_today(at), 0),
        )
        return Request(channel, party=company._recovery_party()), facts

    def _typed_request(self, request, typed):
        changes = {
            name: typed[name]
            for name in ("party", "purpose")
            if typed.get(name)
            if name != "purpose" or typed[name] in PURPOSES
        }
        for name in ("is_work", "is_verified"):
            if typed.get(name):
                changes[name] = TRUTH[typed[name]]
        return replace(
            request,
            is_machine=typed.get("by") != "person",
            is_answer=bool(typed.get("is_answer")),
            is_threat=bool(typed.get("is_threat")),
            **changes,
        )

    def _typed_facts(self, facts, request, typed, at):
        changes = self._typed_place(typed, at)
        if typed.get("kind"):
            changes["kinds"] = frozenset({typed["kind"]})
        if typed.get("consent"):
            changes["consents"] = {**facts.consents, request.channel: typed["consent"]}
        if typed.get("hold"):
            until = fields.Date.to_date(typed.get("hold_until") or False) or None
            changes["holds"] = (*facts.holds, Hold(typed["hold"], until=until))
        if typed.get("notice") and typed.get("notice_on"):
            given = (None, fields.Date.to_date(typed["notice_on"]), "email")
            before = facts.given.get(typed["notice"], ())
            changes["given"] = {**facts.given, typed["notice"]: (*before, given)}
        touches = self._typed_touches(typed, request, facts, at)
        return replace(facts, touches=(*facts.touches, *touches), **changes)

    def _typed_place(self, typed, at):
        """Return the place, the zones and the holidays that were typed."""
        if typed.get("zone") and not typed.get("country"):
            return {"zones": (typed["zone"],)}
        if not typed.get("country"):
            return {}
        place = replace(
            place_of(typed["country"], typed.get("state") or ""),
            state=typed.get("state") or "",
            city=typed.get("city") or "",
        )
        zones = (typed["zone"],) if typed.get("zone") else tuple(zones_of(place))
        return {
            "places": (place,),
            "is_place_known": True,
            "zones": zones or (self.env.company._recovery_tz().zone,),
            "holidays": closed_days(place, (at.year, at.year + 1)),
        }

    def _typed_touches(self, typed, request, facts, at):
        return tuple(
            Touch(
                at - timedelta(hours=24 * float(one.get("days") or 0)),
                one.get("channel") or request.channel,
                is_machine=one.get("by") != "person",
                result=one.get("result") or "contact",
                creditor=facts.house.creditor,
            )
            for one in (typed.get("touches") or [])[:MOST]
        )
