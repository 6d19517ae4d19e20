"""What mail systems say of a recipient whom they refuse: tables, no code.

Patterns are matched on lower-case text with single blanks, where ``addr`` stands for an
address and ``srv`` for a host. The first reason found wins, so the order matters: what
is said of us goes before what is said of the mailbox, the mailbox before the domain.

>>> next(reason for reason, said in REASONS if said.search("mailbox is full"))
'full'
"""

import re

# The reasons after which writing to the address again is useless.
HARD = ("no_mailbox", "no_account", "no_domain", "no_mail_host", "moved")
# Too general to go before a status that says more.
VAGUE = ("policy", "system", "content", "expired")

# “User unknown” and nothing more; often it does not even name the address.
BARE = re.compile(
    r"^\W*(host srv\S* said: )?(\d{3}\W+)?([245]\.\d+\.\d+\W+)?(?P<addr>addr\W+)?(user"
    r" unknown|unknown user)\W*(\(in reply .*)?$"
)

_REASONS = (
    (
        "sender",
        r"sender address|(sender|from address|mail from)( is)? (reject|refus|invalid"
        r"|unknown|not )|domain of sender|sender(.s)? (domain|mail|e-?mail|verif)"
        r"|cannot (verify|resolve) .{0,20}sender",
    ),
    ("mailer", r"procmail|couldn't create|command (died|failed)|can't (open|create)"),
    (
        "full",
        r"(mail ?box|user|account|inbox|folder|recipient|quota|disk|storage|maildir"
        r"|mail ?folder|message store)[^.;]{0,40}\b(full|over ?quota|exceed(ed"
        r"|s)?( its| the| their)?( maximum)?( storage| disk| mail)* (quota|limit|space"
        r"|capacity|allo)|out of (space|quota|storage))|over ?quota|quota (is )?(full"
        r"|exceed|violat|reached)|exceed(ed|s|ing)?( \w+){0,4} (quota|storage"
        r"|mailbox size)|(quota|allocation) .{0,30}exceed|insufficient (disk"
        r"|system storage|storage|quota|space)|(not enough|no) (disk|storage|free)"
        r" ?(space|storage|left)?|(not enough|no) mailbox space|disk (is )?full"
        r"|full mailbox"
        r"|mailbox ?(size)? ?limit|maximum (mailbox|storage) size"
        r"|delivery failed: over quota|bo[iî]te .{0,30}(pleine|satur)"
        r"|too much mail data|out of storage|hasn't enough (disk )?space"
        r"|storage (limit|quota)|is (almost )?full|would (exceed|go over)"
        r"|not have enough (space|storage)",
    ),
    ("filtered", r"error_code ?:"),
    ("disabled", r"account \(addr\) \[-\d|inactivit"),
    ("no_account", r"user doesn't have a srv account|(ofr|lpn)\d*_(401|416)"),
    (
        "size",
        r"(message|mail|e-?mail|size|data|header|attachment)[^.;]{0,40}(too (big|large"
        r"|long)|exceed(s|ed)?( the| a| its| this)?( \w+){0,4} (size|limit|maximum"
        r"|length))|message (size|too)|size limit|larger than|max(imum)? message (size"
        r"|length)|message length exceed|fixed maximum",
    ),
    (
        "virus",
        r"\bvir(us|en)\b|malware|phishing|trojan|infected|clamav"
        r"|potentially (dangerous|executable)|attachment .{0,30}(block|not allowed"
        r"|prohibit)",
    ),
    (
        "spam",
        r"\bspam\b(?! ?haus)|bulk (e-?)?mail|unsolicited|looks like spam|junk mail"
        r"|spam ?(score|content|detect|assassin|message)|considered (as )?(spam|uce)"
        r"|rejected? .{0,30}content|blacklisted url|message content rejected",
    ),
    (
        "auth",
        r"\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated (e-?mail|mail)|authenticat(ion"
        r"|e)[^.;]{0,20}(required|fail|check|is not)|sender policy framework"
        r"|please see http://www\.openspf|not authorized to send|domain owner"
        r"|purported responsible",
    ),
    (
        "reverse_dns",
        r"(no|without|missing|invalid|bad|lookup|require[sd]?|verify|matching|valid"
        r"|have|find) [^.;]{0,30}(ptr|reverse (dns|lookup|hostname|ip|address)|rdns)"
        r"|(ptr|reverse[- ]?dns|reverse (host ?name|lookup))[^.;]{0,40}(fail|require"
        r"|missing|not|does|is|must|invalid|record)|client host rejected: cannot find"
        r"|ip address .{0,30}not resolv|cannot resolve your (ip|address|host)|fcrdns"
        r"|no (host|dns) ?name .{0,10}for",
    ),
    (
        "reputation",
        r"black ?list|block ?list|block(ed|ing)? (list|by|using|because|due|for|your)"
        r"|\b(dns)?[rd]?bl\b|rbl|dnsbl|spamhaus|spamcop|reputation|sorbs|barracuda"
        r"|abus(e|ive)|\b(your (ip|host|server|address|domain|network|isp|mail server"
        r"|mta)|client|sending|ip)\b[^.;]{0,30}(has been |is |was )?(block|ban(n|\b)"
        r"|denied|refused|reject)|access denied[^.;]{0,40}\b(ip|host)|banned"
        r"|not accept(ing)? (e?mail|messages|connections?) from (your|this|the ip|ip)"
        r"|refused[^.;]{0,30}(your|ip|mxrate)|bad (ip|reputation)"
        r"|mail from .{0,60}(refused|rejected|blocked)|ofr_?\d|temporarily (deferred"
        r"|blocked)",
    ),
    (
        "rate",
        r"too many (connection|message|mail|concurrent|session|error|recipient|invalid"
        r"|smtp|bad)|(rate|connection|throttl|concurren|hourly|daily"
        r"|sending)[^.;]{0,15}(limit|exceed|throttl)|throttl"
        r"|try (again )?later[^.;]{0,20}rate|unusual (rate|volume|traffic)|excessive"
        r"|over (the )?limit|receiving mail (at|too)|mail volume"
        r"|exceeds? .{0,30}per (hour|day|minute)",
    ),
    (
        "relay",
        r"relay(ing)?[^.;]{0,25}(denied|not (allowed|permitted)|prohibit|den|refus"
        r"|block|access|unable|cannot|reject)|(unable|not (allowed|permitted)|cannot"
        r"|don't|denied|refus\w+|prohibited|won't|will not|no) (to )?(open )?relay"
        r"|not local|relay(ing)? not|sorry, that domain isn't in my list"
        r"|insecure mail relay|mail server requires authentication",
    ),
    (
        "no_mail_host",
        r"null ?mx|does(n't| not) accept (any )?(e-?)?mail|not accept(s"
        r"|ing)? (any )?(e-?)?mail\b(?! from)|no mx record|mx (record )?(is"
        r"|points?) .{0,20}(local|loop|back)|(smtp )?service (is )?not (available"
        r"|provided)[^.;]{0,10}(for|here)|no smtp service"
        r"|name service error[^.;]{0,60}malformed|perm_?fail: none"
        r"|cname lookup failed perm|recipient host .{0,20}not accept",
    ),
    (
        "network",
        r"name lookup fail|host not found, try again|temporary (lookup|dns|name)|(dns"
        r"|name)[^.;]{0,20}(temporar|try again|time ?out)"
        r"|temporarily un\w+able to (resolve|look)",
    ),
    (
        "no_domain",
        r"\b(host|domain|dns|site|mx|mail ?server|domain name"
        r"|host name)\b( \W?\w+\W?){0,4}:? (unknown|(was |is |could )?not (be )?(found"
        r"|resolved|reachable)|no such|does(n't| not) exist|(is )?non-?existent"
        r"|couldn't be found|(is )?invalid|not valid|(has )?expired|suspended"
        r"|must exist|not resolve|not known)|unknown (mail ?)?(host|domain)"
        r"|unroute?able|no route to domain|nxdomain|no such (host|domain|site)"
        r"|invalid (host|domain)|illegal host|mx records point to non-existent"
        r"|bad destination (host|system|mailbox address: srv)"
        r"|name or service not known|couldn't find any host|domaine? (inconnu"
        r"|invalide)|no a or mx|mail ?host .{0,20}unknown|unable to (look ?up|resolve)"
        r"|does not resolve|\bsrv does not exist|(host|domain) of .{0,40} not found"
        r"|not find .{0,12}(domain|host)\b",
    ),
    (
        "moved",
        r"(address|user|recipient|mailbox|account|has|have|domain)[^.;]{0,40}\b(moved"
        r"|changed (to|its|his|her)|been (changed|replaced|migrated|moved))"
        r"|new (e-?mail )?address( is)?|change of address|please (use|try|update|send"
        r"|resend|forward)[^.;]{0,40}(new|address|instead)|moved to|no longer (works"
        r"|with|employ)",
    ),
    (
        "disabled",
        r"(account|mail ?box|user|address|recipient|domain|compte"
        r"|bo[iî]te)[^.;]{0,40}\b(is |has been |was |been |temporarily |currently "
        r"|now )*(disabled|suspend|inactiv|deactivat|locked|not active|frozen|blocked"
        r"|expired|unavailable for|restricted|terminated|d[ée]sactiv|clos|on hold"
        r"|discontinued)|(inactive|disabled|suspended|expired|deactivated) (account"
        r"|mailbox|user|recipient|address|member)|abandoned|ofr_?41[78]"
        r"|not use(d)? for|vacation limit",
    ),
    (
        "no_mailbox",
        r"recipient address rejected: access denied|not listed in|見つかりません|(user"
        r"|recipient|mail ?box|address|account|addressee|login|local ?part|alias"
        r"|member|destinataire|adresse|inbox|id|subscriber|people|person|employee"
        r"|usager|utilisateur|compte)[^.;<>]{0,60}(unknown|unkown|not found"
        r"|not (be )?listed|no such|does(n't| not) exist|doesn't have|not exist"
        r"|non-?exist|isn't (here|known)|not known|undefined|not (a )?valid|invalid"
        r"|incorrect|inconnu|n'existe|not (here|recogni|local|in|on|have)|no longer"
        r"|cannot be found|could ?n[o'].?t be found|was(n't| not) found"
        r"|not (been )?found|unavailable|not available|inexist|rejected: undeliverable"
        r"|lookup failed|is wrong|bad\b)|(unknown|unkown|no such|invalid|non-?existent"
        r"|bad|undeliverable|incorrect|nonexistent|unrecogni[sz]ed|illegal|not a valid"
        r"|invalide?|wrong)[^.;<>]{0,25}(user|recipient|mail ?box|address|account"
        r"|addressee|person|local|alias|name|rcpt|mail drop|destinataire|id\b)"
        r"|does(n't| not) have (a|an)[^.;]{0,30}(account|mailbox)"
        r"|there is no .{0,40}(user|one|person|account)|no (one|account|mailbox|user"
        r"|recipient|person)[^.;]{0,25}(here|by that|with|named|called|such|found"
        r"|exist)|not our customer|(this|that) (user|address|account|mailbox) (doesn't"
        r"|does not|isn't|is not|not|no)|address(ee)?:? (unknown|not)|user_?unknown"
        r"|no mailbox|is not a (known|valid|registered)|sorry, no mailbox here"
        r"|user doesn't|unknown_?user|recipient(s)? (unknown|undeliver)|rcpt unknown"
        r"|recipient address rejected\W*($|\(in reply)|dest(ination)? (mailbox|address"
        r"|user)|(isn't|not) in (my|our|the) (control|virtual|list|recipient|directory"
        r"|address)|could not be found|no longer in",
    ),
    (
        "network",
        r"connection (refused|reset|lost|closed|dropped|was|failed|broken)|network"
        r"|unreachable|no route to host|connect(ed)? (to|error|fail)|routing loop"
        r"|mail (forwarding )?loop|too many (hops|received)|hop count|loop(s"
        r"|ing)? (back|detected)|temporary (failure in )?(name|dns|lookup)"
        r"|mx .{0,30}loop|(tls|ssl)[^.;]{0,25}(fail|error|required|negotiat)|starttls"
        r"|unable to connect|could not (connect|contact)|host .{0,30}down|dns (server"
        r"|lookup)|lost connection",
    ),
    (
        "expired",
        r"timed? ?out|expired|delay(ed)?|too (long|old) (in|on)|queue (too|life)"
        r"|for (more than|the (last|past))? ?\d+(\.\d+)? ?(hour|day|minute)"
        r"|not responding|retry (time|limit)|giving up|still being|not answer"
        r"|retention|will (keep|continue|be retried)|have been trying|in the queue",
    ),
    (
        "policy",
        r"polic(y|ies)|denied|not (allowed|permitted|authorized|accepted)|refus|prohib"
        r"|restrict|reject|administrative|forbid|unacceptable|disallow|security"
        r"|unauthori|access|not accept|filter|block",
    ),
    (
        "system",
        r"(local|internal|system|server|configuration|resource|software|disk|i/o"
        r"|temporary|unexpected|unknown|processing)[^.;]{0,15}(error|fail|problem"
        r"|unavailable|trouble|busy)|service (is )?(not available|unavailable)|busy"
        r"|try (again|later)|can't create|command (died|failed|output)|exit code"
        r"|cannot (append|open|create|write|allocate)|out of memory|not running",
    ),
    ("content", r"content|header|syntax|rfc|non-?ascii|character|format|charset"),
)
REASONS = tuple((reason, re.compile(pattern)) for reason, pattern in _REASONS)

