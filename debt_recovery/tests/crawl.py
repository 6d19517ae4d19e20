"""A world of debtors whose every record carries a word of its own, and the doors of the
customer's pages as the routing map knows them: what a crawler tries.
"""

import re
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from uuid import uuid4

from odoo.tools import SQL

from odoo.addons.debt_recovery.controllers.visits import Visits
from odoo.addons.debt_recovery.tools.attempts import Attempts
from odoo.addons.debt_recovery.tools.instalments import Terms, schedule

from .common import MONDAY
from .test_portal_entry import PortalCase

ARGUMENT = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
# Whose id an argument of an address is. A new argument is named here, so that the
# crawler tries it with everybody's.
RECORDS = {
    "arrangement_id": "recovery.arrangement",
    "attachment_id": "ir.attachment",
    "charge_id": "recovery.charge",
    "claim_id": "recovery.paid.claim",
    "dispute_id": "recovery.dispute",
    "instalment_id": "recovery.arrangement.instalment",
    "line_id": "account.move.line",
    "message_id": "mail.message",
    "move_id": "account.move",
    "notice_id": "recovery.notice",
    "part_id": "recovery.arrangement.instalment",
    "plan_id": "recovery.arrangement",
    "version_id": "recovery.plan.version",
}
# recovery.…
NUMBERED = (
    *("arrangement", "checkout", "dispute", "paid.claim"),
    *("plan.request", "request"),
)
TEXTS = {"reference": [f"recovery.{name}" for name in NUMBERED]}
# how a record hangs on a debtor: the first of these fields that it has
TIES = ("case_id", "arrangement_id.case_id", "commercial_partner_id", "partner_id")
# What a look may never change, beside all tables of the addon.
WATCHED = {
    "account_move": "true",
    "account_move_line": "true",
    "account_payment": "true",
    "ir_attachment": "res_model IS NOT NULL AND res_model <> 'ir.ui.view'",
    "mail_activity": "true",
    "mail_mail": "true",
    "mail_message": "true",
    "payment_token": "true",
    "payment_transaction": "true",
    "res_partner": "true",
}


@dataclass
class Debtor:
    number: int
    partner: object
    contact: object
    case: object
    moves: object
    marks: set = field(default_factory=set)  # texts that only its own pages may hold


def counters():
    """Return what counts how often anybody came."""
    return [
        value
        for name, module in list(sys.modules.items())
        if name.startswith("odoo.addons.debt_recovery.controllers.")
        for value in vars(module).values()
        if isinstance(value, Attempts)
    ]


