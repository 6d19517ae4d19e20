"""A small ledger for the pictures: a few customers, reminders in every state.

``build(database)`` fills a fresh clone of the template. Dates hang on today's, so that
the screens, which live by the real clock, show what they would show in use.
"""

import tempfile
from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from .databases import clone
from .mail_sink import MailSink
from .screenshots_agreements import add_agreements
from .screenshots_calls import add_calls
from .screenshots_charges import add_charges
from .screenshots_debits import add_debits
from .screenshots_disputes import add_disputes
from .screenshots_holds import add_holds
from .screenshots_letters import add_letters
from .screenshots_losses import add_losses
from .screenshots_privacy import add_privacy
from .screenshots_receipts import add_receipts
from .screenshots_team import add_team
from .session import open_env

LOGINS = ("manager", "agent", "auditor")

# name, what it is, e-mail, open invoices as (number, days late, amount)
CUSTOMERS = (
    ("Hôtel du Parc", {}, "compta@parc.example", [("FA-0231", -3, 2160.0)]),
    (
        "Boulangeries Lecoq",
        {},
        "compta@lecoq.example",
        [("FA-0177", 29, 4800.0), ("FA-0198", 14, 1920.0)],
    ),
    ("Menuiserie Talbot", {}, "talbot@talbot.example", [("FA-0205", 17, 3600.0)]),
    (
        "Mairie de Saint-Aubin-des-Prés",
        {"recovery_debtor_type": "public"},
        "finances@saint-aubin.example",
        [("FA-0168", 31, 7200.0)],
    ),
    ("Résidence Clairval", {}, "syndic@clairval.example", [("FA-0190", 27, 1000.0)]),
    (
        "Mme D.",
        {"is_company": False, "recovery_debtor_type": "consumer"},
        "mme.d@particulier.example",
        [("FA-0184", 24, 1240.0)],
    ),
    ("Constructions Bréhat", {}, "", [("FA-0150", 38, 25650.0)]),
    ("Transports Kermor", {}, "compta@kermor.example", [("FA-0210", 21, 9600.0)]),
    ("Atelier du Port", {}, "atelier@port.example", [("FA-0203", 33, 845.5)]),
    (
        "Alpenhof AG",
        {"lang": "en_US"},
        "accounts@alpenhof.example",
        [("FA-0188", 26, 3180.0), ("FA-0199", 12, 940.0)],
    ),
    ("Imprimerie du Lac", {}, "compta@lac.example", [("FA-0216", 6, 1480.0)]),
    ("Clinique des Tilleuls", {}, "achats@tilleuls.example", [("FA-0219", 7, 3950.0)]),
    (
        "Camping des Dunes",
        {},
        "accueil@dunes.example",
        [("FA-0214", 8, 2240.0), ("FA-0228", -4, 980.0)],
    ),
    ("Librairie Quai Sud", {}, "contact@quaisud.example", [("FA-0222", 6, 312.4)]),
    ("Restaurant L'Estran", {}, "contact@estran.example", [("FA-0120", 210, 6000.0)]),
    ("Studio Vaugan", {}, "studio@vaugan.example", [("FA-0089", 430, 2400.0)]),
    (
        "Garage Moreau",
        {"is_company": False},
        "garage@moreau.example",
        [("FA-0195", 96, 480.0)],
    ),
)
WITH_CREDITS = {"Boulangeries Lecoq": "AV-0021", "Alpenhof AG": "AV-0022"}
ADDITIONS = (
    *(add_team, add_calls, add_letters, add_privacy),
    *(add_holds, add_agreements, add_charges, add_losses, add_disputes),
    *(add_receipts, add_debits),
)
UNCERTAIN, HELD, OLD = "atelier@port.example", "Transports Kermor", 90


def build(database, today=None):
    """Make ``database`` anew and fill it; return its name."""
    clone(database)
    today = today or date.today()
    with (
        open_env(database, log_level="error") as env,
        tempfile.TemporaryDirectory() as d,
    ):
        with freeze_time(_morning(today - timedelta(days=22))) as clock:
            company = _company(env, today)
            _people(env, company)
            _ledger(env, company, today)
            with MailSink(d) as sink:
                sink.drop(UNCERTAIN, "after")
                _server(env, sink.port)
                _first_month(env, company, clock, today)
            for add in ADDITIONS:
                add(env, company, today)
        env["ir.mail_server"].search([]).active = False
        env["ir.cron"].search([]).active = False
        env.cr.commit()
    return database


def _morning(day):
    return datetime.combine(day, time(9))


def _company(env, today):
    company = env.ref("base.main_company")
    company.write(
        {
            "name": "Ateliers Belleroche SAS",
            "street": "12 rue des Lices",
            "zip": "49000",
            "city": "Angers",
            "country_id": env.ref("base.fr").id,
            "email": "comptabilite@belleroche.example",
            "phone": "+33 2 41 00 00 00",
            "currency_id": env.ref("base.EUR").id,
        }
    )
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    company.partner_id.write({"tz": "Europe/Paris", "lang": "fr_FR"})
    bank = env["res.partner.bank"].create(
        {
            "acc_number": "FR76 3000 6000 0112 3456 7890 189",
            "partner_id": company.partner_id.id,
        }
    )
    company.write(
        {
            "recovery_bank_id": bank.id,
            "recovery_sender_name": "Service comptabilité clients",
            "recovery_cutoff_date": today - timedelta(days=OLD),
            "recovery_full_pass": True,
        }
    )
    env["recovery.account"]._sync(company)
    return company


