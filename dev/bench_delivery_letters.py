"""From a letter that is written to its archived PDF: many by one wkhtmltopdf, against
one process each, of the same letters; what is compared alternates."""

from datetime import timedelta
from statistics import median
from time import perf_counter

from .bench_ledger import tell
from .databases import clone, drop
from .session import open_env

DATABASE = "debt_recovery_bench_letters"
COUNT, SINGLES, ROUNDS = 100, 6, 3


def letters():
    """Return letters a second of both ways, and their ratio."""
    try:
        clone(DATABASE)
        with open_env(DATABASE, log_level="error") as env:
            company = _company(env)
            written, seconds = _write(env, company)
            found = _measure(env, written)
    finally:
        drop(DATABASE)
    return {
        "letters": COUNT,
        "letter_pages": sum(found.pop("pages")),
        "letters_written_per_s": round(COUNT / seconds, 1),
        "letters_per_s": round(found["together"], 1),
        "letters_single_per_s": round(found["single"], 2),
        "letters_vs_single": round(found["together"] / found["single"], 2),
    }


def _company(env):
    """Give the company an address, an account, and a clock that writes letters now."""
    company = env.company
    company.write(
        {
            "name": "Ateliers Belleroche SAS",
            "street": "14 rue des Ardoisières",
            "zip": "49000",
            "city": "Angers",
            "country_id": env.ref("base.fr").id,
            "currency_id": env.ref("base.EUR").id,
            "company_registry": "81234567800012",
            "recovery_cutoff_date": False,
            "recovery_daily_cap": 0,
        }
    )
    company.recovery_bank_id = env["res.partner.bank"].create(
        {
            "partner_id": company.partner_id.id,
            "acc_number": "FR76 3000 6000 0112 3456 7890 189",
            "allow_out_payment": True,
        }
    )
    env["recovery.account"]._sync(company)
    return company


def _write(env, company):
    """Return the letters of as many debtors, and the seconds that writing them took."""
    tell(f"{DATABASE}: {COUNT} letters")
    today = company._recovery_today()
    for number in range(COUNT):
        _debtor(env, number, today - timedelta(days=60))
    env["recovery.cycle"]._run(company, today, full=True, commit=False)
    env["recovery.notice"].search([]).unlink()
    cases = env["recovery.case"].search([("state", "=", "open")])
    cases.released_on = today
    text = env.ref("debt_recovery.template_letter_reminder_2")
    notices = env["recovery.notice"].create(
        [_notice(case, text, today) for case in cases]
    )
    env.flush_all()
    start = perf_counter()
    reserved = notices._reserve(company._recovery_midnight(today))
    for notice in reserved:
        env["recovery.outbox"]._deliver(notice, notice.reserved_at, {})
    env.flush_all()
    return reserved, perf_counter() - start


def _debtor(env, number, due):
    partner = env["res.partner"].create(
        {
            "name": f"Menuiserie Talbot {number}",
            "is_company": True,
            "street": f"{number} rue Beaurepaire",
            "zip": "49100",
            "city": "Angers",
            "country_id": env.ref("base.fr").id,
        }
    )
    line = {"name": "Goods", "price_unit": 100.0 + number, "tax_ids": False}
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": due - timedelta(days=30 + extra),
                "invoice_date_due": due - timedelta(days=extra),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [(0, 0, line)],
            }
            for extra in range(30 if number % 10 == 0 else 2)
        ]
    )
    moves.action_post()


def _notice(case, text, today):
    return {
        "case_id": case.id,
        "company_id": case.company_id.id,
        "partner_id": case.partner_id.id,
        "policy_id": case.policy_id.id,
        "channel": "letter",
        "letter_mode": "simple",
        "template_id": text.id,
        "anchor": "hand",
        "anchor_id": 1,
        "planned_on": today,
        "state": "queued",
        "mode": "manual",
    }


def _measure(env, written):
    """Return ``{"together", "single"}`` letters a second, and the pages of each."""
    speeds = {"together": [], "single": []}
    if len(written) != COUNT:
        raise SystemExit(f"only {len(written)} of {COUNT} letters were written")
    for number in range(ROUNDS):
        speeds["together"].append(COUNT / _timed(env, written, [written]))
        some = written[number * SINGLES : (number + 1) * SINGLES]
        speeds["single"].append(SINGLES / _timed(env, some, list(some)))
        tell(" ".join(f"{name} {found[-1]:.2f}/s" for name, found in speeds.items()))
    env.invalidate_all()
    found = {name: median(values) for name, values in speeds.items()}
    return {**found, "pages": written.mapped("letter_pages")}


def _timed(env, written, parts):
    """Return the seconds in which ``parts`` were printed and kept, one by one."""
    written.letter_pdf_id.unlink()
    env.flush_all()
    start = perf_counter()
    for part in parts:
        part._make_letters()
    env.flush_all()
    seconds = perf_counter() - start
    if any(not notice.letter_pdf_id.raw for notice in written):
        raise SystemExit("a letter has no file")
    return seconds
