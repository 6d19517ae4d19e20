"""Fields that agencies ask for and that are made of others: names and addresses.

A consumer's card holds one name. Where an agency wants “Last, First”, the last word is
the family name, with the particles before it; a company keeps its name as it is.
"""

PARTICLES = ("de", "du", "des", "d'", "da", "di", "do", "dos", "von", "van", "der")
PARTICLES += ("den", "del", "della", "la", "le")
PERSONS = ("consumer", "sole", "unknown")


def split_name(name):
    """Return ``(first, last)`` of a person's name.

    >>> split_name("Marie Dupont"), split_name("Jean-Luc de la Tour")
    (('Marie', 'Dupont'), ('Jean-Luc', 'de la Tour'))
    >>> split_name("Dupont, Marie"), split_name("Dupont"), split_name(None)
    (('Marie', 'Dupont'), ('', 'Dupont'), ('', ''))
    """
    last, comma, first = (name or "").partition(",")
    if comma:
        return first.strip(), last.strip()
    words = (name or "").split()
    at = max(len(words) - 1, 0)
    while at > 1 and words[at - 1].lower() in PARTICLES:
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def is_person(row):
    """Tell whether a row is about a natural person; an unknown kind is one."""
    return (row.get("debtor_kind") or "unknown") in PERSONS


def _last_first(row):
    if not is_person(row):
        return row.get("debtor_name")
    first = row.get("debtor_first_name")
    last = row.get("debtor_last_name")
    if not last:
        first, last = split_name(row.get("debtor_name"))
    return ", ".join(filter(None, (last, first))) or None


def _address(row):
    town = " ".join(filter(None, (row.get("debtor_zip"), row.get("debtor_city"))))
    parts = (row.get("debtor_street"), row.get("debtor_street2"), town)
    said = (*parts, row.get("debtor_state"), row.get("debtor_country"))
    return ", ".join(filter(None, said)) or None


def _person(row):
    return row.get("debtor_name") if is_person(row) else None


def _company(row):
    return None if is_person(row) else row.get("debtor_name")


def _debitura_type(row):
    return "Person" if is_person(row) else "Company"


def _any_phone(row):
    return row.get("debtor_phone") or row.get("debtor_mobile")


def _not_placed(row):
    if row.get("original") is None or row.get("principal") is None:
        return None
    return row["original"] - row["principal"]


DERIVED = {
    "debtor_last_first": _last_first,
    "debtor_address": _address,
    "debtor_person": _person,
    "debtor_company": _company,
    "debtor_form": _debitura_type,
    "debtor_any_phone": _any_phone,
    "not_placed": _not_placed,  # paid, credited, disputed: not the agency's
}
# What each of them is made of: only this is asked of the ledger.
MADE_OF = {
    "debtor_last_first": (
        *("debtor_kind", "debtor_name", "debtor_first_name", "debtor_last_name"),
    ),
    "debtor_address": (
        *("debtor_street", "debtor_street2", "debtor_zip", "debtor_city"),
        *("debtor_state", "debtor_country"),
    ),
    "debtor_person": ("debtor_kind", "debtor_name"),
    "debtor_company": ("debtor_kind", "debtor_name"),
    "debtor_form": ("debtor_kind",),
    "debtor_any_phone": ("debtor_phone", "debtor_mobile"),
    "not_placed": ("original", "principal"),
}


def value_of(row, name):
    """Return a field of a row, made of others where it is.

    >>> value_of({"debtor_kind": "consumer", "debtor_name": "Marie Dupont"},
    ...          "debtor_last_first")
    'Dupont, Marie'
    >>> value_of({"debtor_zip": "69003", "debtor_city": "Lyon"}, "debtor_address")
    '69003 Lyon'
    """
    if name in DERIVED:
        return DERIVED[name](row)
    return row.get(name)
