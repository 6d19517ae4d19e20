from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

from ..tools.rules.model import Facts, House

SPOKEN = {"voice": ("call", "voicemail")}


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody whom one wants to contact, and how.

    ``debtor``: id of the commercial partner; ``people``: ids of those written to, the
    first one first; ``points``: ids of ``recovery.reach``, the debtor's own with them;
    ``numbers``: in E.164; ``gap_days``: what the step wants between two contacts;
    ``purpose``: what a consent must be about, collection | service; ``key``: the
    reminder's id, whose own touch does not count.
    """

    key: object
    debtor: int
    people: tuple = ()
    points: tuple = ()
    numbers: tuple = ()
    gap_days: int = 0
    purpose: str = "collection"


class RecoveryGate(models.AbstractModel):
    """What is known of many debtors at one instant, in a few statements."""

    _name = "recovery.gate"
    _description = "Gate: rules against what is known"

    @api.model
    def _facts(self, company, subjects, at):
        """Return ``{subject key: Facts}``; the number of statements does not depend on
        how many subjects there are.

        :param company: who wants to contact them, a ``res.company``
        :param subjects: iterable of :class:`Subject`
        :param at: naive UTC instant
        """
        self = self.sudo().with_company(company)
        subjects = list(subjects)
        if not subjects:
            return {}
        today = company._recovery_today(at)
        debtors = sorted({one.debtor for one in subjects})
        people = {key for one in subjects for key in (one.debtor, *one.people)}
        cards = self._cards(people)
        who = {one.key: self._who(company, one, cards) for one in subjects}
        touches = self._touches(subjects, at, self._span(company, at, subjects, who))
        consents = self._consents(subjects)
        given = self.env["recovery.notice"]._given(debtors, today)
        holds = self._holds(debtors, today)
        barred = self._barred(debtors, today)
        years = (at.year - 1, at.year, at.year + 1)
        places = {said["places"] for said in who.values()}
        calendars = {one: self._calendars(one, years) for one in places}
        houses = self._houses(company, today, subjects)
        return {
            one.key: Facts(
                **who[one.key],
                holidays=calendars[who[one.key]["places"]],
                touches=touches[one.key],
                consents=consents[one.key],
                holds=holds.get(one.debtor, ()),
                given=given.get(one.debtor, {}),
                barred=barred.get(one.debtor, frozenset()),
                house=houses[one.gap_days],
            )
            for one in subjects
        }

    @api.model
    def _span(self, company, at, subjects, who):
        """Return how many days back some rule or delay may look for these.

        :param who: ``{subject key: what _who returns}``
        """
        book = self._book(company, at)
        gaps = [company.recovery_gap_days, *(one.gap_days for one in subjects)]
        places = {said["places"] for said in who.values()}
        known = [book.memory(Facts(places=one)) for one in places]
        return max(*known, max(gaps) + 2)

    @api.model
    def _houses(self, company, today, subjects):
        """Return ``{days between contacts: House}`` of what these steps want."""
        gaps = {one.gap_days for one in subjects}
        return {gap: self._house(company, today, gap) for gap in gaps}

    @api.model
    def _house(self, company, today, gap_days):
        """Return the company's own hours and delays."""
        closed = frozenset()
        if not company.recovery_hours_holidays:
            closed = company._recovery_closed_days(today)
        return House(
            windows=(company._recovery_window(),),
            holidays=company.recovery_hours_holidays,
            closed=closed,
            gap_days=max(company.recovery_gap_days, gap_days),
            creditor=company.id,
        )

    @api.model
    def _holds(self, debtors, today):
        """Return ``{debtor id: tuple of Hold}``, in one statement."""
        partners = self.env["res.partner"].browse(debtors)
        return self.env["recovery.hold"]._rule_holds(partners, today)

    @api.model
    def _barred(self, debtors, today):
        """Return ``{debtor id: ids of the debts that are time-barred}``."""
        partners = self.env["res.partner"].browse(debtors)
        return self.env["recovery.limitation"]._barred(partners, today)

    @api.model
    def _consents(self, subjects):
        """Return ``{subject key: {channel: opt_in | opt_out}}``, in one statement.

        One contact point that objected is enough. Agreed is who agreed himself, or at
        every contact point used.
        """
        points = sorted({point for one in subjects for point in one.points})
        self.env["recovery.consent"].flush_model()
        rows = self.env.execute_query(SQL(_CONSENTS, points))
        own, said = set(), defaultdict(list)
        for point, medium, channel, purpose, state in rows:
            if medium == "debtor":
                own.add(point)
            if channel:
                said[point].append((channel, purpose, state))
        return {one.key: _agreed(one, own, said) for one in subjects}


def _agreed(subject, own, said):
    """Return what holds at all points of a subject, by channel."""
    used = {point for point in subject.points if point not in own}
    agreed, found = defaultdict(set), {}
    for point in subject.points:
        for channel, purpose, state in said.get(point, ()):
            if purpose not in ("all", subject.purpose):
                continue
            if state == "opt_out":
                found[channel] = state
            else:
                agreed[channel] |= {point} if point in used else used
    for channel, points in agreed.items():
        if points >= used:
            found.setdefault(channel, "opt_in")
    for channel in found.keys() & SPOKEN.keys():  # said of calls, whoever makes them
        found.update(dict.fromkeys(SPOKEN[channel], found[channel]))
    return found


_CONSENTS = """
SELECT r.id, r.medium, c.channel, c.purpose, c.state
  FROM recovery_reach r LEFT JOIN recovery_consent c ON c.reach_id = r.id
 WHERE r.id = ANY(%s)
"""
