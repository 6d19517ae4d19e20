"""By which words a message that came back is known: tables, no code.

Matched on lower-case text; blanks are single spaces but in ``SEPARATORS``, which are
held against one line.

>>> bool(SUBJECTS.search("mail delivery failed: returning message to sender"))
True
"""

import re

# Who speaks when a message comes back: the part before the @, or the name shown.
DAEMONS = re.compile(
    r"^(mailer[-_. ]?daemon|mail[-_. ]?daemon|post[-_]?ma[si]s?ter|poostmaster|mdaemon"
    r"|mail[-_. ]?deliver(y|er)?.*|bounces?|mailerdaemon)$"
)
DAEMON_NAMES = re.compile(
    r"mail(er)?[- ]?daemon|mail deliver(y|er)? ?(sub)?system|postmaster"
    r"|system administrator|mail administrator|delivery notification"
)

# Nobody writes these but a machine.
MACHINE_SUBJECTS = re.compile(r"^(loop alert|complaint about message from)\b")
SUBJECTS = re.compile(
    r"undeliver(ed|able)|non remis|non distribu|not? delivered|delivery (failure"
    r"|failed|status|has failed|notification|problem|report|error|delayed|incomplete)"
    r"|fail(ed|ure) (delivery|notice)|delivery fail|returned (mail|message|e-?mail)"
    r"|returning (message )?to sender|mail (system error|delivery|failure|failed"
    r"|could not be|error)|message (could not be delivered|delivery|delayed|status"
    r"|notification)|could ?n[o']t (be deliver|send)|couldn.t be delivered"
    r"|warning.{1,20}(not|delayed|undelivered)|delayed mail|error sending your mail"
    r"|loop alert|rejected (e-?mail|message)|non[- ]delivery|échec de (la )?(remise"
    r"|distribution)|chec de (la )?(remise|distribution)|avis de non[- ]|message non"
    r"|remise (diff|retard|impossible)|unzustellbar|unzustellbarkeit"
    r"|mail undeliverable|email delivery failure|aws notification|^complaint about"
    r"|abuse report|spam (report|complaint)|email feedback|^fw: .*spam"
    r"|mancata consegna|no se puede entregar|не доставлено|error de entrega|配信"
)
BODIES = re.compile(
    r"(message|mail|e-?mail|it)( that)?( you sent)? (could|can|was|has)( ?no|n.)t (be"
    r"|been) ?(able to be )?deliver|w(as|ere) un(able to be )?deliver|undeliverable"
    r"|unable to deliver|permanent(ly)? (error|fail|fatal)|delivery (to the following"
    r"|has failed|failed|of .{1,80} failed|status notification|to one or more)"
    r"|fatal errors|failed permanently|failed recipient|recipients? (of|failed"
    r"|refused)|the following (address|recipient)|did not reach the following"
    r"|returned to you|could not be (reached|sent|delivered)|cannot be delivered"
    r"|wasn.t able to deliver|will not be delivered|not be delivered to"
    r"|not delivered to|giving up on|transcript of session|returned message"
    r"|undelivered message|copy of the message|original message|non remis|pas pu être"
    r"|a échoué|impossible de (remettre|livrer)|ne peut pas être|user unknown"
    r"|unknown user|mailbox (is )?full|errors?[: ]|duplicated message-id|mail delivery"
    r"|n.t be delivered|there was an error"
)

# What closes the words of the daemon and opens the message that came back.
SEPARATORS = re.compile(
    r"^[\s>]*[-=_*]{2,}.*(copy|original|returned|undelivered|unsent|below|header"
    r"|message|mail follows|text).*$|^[-=\s]*(original message|message (header|text"
    r"|contents)|returned message|undelivered message|received message|unsent message"
    r"|the header of the original|your message (reads|follows)|message headers? follow"
    r"|full headers?)\b.*$|^[\s>]*(return-path|received):\s.*$"
)
