"""Who helps people with their debts for nothing, by country, each with its source.

Names and numbers are those of the source; a country that is not here has no service
that was checked, and nothing is said rather than something wrong.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """``name`` as people know it, in its language; ``phone`` and ``web`` may lack."""

    name: str
    phone: str = ""
    web: str = ""
    source: str = ""
    confidence: str = "verified_secondary"


ADVICE = {
    "FR": (
        Advice(
            "Point conseil budget",
            source="https://www.viedefamille.eu/allocataires/vies-de-famille/"
            "accident-de-vie-precarite/difficultes-financieres/"
            "difficultes-financieres-contactez-un-point-conseil-budget",
        ),
        Advice(
            "Banque de France",
            source="https://ash.tm.fr/hebdo/3304/dossier-juridique/"
            "les-mesures-de-prevention-du-surendettement-777452.php",
        ),
    ),
    "BE": (
        Advice(
            "Service de médiation de dettes (CPAS) / Schuldbemiddeling (OCMW)",
            source="https://www.marche.be/social/centre-public-daction-sociale-cpas/"
            "les-autres-services/surendettement-service-de-mediation-de-dettes-322",
        ),
    ),
    "GB": (
        Advice(
            "StepChange",
            phone="0800 138 1111",
            web="stepchange.org",
            source="https://www.stepchange.org/about-us/who-we-help/carol.aspx",
            confidence="verified_primary",
        ),
    ),
    "NL": (
        Advice(
            "Geldfit",
            phone="0800-8115",
            web="geldfit.nl",
            source="https://rechtwijzer.nl/schulden/"
            "schuldhulpverlening-minnelijk-traject/geldproblemen-rekeningen-betalen/"
            "gemeentelijke-schuldhulpverlening",
        ),
    ),
    "DE": (
        Advice(
            "Gemeinnützige Schuldnerberatung (Caritas, Diakonie, Verbraucherzentrale)",
            source="https://www.saarbruecker-zeitung.de/saarland/saarlouis/"
            "caritasverband-saar-hochwald-setzt-sich-fuer-kostenfreie-beratung-ein"
            "_aid-70690519",
        ),
    ),
}


def services(country):
    """Return the services of a country.

    >>> [one.web for one in services("NL")], services("US")
    (['geldfit.nl'], ())
    """
    return ADVICE.get(country, ())


def words(country):
    """Return the services of a country in one line, "" where none is known.

    >>> words("GB")
    'StepChange (0800 138 1111, stepchange.org)'
    >>> words("FR"), words("US")
    ('Point conseil budget, Banque de France', '')
    """
    return ", ".join(one(advice) for advice in services(country))


def one(advice):
    """Return one service as it is read in a sentence."""
    reached = ", ".join(filter(None, (advice.phone, advice.web)))
    return f"{advice.name} ({reached})" if reached else advice.name
