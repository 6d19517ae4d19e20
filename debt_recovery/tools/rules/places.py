"""Which rules a place may fall under. Codes are ISO 3166, a city's are our own."""

from .model import Place

EVERYWHERE, UNION, NONE = "ZZ", "EU", "-"
EU_MEMBERS = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR"),
        *("HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI"),
        *("SK", UNION),
    }
)
# Rules of several parts of a country at once.
PARTS = {("GB", "EAW"): frozenset({"EAW", "ENG", "WLS"})}


def covers(rule, place):
    """Tell whether ``rule`` holds in ``place``, of which nothing is unknown.

    >>> from .model import Rule
    >>> rule = Rule("GB", "grace_days", country="GB", state_code="EAW")
    >>> covers(rule, Place("GB", "ENG", "-")), covers(rule, Place("GB", "SCT", "-"))
    (True, False)
    """
    country = rule.country
    if country == EVERYWHERE:
        return True
    if country == UNION:
        return place.country in EU_MEMBERS
    if country != place.country:
        return False
    state = rule.state_code
    if state and place.state not in PARTS.get((country, state), (state,)):
        return False
    return not rule.city or rule.city == place.city


def spell_out(places, rules):
    """Return every place that ``places`` may be as far as ``rules`` tell them apart:
    what is unknown is each of those named by a rule, or none of them.

    >>> from .model import Rule
    >>> rules = [Rule("A", "scope", country="US", state_code="MA")]
    >>> [place.state for place in spell_out((Place("US"),), rules)]
    ['-', 'MA']
    """
    known = {(rule.country, rule.state_code, rule.city) for rule in rules}
    found = set()
    for place in places or (Place(),):
        for country in [place.country] if place.country else _countries(known):
            for state in _parts(place.state, country, known):
                for city in _cities(place.city, country, state, known):
                    found.add(Place(country, state, city))
    return sorted(found, key=lambda one: (one.country, one.state, one.city))


def _countries(known):
    return {country for country, _state, _city in known} - {EVERYWHERE} | {NONE}


def _parts(state, country, known):
    if state:
        return [state]
    return {one for where, one, _city in known if where == country and one} | {NONE}


def _cities(city, country, state, known):
    if city:
        return [city]
    return {
        one for where, part, one in known if (where, part) == (country, state) and one
    } | {NONE}
