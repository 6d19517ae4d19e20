"""The words that a message may not use, by language: data of ``wording_lint``.

Each entry is a regular expression of whole words, in lower case, with the typographic
apostrophe read as a straight one. ``FINE`` lists the phrases that use such a word
honestly: they are taken out of the text before it is searched.
"""

# Never, in any message to anybody: threats, registers, third persons.
THREATS = {
    "fr": (
        r"prison\w*",
        r"police(?! d'assurance)",
        r"gendarm\w*",
        r"plaintes?",
        r"escro\w+",
        r"fich(?:age|é|ée|és|ées)",
        r"fichiers? (?:des? )?(?:incidents?|mauvais\w*|impayés)",
        r"ficp",
        r"interdi(?:t|ction)s? bancaires?",
        r"listes? noires?",
        r"huissiers?",
        r"(?:une|la|des|les) saisies?",
        r"saisies?[ -](?:attribution|vente|conservatoire|immobilière|sur)",
        r"expuls\w+",
        r"employeurs?",
        r"vos (?:proches|voisins|collègues)",
    ),
    "en": (
        r"prisons?",
        r"jail\w*",
        r"police",
        r"arrest\w*",
        r"criminal\w*",
        r"credit (?:bureaus?|registers?|files?|scores?)",
        r"registers? of (?:debtors|defaulters)",
        r"blacklist\w*",
        r"bailiffs?",
        r"garnish\w*",
        r"seiz(?:e|es|ed|ing|ures?)",
        r"evict\w*",
        r"your employer",
        r"your (?:neighbours?|family|colleagues?)",
    ),
}

# Not before the formal notice: courts, lawyers, what follows.
LEGAL = {
    "fr": (
        r"contentieux",
        r"tribuna(?:l|ux)",
        r"poursuites?",
        r"poursuivre en justice",
        r"en justice",
        r"judiciaires?",
        r"juridictions?",
        r"injonctions?",
        r"avocats?",
        r"commissaires? de justice",
        r"assign(?:er|ation|ations)",
        r"derniers? avis",
        r"sous peine",
        r"exécution forcée",
    ),
    "en": (
        r"courts?",
        r"lawsuits?",
        r"sue|sued|suing",
        r"litigation",
        r"legal (?:action|actions|proceedings|steps|department)",
        r"prosecut\w+",
        r"solicitors?|lawyers?|attorneys?",
        r"enforcement",
        r"final warning",
    ),
}

# Not before the formal notice: the trade's words for the person and what is owed.
# What whoever shares an address need not know.
HINTS = {
    "fr": (
        r"factures?",
        r"rappels?",
        r"règlements?",
        r"paiements?",
        r"échéanc\w+",
        r"mises? en demeure",
        r"relevés? de compte",
        r"solde",
    ),
    "en": (
        r"invoices?",
        r"reminders?",
        r"payments?",
        r"pay",
        r"due",
        r"formal notices?",
        r"statements? of account",
        r"balance",
    ),
}
# What a formal notice calls itself, or announces.
NOTICE = {
    "fr": (r"mises? en demeure",),
    "en": (r"formal notices?",),
}
# Never to a public body: nobody seizes what is public, and no agency collects there.
ENFORCEMENT = {
    "fr": (
        r"exécution forcée",
        r"voies d'exécution",
        r"injonctions? de payer",
        r"commissaires? de justice",
        r"(?:société|agence|cabinet) de recouvrement",
        r"saisir(?:ons)? vos (?:comptes|biens)",
    ),
    "en": (
        r"enforcement",
        r"orders? (?:for payment|to pay)",
        r"collection agenc(?:y|ies)",
        r"debt collectors?",
        r"attachment of (?:assets|accounts)",
    ),
}
TRADE = {
    "fr": (
        r"débit(?:eurs?|rices?)",
        r"dossiers?",
        r"recouvrements?",
        r"créances?|créanciers?",
    ),
    "en": (
        r"debtors?",
        r"cases?",
        r"recover(?:y|ies)",
        r"collections?|collectors?",
        r"creditors?",
    ),
}

