"""What kind of customer a contact probably is: a proposal with its evidence.

Nothing here decides. A person accepts or changes the proposal; until then the type
stays unknown, which is the strictest reading.
"""

import re
import unicodedata
from dataclasses import dataclass

from .segments import COMPANY, CONSUMER, PUBLIC, SOLE_TRADER

SURE, LIKELY, DOUBTFUL = "sure", "likely", "doubtful"

# Names are compared in lower case, without accents.
_PUBLIC_NAME = re.compile(
    r"^(mairie|commune|ville|communaute (de communes|d.agglomeration|urbaine)"
    r"|metropole|departement|conseil (departemental|regional|general)"
    r"|region|prefecture|sous-prefecture|ministere|direction (generale|regionale"
    r"|departementale)|tresor public|ddfip|drfip|ccas|cias|sdis|syndicat "
    r"(mixte|intercommunal)|chu|chru|centre hospitalier|hopital|hopitaux|ehpad public"
    r"|universite|rectorat|lycee|college|ecole (primaire|maternelle|elementaire)"
    r"|office public|gendarmerie|city council|municipality|gemeente)\b"
)
_PUBLIC_MAIL = re.compile(
    r"(\.gouv\.fr|\.gov|\.gov\.[a-z]{2}|\.fgov\.be|^ac-[a-z-]+\.fr|^mairie[-.].*"
    r"|.*[-.]mairie\.fr|^ville-.*\.fr|^chu?-.*\.fr|^cc-.*\.fr)$"
)
_COMPANY_FORM = re.compile(
    r"\b(sarl|sasu?|sa|eurl|snc|sci|scp|selarl|scop|gie|gaec|earl|srl|sprl|bvba|bv|nv"
    r"|gmbh|ag|ug|kg|ltd|plc|llc|inc|spa|sl|oy|ab|association|fondation|cooperative)\b"
)
_SOLE_FORM = re.compile(
    r"\b(ei|eirl|auto-?entrepreneur|micro-?entreprise|entreprise individuelle"
    r"|sole trader)\b"
)
_TRADE = re.compile(
    r"\b(garage|boulangeries?|boucherie|charcuterie|patisserie|restaurant|brasserie"
    r"|cafe|bar|tabac|hotel|camping|auberge|pharmacie|cabinet|etude|menuiserie"
    r"|plomberie|chauffage|electricite|maconnerie|peinture|couverture|charpente"
    r"|serrurerie|constructions?|travaux|batiment|transports?|taxi|ambulances?"
    r"|coiffure|institut|fleuriste|imprimerie|librairie|epicerie|ateliers?|studio"
    r"|entreprise|ets|etablissements|agence|domaine|ferme|shop|bakery|services)\b"
)
_TITLE = re.compile(r"^(m|mr|mme|mlle|mrs|ms|monsieur|madame|mademoiselle|herr|frau)\b")
_FREE_MAIL = re.compile(
    r"^(gmail|orange|wanadoo|free|sfr|laposte|hotmail|outlook|live|yahoo|icloud|bbox|neuf"
    r"|proton|protonmail|gmx|web|skynet|telenet)\.(com|fr|net|de|be|me)$"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """What the card of a customer says; empty where it says nothing.

    ``country`` is an ISO code, ``registry`` a company number, ``email`` normalised.
    """

    name: str = ""
    is_company: bool = False
    vat: str = ""
    registry: str = ""
    country: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A kind of customer, the fact that speaks for it and how much it weighs.

    ``evidence`` is a code (``siren_public``, ``siren``, ``name``, ``mail``, ``form``,
    ``vat``, ``title``, ``card``, ``free_mail``, ``nothing``), ``value`` what was read.
    """

    kind: str
    evidence: str
    value: str
    confidence: str


def is_siren(number):
    """Tell whether nine digits are a company number of the French register.

    >>> is_siren("732829320"), is_siren("732829321"), is_siren("")
    (True, False, False)
    """
    if len(number) != 9 or not number.isdigit():
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def siren_of(contact):
    """Return the SIREN on the card, from the company number or the VAT number.

    >>> siren_of(Contact(registry="732 829 320 00074"))
    '732829320'
    >>> siren_of(Contact(vat="FR44732829320")), siren_of(Contact(vat="BE0477472701"))
    ('732829320', '')
    """
    digits = re.sub(r"\D", "", contact.registry)
    if (
        len(digits) in (9, 14)
        and contact.country in ("", "FR")
        and is_siren(digits[:9])
    ):
        return digits[:9]
    vat = re.sub(r"\W", "", contact.vat).upper()
    if len(vat) == 13 and vat.startswith("FR") and is_siren(vat[4:]):
        return vat[4:]
    return ""


def is_free_mail(domain):
    """Tell whether a domain gives mailboxes to everybody.

    >>> is_free_mail("gmail.com"), is_free_mail("atelier.example")
    (True, False)
    """
    return bool(_FREE_MAIL.match(domain))


def propose(contact):
    """Return the :class:`Proposal` for a card; never empty, at worst doubtful.

    Public bodies have numbers that begin with 1 or 2, companies and people in business
    another one, consumers none.

    >>> propose(Contact("Mairie de Segré", True, registry="217500016"))
    Proposal(kind='public', evidence='siren_public', value='217500016', \
confidence='sure')
    >>> propose(Contact("Paul Moreau", registry="732829320")).kind
    'sole'
    >>> propose(Contact("Garage Moreau"))
    Proposal(kind='sole', evidence='name', value='garage', confidence='likely')
    >>> propose(Contact("Mme Durand", email="a@garage.example")).evidence
    'title'
    >>> propose(Contact("Paul Moreau", email="paul@orange.fr")).kind
    'consumer'
    """
    return _by_number(contact) or _by_name(contact) or _by_address(contact)


def _by_number(contact):
    """Registers come first: they are facts."""
    siren = siren_of(contact)
    if siren[:1] in ("1", "2"):
        return Proposal(PUBLIC, "siren_public", siren, SURE)
    kind = COMPANY if contact.is_company else SOLE_TRADER
    if siren:
        return Proposal(kind, "siren", siren, SURE)
    domain = contact.email.rpartition("@")[2]
    if domain and _PUBLIC_MAIL.search(domain):
        return Proposal(PUBLIC, "mail", domain, LIKELY)
    name = _plain(contact.name)
    public = _PUBLIC_NAME.match(name)
    if public:
        return Proposal(PUBLIC, "name", public[0], LIKELY)
    if contact.vat.strip(" /"):
        return Proposal(kind, "vat", contact.vat, LIKELY)
    return None


def _by_name(contact):
    if contact.is_company:
        return Proposal(COMPANY, "card", "", LIKELY)
    name = _plain(contact.name)
    title = _TITLE.match(name)
    if title:
        return Proposal(CONSUMER, "title", title[0], LIKELY)
    for pattern, kind, evidence in (
        (_SOLE_FORM, SOLE_TRADER, "form"),
        (_COMPANY_FORM, COMPANY, "form"),
        (_TRADE, SOLE_TRADER, "name"),
    ):
        found = pattern.search(name)
        if found:
            return Proposal(kind, evidence, found[0], LIKELY)
    return None


def _by_address(contact):
    domain = contact.email.rpartition("@")[2]
    if is_free_mail(domain):
        return Proposal(CONSUMER, "free_mail", domain, DOUBTFUL)
    if domain:
        return Proposal(SOLE_TRADER, "mail", domain, DOUBTFUL)
    return Proposal(CONSUMER, "nothing", "", DOUBTFUL)


def _plain(text):
    text = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in text if not unicodedata.combining(c)).strip()
