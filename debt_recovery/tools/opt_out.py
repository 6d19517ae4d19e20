"""What a customer's answer asks of us: to stop, to start again, to explain.

An objection is read generously, an agreement strictly. Whoever objects need not know
the word that machines want; whoever merely says yes has not agreed to messages. What is
not certain is nothing (""): a person reads every answer anyway.
"""

import re
import unicodedata

OPT_OUT, OPT_IN, HELP = "opt_out", "opt_in", "help"

READ = 2000  # characters: an objection stands at the beginning

# Where the message that is answered begins, as mail programs write it.
_QUOTED = re.compile(
    r"^\s*(>|-{2,}\s*(original message|message d.origine|forwarded)"
    r"|(on|le)\b.{0,120}\b(wrote|a ecrit)\s*:?\s*$|(from|de)\s*:\s)"
)
# “Reply STOP to opt out” is what we wrote, not what is answered.
_OURS = re.compile(
    r"\b(reply|text|send|repondez|repondre|envoyez|envoyer|tapez)\s+"
    r"(with\s+|par\s+)?[\"'«(]*\s*stop\s*[\"'»)]*\s+(to|pour|au|a|afin)\b[^.!?\n]*"
)
_CLAUSE = re.compile(r"[^a-z0-9' -]+|\s-+\s|\s{3,}")
_LETTERS = re.compile(r"\b(?:[a-z][ .-]){3,}[a-z]\b")  # s t o p, s.t.o.p

# Stand alone or among the words below. The second line: as the only one, these are
# orders; elsewhere they are words of every day.
_STRONG = re.compile(
    r"st+o+p+( ?all)?|unsubscribe( me)?|opt[ -]?(me )?out|arr?ett?e?[rsz]?"
    r"|desabonne(z|r|ment)?([ -]moi)?|desinscri(re|ption|vez)([ -]moi)?"
)
_WEAK = re.compile(r"cancel|end|quit|revoke|unsub")
_START = re.compile(r"start|unstop|resubscribe|reabonnez([ -]moi)?|reprendre")
_YES = re.compile(r"yes")
_HELP = re.compile(r"help|infos?|information|aide")

_POLITE_WORDS = (
    "please pls plz thanks thank you thx thankyou hello hi hey dear sir madam regards"
    " now immediately asap merci svp stp s'il sil vous plait te bonjour bonsoir salut"
    " cordialement monsieur madame mr mme maintenant immediatement"
)
_NEUTRAL_WORDS = (
    "sms text texts texto textos message messages msg whatsapp mail mails email emails"
    " e-mail e-mails relance relances reminder reminders pub pubs spam ads all tout"
    " tous toutes everything it this that these ca cela ce ces cette aux au a les le"
    " la des de du vos your the to et and for good forever definitivement ok okay"
    " immediate totally harassment harcelement"
)
_POLITE = frozenset(_POLITE_WORDS.split())
_NEUTRAL = _POLITE.union(_NEUTRAL_WORDS.split())

