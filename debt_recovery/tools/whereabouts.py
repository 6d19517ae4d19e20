"""Where somebody may be, from an address or a phone number, and the zones there.

What is not said stays unknown: a state that nobody wrote is empty, ``-`` stands for one
that has no rules of its own. A number tells where its owner may be, too: people keep
theirs when they move, so an address and a number are two candidates.
"""

from functools import lru_cache

import holidays
import phonenumbers
import pytz
from phonenumbers import geocoder
from phonenumbers import timezone as phone_zones

from .rules.model import Place
from .state_zones import ANYWHERE, STATE_ZONES

# Towns that say which of the five boroughs; and the postal codes of all five.
BOROUGHS = frozenset(
    (
        *("new york", "new york city", "nyc", "manhattan", "brooklyn", "bronx"),
        *("the bronx", "queens", "staten island", "long island city", "astoria"),
        *("flushing", "jamaica", "far rockaway"),
    )
)
BOROUGH_CODES = ("100", "101", "102", "103", "104", "111", "112", "113", "114", "116")
BOROUGH_BORDER = ("110",)  # Queens and Nassau share it
SCOTLAND = ("AB", "DD", "DG", "EH", "FK", "HS", "IV", "KA", "KW", "KY", "ML", "PA")
SCOTLAND += ("PH", "TD", "ZE")
CANADA = {"A": "NL", "B": "NS", "C": "PE", "E": "NB", "G": "QC", "H": "QC", "J": "QC"}
CANADA |= {"K": "ON", "L": "ON", "M": "ON", "N": "ON", "P": "ON", "R": "MB"}
CANADA |= {"S": "SK", "T": "AB", "V": "BC", "Y": "YT"}
FRANCE = {"57": "57", "67": "6AE", "68": "6AE", "971": "971", "972": "972"}
FRANCE |= {"973": "973", "974": "974", "975": "PM", "976": "976", "986": "WF"}
FRANCE |= {"987": "PF", "988": "NC"}
OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT"}
OVERSEAS |= {"PM": "PM", "WF": "WF", "PF": "PF", "NC": "NC"}
# Days that a law on collection names beside public holidays: in Quebec Easter Monday
# (CQLR c., s. 34).
NAMED = {("CA", "QC"): ("optional",)}
NEW_YORK, NYC, NONE = "NY", "NYC", "-"


@lru_cache(maxsize=100_000)
def place_of(country, state="", city="", code=""):
    """Return the :class:`Place` of an address; country and state as ISO codes.

    >>> place_of("US", "NY", "Brooklyn"), place_of("US", "NY", "Buffalo")
    (Place(country='US', state='NY', city='NYC'), \
Place(country='US', state='NY', city='-'))
    >>> place_of("GB", "", "Perth", "PH1 5EN").state, place_of("GB").state
    ('SCT', '')
    >>> place_of("FR", "", "Metz", "57000").state, place_of("FR", "", "", "49000").state
    ('57', '-')
    """
    code = code.strip().upper()
    if country == "US":
        state = state if state in STATE_ZONES["US"] else ""
        return Place("US", state, _borough(state, city, code))
    reader = _READERS.get(country)
    return Place(country, (reader(code) if reader else "") or state)


def _borough(state, city, code):
    if state not in ("", NEW_YORK):
        return NONE
    city = city.strip().lower()
    if city in BOROUGHS or code.startswith(BOROUGH_CODES):
        return NYC
    if not code and any(name in city for name in BOROUGHS):  # "Brooklyn NY"
        return ""
    if code.startswith(BOROUGH_BORDER) or not (state and (city or code)):
        return ""
    return NONE


def _britain(code):
    area = code[:2] if code[1:2].isalpha() else code[:1]
    if not area:
        return ""
    if area == "TD":  # Berwick lies in England
        return ""
    if area in SCOTLAND or area == "G":
        return "SCT"
    return "NIR" if area == "BT" else "EAW"


def _canada(code):
    return CANADA.get(code[:1], "")


def _france(code):
    code = code.removeprefix("F").strip(" -")  # as it is written abroad
    if len(code) < 2:
        return ""
    return FRANCE.get(code[:3]) or FRANCE.get(code[:2]) or NONE