# A transcript: the command before the first refusal.
REFUSED_AT = re.compile(r">>> (mail|rcpt|data)\b.{0,200}?<<< [45]\d\d")
# At which command the message was refused, where the words tell.
_COMMANDS = (
    ("accepted", r"dns; ?inbound-smtp\."),
    ("mail", r"(reply to|after|like our|>>>|response to) mail\b|mail from command"),
    (
        "data",
        r"end of data|(reply to|after|like our|>>>|response to) data|(data"
        r"|text) command|\(state 1[5-9]\)|after .{0,9}content",
    ),
    (
        "rcpt",
        r"rcpt[ _](to|command)|smtp:rcpt|(reply to|after|like our|>>>"
        r"|response to) rcpt|not like recipient|\(state 1[0-4]\)"
        r"|recipient(s)? (address )?(rejected|refused)",
    ),
)
COMMANDS = tuple((name, re.compile(pattern)) for name, pattern in _COMMANDS)

# What each reason is in the words of a reminder (``recovery.notice.failure_type``).
FAILURES = {
    **dict.fromkeys((*HARD, "disabled"), "bad_address"),
    "full": "mailbox_full",
    **dict.fromkeys(("network", "expired", "system", "mailer"), "server"),
    "rate": "limit",
    **dict.fromkeys(("size", "content"), "refused"),
    "unknown": "unknown",
}  # whatever else: blocked on its way
# RFC 3463 status, longest prefix first; the class (4 or 5) does not matter here.
STATUSES = {
    "1.1": "no_mailbox",
    "1.2": "no_domain",
    "1.3": "no_mailbox",
    "1.4": "no_mailbox",
    "1.6": "moved",
    "1.7": "policy",
    "1.8": "policy",
    "1.9": "system",
    "1.10": "no_mail_host",
    "2.0": "refused",
    "2.1": "disabled",
    "2.2": "full",
    "2.3": "size",
    "2.4": "system",
    "3": "system",
    "3.1": "full",
    "3.4": "size",
    "4": "network",
    "4.1": "expired",
    "4.4": "no_domain",
    "4.6": "network",
    "4.7": "expired",
    "5": "content",
    "6": "content",
    "7": "policy",
    "7.1": "policy",
    "7.25": "reverse_dns",
    "7.26": "auth",
}
# What an SMTP reply means when neither words nor status say more.
CODES = {
    "421": "rate",
    "450": "system",
    "451": "system",
    "452": "full",
    "501": "content",
    "503": "system",
    "511": "no_mailbox",
    "525": "disabled",
    "552": "full",
    "553": "policy",
    "554": "policy",
    "556": "no_mail_host",
}