# A professional has invoices and a balance.
DEBT = {"fr": (r"dettes?",), "en": (r"debts?", r"indebted")}

# Never to a consumer: what the law leaves with the creditor.
CHARGES = {
    "fr": (
        r"40 ?(?:€|euros?)",
        r"frais",
        r"pénalités?",
        r"indemnités?",
        r"majorations?",
        r"intérêts? de retard",
    ),
    "en": (
        r"€ ?40|40 ?(?:€|euros?)",
        r"fees?",
        r"penalt(?:y|ies)",
        r"surcharges?",
        r"fixed sum",
        r"late[- ]payment (?:interest|charges?)",
        r"collection costs?",
    ),
}

# Tells whoever reads over a shoulder, or listens, that somebody owes money.
REVEALING = {
    "fr": (
        r"impayée?s?",
        r"retards?",
        r"dettes?",
        r"échue?s?",
        r"relances?",
        r"somme due",
        r"créances?",
        r"recouvrement",
        r"\d[\d ]* ?(?:€|euros?)",
    ),
    "en": (
        r"unpaid",
        r"overdue",
        r"late",
        r"debts?",
        r"owed?",
        r"past due",
        r"arrears",
        r"(?:€|£|\$) ?\d[\d ,.]*|\d[\d ,.]* ?(?:€|euros?)",
    ),
}

# Figures nobody has shown: only {peers} may speak for other customers.
CLAIMS = {
    "fr": (
        r"la plupart de nos clients",
        r"la majorité de nos clients",
        r"\d+ ?% (?:de nos|des) clients",
        r"\d+ clients sur \d+",
    ),
    "en": (
        r"most of our customers",
        r"most customers",
        r"\d+ ?% of (?:our |all )?customers",
        r"\d+ (?:out of|in) \d+ customers",
    ),
}

FINE = {
    "fr": (
        r"indemnité forfaitaire (?:pour frais )?de recouvrement",
        r"(?:sans|aucuns?|ni|pas de) frais(?: d'aucune sorte)?",
        r"dossier de surendettement",
        r"bon moment pour en parler",
    ),
    "en": (
        r"in (?:any |that |this |which |most |some )?cases?",
        r"(?:no|without(?: any)?|free of) (?:fees?|charges?)",
        r"free of charge",
        r"sooner or later|later|at the latest",
    ),
}

# How a text says that a problem may be told, and that a payment may have crossed it.
PROBLEM = {
    "fr": r"répond|désaccord|d'accord|problème|souci|question|contest|signal",
    "en": r"repl|problem|question|agree|disput|wrong|tell us",
}
THANKS = {
    "fr": r"règlement en cours|déjà (?:en cours|réglé|payé|mandaté)|réglé autrement"
    r"|vient de partir|ne (?:tenez pas|pas tenir) compte",
    "en": r"on its way|already (?:paid|been|sent)|paid in another way|ignore this",
}
# A formal notice gives a term: {deadline}, or a number of days.
TERM = {
    "fr": r"(?:sous|délai de|dans les) (?:\d+|huit|dix|quinze|trente)",
    "en": r"within (?:\d+|eight|ten|fifteen|thirty)",
}
# What is sure to follow is only for those who have decided it.
CERTAIN = {
    "fr": (r"nous (?:saisirons|engagerons|poursuivrons|assignerons)",),
    "en": (r"we will (?:sue|take you to|start|bring)",),
}
# Little words that tell in which language a text is written.
COMMON = {
    "fr": r"l[ea]s?|des?|du|vous|votre|vos|nous|sur|est|pour|au|une?|et|ce|à",
    "en": r"the|you|your|of|for|to|we|our|is|on|and|this|an?|it|by|that",
}
STOP = r"\bSTOP\b|(?:répond\w*|envoy\w*|reply|send|text)\W{1,3}stop\b"
REPLY = {"fr": r"répond(?:ez|re)\b", "en": r"\brepl(?:y|ies)\b"}
FAMILIAR = r"\b(?:tu|toi|tes|ta|te|t'(?=[aeiouyhéè]))\b|\bt'(?=[aeiouyhéè])"
