"""The first hour in a real browser: from nothing set to the first approved reminder, by
a manager who has no access to the settings, at a desk and on a phone."""

from datetime import timedelta

from odoo.tests import tagged

from .browser import DESK, LANGUAGES, PHONE, BrowserCase

MANAGER = (
    "base.group_user,debt_recovery.group_manager,account.group_account_manager,"
    "base.group_partner_manager"
)


@tagged("post_install", "-at_install")
class TestFirstHour(BrowserCase):
    def ledger(self):
        """Every line has something wrong; the company has customers and invoices."""
        company = self.company
        company.write(
            {
                "recovery_cutoff_date": self.today,
                "recovery_start_left": False,
                "recovery_takeback_minutes": 15,
                "recovery_user_id": False,
                "recovery_phone": False,
                "phone": False,
            }
        )
        self.root["recovery.treatment"].search([]).mode = "approve"
        self.root["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": company.partner_id.id,
            }
        )
        due = self.today - timedelta(days=30)
        debtor = self.late("Boulangeries Lecoq", 4800, 30)
        self.refund(debtor, 600, due)
        self.late("Garage Moreau", 480, 25, is_company=False)
        self.late("Constructions Bréhat", 2565, 20).email = False
        self.entry(debtor, 187, due, self.account("110"))

    def play(self, lang, tour, size):
        self.ledger()
        manager = self.person(f"first_hour_{lang}", MANAGER, lang)
        manager.email = "accounts@belleroche.example"
        self.assertFalse(manager.has_group("base.group_system"))
        self.tour("recovery-start", tour, manager.login, size=size, timeout=120)
        self.env.invalidate_all()
        approved = self.root["recovery.notice"].search(
            [("company_id", "=", self.company.id), ("state", "=", "queued")]
        )
        self.assertEqual(approved.approved_by_id, manager)
        self.assertEqual(len(approved), 1)
        self.assertEqual(self.company.recovery_user_id, manager)

    def test_at_a_desk_in_english(self):
        self.play(LANGUAGES[0], "recovery_first_hour", DESK)

    def test_at_a_desk_in_french(self):
        self.play(LANGUAGES[1], "recovery_first_hour", DESK)

    def test_on_a_phone_in_english(self):
        self.play(LANGUAGES[0], "recovery_first_hour_phone", PHONE)

    def test_on_a_phone_in_french(self):
        self.play(LANGUAGES[1], "recovery_first_hour_phone", PHONE)
