"""What a letter must say, by its kind: checked before it is printed.

A part is a code and how it is seen: a placeholder that the text uses, a fact that must
not be empty, or words that must stand in the text, by language.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """``words``: ``{language: alternatives}``, compared without case; a language that
    is not among them is not tested."""

    code: str
    placeholder: str = ""
    fact: str = ""
    words: dict = field(default_factory=dict)


CREDITOR = Part("creditor", fact="creditor")
REGISTER = Part("register", fact="register")
ITEMS = Part("items", placeholder="items")
TOTAL = Part("total", placeholder="total")
SENDER = Part("sender", placeholder="sender")
CONTACT = Part("contact", placeholder="contact")
PAYMENT = Part("payment", placeholder="transfer", fact="payment")
MEDIATOR = Part("mediator", fact="mediator")
HEADING = Part("heading", words={"fr": ("mise en demeure",), "en": ("formal notice",)})
CLAIM = Part("claim_heading", words={"fr": ("réclamation",), "en": ("claim",)})
CLOCK = Part(
    "clock", words={"fr": ("première présentation",), "en": ("first presentation",)}
)
TIME = Part("time", words={"fr": ("délai",), "en": ("time to pay", "instalments")})
HELP = Part("help", words={"fr": ("budget",), "en": ("budget",)})
SCHEDULE = Part("schedule", placeholder="schedule")
JUDGMENT = Part("judgment", placeholder="judgment")

_LETTER = (CREDITOR, SENDER, CONTACT)
_CLAIM = (*_LETTER, ITEMS, TOTAL, PAYMENT)
KINDS = {
    "reminder": _CLAIM,
    "statement": (*_LETTER, ITEMS),
    "notice_business": (*_CLAIM, REGISTER, HEADING, CLOCK),
    "notice_consumer": (*_CLAIM, HEADING, CLOCK, TIME, HELP, MEDIATOR),
    "public_claim": (*_CLAIM, REGISTER, CLAIM),
    "plan": (*_LETTER, TOTAL, SCHEDULE, PAYMENT),
    "plan_broken": (*_CLAIM,),
    "clearance": _LETTER,
    "insolvency": (*_LETTER, REGISTER, ITEMS, TOTAL, JUDGMENT, CLAIM),
}


def missing(kind, used, facts, text, lang):
    """Return the codes of the parts that a letter lacks.

    :param used: placeholders of its text
    :param facts: ``{fact: true when it is there}``
    :param text: subject and body as they will be read
    :param lang: code of their language, such as ``fr_FR``

    >>> missing("clearance", {"sender"}, {"creditor": True}, "", "en_US")
    ['contact']
    >>> text = "Mise en demeure : huit jours dès la première présentation"
    >>> facts = dict.fromkeys(("creditor", "register", "payment"), True)
    >>> used = {"sender", "contact", "items", "total", "transfer"}
    >>> missing("notice_business", used, facts, text, "fr_FR")
    []
    >>> missing("notice_business", used, facts, "Rappel", "fr_FR")
    ['heading', 'clock']
    """
    read = text.casefold()
    return [
        part.code
        for part in KINDS.get(kind, ())
        if not _there(part, used, facts, read, lang[:2])
    ]


def _there(part, used, facts, read, lang):
    if part.placeholder and part.placeholder not in used:
        return False
    if part.fact and not facts.get(part.fact):
        return False
    wanted = part.words.get(lang)
    return not wanted or any(word in read for word in wanted)
