"""What a worker of the nursery can be asked to do: one function each."""

from datetime import date, datetime, timedelta

from psycopg2.errors import SerializationFailure

from odoo import Command, fields

from dev.any_hour import any_hour

from .agencies import agency, fetch, give, send_files  # noqa: F401
from .disputes import contest  # noqa: F401
from .payments import book, choose, confirm, start_payment  # noqa: F401
from .placing import approve_file, hand_over  # noqa: F401
from .receipts import accept, receive  # noqa: F401


def warm(env):
    """Do a bit of everything, for the caches; the caller rolls back."""
    for notice in env["recovery.notice"].search([("state", "=", "queued")], limit=1):
        notice._reserve(datetime(2026, 3, 10, 9))
        env["recovery.channel.email"]._message(notice)
    env["recovery.cycle"]._run(env.company, date(2026, 3, 10), commit=False)


def build(env, customers):
    """Make two companies and their customers, each with one invoice ten days late.

    The first customer owes in both companies, the others in the first one. Every step
    that may leaves by itself, what is approved at once.
    """
    day = env.company._recovery_today()
    steps = env["recovery.treatment"].search([("purpose", "!=", "statutory")])
    steps.mode = "automatic"
    first = _open(env, env.company, "Ateliers Belleroche", "belleroche.example")
    second = env["res.company"].create({"name": "Belleroche Services"})
    env["account.chart.template"].try_loading("generic_coa", second, False)
    _open(env, second, "Belleroche Services", "services.example")
    for number in range(1, customers + 1):
        debtor = _customer(env, number)
        _invoice(env, first, debtor, 100 * number, day - timedelta(days=10))
        if number == 1:
            _invoice(env, second, debtor, 100, day - timedelta(days=10))
    env["ir.mail_server"].create(
        {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": 1}
    )
    env.cr.commit()


def _open(env, company, name, domain):
    company.write(
        {
            "name": name,
            "email": f"accounts@{domain}",
            "country_id": env.ref("base.fr").id,
            "recovery_cutoff_date": False,
            "recovery_takeback_minutes": 0,
            "recovery_hours_from": 0,
            "recovery_hours_to": 24,
            "recovery_hours_days": "0123456",
            "recovery_hours_holidays": True,
            "recovery_user_id": env.ref("base.user_admin").id,
        }
    )
    company.partner_id.tz = "Europe/Paris"
    any_hour(env)
    env["recovery.account"]._sync(company)
    return company


def _customer(env, number):
    business = env.ref("debt_recovery.policy_business")
    values = {
        "name": f"Customer {number}",
        "email": f"c{number}@customer.example",
        "is_company": True,
        "lang": "en_US",
    }
    debtor = env["res.partner"].create(values)
    for company in env["res.company"].search([]):
        debtor.with_company(company).recovery_policy_id = business
    return debtor


def _invoice(env, company, debtor, amount, due):
    issued = due - timedelta(days=30)
    move = (
        env["account.move"]
        .with_company(company)
        .create(
            {
                "move_type": "out_invoice",
                "company_id": company.id,
                "partner_id": debtor.id,
                "invoice_date": issued,
                "date": issued,
                "invoice_payment_term_id": False,
                "invoice_date_due": due,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Goods", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
        )
    )
    move.action_post()
    return move


def invoices(env, customer, number):
    """Post more late invoices of one customer; return their ids."""
    debtor = env["res.partner"].search([("name", "=", customer)])
    day = env.company._recovery_today()
    made = [
        _invoice(env, env.company, debtor, 10, day - timedelta(days=10 + i))
        for i in range(number)
    ]
    env.cr.commit()
    return [move.id for move in made]


def pay(env, customer, move_ids=None):
    """Register one payment for each of some invoices, as a user does."""
    moves = env["account.move"].browse(move_ids) or env["account.move"].search(
        [("partner_id.name", "=", customer), ("move_type", "=", "out_invoice")]
    )
    for move in moves:
        wizard = env["account.payment.register"].with_company(move.company_id)
        wizard.with_context(active_model="account.move", active_ids=move.ids).create(
            {"payment_date": env["res.company"]._recovery_today()}
        )._create_payments()
    env.cr.commit()


def cron(env, name):
    """Run a scheduled job as the scheduler does."""
    env.ref(f"debt_recovery.cron_{name}").method_direct_trigger()


def call(env, model, method):
    """Run the method of a scheduled job once, without the scheduler."""
    getattr(env[model], method)()


def outbox(env, company=None):
    """Send what is queued for one company; return what became of it."""
    company = _company(env, company)
    box = env["recovery.outbox"].with_company(company)
    return box._process(company)


def _company(env, name):
    if not name:
        return env.company
    return env["res.company"].search([("name", "=", name)])


def cycle(env, day=None, chunk=None, company=None):
    """Run the cycle of one company; return the run's counts, None when it left."""
    from odoo.addons.debt_recovery.models import recovery_cycle

    if chunk:
        recovery_cycle.CHUNK = chunk
    company = _company(env, company)
    day = date.fromisoformat(day) if day else company._recovery_today()
    run = env["recovery.cycle"].with_company(company)._run(company, day)
    return {"measured": run.measured, "changed": run.changed} if run else None


def settle(env, chunk=None, company=None):
    """Measure the marked customers of one company; return how many."""
    from odoo.addons.debt_recovery.models import recovery_cycle

    if chunk:
        recovery_cycle.CHUNK = chunk
    company = _company(env, company)
    cycles = env["recovery.cycle"].with_company(company)
    return cycles._settle(company, company._recovery_today())


def mark(env, customer):
    """Note a change of a customer and commit."""
    debtor = env["res.partner"].search([("name", "=", customer)])
    env["recovery.mark"]._add(env.company, debtor, "test")
    env.cr.commit()


def press(env, button, state):
    """Press a button on every reminder in a state, as a person does."""
    notices = env["recovery.notice"].search([("state", "=", state)])
    getattr(notices, button)()
    env.cr.commit()
    return notices.ids


def look(env):
    """Begin a transaction whose snapshot is taken now, then wait at the gate."""
    env.cr.execute("SELECT count(*) FROM recovery_notice")
    return env.cr.fetchone()[0]


def fall_back_on_task(env):
    """Let the first reminder fall back on a task when an address is refused."""
    task = env.ref("debt_recovery.template_task_call")
    step = env.ref("debt_recovery.step_business_reminder_1")
    values = {"channel": "task", "template_id": task.id}
    step.write({"fallback_ids": [(0, 0, values)]})
    env.cr.commit()
    for company in env["res.company"].search([]):  # the changed step is planned again
        cycles = env["recovery.cycle"].with_company(company)
        cycles._settle(company, company._recovery_today())
    env.cr.commit()


def copy_to(env, customer, address):
    """Give a customer two contacts for reminders, the second one at ``address``."""
    debtor = env["res.partner"].search([("name", "=", customer)])
    for name, mail in (("One", debtor.email), ("Two", address)):
        debtor.create(
            {"name": name, "email": mail, "parent_id": debtor.id, "type": "collections"}
        )
    env.cr.commit()


def silence_senders(env):
    """Take its e-mail address from whoever could sign a reminder."""
    env.company.email = False
    env["res.company"].search([]).recovery_user_id = False
    env["recovery.case"].search([]).user_id = False
    env.cr.commit()


def own_text(env, customer):
    """Give the queued reminder of a customer a text of its own."""
    notice = env["recovery.notice"].search([("partner_id.name", "=", customer)])
    notice.template_id = notice.template_id.copy({"name": "Own text"})
    env.cr.commit()


def break_and_look(env):
    """Let the cycle meet an SQL error; return what its session still holds."""
    facts = env.registry["recovery.facts"]
    original, facts._chunk = facts._chunk, _broken_chunk
    error = ""
    try:
        env["recovery.cycle"]._run(env.company, env.company._recovery_today(), True)
    except Exception as caught:
        error = type(caught).__name__
    finally:
        facts._chunk = original
    pid = "pid = pg_backend_pid()"
    env.cr.execute(f"SELECT count(*) FROM pg_locks WHERE locktype='advisory' AND {pid}")
    locks = env.cr.fetchone()[0]
    env.cr.rollback()
    env.cr.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' "
        "AND relname ~ '^recovery_' AND relnamespace = pg_my_temp_schema()"
    )
    tables = [name for (name,) in env.cr.fetchall()]
    return {"locks": locks, "tables": tables, "error": error}


def _broken_chunk(facts, *_arguments):
    facts.env.cr.execute("SELECT 1 / 0")


def fail_then_run(env):
    """Fail between the mail server's yes and the result, then run again in the same
    session; return what became of it, and the error."""
    notices = env.registry["recovery.notice"]
    original, notices._note_sent = notices._note_sent, _no_result
    error = ""
    try:
        outbox(env)
    except RuntimeError as caught:
        error = type(caught).__name__
        env.cr.rollback()
    finally:
        notices._note_sent = original
    env["recovery.outbox"]._process(env.company)
    env.cr.execute("SELECT state, count(*) FROM recovery_notice GROUP BY 1")
    found = dict(env.cr.fetchall())
    found.pop("cancelled", None)
    return [found, error]


def _no_result(*_arguments):
    raise RuntimeError("no result")


def approve(env, customer):
    """Approve the waiting reminders of a customer, as a person does."""
    domain = [("partner_id.name", "=", customer), ("state", "=", "draft")]
    env["recovery.notice"].search(domain).action_approve()
    env.cr.commit()


def take_in_hand(env, user_id, customers):
    """Take the first of some customers in hand that nobody has, as the call desk does;
    what another session took meanwhile makes it try again, as a call to the server.

    :return: the customer's name, None when there is none; and how often it was tried
    """
    debtors = env["res.partner"].search([("name", "in", customers)], order="name")
    user = env["res.users"].browse(user_id)
    for attempt in range(1, 6):
        try:
            taken = env["recovery.call.seat"]._take(
                debtors.ids, user, fields.Datetime.now()
            )
            env.cr.commit()
            return {"taken": debtors.browse(taken).name or None, "tries": attempt}
        except SerializationFailure:
            env.cr.rollback()
    return None


def object_to(env, customer, channel=None):
    """A customer wants nothing more by one channel, or by none."""
    debtor = env["res.partner"].search([("name", "=", customer)])
    reach = env["recovery.reach"]
    if channel:
        address = debtor.email_normalized
        reach._note_consent(channel, address, "opt_out", "reply", partner=debtor)
    else:
        reach._note_general_objection(debtor, "reply")
    env.cr.commit()


def hold(env, customer, until=None, kind="manual"):
    """Keep a customer from being contacted, until a date or for good."""
    debtor = env["res.partner"].search([("name", "=", customer)])
    held = env["recovery.hold"].create(
        {
            "partner_id": debtor.id,
            "kind": kind,
            "reason": "told so",
            "from_date": env.company._recovery_today(),
            "until_date": until and date.fromisoformat(until),
        }
    )
    env.cr.commit()
    return held.id


def merge(env, gone, kept):
    """Merge two cards of one customer, as a person does."""
    people = env["res.partner"].search([("name", "in", [gone, kept])])
    target = people.filtered(lambda one: one.name == kept)
    env["base.partner.merge.automatic.wizard"].create({})._merge(people.ids, target)
    env.cr.commit()


def import_again(env, customer):
    """Import the card of a customer once more, over the old one and as a new one."""
    debtor = env["res.partner"].search([("name", "=", customer)])
    values = {"email": debtor.email, "phone": debtor.phone, "lang": "fr_FR"}
    debtor.write({"email": False})
    debtor.write(values)
    debtor.create({"name": f"{customer} again", "parent_id": debtor.id, **values})
    env.cr.commit()


def autopay(env, customer):
    """Agree on a plan in two instalments, the first one today, charged to a card."""
    company, today = env.company, env.company._recovery_today()
    debtor = env["res.partner"].search([("name", "=", customer)])
    move = env["account.move"].search(
        [("partner_id", "=", debtor.id), ("company_id", "=", company.id)]
    )
    env["recovery.cycle"]._run(company, today)
    case = env["recovery.case"].search(
        [("partner_id", "=", debtor.id), ("company_id", "=", company.id)]
    )
    lines = move.line_ids.filtered(lambda one: one.account_type == "asset_receivable")
    half = move.amount_residual / 2
    days = (today, today + timedelta(days=30))
    plan = case._agree("plan", lines, [(day, half) for day in days], state="active")
    provider = env.ref("payment.payment_provider_demo")
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    provider.write({"state": "test", "journal_id": bank.id})
    card = env["payment.token"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": env.ref("payment_demo.payment_method_demo").id,
            "partner_id": debtor.id,
            "payment_details": "4242",
            "provider_ref": "tok_test",
            "demo_simulated_state": "done",
        }
    )
    plan._authorise(card, "link", "203.0.113.7")
    env.cr.commit()


def charge(env):
    """Charge what is due, as the scheduled job does."""
    return env["recovery.debit.run"]._process(env.company)


def post_process(env):
    """Book what is paid and not booked, as Odoo's own job does."""
    found = env["payment.transaction"].search(
        [("state", "=", "done"), ("is_post_processed", "=", False)]
    )
    found._post_process()
    env.cr.commit()