_MESSAGES = (
    r"(s ?ms|texts?( messages?)?|textos?|messages?|msgs?|whatsapps?|e?-?mails?"
    r"|courriels?|calls?|appels?|reminders?|relances?|rappels?|notifications?|spam"
    r"|pubs?|sollicitations?|contacts?|courriers?|letters?|stuff|anything|rien)\b"
)
_CONTACTING = (
    r"(text|messag|contact|call|phon|email|e-mail|mail|writ|bother|disturb|harass"
    r"|spamm?|pester|sms|whatsapp)(e|ing|ing to)?\b"
)
_CONTACTER = (
    r"(contact|ecri|appel|telephon|harcel|relanc|text|spamm|derang|importun|sollicit"
    r"|embet|ennuy|rappel)\w*"
)
_DERANGE = r"(contact|sollicit|relanc|derang|appel|importun)\w*"
_ENVOYER = (
    r"(envoy|adress|transmet)\w*( plus| pas)?( d[eu']s?| des| vos| ces| tou\w+)* ?"
    + _MESSAGES
)
_NOT = r"(do not|don'?t|dont|never|no longer|not to|please not)( ever| you)?"
_MORE = r"(any|your|these|those|more|further|such|other|of)"
_OBJECTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        # English
        rf"\b(?<!non[ -])(stop|quit|cease) (please |with |all |just )?{_CONTACTING}",
        r"\b(stop|quit|cease) (please )?(sending|send)( me| us)?( all| any| these"
        rf"| those| this| the| your| more| such| other)* ?({_MESSAGES}|me\b|us\b|$)",
        r"\b(?<!non[ -])(stop|cease)( please)?"
        r"( all| the| these| those| this| your| any| with| such| further)*"
        rf" {_MESSAGES}",
        r"^stop (i|i'm|i've|im|ive|je|j'ai|jai|you|vous)\b",
        rf"\b{_NOT} (contact|text|message|call|phone|e-?mail|write|bother|disturb|sms)"
        r"( to)? (me|us|my|this|again|anymore)\b",
        rf"\b{_NOT} send( me| us)?( any| these| those| this| the| your| more| such"
        rf"| further)* ?{_MESSAGES}",
        rf"^(please )?no more {_MESSAGES}",
        r"\b(remove|take|delete) ((me|us)( off| out| from|$)"
        r"|(my|this) (phone |mobile )?(number|e?-?mail))",
        r"\b(opt|opting)( me)?[ -]?out\b",
        r"\bunsubscribe (me|us|my)\b",
        r"\bleave (me|us) alone\b",
        r"\b(don'?t|do not|dont|no longer) (want|wish|like|need)( to (receive|get|have)"
        rf"( {_MORE})*|( {_MORE})+) {_MESSAGES}",
        r"\b(don'?t|do not|dont|no longer) (want|wish) to be "
        r"(contact|call|text|messag|email)\w*",
        r"\b(withdraw|revoke) (my|our|all|any) ?(consent|agreement|permission)",
        # French
        r"\b(arret|cess|stopp)(ez?|er) (svp |donc |tout de suite |immediatement )?"
        rf"(d[e'] ?|de )?(me |m'|m |nous )?({_CONTACTER}|{_ENVOYER})",
        r"\b(arret|cess|stopp)(ez?|er) (avec |toutes? |tous )?(vos|ces|les|tes|des|ce)"
        rf" {_MESSAGES}",
        rf"\bne (plus|pas) (jamais )?(me |m'|nous )({_CONTACTER}|{_ENVOYER})",
        rf"\b(ne )?(me|nous|m'|m) ?({_CONTACTER}) (plus|pas)\b",
        rf"\b(ne )?(me |nous |m'|m )(envoy|adress)\w* (plus|pas|rien)( jamais)?"
        rf"( d[eu']s?| aucuns?)* ?({_MESSAGES}|$)",
        rf"\bne (plus|pas) (etre|se faire) {_DERANGE}",
        rf"\bne (plus|pas) (rien )?recevoir\b.{{0,20}}(\b{_MESSAGES}|$)",
        r"\b(veux|souhaite|desire|voudrais|souhaitons|voulons) (plus|pas)"
        rf"( rien)? (etre {_DERANGE}"
        rf"|recevoir( rien| de rien)?($|.{{0,20}}\b{_MESSAGES})"
        rf"|que (vous|tu) (me |m'|nous )({_CONTACTER}|{_ENVOYER})"
        rf"|(de |d'|vos |aucuns? )(vos |tes |ces )?{_MESSAGES})",
        rf"^(svp |merci )?plus (de|d'|aucun|aucune|jamais de) ?{_MESSAGES}",
        r"\b(me|nous) (desabonner|desinscrire)( d[e']? ?(vos|ces|cette|votre|la) "
        rf"({_MESSAGES}|liste))?$",
        r"\b(retir|supprim|effac|enlev|ray)(ez|er)[ -](moi|nous|me|mon|notre|ce)\b"
        r".{0,30}\b(numero|liste|listes|fichiers?|base|mail|contacts?|telephone)\b",
        r"\b(laiss|fich|fout|lach|oubli)ez?[ -]moi( la| en)?( tranquille| paix)?$",
        r"\b(laiss|fich|fout)ez?[ -](moi|nous) (la paix|en paix|tranquilles?)",
        r"\b(retire|revoque) (mon|notre) (consentement|accord)",
        r"\bm'oppose (a|au|aux)\b.{0,20}\b(recevoir|etre contacte|contacts?|messages?"
        r"|sms|relances?|demarchage|appels?)",
    )
)
# “Not before ten o'clock” wishes for another hour, not for silence.
_LIMITED = re.compile(
    r"\b(before|until|till|after|between|during|while|unless|at work|today|tonight"
    r"|tomorrow|this (morning|week|afternoon)|avant|apres|pendant|entre|jusqu'?|sauf"
    r"|au (travail|bureau)|aujourd'hui|demain|ce (matin|soir)|cette semaine|cet apres"
    r"|tant que|le (dimanche|samedi|matin|soir)|on (sundays?|saturdays?))\b"
)
_KEEP_ON = re.compile(
    r"\b(?<!if you )(do not|don'?t|dont|never) (stop|unsubscribe|opt|remove|end)\b"
    r"|\bn'arretez pas\b|\bne (me |nous |vous )?(desabonn|desinscri|arret)\w* pas\b"
    r"|\bne pas (me |m'|nous )?(desabonn|desinscri|arret)\w*"
)


