"""The demonstration's story: its sentences, its figures, and where they come from."""

import json
import os
import re
import shutil
from collections import Counter

import pytest

from dev.databases import drop, existing
from dev.demo_clock import DemoClock
from dev.demo_control import WANTED, by_product, by_sql, control
from dev.demo_house import build
from dev.demo_report import DemoError, Report
from dev.demo_story import load
from dev.demo_story_data import START
from dev.session import open_env, run_python
from dev.settings import LOCAL

SENTENCES = (
    "Comptes clients 77 140,00 € : 411100 70 390,00 € + 411700 1 350,00 € + 413000 "
    "5 400,00 €",
    "« 77 140,00 € : égal à vos comptes clients »",
    "Non suivis 18 220,00 € : affacturé 9 600,00 €, retenue 1 350,00 €, effet en "
    "portefeuille 5 400,00 €, reprise 1 870,00 €",
    "Suivis 58 920,00 €, dont suspendus 3 290,00 € ; à relancer 55 630,00 €",
    "à échoir 6 750,00 € · 1–30 j 33 580,00 € · 31–60 j 31 650,00 € · 61–90 j 0,00 € "
    "· 91 j et + 5 160,00 €",
    "« 1 client à lettrer d’abord : Boulangeries Lecoq, 2 crédits, 1 600,00 € »",
    "« 1 client à qualifier : Garage Moreau → Entrepreneur individuel »",
    "« 1 870,00 € exclus par le journal « Opérations diverses » : à décider »",
    "personne n'est mis en demeure d'entrée",
    "Kermor : « Affacturée »",
    "« Épargné jusqu'au 06/03 : client depuis 2019, aucun défaut »",
    "Talbot : « Non envoyée : réglé le 02/03 »",
    "Boulangeries Lecoq – « Point sur votre compte : 5 120,00 € »",
    "Alpenhof : 3 000,00 CHF, message à part, en anglais",
    "Restaurant L'Estran – « Dernier rappel avant mise en demeure",
    "FA-0168 – point de situation »",
    "consommatrice à Namur, 180,00 € : 1er rappel gratuit",
    "Hôtel du Parc paie 2 160,00 € : jamais relancé",
    "LCR Bréhat impayée : 5 400,00 € reviennent à leur ancienne échéance (10/03)",
    "BODACC : gel de 32 400,00 €",
    "Poste d'appel : Lecoq promet 3 200,00 € pour le vendredi 13 ; seule FA-0177 est "
    "suspendue",
    "Mme D. : échéancier de 4 × 310,00 €, sans frais ; 1er versement par carte, suite "
    "07/04, 04/05, 04/06 ; l'échelle se tait",
    "virement de 310,00 € sans référence → versement 2 reçu, reste 620,00 €",
    "Clairval conteste 300,00 € (pose incomplète) : la relance suivante dit 700,00 €",
    "Clairval : 700,00 € payés, avoir de 300,00 € en un clic ; compte soldé",
    "6 169,82 €",
    "480,40 € (469,61 € + 10,79 €)",
    "Mairie : 40 j × 10,15 % = 80,09 € d'intérêts moratoires + 40,00 €",
    "98,11 € d'intérêts moratoires + 40,00 € survivent",
    "Vaugan : perte de 2 000,00 € HT (654400) et 400,00 € de TVA récupérée",
    "état de l'art. 272 envoyé et classé",
    "SMS du lendemain annulé",
    "virement Lecoq 3 200,00 € daté du 13 → promesse tenue ; reste 1 920,00 €",
    "mise en demeure de 6 000,00 € approuvée par la comptable et la direction ; LRAR",
    "LRAR de L'Estran présentée le 18/03",
    "Alpenhof : WhatsApp à +41790000188, accord prouvé",
    "touche 1 → 480,00 € annoncés, lien de paiement envoyé par SMS",
    "Lecoq répond « Stop merci » : plus aucun SMS",
    "Namur, 180,00 € : confier est refusé",
    "L'Estran confié : ",
    "relances internes gelées",
    "Second export : « copie »",
    "ligne 7, colonne « Montant payé », « 1.000,00 » refusé, rien n'est comptabilisé",
    "L'agence a encaissé 1 000,00 € le 14/04 ; facture d'honoraires 180,00 € + 36,00 € "
    "rapprochée ; TVA sur encaissement exigible 166,67 € au 14/04 ; reste 5 000,00 €",
    "Virement de 784,00 € lettré au centime ; compte d'attente soldé",
    "L'agence restitue L'Estran avec certificat : perte 4 166,67 € HT, TVA en attente "
    "833,33 € soldée, aucune TVA à déclarer",
    "contacts perdus 0, en double 0",
)
CHANNELS = ("E-mail", "SMS", "WhatsApp", "Voix", "Lettre", "Tâche")


