from datetime import date

from odoo.tests import new_test_user, tagged

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)


@tagged("post_install", "-at_install")
class TestTwoCompanies(RecoveryCase):
    """Two companies of one house share a customer and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chf = cls.setup_other_currency("CHF", rates=[("2016-01-01", 1.2)])
        other = cls.setup_other_company(name="Other", currency_id=cls.chf.id)
        cls.other = cls.root["res.company"].browse(other["company"].id)
        cls._open_company(cls.other, "Belleroche Suisse SA", "belleroche-ch.example")
        cls.other_bank = other["default_journal_bank"]
        cls.lecoq.with_company(cls.other).recovery_policy_id = cls.root.ref(
            "debt_recovery.policy_business"
        )

    def test_each_company_claims_its_own_debt_in_its_own_name(self):
        self.invoice(self.lecoq, 1000, LATE)
        self.invoice(self.lecoq, 900, LATE, company=self.other)
        self.refund(self.lecoq, 400, LATE, company=self.other)
        self.cycle(MONDAY)
        self.cycle(MONDAY, self.other)
        self.assertEqual(self.case(self.lecoq).net_overdue, 1000)
        self.assertEqual(self.case(self.lecoq, self.other).net_overdue, 500)

        (ours,) = self.send(MONDAY)
        self.assertIn("compta@belleroche.example", ours.sender)
        self.assertEqual(ours.recipients, ["compta@lecoq.example"])
        self.assertIn("To pay: *1,000.00 €*", ours.text)
        self.assertIn("Ateliers Belleroche SAS", ours.text)
        self.assertNotIn("Suisse", ours.text)
        self.assertNotIn("CHF", ours.text)

        # one person hears from one of them, the other waits for its turn
        self.assertEqual(self.send(MONDAY, self.other), [])
        self.assertEqual(self.notices(self.lecoq, self.other).reason, "cooling")
        (theirs,) = self.send(date(2026, 3, 6), self.other)
        self.assertIn("compta@belleroche-ch.example", theirs.sender)
        self.assertIn("500.00", theirs.text)
        self.assertIn("CHF", theirs.text)
        self.assertIn("Belleroche Suisse SA", theirs.text)
        self.assertNotIn("€", theirs.text)
        self.assertNotIn("Ateliers", theirs.text)
        self.assertNotEqual(
            self.notices(self.lecoq).message_id,
            self.notices(self.lecoq, self.other).message_id,
        )

    def test_a_credit_in_one_company_pays_nothing_in_the_other(self):
        self.invoice(self.lecoq, 1000, LATE)
        self.pay(self.lecoq, 5000, LATE, company=self.other, bank=self.other_bank)
        self.cycle(MONDAY)
        self.cycle(MONDAY, self.other)
        self.assertEqual(self.case(self.lecoq).net_overdue, 1000)
        self.assertFalse(self.case(self.lecoq, self.other))
        self.assertEqual(self.send(MONDAY, self.other), [])
        (ours,) = self.send(MONDAY)
        self.assertIn("1,000.00 €", ours.text)

    def test_a_change_in_one_company_marks_that_company_alone(self):
        self.invoice(self.lecoq, 1000, LATE)
        self.invoice(self.lecoq, 900, LATE, company=self.other)
        self.cycle(MONDAY)
        self.cycle(MONDAY, self.other)
        self.refund(self.lecoq, 400, MONDAY, company=self.other)
        self.assertEqual(self.settle(MONDAY), 0)
        self.assertEqual(self.settle(MONDAY, self.other), 1)
        self.assertEqual(self.case(self.lecoq).net_overdue, 1000)
        self.assertEqual(self.case(self.lecoq, self.other).net_overdue, 500)

    def test_a_person_sees_the_companies_he_works_for(self):
        self.invoice(self.lecoq, 1000, LATE)
        self.invoice(self.lecoq, 900, LATE, company=self.other)
        for company in (self.company, self.other):
            self.cycle(MONDAY, company)
            self.send(MONDAY, company)
            self.root["recovery.event"]._log("replied", self.case(self.lecoq, company))
        agent = new_test_user(
            self.root,
            "agent",
            groups="base.group_user,debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        for name in ("case", "notice", "event", "decision", "run", "stage"):
            with self.subTest(model=name):
                model = self.root[f"recovery.{name}"].with_user(agent)
                found = model.with_context(allowed_company_ids=self.company.ids)
                found = found.search([])
                self.assertTrue(found)
                self.assertEqual(found.company_id, self.company)
        for name in ("case.stage", "notice.line"):
            with self.subTest(model=name):
                found = self.root[f"recovery.{name}"].with_user(agent).search([])
                parent = "case_id" if name == "case.stage" else "notice_id"
                self.assertEqual(found[parent].company_id, self.company)
