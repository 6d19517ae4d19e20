from datetime import date

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

TUESDAY = date(2026, 3, 3)


@tagged("post_install", "-at_install")
class TestSimulation(RecoveryCase):
    """Who would get what and why, for a day to come; nothing is written."""

    def simulate(self, day, **values):
        wizard = (
            self.env["recovery.simulation"]
            .with_company(self.company)
            .create({"company_id": self.company.id, "as_of": day, **values})
        )
        wizard.action_simulate()
        return wizard

    def line(self, wizard, partner):
        return wizard.line_ids.filtered(lambda line: line.partner_id == partner)

    def setUp(self):
        super().setUp()
        self.talbot = self.customer("Menuiserie Talbot", "talbot@x.example")
        self.invoice(self.lecoq, 5120, date(2026, 1, 31))
        self.invoice(self.talbot, 300, date(2026, 2, 25))

    def test_it_tells_what_and_why_and_writes_nothing(self):
        before = self.contents()
        self.cr.execute("SELECT count(*) FROM mail_message")
        messages = self.cr.fetchone()
        wizard = self.simulate(TUESDAY)
        self.assertEqual((wizard.looked_at, wizard.planned), (2, 2))
        self.assertRecordValues(
            self.line(wizard, self.lecoq),
            [{"net": 5120, "why": "planned", "oldest_due": date(2026, 1, 31)}],
        )
        self.assertEqual(
            self.line(wizard, self.lecoq).treatment_id.name, "Statement of account"
        )
        after = self.contents()
        for table in ("recovery_simulation", "recovery_simulation_line"):
            before.pop(table), after.pop(table)
        self.assertEqual(after, before)
        self.cr.execute("SELECT count(*) FROM mail_message")
        self.assertEqual(self.cr.fetchone(), messages)
        self.assertFalse(self.case(self.lecoq))

    def test_it_foretells_what_the_cycle_then_does(self):
        self.cycle(MONDAY)
        self.send(MONDAY)
        for day in (TUESDAY, date(2026, 3, 9), date(2026, 3, 12), date(2026, 3, 18)):
            told = sorted(
                (line.partner_id.id, line.treatment_id.id)
                for line in self.simulate(day).line_ids
                if line.treatment_id
            )
            known = self.root["recovery.notice"].search([]).ids
            self.cycle(day)
            done = self.root["recovery.notice"].search([("id", "not in", known)])
            planned = sorted((n.partner_id.id, n.treatment_id.id) for n in done)
            self.assertEqual(told, planned, day)
            self.send(day)

    def test_who_gets_nothing_is_told_why(self):
        self.company.recovery_cutoff_date = MONDAY
        wizard = self.simulate(TUESDAY)
        self.assertEqual(wizard.line_ids.mapped("why"), ["not_released"] * 2)
        self.assertFalse(wizard.line_ids.treatment_id)
        released = self.simulate(TUESDAY, released=True)
        self.assertEqual(released.planned, 2)
        self.assertFalse(self.root["recovery.case"].search([]).filtered("released_on"))
