"""What a customer's card speaks for: registers before names, names before mailboxes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.debtor_type import (
    DOUBTFUL,
    LIKELY,
    SURE,
    Contact,
    is_siren,
    propose,
)

PARIS, RENAULT = "217500016", "732829320"  # a town's number, a company's


def kind(*args, **values):
    return propose(Contact(*args, **values)).kind


@pytest.mark.parametrize(
    "card",
    [
        Contact("Ville de Paris", True, registry=PARIS),
        Contact("Service des achats", True, vat="FR79217500016"),
        Contact("Mairie de Saint-Aubin-des-Prés", True),
        Contact("MAIRIE DE SEGRÉ"),
        Contact("Communauté de communes du Lac", True),
        Contact("CHU d'Angers", True),
        Contact("Direction des achats", True, email="achats@finances.gouv.fr"),
        Contact("Service technique", True, email="st@mairie-segre.fr"),
    ],
)
def test_public_bodies(card):
    assert propose(card).kind == "public"


def test_a_register_contradicts_a_name():
    assert kind("Mairie & Fils", True, registry=RENAULT) == "company"
    assert kind("Boulangerie de la Mairie") == "sole"
    assert kind("Mme Durand", registry=RENAULT) == "sole"


def test_people():
    assert kind("Mme Durand") == "consumer"
    assert kind("M. K.") == "consumer"
    assert kind("Garage Moreau") == "sole"
    assert kind("Paul Moreau EI") == "sole"
    assert kind("Moreau SARL") == "company"
    assert kind("Paul Moreau", vat="BE0477472701") == "sole"
    assert kind("Paul Moreau", email="paul@gmail.com") == "consumer"
    assert kind("Paul Moreau", email="paul@moreau.example") == "sole"
    assert kind("Paul Moreau") == "consumer"


def test_how_sure():
    assert propose(Contact("X", True, registry=PARIS)).confidence == SURE
    assert propose(Contact("Garage Moreau")).confidence == LIKELY
    assert propose(Contact("Paul Moreau")).confidence == DOUBTFUL


def test_a_number_must_check():
    assert is_siren(RENAULT)
    assert kind("Paul Moreau", registry="732829321") == "consumer"
    assert kind("Paul Moreau", registry=RENAULT, country="DE") == "consumer"


@given(st.builds(Contact, name=st.text(), registry=st.text(), email=st.text()))
def test_there_is_always_a_proposal_with_a_reason(card):
    found = propose(card)
    assert found.kind in ("consumer", "sole", "company", "public")
    assert found.evidence


@given(st.integers(0, 99_999_999))
def test_one_last_digit_in_ten_is_right(stem):
    assert sum(is_siren(f"{stem:08d}{last}") for last in range(10)) == 1
