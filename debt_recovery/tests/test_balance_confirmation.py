import io
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from .common import MONDAY, RecoveryCase

CLOSING = date(2025, 12, 31)
BEFORE = date(2025, 11, 15)
AFTER = date(2026, 2, 10)


@tagged("post_install", "-at_install")
class TestBalanceConfirmation(RecoveryCase):
    """What a customer is asked to confirm to the auditor, at any date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")
        cls.auditor = cls.root["res.partner"].create(
            {
                "name": "Cabinet Rivière",
                "street": "1 place du Ralliement",
                "zip": "49000",
                "city": "Angers",
                "email": "audit@riviere.example",
            }
        )
        cls.talbot = cls.customer("Menuiserie Talbot", lang="fr_FR")
        cls.old = cls.invoice(cls.lecoq, 4800, BEFORE)
        cls.credit = cls.refund(cls.lecoq, 600, BEFORE)
        cls.invoice(cls.lecoq, 1920, AFTER, issued=date(2026, 1, 5))

    def letters(self, partners=None, as_of=CLOSING, **values):
        return self.env["recovery.balance.confirmation"].create(
            {
                "company_id": self.company.id,
                "partner_ids": [Command.set((partners or self.lecoq).ids)],
                "as_of": as_of,
                "auditor_id": self.auditor.id,
                "answer_by": date(2026, 3, 17),
                **values,
            }
        )

    def balance(self, partner, as_of):
        statement = self.root["recovery.statement"].with_context(lang="en_US")
        debtor = partner.commercial_partner_id
        rows = statement._balance_rows(self.company, partner, as_of)[debtor]
        return statement._balance(self.company, debtor, as_of, rows)

    def amount(self, partner, as_of):
        return self.balance(partner, as_of)["totals"].get(self.company.currency_id, 0)

    def pdf(self, wizard):
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        name = "debt_recovery.report_balance_confirmation"
        raw, _kind = reports._render_qweb_pdf(name, wizard.ids)
        reader = PdfFileReader(io.BytesIO(raw))
        pages = [reader.getPage(n) for n in range(reader.getNumPages())]
        return [" ".join(page.extractText().split()) for page in pages]

    def test_today_it_is_the_balance_of_the_statement(self):
        self.pay(self.lecoq, 1000, AFTER)
        content = self.root["recovery.statement"]._content(
            self.company, self.lecoq, MONDAY
        )
        (total,) = content["totals"].values()
        self.assertEqual(total["balance"], 5120)
        self.assertEqual(self.amount(self.lecoq, MONDAY), total["balance"])

    def test_at_a_past_date_what_came_later_is_undone(self):
        self.assertEqual(self.amount(self.lecoq, CLOSING), 4200)
        self.pay(self.lecoq, 4200, AFTER, self.debt(self.old))
        (self.debt(self.old) | self.debt(self.credit)).reconcile()
        self.assertEqual(self.amount(self.lecoq, MONDAY), 1920)
        self.assertEqual(self.amount(self.lecoq, CLOSING), 4200)
        lines = self.balance(self.lecoq, CLOSING)["lines"]
        self.assertIn(self.old.name, [line["name"] for line in lines])

    def test_the_sentence_says_in_whose_favour(self):
        (page,) = self.letters()._pages()
        self.assertEqual(
            page["sentences"], ["4,200.00\xa0€ in our favour"], page["sentences"]
        )
        self.refund(self.lecoq, 5000, BEFORE)
        (page,) = self.letters()._pages()
        self.assertEqual(page["sentences"], ["800.00\xa0€ in your favour"])

    def test_the_letter_bears_date_auditor_items_and_slip(self):
        (text,) = self.pdf(self.letters())
        for words in (
            "December 31, 2025",
            "4,200.00 €",
            self.old.name,
            "Cabinet Rivière",
            "1 place du Ralliement",
            "audit@riviere.example",
            "March 17, 2026",
            "We agree with this balance.",
            "This is not a request for payment.",
        ):
            self.assertIn(words, text)

    def test_many_letters_are_one_pdf_each_in_its_language(self):
        self.invoice(self.talbot, 1234.56, BEFORE)
        first, second = self.pdf(self.letters(self.lecoq | self.talbot))
        self.assertIn("December 31, 2025", first)
        self.assertIn("31 décembre 2025", second)
        self.assertRegex(second, "1.234,56.€")
        self.assertNotIn("Lecoq", second)

    def test_all_with_an_open_balance_at_that_date(self):
        self.invoice(self.talbot, 1000, AFTER, issued=date(2026, 1, 5))
        wizard = self.letters(self.talbot)
        wizard.action_all()
        self.assertIn(self.lecoq, wizard.partner_ids)
        self.assertNotIn(self.talbot, wizard.partner_ids)
        wizard.as_of = MONDAY
        wizard.action_all()
        self.assertIn(self.talbot, wizard.partner_ids)

    def test_it_proposes_the_last_closing(self):
        wizard = self.env["recovery.balance.confirmation"].create({})
        self.assertEqual(wizard.as_of, CLOSING)

    def test_a_day_to_come_and_nobody_chosen_are_refused(self):
        with self.assertRaises(UserError):
            self.letters(as_of=date(2026, 3, 3)).action_print()
        wizard = self.letters()
        wizard.partner_ids = False
        with self.assertRaises(UserError):
            wizard.action_print()
        self.assertEqual(self.letters().action_print()["type"], "ir.actions.report")

    def test_an_auditor_may_print_a_salesperson_not(self):
        def user(name, *groups):
            return new_test_user(
                self.root,
                name,
                groups=",".join(("base.group_user", *groups)),
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )

        auditor = user("balance_auditor", "debt_recovery.group_auditor")
        seller = user("balance_seller")
        wizards = self.env["recovery.balance.confirmation"]
        values = {
            "company_id": self.company.id,
            "partner_ids": [Command.set(self.lecoq.ids)],
            "as_of": CLOSING,
        }
        wizard = wizards.with_user(auditor).create(values)
        (page,) = wizard._pages()
        self.assertEqual(len(page["rows"]), 2)
        wizard.action_all()
        with self.assertRaises(AccessError):
            wizards.with_user(seller).create(values)
        other = self.setup_other_company(name="Other")["company"]
        foreign = (
            wizards.with_user(auditor).sudo().create({**values, "company_id": other.id})
        )
        with self.assertRaises(AccessError):
            foreign.sudo(False)._pages()

    def test_doors_from_lists(self):
        self.cycle(MONDAY)
        case = self.case(self.lecoq).with_env(self.env)
        for action in (
            case.action_balance_confirmation(),
            self.lecoq.with_env(self.env).action_recovery_balance_confirmation(),
        ):
            context = action["context"]
            self.assertEqual(context["default_partner_ids"], self.lecoq.ids)
            self.assertEqual(context["default_company_id"], self.company.id)
