from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

from ..tools.contact_window import Window
from ..tools.debtor_type import Contact, propose
from ..tools.rules.model import (
    COMPANY,
    CONSUMER,
    FIRST,
    KINDS,
    PUBLIC,
    SOLE,
    Place,
)
from ..tools.weekdays import read_days
from ..tools.whereabouts import closed_days, place_of, place_of_number, zones_of

# Until a person says what a customer is: a company's card may stand for a person in
# business, and another one for all but a public body. Those speak for themselves.
COMPANY_CARD = frozenset({SOLE, COMPANY})
OTHER_CARD = frozenset({CONSUMER, SOLE, COMPANY})
ANYBODY = frozenset(KINDS)


@dataclass(frozen=True, slots=True)
class Card:
    """What a contact's card says of who somebody is, where, and when he is reached."""

    kinds: frozenset
    place: Place
    zone: str = ""
    number: str = ""
    language: str = ""
    preference: Window | None = None


NOBODY = Card(ANYBODY, Place())


class RecoveryGate(models.AbstractModel):
    """Who the customer may be and where: candidates, from the cards and numbers."""

    _inherit = "recovery.gate"

    @api.model
    def _cards(self, ids):
        """Return ``{partner id: Card}``, in one statement."""
        self.env["res.partner"].flush_model()
        rows = self.env.execute_query(SQL(_CARDS, list(ids)))
        return {row[0]: _card(row) for row in rows}

    @api.model
    def _who(self, company, subject, cards):
        """Return what the cards say of a subject, as fields of ``Facts``."""
        debtor = cards.get(subject.debtor, NOBODY)
        people = [cards[key] for key in subject.people if key in cards] or [debtor]
        family = [*people, debtor]
        where = _where(family, subject.numbers, company)
        preference = people[0].preference or debtor.preference
        return {
            "kinds": debtor.kinds,
            "places": where[0],
            "is_place_known": any(card.place.country for card in family),
            "zones": where[1],
            "preference": self._kept_preference(company, preference),
            "language": people[0].language or debtor.language,
        }

    @api.model
    def _kept_preference(self, company, asked):
        """Return the hours that somebody asked for; those that never meet the house's
        are left aside, but where a collector is bound by them."""
        if not asked or company._recovery_party() != FIRST:
            return asked
        house = company._recovery_window()
        meets = max(house.start, asked.start) < min(house.end, asked.end)
        return asked if meets and house.days & asked.days else None

    @api.model
    def _calendars(self, places, years):
        """Return ``{calendar: public holidays}`` of all candidate places."""
        found = {}
        for place in places:
            for code, days in closed_days(place, years).items():
                found[code] = found[code] | days if code in found else days
        return found


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _recovery_closed_days(self, at):
        """Return the public holidays around ``at`` wherever this person may be."""
        gate, debtor = self.env["recovery.gate"].sudo(), self.commercial_partner_id
        cards = gate._cards((self | debtor).ids).values()
        places = {card.place for card in cards if card.place.country}
        years = (at.year - 1, at.year, at.year + 1)
        return frozenset().union(*gate._calendars(places, years).values())


def _where(family, numbers, company):
    """Return the candidate places and zones of a few cards and numbers."""
    places, zones = {}, {}
    for card in family:
        if card.zone:
            zones[card.zone] = True
        if card.place.country:
            places[card.place] = True
    if not places:
        places[place_of(company.country_id.code or "")] = True
    zones.update(dict.fromkeys(zone for place in places for zone in zones_of(place)))
    known = {place.country for place in places}
    for number in dict.fromkeys((*numbers, *(card.number for card in family))):
        place, there = place_of_number(number) if number else (None, ())
        if place and (place.state or place.country not in known):
            places[place] = True
            zones.update(dict.fromkeys(there))
    return tuple(places), tuple(zones) or (company._recovery_tz().zone,)


def _card(row):
    _id, kind, *evidence, state, city, code, zone, lang, number = row[:14]
    country = evidence[4]
    return Card(
        kinds=frozenset({kind}) if kind else _candidates(evidence),
        place=place_of(country, state, city, code),
        zone=zone,
        number=number,
        language=lang,
        preference=_preference(*row[14:]),
    )


def _candidates(evidence):
    """Return what somebody may be, going by his card."""
    card = Contact(*evidence)
    known = COMPANY_CARD if card.is_company else OTHER_CARD
    return known | {PUBLIC} if propose(card).kind == PUBLIC else known


def _preference(days, start, end):
    if not (end or days):
        return None
    wanted = read_days(days) if days else frozenset(range(7))
    return Window(start if end else 0.0, end or 24.0, wanted)


_CARDS = """
SELECT p.id, p.recovery_debtor_type, COALESCE(p.name, ''),
       COALESCE(p.is_company, false), COALESCE(p.vat, ''),
       COALESCE(p.company_registry, ''), COALESCE(c.code, ''),
       COALESCE(p.email_normalized, ''), COALESCE(s.code, ''), COALESCE(p.city, ''),
       COALESCE(p.zip, ''), COALESCE(p.tz, ''), COALESCE(p.lang, ''),
       COALESCE(p.phone_sanitized, ''), p.recovery_pref_days, p.recovery_pref_from,
       p.recovery_pref_to
  FROM res_partner p
  LEFT JOIN res_country c ON c.id = p.country_id
  LEFT JOIN res_country_state s ON s.id = p.state_id AND s.country_id = p.country_id
 WHERE p.id = ANY(%s)
"""
