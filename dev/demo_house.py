"""The companies, people and mail server of the demonstration."""

from dataclasses import dataclass

PEOPLE = (
    # login and password, name, groups
    (
        "comptable",
        "La comptable",
        ("account.group_account_invoice", "debt_recovery.group_agent"),
    ),
    ("commercial", "Le commercial", ("debt_recovery.group_auditor",)),
    (
        "direction",
        "La direction",
        ("account.group_account_manager", "debt_recovery.group_manager"),
    ),
)

MEDIATOR = "Médiation des artisans et des commerces – mediation.example"


@dataclass
class House:
    """Who is who: companies and users."""

    story: object
    belgium: object
    volume: object  # empty when only the story is told
    accountant: object
    salesperson: object
    manager: object


def build(env, day, mail_port, with_volume=True):
    """Set up companies, charts, users and mail; the caller commits.

    :param day: debts due before it are old: they wait to be released
    :return: the :class:`House`
    """
    story = env.ref("base.main_company")
    story.write(_company(env, "Ateliers Belleroche SAS", "fr", "Angers", "belleroche"))
    story.write({"street": "14 rue des Ardoisières", "zip": "49000"})  # posts letters
    story.company_registry = "812 345 678 00012"
    others = [_company(env, "Belleroche Belgium SRL", "be", "Liège", "belleroche-be")]
    others[0].update(street="3 quai de la Batte", zip="4000")
    if with_volume:
        others.append(
            _company(env, "Fournitures Ligérines SAS", "fr", "Nantes", "ligerines")
        )
    companies = story | env["res.company"].create(others)
    for company, chart in zip(companies, ("fr", "be_comp", "fr"), strict=False):
        env["account.chart.template"].try_loading(chart, company, install_demo=False)
    env["recovery.account"]._sync(companies)
    people = _people(env, companies)
    house = House(story, companies[1], companies[2:], *people)
    for company in companies:
        _settings(company, house, day)
    _mail_server(env, mail_port)
    return house


def _company(env, name, country, city, domain):
    return {
        "name": name,
        "city": city,
        "country_id": env.ref(f"base.{country}").id,
        "currency_id": env.ref("base.EUR").id,
        "email": f"comptabilite@{domain}.example",
        "phone": "+33 2 41 00 00 00" if country == "fr" else "+32 4 200 00 00",
    }


def _people(env, companies):
    users = env["res.users"].with_context(no_reset_password=True)
    made = users.create(
        [
            {
                "name": name,
                "login": login,
                "password": login,
                "email": f"{login}@belleroche.example",
                "lang": "fr_FR",
                "tz": "Europe/Paris",
                "notification_type": "inbox",
                "company_id": companies[0].id,
                "company_ids": [(6, 0, companies.ids)],
                "group_ids": [(4, env.ref("base.group_user").id)]
                + [(4, env.ref(group).id) for group in groups],
            }
            for login, name, groups in PEOPLE
        ]
    )
    env.ref("base.user_admin").write(
        {"company_ids": [(6, 0, companies.ids)], "notification_type": "inbox"}
    )
    return made


def _settings(company, house, day):
    bank = company.env["res.partner.bank"].create(
        {
            "acc_number": "FR76 3000 6000 0112 3456 7890 189",
            "partner_id": company.partner_id.id,
            "acc_holder_name": company.name,
        }
    )
    company.partner_id.write({"tz": "Europe/Paris", "lang": "fr_FR"})
    company.write(
        {
            "recovery_user_id": house.accountant.id,
            "recovery_manager_id": house.manager.id,
            "recovery_sender_name": house.accountant.name,
            "recovery_bank_id": bank.id,
            "recovery_mediator": MEDIATOR,
            "recovery_cutoff_date": day,
            "recovery_full_pass": True,
        }
    )


def _mail_server(env, port):
    env["ir.mail_server"].create(
        {
            "name": "Demonstration",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_encryption": "none",
        }
    )