@pytest.fixture
def name():
    """The name of a demonstration database of its own, dropped at the end."""
    chosen = f"dr_test_demo_{os.getpid()}"
    yield chosen
    drop(chosen)
    shutil.rmtree(LOCAL / "demo" / chosen, ignore_errors=True)


def test_the_story_is_told_to_the_cent(name):
    done = run_python(
        *("dev.demo", "--only", "story", "--database", name),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    missing = [sentence for sentence in SENTENCES if sentence not in done.stdout]
    assert not missing, done.stdout
    last = done.stdout.strip().splitlines()[-1]
    assert last.startswith("demo ok: comptes 77 140,00 € · à relancer 55 630,00 €")
    assert existing(name) == [name], "the draft is gone"
    _check_table(name, done.stdout)
    _check_database(name, int(re.search(r"messages de l'histoire (\d+)", last)[1]))


def _check_table(name, printed):
    """The table has a line per channel, and counts what the sinks hold."""
    lines = printed[printed.index("Les six canaux") :].splitlines()
    left = {}
    for label in CHANNELS:
        (line,) = (one for one in lines if one.startswith(f"  {label}  "))
        left[label] = int(line.removeprefix(f"  {label}").split()[1])
    folder = LOCAL / "demo" / name
    records = [
        json.loads(line)
        for line in (folder / "twilio" / "index.jsonl").read_text().splitlines()
    ]
    kinds = Counter(record["kind"] for record in records)
    assert left["E-mail"] == len((folder / "index.jsonl").read_text().splitlines())
    assert left["SMS"] == kinds["sms"] - 1, "an objection is confirmed by one text"
    assert left["WhatsApp"] == kinds["whatsapp"] == 1
    assert left["Voix"] == kinds["call"] + 1, "and the call of the call desk"
    assert left["Lettre"] == len(list((folder / "letters").glob("*.pdf"))) == 3
    sids = [record["sid"] for record in records]
    assert len(set(sids)) == len(sids)


def _check_database(name, printed):
    """What was printed is what the database and the mail server hold."""
    with open_env(name) as env:
        left = env["recovery.notice"].search(
            [("channel", "=", "email"), ("sent_at", "!=", False)]
        )
        parc = env["res.partner"].search([("name", "=", "Hôtel du Parc")])
        assert parc.id not in left.partner_id.ids
        frozen = env["recovery.hold"].search([("kind", "=", "insolvency")])
        brehat = frozen.line_ids.filtered(lambda line: "Bréhat" in line.partner_id.name)
        assert sum(brehat.mapped("amount_residual")) == pytest.approx(32400)
        references = sorted(left.mapped("provider_ref"))
    index = (LOCAL / "demo" / name / "index.jsonl").read_text().splitlines()
    kept = sorted(json.loads(line)["message_id"] for line in index)
    assert kept == references
    assert len(kept) == printed


def test_the_control_reads_the_ledger(database):
    """The figures are asserted from the database: one more invoice is noticed."""
    with open_env(database, log_level="error") as env:
        house = build(env, START, 25, with_volume=False)
        with DemoClock(START):
            story = load(house, START)
            env.cr.commit()
            env["recovery.cycle"]._run(house.story, START)
            assert by_sql(env, house.story, START) == WANTED
            assert by_product(env, house.story, START) == WANTED
            story.books.invoices(
                [
                    {
                        "name": "FA-0999",
                        "partner": story.who["lecoq"],
                        "date": story.on("2026-01-30"),
                        "due": story.on("2026-02-27"),
                        "total": 120.0,
                        "tax": "goods",
                    }
                ]
            )
            env.cr.commit()
            env["recovery.cycle"]._settle(house.story, START)
            assert by_sql(env, house.story, START)["total"] == 77260.0
            with pytest.raises(DemoError, match="aged balance, total: found 77260"):
                control(env, house.story, START, Report())


def test_a_story_starts_on_a_monday():
    done = run_python(
        *("dev.demo", "--date", "2026-03-03"), check=False, capture_output=True
    )
    assert done.returncode == 2
    assert b"Monday" in done.stderr
