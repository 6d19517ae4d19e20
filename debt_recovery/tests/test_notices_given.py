from datetime import date, timedelta

from odoo.tests import tagged

from odoo.addons.debt_recovery.models.recovery_template_notice import NOTICE_CODES
from odoo.addons.debt_recovery.tools.notice_codes import CODES

from .common import MONDAY
from .letters import LATE, LetterCase

TUESDAY = MONDAY + timedelta(days=1)


@tagged("post_install", "-at_install")
class TestNoticesGiven(LetterCase):
    """A statutory text is given once it left and did not come back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lecoq.country_id = cls.root.ref("base.be")
        cls.first = cls.invoice(cls.lecoq, 1000, LATE)

    def by(self, channel="email", text=None, **step):
        name = {
            "email": "template_be_first_reminder",
            "letter": "template_letter_be_first_reminder",
        }[channel]
        text = self.root.ref(f"debt_recovery.{text or name}")
        step = {"channel": channel, "template_id": text.id, "is_entry": True, **step}
        self.lecoq.recovery_policy_id = self.policy({"days": 5, **step})

    def given(self, day=date(2026, 12, 31), company=None):
        notices = self.root["recovery.notice"].with_company(company or self.company)
        return notices._given(self.lecoq, day).get(self.lecoq.id, {})

    def test_every_code_can_be_chosen_and_no_other(self):
        self.assertEqual(tuple(code for code, _label in NOTICE_CODES), CODES)

    def test_an_email_is_given_the_day_it_leaves_for_the_debts_it_claims(self):
        self.by()
        self.invoice(self.lecoq, 50, MONDAY + timedelta(days=5))
        self.cycle(MONDAY)
        self.assertEqual(self.given(), {})  # planned is not given
        self.send(MONDAY)
        line = self.debt(self.first).id
        self.assertEqual(
            self.given(), {"be_first_reminder": ((line, MONDAY, "email"),)}
        )
        claimed = self.notices(self.lecoq).line_ids.mapped("kind")
        self.assertIn("upcoming", claimed)  # said, not demanded
        self.assertEqual(self.given(MONDAY - timedelta(days=1)), {})

    def test_what_came_back_was_not_given(self):
        self.by()
        self.day(MONDAY)
        self.notices(self.lecoq)._receive(
            "bounced", failure_type="bad_address", hard=True
        )
        self.assertEqual(self.given(), {})

    def test_a_simple_letter_is_given_when_it_is_posted(self):
        self.by("letter")
        self.day(MONDAY)
        self.assertEqual(self.given(), {})
        self.post(TUESDAY)
        self.assertEqual(
            [one[1:3] for one in self.given()["be_first_reminder"]],
            [(TUESDAY, "letter")],
        )

    def test_a_registered_letter_is_given_when_it_is_first_presented(self):
        self.by("letter", "template_letter_notice_business", letter_mode="registered")
        self.day(MONDAY)
        self.post(TUESDAY, "registered")
        self.assertEqual(self.given(), {})
        self.clock.move_to("2026-03-12 08:00:00")
        letter = self.root["recovery.registered"].search([])
        letter.presented_on = date(2026, 3, 9)
        ((_line, *rest),) = self.given()["formal_notice"]
        self.assertEqual(rest, [date(2026, 3, 9), "registered"])
        self.assertEqual(self.given(date(2026, 3, 8)), {})

    def test_a_message_in_test_mode_is_given_to_nobody(self):
        self.by()
        self.company.write(
            {
                "recovery_test_mode": True,
                "recovery_test_email": "test@belleroche.example",
            }
        )
        self.day(MONDAY)
        self.assertEqual(self.notices(self.lecoq).state, "sent")
        self.assertEqual(self.given(), {})

    def test_it_stays_what_it_was_when_the_text_changes(self):
        self.by()
        self.day(MONDAY)
        text = self.notices(self.lecoq).template_id
        text.write({"notice_code": False, "audience": "business"})
        self.assertIn("be_first_reminder", self.given())

    def test_another_company_gave_nothing(self):
        self.by()
        self.day(MONDAY)
        other = self.setup_other_company(name="Other")["company"]
        self.assertEqual(self.given(company=other), {})

    def test_any_number_of_customers_is_one_query(self):
        self.by()
        self.day(MONDAY)
        self.env.flush_all()
        notices = self.root["recovery.notice"].with_company(self.company)
        with self.assertQueryCount(1):
            notices._given([self.lecoq.id, *range(1, 500)], MONDAY)
