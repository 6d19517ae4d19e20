from datetime import date

from odoo.tests import tagged
from odoo.tools import html2plaintext

from .test_charges_life import LAST, ChargesLifeCase


@tagged("post_install", "-at_install")
class TestChargesWords(ChargesLifeCase):
    """Formulas, refusals, and what proceedings claim."""

    def test_the_formal_notice_claims_them_beside_the_principal(self):
        self.invoice(self.estran, 6000, date(2026, 1, 10))
        notice = self.say(self.estran, LAST, date(2026, 3, 16))
        letter = "debt_recovery.template_letter_notice_business"
        notice.template_id = self.root.ref(letter)
        here = notice.with_context(lang="en_US")
        claim = here._claim(date(2026, 3, 16))
        words = here._words(claim, self.estran, date(2026, 3, 16))
        said = html2plaintext(here._fill(words)[1]).replace("\xa0", " ")
        for part in (
            *("6,000.00 €", "129.82 €", "40.00 €", "6,169.82 €", "65 days"),
            *("principal alone", "× 12.15 % × 65 d / 365", "441-10"),
        ):
            self.assertIn(part, said)
        self.assertEqual(words["total"].replace("\xa0", " "), "6,000.00 €")

    def test_the_formula_is_shown(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        charges = self.root["recovery.charge"].with_context(lang="en_US")
        dues = charges._due(self.debt(move), date(2026, 3, 16))[self.debt(move).id]
        said = charges._due_words(dues[0])[0].replace("\xa0", " ")
        self.assertIn("6,000.00 € × 12.15 % × 65 d / 365 = 129.82 €", said)
        self.assertIn("ECB_MRO 2.15 + 10", said)

    def test_a_belgian_consumer_pays_no_fee_before_the_free_reminder_is_over(self):
        marie = self.payer("Marie", "consumer", "base.be", is_company=False)
        move = self.invoice(marie, 180, date(2026, 2, 20))
        line = self.debt(move)
        charges = self.root["recovery.charge"].with_context(lang="en_US")
        said = charges._permission_words("reminder_fee", line, date(2026, 3, 2))
        self.assertIn("Reminder fee: not allowed", said)
        free = self.root.ref("debt_recovery.template_be_first_reminder", False)
        if not free:
            free = self.root["recovery.template"].search(
                [("notice_code", "=", "be_first_reminder"), ("channel", "=", "email")],
                limit=1,
            )
        self.company.company_registry = "0477.472.701"
        self.company.recovery_bank_id = self.root["res.partner.bank"].create(
            {"acc_number": "BE71096123456769", "partner_id": self.company.partner_id.id}
        )
        step = {"days": 1, "template_id": free.id, "is_entry": True}
        marie.with_company(self.company).recovery_policy_id = self.policy(step)
        self.day(date(2026, 3, 3))
        said = charges._permission_words("reminder_fee", line, date(2026, 3, 10))
        self.assertIn("Reminder fee: not before 03/18/2026", said)
        said = charges._permission_words("reminder_fee", line, date(2026, 3, 30))
        self.assertIn("7.50", said)

    # --- proceedings ------------------------------------------------------------------

    def test_a_claim_in_proceedings_has_interest_to_the_judgment(self):
        brehat = self.payer("Constructions Bréhat", "company")
        self.invoice(brehat, 25650, date(2026, 1, 20))
        self.invoice(brehat, 1350, date(2027, 1, 20), issued=date(2025, 12, 20))
        self.invoice(brehat, 5400, date(2026, 3, 10))
        self.clock.move_to("2026-03-20 09:00:00")
        proceedings = (
            self.root["recovery.insolvency"]
            .with_company(self.company)
            .create(
                {
                    "partner_id": brehat.id,
                    "kind": "receivership",
                    "judgment_date": date(2026, 3, 16),
                    "officer_id": self.lecoq.id,
                }
            )
        )
        self.assertRecordValues(
            proceedings.claim_ids,
            [
                {
                    "amount_due": 31050,
                    "amount_to_come": 1350,
                    "amount_charges": 480.40,
                    "amount_total": 32880.40,
                }
            ],
        )
        self.company.company_registry = "RCS Angers 123 456 789"
        sheet = str(proceedings.claim_ids._sheet()).replace("\xa0", " ")
        for said in ("469.61", "10.79", "480.40", "32,880.40", "× 55 d / 365"):
            self.assertIn(said, sheet)
