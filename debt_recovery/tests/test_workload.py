from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .common import MONDAY
from .test_portfolios import TeamCase


@tagged("post_install", "-at_install")
class TestWorkload(TeamCase):
    """What each person has on the desk, and the list behind each number."""

    def setUp(self):
        super().setUp()
        self.root["recovery.treatment"].search([]).mode = "approve"
        self.cycle(MONDAY)
        self.case(self.large).user_id = self.anna

    def workload(self, company=None, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        company = company or self.company
        return self.root["recovery.workload"].with_context(
            allowed_company_ids=company.ids, **context
        )

    def row(self, user, **context):
        return self.workload(**context).search([("user_id", "=", user and user.id)])

    def behind(self, row, method):
        """The records behind a number."""
        action = getattr(row, method)()
        self.env[action["res_model"]].get_views(action["views"])
        return self.root[action["res_model"]].search(action["domain"])

    def task(self, case, user, days, kind="mail.mail_activity_data_call"):
        return case.activity_schedule(
            kind, date_deadline=MONDAY + timedelta(days=days), user_id=user.id
        )

    def test_each_number_is_the_length_of_the_list_behind_it(self):
        case = self.case(self.lecoq)
        self.task(case, self.anna, 0)
        self.task(case, self.anna, -2)
        self.task(self.case(self.small), self.anna, -3)
        self.task(case, self.anna, 5)
        self.task(case, self.anna, 0, "debt_recovery.activity_reply")
        for user, wanted in (
            (self.usual, (3, 0, 0, 0, 3)),
            (self.anna, (1, 1, 2, 1, 1)),
            (self.bert, (0, 0, 0, 0, 0)),
        ):
            row = self.row(user)
            self.assertRecordValues(
                row,
                [
                    {
                        "open_count": wanted[0],
                        "due_count": wanted[1],
                        "late_count": wanted[2],
                        "reply_count": wanted[3],
                        "waiting_count": wanted[4],
                    }
                ],
            )
            for name in ("open", "due", "late", "replies", "waiting", "untouched"):
                count = name.replace("replies", "reply")
                found = self.behind(row, f"action_{name}")
                self.assertEqual(len(found), row[f"{count}_count"], name)

    def test_to_chase_is_that_of_the_accounts(self):
        self.assertEqual(self.row(self.anna).net_overdue, 9000)
        self.assertEqual(self.row(self.usual).net_overdue, 2180)

    def test_accounts_of_nobody_have_a_row(self):
        self.case(self.small).user_id = False
        row = self.row(False)
        self.assertEqual(row.open_count, 1)
        self.assertEqual(self.behind(row, "action_open"), self.case(self.small))

    def test_who_is_absent_is_shown_with_who_acts(self):
        self.root["recovery.absence"].create(
            {
                "user_id": self.anna.id,
                "substitute_id": self.bert.id,
                "from_date": MONDAY,
                "until_date": date(2026, 3, 6),
            }
        )
        row = self.row(self.anna)
        self.assertRecordValues(
            row, [{"absent_until": date(2026, 3, 6), "acting_id": self.bert.id}]
        )
        self.assertFalse(self.row(self.bert).absent_until)

    # --- untouched -----------------------------------------------------------------

    def untouched(self, days=14):
        """The customers that nobody touched, told three times by the same ruler."""
        rows = self.workload(recovery_untouched_days=days).search([])
        listed = self.root["recovery.case"].browse()
        for row in rows:
            found = self.behind(row, "action_untouched")
            self.assertEqual(len(found), row.untouched_count)
            listed |= found
        everyone = self.root["recovery.case"].search(
            [("company_id", "=", self.company.id)]
        )
        counted = everyone.filtered(lambda case: case.untouched_days >= days)
        self.assertEqual(counted, listed)
        return listed.partner_id

    def test_what_is_late_and_left_alone_is_untouched(self):
        everyone = self.lecoq | self.german | self.small | self.large
        self.assertEqual(self.untouched(), everyone)
        self.assertEqual(self.untouched(20), everyone)
        self.assertFalse(self.untouched(21))  # nothing was late that long

    def test_a_contact_a_note_a_task_done_or_a_hold_is_a_touch(self):
        self.clock.move_to(datetime(2026, 3, 2, 9))
        self.notices(self.lecoq).action_approve()
        self.send()
        self.case(self.german).message_post(
            body="Called", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        done = self.task(self.case(self.small), self.anna, 0)
        done.action_feedback()
        self.assertEqual(self.untouched(), self.large)
        self.root["recovery.hold"].create(
            {
                "partner_id": self.large.id,
                "company_id": self.company.id,
                "reason": "Delivery",
                "until_date": MONDAY,
            }
        )
        self.assertFalse(self.untouched())
        self.clock.move_to(datetime(2026, 3, 16, 9))
        self.assertEqual(len(self.untouched()), 4)

    def test_nothing_to_chase_is_never_untouched(self):
        self.pay(self.large, 9000, MONDAY)
        self.settle()
        self.assertNotIn(self.large, self.untouched())

    def test_another_company_has_its_own_rows(self):
        other = self.root.ref("base.main_company")
        rows = self.workload(company=other).search([])
        self.assertFalse(rows.filtered(lambda row: row.company_id == self.company))
        self.assertFalse(sum(rows.mapped("open_count")))

    def test_reading_the_page_costs_a_fixed_number_of_queries(self):
        spec = {name: {} for name in ("user_id", "late_count", "untouched_count")}
        pages = self.workload()
        pages.web_search_read([], spec)
        for number in range(12):
            self.person(f"team_more_{number}")
        self.workload()
        with self.assertQueryCount(12):
            pages.web_search_read([], spec)
