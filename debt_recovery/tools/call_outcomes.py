"""How a call may end: what each outcome asks, what it counts as, which key it has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a call ends.

    ``talked``: somebody answered for the customer, else it was only an attempt;
    ``identified``: says something of the debt, so we must know who speaks;
    ``fulfils``: the call that was to make is made; ``contact``: counts as a contact;
    ``asks``: what the agent types, the names in brackets may stay empty.
    """

    key: str
    talked: bool = True
    identified: bool = True
    fulfils: bool = True
    contact: bool = True
    asks: tuple = ("(note)",)

    @property
    def came_to(self):
        """Return what rules count it as: attempt, contact or conversation.

        >>> OUTCOMES["promise"].came_to, OUTCOMES["other_person"].came_to
        ('conversation', 'contact')
        >>> OUTCOMES["voicemail"].came_to
        'attempt'
        """
        if not self.talked:
            return "attempt"
        return "conversation" if self.fulfils else "contact"


OUTCOMES = {
    "promise": Outcome("1", asks=("amount", "date", "lines", "(note)")),
    "plan": Outcome("2", asks=("note",)),
    "dispute": Outcome("3", asks=("amount", "lines", "(why)", "note")),
    "paid": Outcome("4", asks=("(lines)", "(date)", "note")),
    "callback": Outcome("5", identified=False, asks=("at", "(phone)", "(note)")),
    "statement": Outcome("6"),
    "refuses": Outcome("7", asks=("note",)),
    "no_answer": Outcome("8", talked=False, identified=False, fulfils=False),
    "voicemail": Outcome("9", talked=False, identified=False, fulfils=False),
    "busy": Outcome("0", talked=False, identified=False, fulfils=False),
    "other_person": Outcome("o", identified=False, fulfils=False),
    "wrong_number": Outcome("w", talked=False, identified=False),
    "hardship": Outcome("h", asks=("note",)),
    "vulnerable": Outcome("v", identified=False, asks=("note",)),
    "opt_out": Outcome("x", identified=False),
    "note": Outcome(
        "t", identified=False, fulfils=False, contact=False, asks=("note",)
    ),
}


def missing(code, values):
    """Return what an outcome needs and ``values`` do not say.

    >>> missing("promise", {"amount": 10.0, "lines": [3]})
    ['date']
    >>> missing("voicemail", {}), missing("note", {"note": " "})
    ([], ['note'])
    """
    asked = [name for name in OUTCOMES[code].asks if not name.startswith("(")]
    return [name for name in asked if not _said(values.get(name))]


def _said(value):
    return bool(value.strip() if isinstance(value, str) else value)
