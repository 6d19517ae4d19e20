from datetime import date

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase


@tagged("post_install", "-at_install")
class TestColumns(RecoveryCase):
    """Bracket, days late, account and net due on Odoo's own lists; nothing stored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.talbot = cls.customer("Menuiserie Talbot", "talbot@talbot.example")
        cls.late = cls.invoice(cls.lecoq, 1000, date(2026, 2, 20))
        cls.later = cls.invoice(cls.lecoq, 500, date(2026, 1, 10))
        cls.upcoming = cls.invoice(cls.talbot, 300, date(2026, 3, 5))
        cls.far = cls.invoice(cls.talbot, 200, date(2026, 6, 5))
        cls.paid = cls.invoice(cls.talbot, 50, date(2026, 1, 5))
        cls.pay(cls.talbot, 50, date(2026, 1, 20), cls.debt(cls.paid))
        cls.refund(cls.lecoq, 100, date(2026, 2, 25))
        cls.moves = cls.late | cls.later | cls.upcoming | cls.far | cls.paid
        cls.lines = cls.debt(cls.moves)

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)
        self.env = self.env(context={"allowed_company_ids": self.company.ids})

    def found(self, model, *domain):
        ids = [("id", "in", (self.moves if model == "move" else self.lines).ids)]
        name = "account.move" if model == "move" else "account.move.line"
        return self.env[name].search([*ids, *domain])

    def stage(self, start):
        return self.root["recovery.stage"].search(
            [("company_id", "=", self.company.id), ("from_dpd", "=", start)]
        )

    def test_lists_show_age_bracket_account_and_what_is_left(self):
        self.assertEqual(self.late.recovery_dpd, 10)
        self.assertEqual(self.later.recovery_dpd, 51)
        self.assertEqual(self.later.recovery_stage_id, self.stage(31))
        self.assertEqual(self.upcoming.recovery_stage_id, self.stage(-7))
        self.assertFalse(self.far.recovery_stage_id)
        self.assertEqual(self.far.recovery_dpd, -95)
        self.assertFalse(self.paid.recovery_stage_id)
        self.assertFalse(self.paid.recovery_case_id)
        self.assertEqual(self.late.recovery_case_id, self.case(self.lecoq))
        self.assertEqual(self.later.recovery_net_due, 400)
        self.assertEqual(self.late.recovery_net_due, 1000)
        partner = self.lecoq.with_company(self.company)
        self.assertEqual(partner.recovery_stage_id, self.stage(31))
        self.assertEqual(partner.recovery_net_due, 1400)
        self.assertEqual(partner.recovery_dpd, 51)

    def test_filters(self):
        for model in ("move", "line"):
            with self.subTest(model):
                late = self.found(model, ("recovery_stage_id", "=", self.stage(1).id))
                self.assertEqual(late.mapped("recovery_dpd"), [10])
                named = self.found(model, ("recovery_stage_id", "ilike", "31–60"))
                self.assertEqual(named.mapped("recovery_dpd"), [51])
                self.assertEqual(len(self.found(model, ("recovery_dpd", ">", 5))), 2)
                edge = self.found(model, ("recovery_stage_id.from_dpd", ">=", 1))
                self.assertEqual(len(edge), 2)
                none = self.found(model, ("recovery_stage_id", "=", False))
                self.assertEqual(len(none), 2)
                some = self.found(model, ("recovery_stage_id", "!=", False))
                self.assertEqual(len(some), 3)
                mine = self.found(
                    model, ("recovery_case_id", "=", self.case(self.lecoq).id)
                )
                self.assertEqual(len(mine), 2)
        partners = self.env["res.partner"].search(
            [
                ("recovery_stage_id", "=", self.stage(31).id),
                ("id", "in", (self.lecoq | self.talbot).ids),
            ]
        )
        self.assertEqual(partners, self.lecoq)

    def test_sorting(self):
        for name in ("account.move", "account.move.line"):
            source = self.moves if name == "account.move" else self.lines
            ids = [("id", "in", source.ids), ("recovery_dpd", "!=", False)]
            up = self.env[name].search(ids, order="recovery_dpd")
            down = self.env[name].search(ids, order="recovery_dpd desc")
            self.assertEqual(up.mapped("recovery_dpd"), [-95, -3, 10, 51])
            self.assertEqual(down, up[::-1])
            by_stage = self.env[name].search(
                [*ids, ("recovery_stage_id", "!=", False)], order="recovery_stage_id"
            )
            self.assertEqual(by_stage.mapped("recovery_dpd"), [-3, 10, 51])

    def test_grouping_sums_by_bracket(self):
        groups = self.env["account.move.line"]._read_group(
            [("id", "in", self.lines.ids)],
            ["recovery_stage_id"],
            ["amount_residual:sum", "__count"],
        )
        self.assertEqual(
            {stage.from_dpd if stage else None: (s, n) for stage, s, n in groups},
            {-7: (300, 1), 1: (1000, 1), 31: (500, 1), None: (200, 2)},
        )
        web = self.env["account.move"].web_read_group(
            [("id", "in", self.moves.ids)],
            ["recovery_stage_id"],
            ["amount_residual:sum"],
        )
        self.assertEqual(len(web["groups"]), 4)
        partners = self.env["res.partner"]._read_group(
            [("id", "in", (self.lecoq | self.talbot).ids)],
            ["recovery_stage_id"],
            ["__count"],
        )
        self.assertEqual(
            {stage.from_dpd: count for stage, count in partners}, {31: 1, -7: 1}
        )

    def test_net_of_the_customer_sorts_and_filters(self):
        moves = self.env["account.move"].search(
            [("id", "in", self.moves.ids), ("recovery_customer_net", ">=", 0.01)],
            order="recovery_customer_net desc, id",
        )
        self.assertEqual(
            moves.mapped("recovery_customer_net"),
            [self.case(move.partner_id).net_overdue for move in moves],
        )
        owing = {
            partner
            for partner in self.moves.partner_id
            if self.case(partner).net_overdue > 0
        }
        self.assertTrue(owing)
        self.assertEqual(set(moves.partner_id), owing)
        lines = self.env["account.move.line"].search(
            [("move_id", "in", moves.ids), ("recovery_customer_net", ">=", 0.01)]
        )
        self.assertEqual(set(lines.partner_id), owing)

    def test_export(self):
        rows = self.late.with_env(self.env).export_data(
            ["name", "recovery_stage_id/name", "recovery_dpd", "recovery_net_due"]
        )["datas"]
        self.assertEqual(rows, [[self.late.name, "1–30 days", 10, 1000.0]])

    def test_the_account_sorts_by_days_late_and_next_action(self):
        cases = self.env["recovery.case"].search(
            [("company_id", "=", self.company.id)], order="days_past_due desc"
        )
        self.assertEqual(cases.partner_id, self.lecoq | self.talbot)
        self.assertEqual(cases.mapped("days_past_due"), [51, -3])
        waiting = self.env["recovery.case"].search(
            [("company_id", "=", self.company.id), ("next_action", "=", "sending")]
        )
        self.assertEqual(waiting, self.case(self.lecoq))
        groups = self.env["recovery.case"]._read_group(
            [("company_id", "=", self.company.id)], ["next_action"], ["__count"]
        )
        self.assertEqual(dict(groups), {"sending": 1, "wait": 1})

    def test_nothing_is_written_on_the_ledgers_tables(self):
        self.cr.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name IN ('account_move', 'account_move_line') "
            r"AND column_name LIKE 'recovery\_%'"
        )
        self.assertEqual(self.cr.fetchall(), [])
