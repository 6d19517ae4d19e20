from datetime import date, datetime

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase
from .hours import any_hour


@tagged("post_install", "-at_install")
class TestCalendar(RecoveryCase):
    """Grace, week-ends, public holidays and whose midnight counts."""

    def follow(self, *steps, **values):
        self.lecoq.with_company(self.company).recovery_policy_id = self.policy(
            *steps, **values
        )

    def first_contact(self, due, start, end):
        """Cycle daily from ``start`` to ``end``; return the day of the first plan."""
        self.invoice(self.lecoq, 100, due)
        for day in range(start.toordinal(), end.toordinal() + 1):
            self.cycle(date.fromordinal(day))
            if self.case(self.lecoq).notice_ids:
                return date.fromordinal(day)
        return None

    def test_grace_counts_working_days(self):
        self.follow({"days": 1, "is_entry": True}, grace_days=3)
        found = self.first_contact(
            date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 6)
        )
        self.assertEqual(found, date(2026, 3, 4))

    def test_grace_leaves_out_public_holidays(self):
        # Good Friday is worked in France; Easter Monday 6 April is not
        self.follow({"days": 1, "is_entry": True}, grace_days=3)
        found = self.first_contact(
            date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 10)
        )
        self.assertEqual(found, date(2026, 4, 8))

    def test_a_step_that_falls_on_a_week_end_waits_for_monday(self):
        self.follow({"days": 9, "is_entry": True})
        found = self.first_contact(
            date(2026, 2, 27), date(2026, 3, 1), date(2026, 3, 12)
        )
        self.assertEqual(found, date(2026, 3, 9))

    def test_a_delay_in_working_days(self):
        self.follow({"days": 8, "working_days": True, "is_entry": True})
        found = self.first_contact(
            date(2026, 2, 24), date(2026, 3, 1), date(2026, 3, 12)
        )
        self.assertEqual(found, date(2026, 3, 6))

    def test_the_day_is_the_companys_not_the_servers(self):
        evening = datetime(2026, 3, 1, 23, 30)
        self.assertEqual(self.company._recovery_today(evening), MONDAY)
        self.company.partner_id.tz = "America/Martinique"
        self.assertEqual(self.company._recovery_today(evening), date(2026, 3, 1))
        self.company.partner_id.tz = False
        self.assertEqual(self.company.country_id.code, "FR")
        self.assertEqual(self.company._recovery_today(evening), MONDAY)
        self.assertEqual(
            self.company._recovery_midnight(MONDAY), datetime(2026, 3, 1, 23, 0)
        )

    def test_what_leaves_at_night_leaves_on_the_companys_day(self):
        self.follow({"days": 4, "is_entry": True})
        self.invoice(self.lecoq, 100, date(2026, 2, 20))
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        any_hour(self.env)
        with self.smtp():
            self.assertTrue(notice._reserve(datetime(2026, 3, 2, 23, 30)))
        self.assertEqual(notice.left_on, date(2026, 3, 3))

    def test_the_columns_change_at_the_companys_midnight(self):
        line = self.debt(self.invoice(self.lecoq, 100, date(2026, 2, 20)))
        here = line.with_company(self.company)
        self.clock.move_to(datetime(2026, 3, 1, 22, 59))
        self.assertEqual(here.recovery_dpd, 9)
        self.clock.move_to(datetime(2026, 3, 1, 23, 1))
        line.invalidate_recordset()
        self.assertEqual(here.recovery_dpd, 10)

    def test_a_contact_put_off_waits_for_a_working_day(self):
        self.follow({"days": 4, "is_entry": True}, {"days": 8})
        self.company.recovery_gap_days = 4
        self.invoice(self.lecoq, 100, date(2026, 2, 26))
        self.day(date(2026, 3, 3))
        (first,) = self.notices(self.lecoq)
        self.assertEqual(first.left_on, date(2026, 3, 3))
        for day in range(4, 9):
            self.assertEqual(self.day(date(2026, 3, day)), [], day)
        self.assertEqual(len(self.day(date(2026, 3, 9))), 1)
