"""Zones of the states of wide countries: those that rules know apart from each other.

Where a state has two, both are candidates (source: the time zone database).
"""

ANYWHERE = 12  # a number with more zones than that says nothing of a place

EASTERN, CENTRAL = "America/New_York", "America/Chicago"
MOUNTAIN, PACIFIC = "America/Denver", "America/Los_Angeles"
ARIZONA, ALASKA, ALEUTIANS = "America/Phoenix", "America/Anchorage", "America/Adak"
HAWAII, ATLANTIC = "Pacific/Honolulu", "America/Halifax"


def _by_zone(*groups):
    return {state: zones for states, zones in groups for state in states.split()}


STATE_ZONES = {
    "US": _by_zone(
        ("CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV", (EASTERN,)),
        ("MI", (EASTERN, CENTRAL)),
        ("FL IN KY TN", (EASTERN, CENTRAL)),
        ("AL AR IA IL LA MN MO MS OK WI", (CENTRAL,)),
        ("KS ND NE SD TX", (CENTRAL, MOUNTAIN)),
        ("CO MT NM UT WY", (MOUNTAIN,)),
        ("AZ", (ARIZONA, MOUNTAIN)),
        ("ID OR", (MOUNTAIN, PACIFIC)),
        ("NV", (PACIFIC, MOUNTAIN)),
        ("CA WA", (PACIFIC,)),
        ("AK", (ALASKA, ALEUTIANS)),
        ("HI", (HAWAII,)),
    ),
    "CA": _by_zone(
        ("NL", ("America/St_Johns", "America/Goose_Bay")),
        ("NB NS PE", (ATLANTIC,)),
        ("QC", ("America/Toronto", ATLANTIC, "America/Blanc-Sablon")),
        ("ON", ("America/Toronto", "America/Winnipeg", "America/Atikokan")),
        ("MB", ("America/Winnipeg",)),
        ("SK", ("America/Regina", "America/Edmonton")),
        ("AB", ("America/Edmonton",)),
        ("BC", ("America/Vancouver", "America/Edmonton", "America/Creston")),
        ("NT", ("America/Edmonton",)),
        ("YT", ("America/Whitehorse",)),
        ("NU", ("America/Iqaluit", "America/Rankin_Inlet", "America/Edmonton")),
    ),
    "AU": _by_zone(
        ("ACT VIC", ("Australia/Sydney",)),
        ("NSW", ("Australia/Sydney", "Australia/Broken_Hill", "Australia/Lord_Howe")),
        ("TAS", ("Australia/Hobart",)),
        ("QLD", ("Australia/Brisbane",)),
        ("SA", ("Australia/Adelaide",)),
        ("NT", ("Australia/Darwin",)),
        ("WA", ("Australia/Perth", "Australia/Eucla")),
    ),
}
