"""What an address itself says about who reads it: evidence for a proposal, no more."""

import re

from .debtor_type import is_free_mail

_BOXES = re.compile(
    r"(info|infos|contact|accueil|reception|office|hello|bonjour|secretariat|compta"
    r"|comptabilite|accounts?|accounting|billing|facturation|admin|direction|rh|hr"
    r"|sales|commercial|support|service|team|equipe|famille|family)([.+-].*)?"
)


def work_because(medium, address):
    """Return the domain of a firm that an address belongs to, "" for another one.

    Meant for persons: a company's own address is no work address of its.

    >>> work_because("email", "paul@atelier.example")
    'atelier.example'
    >>> work_because("email", "paul@gmail.com"), work_because("phone", "+33612345678")
    ('', '')
    """
    if medium != "email":
        return ""
    domain = address.rpartition("@")[2]
    return "" if not domain or is_free_mail(domain) else domain


def shared_because(medium, address, owners):
    """Return what speaks for an address read by several, "" for nothing.

    :param owners: number of customers who have it

    >>> shared_because("email", "compta@atelier.example", 1)
    'compta@'
    >>> shared_because("phone", "+33241000001", 3), shared_because("email", "a@b.fr", 1)
    ('× 3', '')
    """
    if medium == "post":
        return ""
    if owners > 1:
        return f"× {owners}"
    box, at, _domain = address.partition("@")
    return f"{box}@" if at and _BOXES.fullmatch(box) else ""