class Crawler(PortalCase):
    """Two companies, three debtors each, all professionals but the last ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.counters = counters()
        cls.other = cls.setup_other_company()["company"]
        cls._open_company(cls.other, "Belleroche Suisse", "suisse.example")
        (cls.company | cls.other).write(
            {"recovery_asks_consumers": True, "recovery_mediator": "mediator.example"}
        )
        cls.debtors = [
            cls.debtor(number, cls.company if number < 3 else cls.other)
            for number in range(6)
        ]
        for company in (cls.company, cls.other):
            jobs = cls.root["recovery.cycle"].with_company(company)
            jobs._run(company, MONDAY, full=None, commit=False)
        for one in cls.debtors:
            cls.plant(one)
        pages = cls.root["ir.http"]
        found = pages._generate_routing_rules(
            sorted(cls.registry._init_modules), pages._get_converters()
        )
        cls.doors = [
            (url, end) for url, end in found if isinstance(end.func.__self__, Visits)
        ]

    @classmethod
    def debtor(cls, number, company):
        word = f"Zebu{number}qx"
        is_company = number % 3 != 2
        partner = cls.customer(
            f"{word} trading",
            f"mail@{word}.example",
            is_company=is_company,
            recovery_debtor_type="company" if is_company else "consumer",
            street=f"1 {word} street",
            zip=f"6900{number}",
            ref=f"{word}-ref",
        )
        contact = cls.root["res.partner"].create(
            {"name": f"{word} person", "parent_id": partner.id, "lang": "en_US"}
        )
        moves = cls.root["account.move"]
        marks = {word, word.lower()}
        for place, days in enumerate((40, 33, 25, 19, 12)):
            amount = 7001.13 + 1010.0 * number + 101.0 * place
            marks |= {f"{amount:,.2f}", f"{amount:.2f}"}
            moves |= cls.invoice(
                partner,
                amount,
                MONDAY - timedelta(days=days),
                company=company,
                payment_reference=f"{word}-{place}",
            )
        moves.invoice_line_ids.name = f"{word} goods"
        return Debtor(number, partner, contact, None, moves, marks)

    @classmethod
    def plant(cls, one):
        """Give a debtor one record of each kind, with its word in it."""
        company = one.moves.company_id
        word = f"Zebu{one.number}qx"
        one.case = case = cls.root["recovery.case"].search(
            [("partner_id", "=", one.partner.id), ("company_id", "=", company.id)]
        )
        case.message_post(body=f"{word} wrote", message_type="comment")
        first, second, third, fourth, fifth = map(cls.debt, one.moves)
        day = MONDAY + timedelta(days=8)
        case._agree("promise", first, [(day, first.amount_residual)], source="portal")
        case._dispute(second, second.amount_residual)
        case.dispute_ids.note = f"{word} says no"
        case.dispute_ids.attachment_ids = cls.sent_file(case.dispute_ids, word)
        case._declare_paid(third, reference=f"{word}-paid")
        case.request_ids._ask(case, "message", first, text=f"{word} asks")
        cls.plan(case, fourth, word)
        case._pay_items({fifth.id: ""}, one.contact)
        bank = cls.root["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        cls.pay(one.partner, 31.19 + one.number, MONDAY, company=company, bank=bank)
        one.marks.add(f"{31.19 + one.number:.2f}")
        one.moves[0]._portal_ensure_token()
        one.marks.add(one.moves[0].access_token)
        for move in one.moves:
            move.invoice_pdf_report_id = cls.paper(move, word)
        cls.root.flush_all()

    @classmethod
    def plan(cls, case, lines, word):
        """A payment plan that runs, with an accepted version."""
        found, day = case._plan_limits(lines), case.company_id._recovery_today()
        closed = case.company_id._recovery_closed_from(day)
        places = found.currency.decimal_places
        parts = schedule(found.amount, Terms(day, 3), places, closed)
        plan = case._make_plan(lines, parts, "monthly")
        plan._go("active", agreed_with=word)
        plan._request_change(plan._kept_and_open()[1], word, (word,))

    @classmethod
    def paper(cls, move, word):
        """A file of an invoice that says whose it is, in the open."""
        return cls.root["ir.attachment"].create(
            {
                "name": f"{word}.pdf",
                "raw": f"%PDF {word} {move.amount_total:.2f}".encode(),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_field": "invoice_pdf_report_file",
                "res_id": move.id,
            }
        )

    @classmethod
    def sent_file(cls, record, word):
        """A file as the public sends it along with a form."""
        files = cls.root["ir.attachment"].with_user(cls.root.ref("base.public_user"))
        return files.sudo().create(
            {
                "name": f"{word}-proof.txt",
                "raw": f"{word} proves it".encode(),
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    # --- doors ----------------------------------------------------------------------

    def rules(self, method):
        """The addresses of the customer's pages that take ``method``."""
        return [
            url
            for url, endpoint in self.doors
            if method in (endpoint.routing["methods"] or ("GET", "POST"))
        ]

    def of(self, one, model):
        """The records of ``model`` that belong to a debtor, three at most."""
        records = self.root[model].with_context(active_test=False)
        if model == "ir.attachment":
            sent = one.case.dispute_ids.attachment_ids
            return one.moves.invoice_pdf_report_id[:1] | sent
        if model == "mail.message":
            return one.case.message_ids[:2]
        if model == "account.move.line":
            return records.search(
                [
                    ("partner_id", "=", one.partner.id),
                    ("account_type", "=", "asset_receivable"),
                ]
            )
        tie = next(t for t in TIES if t.partition(".")[0] in records._fields)
        owner = one.case if tie.endswith("case_id") else one.partner
        return records.search([(tie, "=", owner.id)], limit=3)

    def values(self, argument, one):
        """What an argument of an address may be for a debtor."""
        if argument in RECORDS:
            return self.of(one, RECORDS[argument]).ids
        if argument in TEXTS:
            link = self.root["recovery.link"].new({"case_id": one.case.id})
            found = [self.of(one, model) for model in TEXTS[argument]]
            return [link._reference_of(made) for records in found for made in records]
        self.fail(f"name in tests/crawl.py what <{argument}> of an address is")

    def paths(self, rule, token, case_id, others):
        """The addresses of a route: the visitor's own door, others' records."""
        path = rule
        for name, value in (("token", token), ("case_id", case_id)):
            path = re.sub(rf"<\w+:{name}>", str(value), path)
        names = ARGUMENT.findall(path)
        found = []
        for one in others if names else others[:1]:
            for values in product(*(self.values(name, one) for name in names)):
                left = iter(values)
                found.append(
                    ARGUMENT.sub(lambda _name, left=left: str(next(left)), path)
                )
        return found

    # --- asking ---------------------------------------------------------------------

    def try_door(self, rule, path, method, form):
        """Send a form to an address, or a call to those that take calls."""
        kinds = {url: end.routing["type"] for url, end in self.doors}
        if method == "GET":
            return self.ask(path)
        if kinds[rule] == "jsonrpc":
            return self.ask(path, "POST", json={"jsonrpc": "2.0", "params": {}})
        form = {**form, "once": uuid4().hex}  # one sent before would be done already
        return self.ask(path, "POST", data=form)

    def ask(self, path, method="GET", **body):
        for counter in self.counters:  # it is a flood
            counter.clear()
        headers = {"User-Agent": "Mozilla/5.0 (iPhone) Version/18.3 Safari/604.1"}
        return self.opener.request(
            method,
            self.base_url() + path,
            headers=headers,
            allow_redirects=False,
            **body,
        )

    def assert_silent(self, answer, debtors, path):
        """No byte of these debtors is in an answer, its headers included."""
        said = "\n".join((answer.text, *map(str, answer.headers.items())))
        said = said.replace("\xa0", " ").replace("\u202f", " ")
        for one in debtors:
            for mark in one.marks:
                self.assertNotIn(mark, said, f"{path} shows debtor {one.number}")
        self.assertLess(answer.status_code, 500, path)

    def snapshot(self):
        """All that a look may not change."""
        kept = self.contents()
        for name, where in WATCHED.items():
            query = "SELECT t::text FROM %s t WHERE %s ORDER BY 1"
            self.env.cr.execute(SQL(query, SQL.identifier(name), SQL(where)))
            kept[name] = [row[0] for row in self.env.cr.fetchall()]
        return kept

    def assert_unchanged(self, before, what):
        self.env.invalidate_all()
        for name, rows in self.snapshot().items():
            self.assertEqual(rows, before[name], f"{what} changed {name}")