def _people(env, company):
    groups = {
        "manager": ("account.group_account_manager", "debt_recovery.group_manager"),
        "agent": ("account.group_account_invoice", "debt_recovery.group_agent"),
        "auditor": ("account.group_account_readonly", "debt_recovery.group_auditor"),
    }
    names = {
        "manager": "La direction",
        "agent": "La comptable",
        "auditor": "L'auditeur",
    }
    for login in LOGINS:
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": names[login],
                    "login": login,
                    "password": login,
                    "email": f"{login}@belleroche.example",
                    "lang": "fr_FR",
                    "tz": "Europe/Paris",
                    "group_ids": [(4, env.ref("base.group_user").id)]
                    + [(4, env.ref(group).id) for group in groups[login]],
                }
            )
        )
        if login == "manager":
            user.group_ids = [(4, env.ref("base.group_system").id)]
            company.recovery_manager_id = user
        if login == "agent":
            company.recovery_user_id = user


def _ledger(env, company, today):
    for name, values, mail, invoices in CUSTOMERS:
        partner = env["res.partner"].create(
            {
                "name": name,
                "email": mail,
                "lang": "fr_FR",
                "is_company": True,
                "customer_rank": 1,
                "country_id": env.ref("base.fr").id,
                **values,
            }
        )
        # a customer for years: neither new nor spared as a good payer
        _paid_late(env, company, partner, today)
        for number, late, amount in invoices:
            _invoice(env, partner, number, today - timedelta(days=late), amount)
        if name in WITH_CREDITS:
            day = today - timedelta(days=19)
            _invoice(env, partner, WITH_CREDITS[name], day, 600.0, "out_refund")
            _payment(env, company, partner, 1000.0, today - timedelta(days=17))
    held = env["res.partner"].search([("name", "=", HELD)])
    env["recovery.hold"].create(
        {
            "partner_id": held.id,
            "company_id": company.id,
            "kind": "factored",
            "reason": "Cédée à la société d'affacturage",
            "from_date": today - timedelta(days=40),
        }
    )


def _invoice(env, partner, number, due, amount, move_type="out_invoice"):
    issued = due - timedelta(days=30 if move_type == "out_invoice" else 0)
    values = {
        "move_type": move_type,
        "name": number,
        "partner_id": partner.id,
        "invoice_date": issued,
        "invoice_payment_term_id": False,
        "invoice_date_due": due,
        "invoice_line_ids": [
            (0, 0, {"name": "Fournitures", "price_unit": amount, "tax_ids": False})
        ],
    }
    move = env["account.move"].create(values)
    move.action_post()
    return move


def _payment(env, company, partner, amount, day, move=None):
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    line = env["account.bank.statement.line"].create(
        {
            "journal_id": journal.id,
            "date": day,
            "payment_ref": f"Virement {partner.name}",
            "amount": amount,
            "partner_id": partner.id,
        }
    )
    _liquidity, suspense, _other = line._seek_for_lines()
    suspense.account_id = partner.property_account_receivable_id
    if move:
        debt = move.line_ids.filtered(
            lambda one: one.account_type == "asset_receivable"
        )
        (suspense + debt).reconcile()


def _paid_late(env, company, partner, today):
    due = today - timedelta(days=500)
    move = _invoice(env, partner, f"FA-1{partner.id:03d}", due, 300.0)
    _payment(env, company, partner, 300.0, due + timedelta(days=40), move)


def _server(env, port):
    env["ir.mail_server"].search([]).active = False
    env["ir.mail_server"].create(
        {"name": "Pictures", "smtp_host": "127.0.0.1", "smtp_port": port}
    )


def _first_month(env, company, clock, today):
    """Live through three weeks: what leaves, fails, is refused, and waits."""
    steps = env["recovery.treatment"].search(
        [("mode", "=", "approve"), ("purpose", "!=", "statutory")]
    )
    steps.mode = "automatic"
    env.flush_all()
    for days in (22, 15, 8):
        day = today - timedelta(days=days)
        clock.move_to(_morning(day))
        _one_day(env, company, day)
    steps.mode = "approve"
    env.flush_all()
    clock.move_to(_morning(today))
    env["recovery.cycle"]._run(company, today)
    env["recovery.snapshot"]._take(company, today - timedelta(days=1))
    waiting = env["recovery.notice"].search([("state", "=", "draft")], order="id")
    for notice in waiting[-2:-1]:
        notice._skip("A payment is announced")
    waiting[-1:]._approve()
    env.cr.commit()


def _one_day(env, company, day):
    env["recovery.cycle"]._run(company, day)
    env["recovery.snapshot"]._take(company, day - timedelta(days=1))
    env["recovery.outbox"]._process(company)
    env.cr.commit()
