"""What may not be said, what is missing, and how French is set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.wording_lint import (
    ANY,
    BUSINESS,
    CONSUMER,
    ERROR,
    PUBLIC,
    WARNING,
    Draft,
    errors,
    lint,
    plain,
)

MAIL = {
    "en": "{company} {items} {transfer} {contact} Reply. Already paid? Ignore this.",
    "fr": "{company} {items} {transfer} {contact} Répondez. Règlement en cours\xa0?",
}


def mail(text="", lang="en", audience=BUSINESS, subject="Invoice {invoice}", **more):
    places = {"subject": subject, "text": f"{text} {MAIL[lang]}"}
    return lint(Draft("email", places, lang, audience, **more))


def sms(text, lang="en", audience=CONSUMER, hears=True):
    text = f"{{company}}: {text} {{link}} {{preferences}}"
    return lint(Draft("sms", {"text": text}, lang, audience, hears=hears))


def codes(remarks, level=None):
    return {one.code for one in remarks if level in (None, one.level)}


# --- threats and words ---------------------------------------------------------------


@pytest.mark.parametrize("audience", [BUSINESS, CONSUMER, PUBLIC, ANY])
@pytest.mark.parametrize("purpose", ["collection", "statutory", "service"])
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Vous risquez la prison."),
        ("fr", "Nous déposerons plainte."),
        ("fr", "Un huissier passera."),
        ("fr", "Une saisie suivra."),
        ("fr", "La saisie-attribution suivra."),
        ("fr", "Vous serez fiché."),
        ("fr", "Inscription au FICP."),
        ("fr", "Nous écrirons à votre employeur."),
        ("en", "The police will be told."),
        ("en", "You will be blacklisted."),
        ("en", "We will write to your employer."),
        ("en", "A bailiff will come."),
    ],
)
def test_a_threat_is_refused_whoever_reads_it(lang, text, audience, purpose):
    found = mail(text, lang, audience, purpose=purpose)
    assert "threat" in codes(found, ERROR)


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("fr", "Vous êtes débiteur.", "trade"),
        ("fr", "Votre dossier avance.", "trade"),
        ("fr", "Notre service recouvrement.", "trade"),
        ("fr", "Notre créance.", "trade"),
        ("fr", "Le tribunal est saisi.", "legal"),
        ("fr", "Transmis au contentieux.", "legal"),
        ("fr", "Dernier avis avant poursuites.", "legal"),
        ("en", "Your case is open.", "trade"),
        ("en", "Our recovery team.", "trade"),
        ("en", "We will go to court.", "legal"),
    ],
)
def test_these_words_wait_for_the_formal_notice(lang, text, code):
    assert code in codes(mail(text, lang), ERROR)
    formal = mail(text + " {deadline}", lang, purpose="statutory")
    assert code not in codes(formal)


def test_a_professional_has_invoices_not_a_debt():
    assert "debt" in codes(mail("Votre dette", "fr", BUSINESS), ERROR)
    assert "debt" in codes(mail("Your debt", "en", ANY), ERROR)
    assert "debt" not in codes(mail("Your debt", "en", CONSUMER))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "S'ajoutent 40 € par facture."),
        ("fr", "S’ajoutent 40\xa0€ par facture."),
        ("fr", "Des frais de relance s'ajoutent."),
        ("fr", "Des pénalités courent."),
        ("en", "A fee of 10 is added."),
        ("en", "€40 per invoice is due."),
    ],
)
def test_a_consumer_is_asked_for_no_charge(lang, text):
    for purpose in ("collection", "statutory"):
        assert "charge" in codes(mail(text, lang, CONSUMER, purpose=purpose), ERROR)
    assert "charge" not in codes(mail(text, lang, BUSINESS))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Vous pouvez payer en 4 fois, sans frais. Aucuns frais ne s’ajoutent."),
        ("fr", "La Banque de France et les Points conseil budget vous aident."),
        ("fr", "Vous pouvez saisir le médiateur de la consommation."),
        ("en", "Instalments free of charge; we ask you for no fee of any kind."),
        ("en", "In this case, tell us. In any case, thank you."),
    ],
)
def test_honest_sentences_with_such_words_pass(lang, text):
    assert not errors(mail(text, lang, CONSUMER))


def test_the_word_and_its_place_are_named():
    (remark,) = errors(mail("We wrote twice. Our debtor must answer now, please."))
    assert (remark.word, remark.place) == ("debtor", "text")
    assert "Our debtor must answer" in remark.around


def test_other_customers_are_only_spoken_of_with_a_counted_figure():
    for text in ("Most of our customers pay at once.", "92% of customers pay."):
        assert "claim" in codes(mail(text), ERROR)
    assert "claim" in codes(mail("9 clients sur 10 paient.", "fr"), ERROR)
    assert "claim" not in codes(mail("{peers}"))


# --- what strangers read --------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Votre facture est impayée."),
        ("fr", "Vous avez du retard."),
        ("fr", "Réglez 120 €."),
        ("en", "Your payment is overdue."),
        ("en", "You owe us €120."),
        ("en", "To pay: {total}"),
        ("en", "Invoice {invoice}"),
    ],
)
def test_an_sms_never_tells_a_consumers_debt(lang, text):
    for audience in (CONSUMER, ANY):
        assert codes(sms(text, lang, audience), ERROR) & {"detail", "amount", "paper"}
    assert not errors(sms(text, lang, BUSINESS))
    assert codes(sms(text, lang, BUSINESS), WARNING)


def test_the_neutral_sms_passes():
    found = sms("un message vous attend dans votre espace :", "fr", hears=False)
    assert found == []


@pytest.mark.parametrize("audience", [BUSINESS, CONSUMER, PUBLIC])
@pytest.mark.parametrize("place", ["text", "voicemail"])
def test_nothing_is_told_before_a_key_nor_to_a_machine(audience, place):
    places = {"text": "{company} is calling.", "voicemail": "{company} called."}
    places["details"] = "{total} is open, {invoice} is overdue."
    assert not errors(lint(Draft("voice", places, audience=audience)))
    places[place] += " You owe {total}."
    assert {"amount", "detail"} <= codes(
        lint(Draft("voice", places, audience=audience)), ERROR
    )


def test_a_consumers_subject_tells_nothing():
    subject = "{total} overdue"
    assert {"amount", "detail"} <= codes(
        mail(audience=CONSUMER, subject=subject), ERROR
    )
    assert not errors(mail(audience=ANY, subject=subject))
    assert mail(audience=BUSINESS, subject=subject) == []


# --- a sender that cannot receive --------------------------------------------------


@pytest.mark.parametrize("text", ["STOP au 36111", "répondez stop", "Répondez STOP"])
def test_stop_needs_somebody_who_hears_it(text):
    assert "stop" in codes(sms(text, "fr", hears=False), ERROR)
    assert "stop" not in codes(sms(text, "fr", hears=True))


def test_an_answer_needs_somebody_who_hears_it():
    assert "reply" in codes(sms("reply to this message", hears=False), ERROR)
    quiet = Draft("sms", {"text": "{company}: {link}"}, audience=CONSUMER, hears=False)
    assert codes(lint(quiet)) == {"no_preferences"}


# --- what is missing -----------------------------------------------------------------


def test_a_mail_says_who_what_how_and_whom_to_call():
    bare = lint(Draft("email", {"subject": "Hello", "text": "Pay."}))
    assert codes(bare) == {
        *("no_company", "no_reference", "no_total", "no_way_to_pay"),
        *("no_contact", "no_problem", "no_thanks"),
    }
    assert {one.level for one in bare} == {WARNING}
    assert mail() == []


def test_an_sms_without_a_sender_is_refused():
    found = lint(Draft("sms", {"text": "A message is waiting."}))
    assert codes(found, ERROR) == {"no_company"}
    assert codes(found, WARNING) == {"no_link"}


def test_a_formal_notice_gives_a_term_and_what_is_claimed():
    found = lint(Draft("letter", {"text": "Pay."}, purpose="statutory"))
    assert codes(found, ERROR) == {"no_deadline", "no_total"}
    for lang, text in (
        ("fr", "sous huit jours à compter de sa première présentation {items}"),
        ("en", "within 8 days {total}"),
        ("en", "by {deadline} {items}"),
    ):
        formal = Draft("letter", {"text": text}, lang, purpose="statutory")
        assert not errors(lint(formal))


def test_a_consequence_is_not_announced_as_sure():
    text = "Nous saisirons la juridiction compétente. {deadline} {items}"
    found = mail(text, "fr", purpose="statutory")
    assert "certain" in codes(found, WARNING)


def test_a_task_is_read_inside_the_house():
    assert lint(Draft("task", {"text": "Le débiteur et sa dette, huissier"})) == []


# --- French ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Reste à régler: 3", "space"),
        ("Un souci ?", "space"),
        ("«Merci»", "space"),
        ("Merci d'avance", "apostrophe"),
        ("Tu peux payer", "familiar"),
        ("On t’écrit", "familiar"),
    ],
)
def test_french_is_set_as_french(text, code):
    assert code in codes(mail(text, "fr"), WARNING)


def test_well_set_french_passes_and_an_sms_keeps_cheap_letters():
    assert mail("Un souci\xa0? Merci d’avance\xa0: «\xa0bravo\xa0»", "fr") == []
    assert sms("un message : l'espace", "fr") == []


# --- any text -------------------------------------------------------------------------


@given(
    st.text(max_size=80),
    st.sampled_from(["email", "sms", "whatsapp", "voice", "letter", "task"]),
    st.sampled_from(["fr", "en"]),
    st.sampled_from([BUSINESS, CONSUMER, PUBLIC, ANY]),
    st.sampled_from(["collection", "statutory", "service"]),
    st.booleans(),
)
def test_any_text_is_read_to_its_end(text, channel, lang, audience, purpose, hears):
    places = {"subject": text, "text": text, "voicemail": text}
    found = lint(Draft(channel, places, lang, audience, purpose, hears))
    levels = [one.level for one in found]
    assert levels == sorted(levels, key=lambda level: level != ERROR)
    assert all(one.word in text for one in found if one.word)


def test_html_keeps_its_lines_and_its_spaces():
    html = "<div><p>Un souci&nbsp;?</p><ul><li>a</li><li>b &amp; c</li></ul></div>"
    assert plain(html).split("\n") == ["Un souci\xa0?", "a", "b & c"]
