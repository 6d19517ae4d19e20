"""The places that a file of rules may name."""

from .rule_words import words

# Jurisdictions: a country (ISO 3166-1) or one of these of ours, with what lies below.
OWN = ("ZZ", "EU")
COUNTRIES = words(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ "
    "BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR "
    "CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR "
    "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU "
    "ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ "
    "LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
    "MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF "
    "PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI "
    "SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR "
    "TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
)
STATES = {
    "US": words(
        "AL AK AZ AR CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS "
        "MT NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY"
    ),
    "CA": words("AB BC MB NB NL NS NT NU ON PE QC SK YT"),
    "AU": words("ACT NSW NT QLD SA TAS VIC WA"),
    "GB": words("ENG EAW NIR SCT WLS"),  # EAW: England and Wales
}
CITIES = {("US", "NY"): ("NYC",)}


def place_of(word):
    """Return (country, state, city), None when it is no place that we know.

    >>> place_of("US-NY-NYC"), place_of("FR"), place_of("US-XX"), place_of("Paris")
    (('US', 'NY', 'NYC'), ('FR', '', ''), None, None)
    """
    country, state, city = (*word.split("-"), "", "")[:3]
    if word.count("-") > 2 or country not in (*OWN, *COUNTRIES):
        return None
    if state and state not in STATES.get(country, ()):
        return None
    if city and city not in CITIES.get((country, state), ()):
        return None
    return country, state, city