_READERS = {"GB": _britain, "CA": _canada, "FR": _france}


def place_of_number(number):
    """Return ``(place, zones)`` of a number in E.164, ``(None, ())`` when it says
    nothing of where its owner is.

    >>> place_of_number("+13055550123")
    (Place(country='US', state='FL', city='-'), ('America/New_York',))
    >>> place_of_number("+33612345678")
    (Place(country='FR', state='', city=''), ('Europe/Paris',))
    >>> place_of_number("+18005551212"), place_of_number("")
    ((None, ()), (None, ()))
    """
    # in North America the first three digits say all
    return _read_number(f"{number[:5]}2000000" if number[:2] == "+1" else number)


@lru_cache(maxsize=100_000)
def _read_number(number):
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None, ()
    region = phonenumbers.region_code_for_number(parsed)
    zones = phone_zones.time_zones_for_number(parsed)
    if not region or region == "001" or len(zones) > ANYWHERE:
        return None, ()
    known = tuple(zone for zone in zones if zone in pytz.all_timezones_set)
    said = geocoder.description_for_number(parsed, "en")
    state = _state_in(region, said)
    city = place_of(region, state, said.partition(",")[0]).city if state else ""
    place = Place(region, state, city)
    return place, known or zones_of(place)


def _state_in(country, said):
    """Return the code of the state that libphonenumber names, "" for none."""
    if country not in STATE_ZONES:
        return ""
    last = said.rpartition(",")[2].strip()
    if last in STATE_ZONES[country]:
        return last
    names = holidays.country_holidays(country).subdivisions_aliases
    found = names.get(last.replace("Washington D.C.", "District of Columbia"), "")
    return found if found in STATE_ZONES[country] else ""


@lru_cache(maxsize=10_000)
def zones_of(place):
    """Return the names of all zones of a place, none for a country nobody knows.

    >>> zones_of(Place("US", "FL")), zones_of(Place("FR", "974")), zones_of(Place())
    (('America/New_York', 'America/Chicago'), ('Indian/Reunion',), ())
    >>> "Pacific/Honolulu" in zones_of(Place("US"))
    True
    """
    states = STATE_ZONES.get(place.country)
    if states and place.state in states:
        return states[place.state]
    if states:
        return tuple(dict.fromkeys(zone for some in states.values() for zone in some))
    country = (
        OVERSEAS.get(place.state, "FR") if place.country == "FR" else place.country
    )
    return tuple(pytz.country_timezones.get(country, ()))


@lru_cache(maxsize=2_000)
def closed_days(place, years):
    """Return ``{calendar: dates}`` of the public holidays of a place in ``years``.

    A calendar is an ISO code, of the country and, where it is known, of the state; the
    country's has the days of its state too, of any state where nobody knows which.

    >>> from datetime import date
    >>> good_friday = date(2026, 4, 3)
    >>> good_friday in closed_days(Place("FR", "-"), (2026,))["FR"]
    False
    >>> good_friday in closed_days(Place("FR", "57"), (2026,))["FR-57"]
    True
    >>> good_friday in closed_days(Place("FR"), (2026,))["FR"]
    True
    >>> date(2026, 4, 6) in closed_days(Place("CA", "QC"), (2026,))["CA-QC"]
    True
    """
    if place.country not in holidays.list_supported_countries():
        return {}
    everywhere = holidays.country_holidays(place.country, years=years)
    days = set(everywhere)
    for state in _states(place, everywhere.subdivisions):
        names = ("public", *NAMED.get((place.country, state), ()))
        days.update(
            holidays.country_holidays(
                place.country, subdiv=state, years=years, categories=names
            )
        )
    found = {place.country: frozenset(days)}
    if place.state not in ("", NONE):
        found[f"{place.country}-{place.state}"] = found[place.country]
    return found


def _states(place, known):
    """Return the subdivisions whose holidays may bind somebody at a place. Territories
    overseas have country codes of their own: nobody is there without saying so."""
    if place.country == "GB" and place.state == "EAW":
        return ("ENG", "WLS")
    if place.state == NONE:
        return ()
    if place.state in known:
        return (place.state,)
    if place.country == "FR":
        return ("57", "6AE")
    return tuple(one for one in known if one in STATE_ZONES.get(place.country, known))
