from contextlib import contextmanager
from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MONDAY, RecoveryCase

DUE = date(2026, 2, 1)


@tagged("post_install", "-at_install")
class TestStages(RecoveryCase):
    """Brackets without gap or overlap, and how long a customer stayed in each."""

    def stages(self):
        return self.root["recovery.stage"].search(
            [("company_id", "=", self.company.id)]
        )

    def test_the_default_brackets(self):
        self.assertEqual(
            [(stage.from_dpd, stage.to_dpd) for stage in self.stages()],
            [
                (-7, 0),
                (1, 30),
                (31, 60),
                (61, 90),
                (91, 180),
                (181, 365),
                (366, 999),
                (1000, 99999),
            ],
        )

    @contextmanager
    def refuses(self, text):
        with self.assertRaisesRegex(ValidationError, text), self.cr.savepoint():
            yield
        self.env.invalidate_all(flush=False)

    def add_stage(self, start, end):
        return self.root["recovery.stage"].create(
            {
                "name": "Other",
                "company_id": self.company.id,
                "from_dpd": start,
                "to_dpd": end,
            }
        )

    def edges(self):
        self.env.flush_all()
        return [(stage.from_dpd, stage.to_dpd) for stage in self.stages()[:5]]

    def test_brackets_that_cannot_be_are_refused_by_name(self):
        _upcoming, first, second, *_others, last = self.stages()
        with self.refuses("“1–30 days” and “Other” overlap between days 5 and 8"):
            self.add_stage(5, 8)
        with self.refuses("Days -19 to -8 past due belong to no bracket, between “Oth"):
            self.add_stage(-30, -20)
        with self.refuses(r"“31–60 days” ends \(day 20\) before it starts \(day 31\)"):
            second.to_dpd = 20
        with self.refuses(r"“31–60 days” ends \(day 60\) before it starts \(day 71\)"):
            first.to_dpd = 70
        with self.refuses("“1,000 days and more” ends on day 2000"):
            last.to_dpd = 2000

    def test_the_next_bracket_follows_an_edge_that_moves(self):
        _upcoming, first, second, third, *_others = self.stages()
        first.to_dpd = 45
        self.assertEqual(self.edges()[1:3], [(1, 45), (46, 60)])
        third.from_dpd = 81
        self.assertEqual(self.edges()[1:4], [(1, 45), (46, 80), (81, 90)])
        self.add_stage(61, 80)
        self.assertEqual(self.edges(), [(-7, 0), (1, 45), (46, 60), (61, 80), (81, 90)])
        second.unlink()
        self.assertEqual(self.edges()[:3], [(-7, 0), (1, 60), (61, 80)])
        self.stages()[-1:].unlink()
        self.assertEqual(self.stages()[-1].to_dpd, 99999)

    @mute_logger("odoo.sql_db")
    def test_two_brackets_cannot_start_together(self):
        first = self.stages()[1]
        with self.assertRaises(UniqueViolation):
            self.cr.execute(
                "INSERT INTO recovery_stage (name, company_id, from_dpd, to_dpd) "
                "VALUES ('{}', %s, %s, 99999)",
                [self.company.id, first.from_dpd],
            )

    def test_an_edge_moved_is_seen_by_the_next_cycle(self):
        self.invoice(self.lecoq, 100, DUE)
        self.cycle(MONDAY)
        case = self.case(self.lecoq)
        self.assertEqual(case.stage_id.from_dpd, 1)
        _upcoming, first, second, *_others = self.stages()
        first.to_dpd = 25
        self.assertTrue(self.company.recovery_full_pass)
        self.cycle(MONDAY)
        self.assertEqual(case.stage_id, second)

    def test_the_history_tells_when_and_why(self):
        older = self.invoice(self.lecoq, 100, DUE)
        newer = self.invoice(self.lecoq, 70, date(2026, 2, 25))
        self.cycle(MONDAY)
        self.cycle(date(2026, 3, 10))
        case = self.case(self.lecoq)
        self.assertEqual(case.stage_since, date(2026, 3, 4))
        day = date(2026, 3, 12)
        payment = self.pay(self.lecoq, 100, day, self.debt(older))
        self.settle(day)
        day = date(2026, 3, 16)
        self.clock.move_to(day)
        payment.action_cancel()
        self.settle(day)
        day = date(2026, 3, 20)
        self.pay(self.lecoq, 170, day, self.debt(older) | self.debt(newer))
        self.settle(day)
        history = case.stage_history_ids.sorted("id")
        self.assertEqual(
            [(h.stage_id.from_dpd, h.entered_on, h.left_on, h.why) for h in history],
            [
                (1, date(2026, 2, 2), date(2026, 3, 4), "opened"),
                (31, date(2026, 3, 4), date(2026, 3, 12), "aged"),
                (1, date(2026, 3, 12), date(2026, 3, 16), "paid"),
                (31, date(2026, 3, 16), date(2026, 3, 20), "returned"),
            ],
        )
        self.assertEqual((case.state, case.stage_id.id), ("closed", False))

    def test_one_account_per_customer_and_company(self):
        self.invoice(self.lecoq, 100, DUE)
        self.cycle(MONDAY)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.root["recovery.case"].create(
                {"partner_id": self.lecoq.id, "company_id": self.company.id}
            )

    def test_without_the_index_two_accounts_would_be_possible(self):
        self.cr.execute("DROP INDEX recovery_case_company_partner_unique")
        vals = {"partner_id": self.lecoq.id, "company_id": self.company.id}
        self.assertEqual(len(self.root["recovery.case"].create([vals, vals])), 2)

    def test_a_new_company_has_its_brackets_and_waits_for_release(self):
        company = self.root["res.company"].create({"name": "New"})
        stages = self.root["recovery.stage"].search([("company_id", "=", company.id)])
        self.assertEqual(len(stages), 8)
        self.assertEqual(
            stages[0].with_context(lang="fr_FR").name,
            self.stages()[0].with_context(lang="fr_FR").name,
        )
        self.assertEqual(company.recovery_cutoff_date, MONDAY)
