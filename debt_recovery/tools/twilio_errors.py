"""What Twilio's error codes mean for a contact: why, and whether to try again.

https://www.twilio.com/docs/api/errors lists several hundred codes; the ones below are
those that a text, a WhatsApp message or a call can end with. Twilio asks not to build
on codes alone: what is not listed here is judged by its HTTP status, or counts as
refused.
"""

from typing import NamedTuple

PERMANENT, TEMPORARY, UNCERTAIN = "permanent", "temporary", "uncertain"


class Meaning(NamedTuple):
    """``failure_type`` is one of ``recovery.notice``'s; ``outcome`` one of the three
    above, of a request: nothing reported later is tried again."""

    failure_type: str
    outcome: str = PERMANENT


_BAD = Meaning("bad_address")
_LANDLINE = Meaning("landline")
_BLOCKED = Meaning("blocked")
_OUT = Meaning("opted_out")
_SENDER = Meaning("no_sender")
_ACCOUNT = Meaning("account")
_TEXT = Meaning("template")
_TEMPLATE = Meaning("template_refused")
_REFUSED = Meaning("refused")
_UNREACHABLE = Meaning("unreachable")
_LIMIT = Meaning("limit", TEMPORARY)
_SERVER = Meaning("server", TEMPORARY)
_LOST = Meaning("server", UNCERTAIN)

_BY_MEANING = {
    # the number
    _BAD: (
        *(13223, 13224, 13226, 21201, 21211, 21214, 21217, 21265, 21421, 21604),
        *(30005, 63003, 63024, 63031),
    ),
    _LANDLINE: (21614, 21635, 30006),
    _UNREACHABLE: (21612, 30003, 30008, 30017, 30036, 63036),
    _BLOCKED: (13225, 30004, 63014, 63033),
    _OUT: (21610,),
    # the sender
    _SENDER: (
        *(21210, 21212, 21213, 21266, 21603, 21606, 21659, 21660, 21661, 21703),
        *(30024, 30032, 30034, 63007),
    ),
    # the account: trial, closed, not allowed to reach that country, unpaid
    _ACCOUNT: (
        *(10001, 13227, 20003, 20005, 20006, 20008, 20010, 20403, 21215, 21216),
        *(21219, 21408, 21608, 21609, 30002, 63015, 63051, 63112),
    ),
    Meaning("credit"): (63020,),
    # the text
    _TEXT: (21602, 21605, 21617, 21619, 21654, 21656, 63028),
    _TEMPLATE: (21655, 63005, 63021, 63027, 63030, 63040, 63041, 63042),
    Meaning("window"): (63016,),
    _REFUSED: (30007, 63013, 63032, 63049),
    Meaning("attachment"): (21620, 21623, 30019, 63019),
    # not now
    _LIMIT: (14107, 20429, 21611, 30001, 30022, 30023, 63017, 63018, 63038),
    _SERVER: (20503, 30410, 63010, 63012),
}
MEANINGS = {code: what for what, codes in _BY_MEANING.items() for code in codes}


def read(code=None, status=None):
    """Return the :class:`Meaning` of an answer or a report.

    :param code: Twilio's code, a number or its digits
    :param status: the HTTP status, where there was an answer

    >>> read(21610)
    Meaning(failure_type='opted_out', outcome='permanent')
    >>> read("30003", None).outcome, read(None, 429).outcome
    ('permanent', 'temporary')
    >>> read(None, 500).outcome, read(None, 503).outcome, read(20500, 500).outcome
    ('uncertain', 'temporary', 'uncertain')
    >>> read(99999, 400)
    Meaning(failure_type='refused', outcome='permanent')
    """
    known = MEANINGS.get(int(code)) if str(code or "").isdigit() else None
    return known or _by_status(status)


def _by_status(status):
    if status == 429:
        return _LIMIT
    if status in (401, 403):
        return _ACCOUNT
    if status == 503:  # refused before it was looked at
        return _SERVER
    if status and status >= 500:
        return _LOST
    return _REFUSED
