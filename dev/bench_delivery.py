"""From reminder to accepted by the SMTP server, safety included, against Odoo's own
template mails and against the peer's, on the same debtors and one mail server.

Each round takes other debtors; what is compared alternates. A mail counts when the
server took it: the counts are the server's own.
"""

import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime, time
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep

from .bench_delivery_peer import measure as measure_peer
from .bench_ledger import build, tell
from .databases import drop
from .mail_sink import read_index
from .session import open_env
from .settings import PYTHON

DATABASE = "debt_recovery_bench"
LINES = 10_000
ROUNDS, EACH = 3, 100
TEMPLATE = """<div><p>Dear <t t-out="object.name"/>,</p>
<p>Unless we are mistaken or your payment is on its way, this is what is still open on
your account:</p><table><t t-foreach="object.invoice_ids"
t-as="move"><tr t-if="move.amount_residual"><td t-out="move.name"/>
<td t-out="format_date(move.invoice_date_due)"/>
<td t-out="format_amount(move.amount_residual, move.currency_id)"/></tr></t></table>
<p>Kind regards,</p><p t-out="object.company_id.name or ''"/></div>"""


def bench(_size):
    """Return mails a second of each way, and the ratios of ours to the others."""
    with TemporaryDirectory() as folder, mail_server(folder) as port:
        try:
            ledger = build(DATABASE, LINES)
            with open_env(DATABASE, log_level="error") as env:
                _set_up(env, ledger, port)
                debtors = _waiting(env, ledger)[:EACH].partner_id.ids
                speeds = _measure(env, ledger, folder)
            peer = measure_peer(ledger, port, folder, debtors)
        finally:
            drop(DATABASE)
    tell("done")
    return {
        "mails_each": EACH,
        **{f"{name}_per_s": round(speed, 1) for name, speed in speeds.items()},
        "peer_per_s": round(peer, 1),
        "vs_one_by_one": round(speeds["ours"] / speeds["one_by_one"], 2),
        "vs_batch": round(speeds["ours"] / speeds["batch"], 2),
        "vs_peer": round(speeds["ours"] / peer, 2),
        **_letters(),
    }


def _letters():
    """Return what the bench of letters measures, in a process of its own."""
    from .bench_delivery_letters import letters

    return letters()


@contextmanager
def mail_server(folder):
    """Run the mail sink in a process of its own; give its port."""
    port_file = f"{folder}/port"
    command = [PYTHON, "-m", "dev.mail_sink", "--dir", folder, "--port-file", port_file]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield _wait_for_port(port_file)
    finally:
        server.terminate()
        server.wait()


def _wait_for_port(path):
    limit = monotonic() + 20
    while monotonic() < limit:
        try:
            with open(path, encoding="utf-8") as file:
                return int(file.read())
        except (FileNotFoundError, ValueError):
            sleep(0.05)
    raise TimeoutError("the mail server did not start")


def connect_mail(env, port):
    """Let every mail of this database go to the server at ``port``."""
    env["ir.mail_server"].search([]).unlink()
    env["ir.mail_server"].create(
        {"name": "bench", "smtp_host": "127.0.0.1", "smtp_port": port}
    )


def _set_up(env, ledger, port):
    """Plan the reminders; nothing is spared by a limit, nor barred by time: what
    companies owe is not within three years."""
    company = env["res.company"].browse(ledger.company)
    company.write(
        {
            "email": "compta@bench.example",
            "recovery_active": True,
            "recovery_daily_cap": 0,
            "recovery_hours_from": 0,
            "recovery_hours_to": 24,
            "recovery_hours_days": "0123456",
            "recovery_hours_holidays": True,
        }
    )
    connect_mail(env, port)
    env.cr.execute("UPDATE res_partner SET recovery_debtor_type = 'company'")
    env.cr.commit()
    tell("planning the reminders")
    env["recovery.cycle"].with_company(company)._run(company, ledger.as_of, full=True)
    env["recovery.notice"].search([("state", "=", "queued")])._move_to("draft")
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def _waiting(env, ledger):
    """Return the drafts by e-mail, one a customer."""
    found = env["recovery.notice"].search(
        [
            ("company_id", "=", ledger.company),
            ("state", "=", "draft"),
            ("channel", "=", "email"),
            ("purpose", "=", "collection"),
        ],
        order="id",
    )
    return env["recovery.notice"].union(
        *(some[:1] for some in found.grouped("partner_id").values())
    )


def _measure(env, ledger, folder):
    """Return the median mails a second of each way, warm."""
    template = env["mail.template"].create(
        {
            "name": "bench",
            "model_id": env["ir.model"]._get_id("res.partner"),
            "subject": "Your account, {{ object.name }}",
            "partner_to": "{{ object.id }}",
            "email_from": "compta@bench.example",
            "lang": "{{ object.lang }}",
            "body_html": TEMPLATE,
        }
    )
    env.cr.commit()
    notices = _waiting(env, ledger)
    ways = {
        "ours": lambda some: _ours(env, ledger, some),
        "one_by_one": lambda some: _one_by_one(env, template, some.partner_id.ids),
        "batch": lambda some: _batch(env, template, some.partner_id.ids),
    }
    speeds = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        some = notices[number * EACH : (number + 1) * EACH]
        for name, way in ways.items():
            env.invalidate_all()
            before = len(read_index(folder))
            start = perf_counter()
            way(some)
            spent = perf_counter() - start
            left = len(read_index(folder)) - before
            if left != len(some):
                raise RuntimeError(f"{name}: {left} mails for {len(some)} customers")
            tell(f"{name}: {left / spent:.1f} mails a second")
            speeds[name].append(left / spent)
    return {name: median(found[1:]) for name, found in speeds.items()}


def _ours(env, ledger, notices):
    company = env["res.company"].browse(ledger.company)
    env.cr.execute(
        "UPDATE recovery_notice SET state = 'queued' WHERE id = ANY(%s)", [notices.ids]
    )
    env.cr.commit()
    # a working day in working hours: rules keep to them whatever the house says
    at = datetime.combine(ledger.as_of, time(10))
    env["recovery.outbox"]._process(company, at)
    env.cr.commit()


def _one_by_one(env, template, partners):
    for partner in partners:
        template.send_mail(partner, force_send=True)
    env.cr.commit()


def _batch(env, template, partners):
    template.send_mail_batch(partners)
    env.cr.commit()
    env["mail.mail"].process_email_queue()
    env.cr.commit()


if __name__ == "__main__":
    sys.exit("run: make bench ONLY=delivery")
