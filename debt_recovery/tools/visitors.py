"""Who opens a link: a person, or a program that looks at it first."""

import re

# Mail filters, link previews, crawlers; a person's browser names none of these.
_PROGRAM = re.compile(
    r"bot\b|bot/|spider|crawl|slurp|scan|preview|facebookexternalhit|facebot|whatsapp"
    r"|telegram|slack|discord|skypeuripreview|linkedin|pinterest|embedly|mimecast"
    r"|proofpoint|barracuda|safelinks|trendmicro|symantec|forcepoint|sophos|fireeye"
    r"|googleimageproxy|ggpht|yahoomailproxy|microsoft office|ms-office|outlook"
    r"|cloudmark|messagelabs|zscaler|urldefense|virustotal|curl|wget|python|java/|okhttp"
    r"|go-http|libwww|headless|phantom|lighthouse|apache-httpclient|axios|node-fetch",
    re.IGNORECASE,
)
_AHEAD = ("prefetch", "preview", "prerender")


def is_person(agent, purposes=()):
    """Tell whether a request looks like a person's.

    :param agent: the ``User-Agent`` header, or nothing
    :param purposes: values of headers by which browsers say that they look ahead

    >>> safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) Safari/604.1"
    >>> is_person(safari), is_person(safari, ["prefetch;prerender"]), is_person("")
    (True, False, False)
    >>> is_person("WhatsApp/2.23.20 A"), is_person("Mozilla/5.0 (compatible; bingbot)")
    (False, False)
    """
    if not agent or _PROGRAM.search(agent):
        return False
    return not any(word in (text or "") for text in purposes for word in _AHEAD)
