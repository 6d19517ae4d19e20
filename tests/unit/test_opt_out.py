"""Objections: read in every form that people write, and in nothing else."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.opt_out import read

from dev.settings import ROOT

KEYWORDS = ROOT.parent / "shared" / "data" / "sms_optout" / "keywords.json"

ALONE = (
    "STOP",
    "StoooP",
    "stopall",
    "S T O P",
    "s.t.o.p",
    "arrêt",
    "ARRETT",
    "ARRETE",
    "arrêtez",
    "Unsubscribe",
    "QUIT",
    "CANCEL",
    "END",
    "optout",
    "opt-out",
    "revoke",
    "désabonnez-moi",
    "désinscription",
)
ENGLISH = """
STOP PLEASE
please cancel
stop texting me
Please stop.
stop calls
stop it
stop this now
STOP. I already paid
Stop I paid already
wrong number, stop
Non, stop
Do not contact me again
don't text me anymore
Please don’t call me again
Don't text me, call me
take me off your list
remove my number
I want to opt out
please unsubscribe me from this list
leave me alone
I revoke my consent
no more texts
how do I stop these messages?
if you don't stop calling I will complain
I do not wish to be contacted
I don't want any more texts from you
"""
FRENCH = """
STOP SVP
STOP 36173
STOP au 36111
Stop aux sms
stop pub
« STOP »
Bonjour, STOP merci
j'en ai assez, stop
arrêtez ça
arrêtez de m'envoyer des SMS svp
arrete de m ecrire
Arrêtez vos SMS !!
merci d'arrêter vos relances
vous pouvez arrêter de m'appeler
cessez de me harceler
ne plus me contacter
Ne me contactez plus
me contactez plus
ne m'envoyez plus de sms
Merci de ne plus m'envoyer de SMS
je souhaite ne plus recevoir vos SMS
Je ne souhaite plus être contactée par SMS
je veux plus recevoir de sms
plus de sms svp
veuillez me désinscrire
Retirez mon numéro de votre fichier
je retire mon consentement
je m'oppose à recevoir vos SMS
laissez-moi tranquille
Fichez-moi la paix
"""
NOT_ENGLISH = """
YES I will pay friday
END OF MONTH OK
I cancelled the order
Please cancel the invoice
non-stop
I get non-stop calls
stop by the office
stop payment on the cheque
stop sending the goods
bus stop
At the end call me
don't stop
don't call me before 10
don't call me at work
wrong number
Take me through the invoice please
I don't want to pay without a letter
I did not receive your reminder
I object to this invoice
Please call me
"""
NOT_FRENCH = """
je suis en arrêt maladie
arrêt de travail
Arrêtez la livraison
n'arrêtez pas la livraison
Nous avons cessé notre activité
résilier
je veux résilier mon contrat
ne m'appelez pas au travail
ne m'appelez pas avant 10h
Je ne veux plus recevoir la marchandise
je n'ai pas reçu de SMS
vous ne m'avez pas envoyé la facture
je ne veux pas de litige
je m'oppose à cette facture
Rappelez-moi demain
je vous rappelle
oui
merci
"""


def lines(text):
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("text", [*ALONE, *lines(ENGLISH), *lines(FRENCH)])
def test_an_objection_is_read(text):
    assert read(text) == "opt_out"


@pytest.mark.parametrize("text", [*lines(NOT_ENGLISH), *lines(NOT_FRENCH)])
def test_anything_else_is_left_to_a_person(text):
    assert read(text) == ""


@pytest.mark.skipif(not KEYWORDS.is_file(), reason="no shared data here")
def test_the_words_that_carriers_obey_are_obeyed():
    data = json.loads(KEYWORDS.read_text())
    wanted = ("must_match_examples", "opt_out", "opt_out_newer")
    wanted += ("opt_out_french_blocked_by_twilio_proxy",)
    said = {text for key in wanted for text in data[key]}
    assert said
    assert {text: read(text) for text in said} == dict.fromkeys(said, "opt_out")
    for answer in ("opt_in", "help"):
        assert {read(text) for text in data[answer]} == {answer}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("START", "opt_in"),
        ("unstop.", "opt_in"),
        ("Yes!", "opt_in"),
        ("yes please call me", ""),
        ("start on monday", ""),
        ("Help", "help"),
        ("INFO", "help"),
        ("aide svp ?", "help"),
        ("help me with the transfer", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_agreeing_and_asking_take_the_word_alone(text, answer):
    assert read(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        "> STOP\nI pay tomorrow",
        "Je paie demain\nLe 3 mars 2026 à 10:00, Belleroche a écrit :\nSTOP",
        "Paid\n-----Original Message-----\nSTOP",
        "Noted\nReply STOP to opt out",
        "Vu.\nRépondez STOP pour ne plus recevoir de SMS",
    ],
)
def test_what_is_quoted_is_not_said(text):
    assert read(text) == ""


def test_an_objection_above_a_quotation_counts():
    assert read("STOP\n> Votre compte : 120,00 €") == "opt_out"


marks = st.text(' .!?…,;:\n\t🙏🛑✋*«»"()', max_size=6)


@given(marks, st.sampled_from(ALONE), marks, st.randoms())
def test_case_marks_and_emojis_do_not_matter(before, word, after, dice):
    word = "".join(dice.choice((char.upper(), char.lower())) for char in word)
    assert read(f"{before}{word}{after}") == "opt_out"


@given(st.sampled_from(lines(ENGLISH) + lines(FRENCH)))
def test_accents_and_apostrophes_do_not_matter(text):
    assert read(text.replace("'", "’").replace("ê", "e").replace("é", "e")) == "opt_out"


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text):
    assert read(text) in ("opt_out", "opt_in", "help", "")


@given(st.text("0123456789 €,.-", max_size=60))
def test_figures_say_nothing(text):
    assert read(text) == ""


def test_a_long_text_is_read_at_once():
    start = time.perf_counter()
    for piece in ("stop ", "ne plus ", "s t o p ", "please all the ", "a\n" * 9):
        read(piece * 20_000)
    assert time.perf_counter() - start < 2
