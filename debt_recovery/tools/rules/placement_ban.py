"""Who is never handed to an agency, nor threatened with one. ``seen``: ().

Handing over is asked as a request of the channel ``placement``: the holds, the notices
and these rules answer it.
"""

from .holds import actions
from .registry import YES, kind, no


@kind("placement_ban")
def check(rules, request, facts, at):
    """
    >>> from .model import Facts, Request, Rule
    >>> rule = Rule("FR", "placement_ban")
    >>> check((rule,), Request("placement"), Facts(), None).reason
    'placement_ban'
    """
    for rule in rules:
        freezes = rule.freezes or {"placement"}
        if not freezes & actions(request):
            return YES
    return no(rules[0], "placement_ban")