# Whoever says this means every channel: no kind of message is named.
_GENERAL = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(contact|contacting|bother|bothering|disturb|disturbing|harass|harassing"
        r"|pester|pestering)\b(?!s)",
        r"\bleave (me|us) alone\b",
        r"\bstop ?all\b|\b(any|all|further) (contacts?|communications?)\b",
        r"\b(contact|derang|importun|harcel|embet|ennuy|sollicit|relanc)"
        r"(ez|er|e|es|ee|ees)\b",
        r"\b(laiss|fich|fout|lach|oubli)ez?[ -](moi|nous)\b",
        r"\b(retir|supprim|effac|enlev|ray)(ez|er)[ -](moi|nous)\b"
        r"|\b(remove|take|delete) (me|us)\b",
    )
)


def read(text):
    """Return what an answer asks for.

    :param text: as it was received; what it quotes is left aside
    :return: ``opt_out`` (an objection, in English or French, alone or within a
        sentence), ``opt_in`` and ``help`` (that word alone), else ``""``. ``opt_in``
        takes an objection back; by itself it is no proof of consent.

    >>> [read(text) for text in ("STOP", " Arrêt. ", "Stop SVP 🙏", "please cancel")]
    ['opt_out', 'opt_out', 'opt_out', 'opt_out']
    >>> read("Arrêtez de m'envoyer des SMS s'il vous plaît")
    'opt_out'
    >>> [read(text) for text in ("non-stop", "END OF MONTH OK", "stop by")]
    ['', '', '']
    >>> read("START"), read("aide ?")
    ('opt_in', 'help')
    """
    clauses = _clauses(text)
    if any(_is_objection(clause) for clause in clauses):
        return OPT_OUT
    whole = " ".join(clauses)
    if _only(_WEAK, whole, _POLITE):
        return OPT_OUT
    if _only(_START, whole, _POLITE) or _YES.fullmatch(whole):
        return OPT_IN
    return HELP if _only(_HELP, whole, _POLITE) else ""


def is_general(text):
    """Tell whether an objection is to every contact, not to one kind of message.

    >>> [is_general(text) for text in ("Leave me alone", "Ne me contactez plus")]
    [True, True]
    >>> [is_general(text) for text in ("STOP ALL", "Do not contact me again")]
    [True, True]
    >>> [is_general(text) for text in ("STOP", "Stop texting me", "Arrêtez les SMS")]
    [False, False, False]
    """
    return any(
        _is_objection(clause) and any(one.search(clause) for one in _GENERAL)
        for clause in _clauses(text)
    )


def is_yes(text):
    """Tell whether ``text`` is a bare yes: it takes an objection back as START does,
    and is as likely the answer to a question of ours.

    >>> is_yes("Yes!"), is_yes("START"), is_yes("yes, on Friday")
    (True, False, False)
    """
    return bool(_YES.fullmatch(" ".join(_clauses(text))))


def _is_objection(clause):
    if _KEEP_ON.search(clause):
        return False
    if _only(_STRONG, clause, _NEUTRAL):
        return True
    if _LIMITED.search(clause):
        return False
    return any(objection.search(clause) for objection in _OBJECTIONS)


def _only(keyword, clause, around):
    """Tell whether a clause is the keyword with nothing but the words ``around``."""
    found = keyword.fullmatch(clause)
    if found:
        return True
    words = [word for word in clause.split() if not _is_aside(word, around)]
    rest = " ".join(dict.fromkeys(words))  # STOP STOP STOP
    return bool(rest) and bool(keyword.fullmatch(rest))


def _is_aside(word, around):
    return word in around or word.isdigit()


def _clauses(text):
    """Return the clauses of what was written, in small letters without accents."""
    plain = _plain(text or "")[:READ]
    own = []
    for line in plain.splitlines():
        if _QUOTED.match(line):
            if line.lstrip().startswith(">"):
                continue
            break
        own.append(line)
    said = _OURS.sub(" ", "\n".join(own))
    return [_tidy(clause) for clause in _CLAUSE.split(said) if clause and _tidy(clause)]


def _plain(text):
    for curly in "’‘ʼ`´":
        text = text.replace(curly, "'")
    for dash in "‐‑–—":
        text = text.replace(dash, "-")
    text = unicodedata.normalize("NFKD", text)
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _LETTERS.sub(lambda found: re.sub("[ .-]", "", found[0]), text.lower())


def _tidy(clause):
    return " ".join(clause.split()).strip("' -")
