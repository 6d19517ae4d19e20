from datetime import date, datetime, timedelta

from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 10)
TILES = {
    "kpi_recovery_to_chase": True,
    "kpi_recovery_collected": True,
    "kpi_recovery_sent": True,
    "kpi_recovery_late_90": True,
}


@tagged("post_install", "-at_install")
class TestDigestTiles(RecoveryCase):
    """Odoo's own digest shows what reminders did, to those who may see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digest = cls.root["digest.digest"].create(
            {"name": "Weekly", "company_id": cls.company.id, **TILES}
        )
        cls.talbot = cls.customer("Menuiserie Talbot")

    def reader(self, *groups):
        return new_test_user(
            self.root,
            f"digest_{len(groups)}",
            groups=",".join(("base.group_user", *groups)),
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def tiles(self, user, company=None):
        """Return ``{tile: values of the last 24 hours, 7 days, 30 days}``."""
        found = self.digest._compute_kpis(company or self.company, user)
        return {
            kpi["kpi_name"]: [
                str(kpi[f"kpi_col{n}"]["value"]).replace("\xa0", " ") for n in (1, 2, 3)
            ]
            for kpi in found
        }

    def test_amounts_and_counts_by_period(self):
        self.invoice(self.lecoq, 4800, LATE)
        self.invoice(self.talbot, 900, date(2025, 11, 1))
        self.day(MONDAY - timedelta(days=6))
        debt = self.debt(
            self.root["account.move"].search(
                [("partner_id", "=", self.lecoq.id), ("state", "=", "posted")]
            )
        )
        self.pay(self.lecoq, 1000, MONDAY - timedelta(days=4), debt)
        self.cycle(MONDAY)
        self.clock.move_to(datetime(2026, 3, 2, 8, 0))
        tiles = self.tiles(self.user_with_rights())
        self.assertEqual(tiles["kpi_recovery_collected"], ["0€", "1k€", "1k€"])
        self.assertEqual(tiles["kpi_recovery_to_chase"], ["4.7k€"] * 3)
        self.assertEqual(tiles["kpi_recovery_late_90"], ["1"] * 3)
        sent = self.root["recovery.notice"].search_count(
            [("state", "=", "sent"), ("channel", "=", "email")]
        )
        self.assertGreater(sent, 0)
        self.assertEqual(tiles["kpi_recovery_sent"], ["0", str(sent), str(sent)])

    def user_with_rights(self):
        return self.reader("debt_recovery.group_auditor")

    def test_who_sees_no_accounts_sees_no_tiles(self):
        self.assertEqual(self.tiles(self.reader()), {})
        self.assertEqual(self.tiles(self.user_with_rights()).keys(), TILES.keys())

    def test_a_company_sees_its_own(self):
        other = self.setup_other_company(name="Other")["company"]
        other = self.root["res.company"].browse(other.id)
        self._open_company(other, "Filiale", "filiale.example")
        self.invoice(self.lecoq, 4800, LATE)
        self.invoice(self.lecoq, 70, LATE, company=other)
        self.cycle(MONDAY)
        self.cycle(MONDAY, other)
        reader = self.user_with_rights()
        reader.company_ids |= other
        self.assertEqual(self.tiles(reader)["kpi_recovery_to_chase"][0], "4.8k€")
        self.digest.company_id = other
        self.assertEqual(self.tiles(reader, other)["kpi_recovery_to_chase"][0], "70€")

    def test_each_tile_leads_to_its_list(self):
        actions = self.digest._compute_kpis_actions(self.company, self.env.user)
        for tile in TILES:
            action, _query, menu = actions[tile].partition("?menu_id=")
            self.assertEqual(self.root.ref(action)._name, "ir.actions.act_window")
            self.assertTrue(self.root["ir.ui.menu"].browse(int(menu)).exists())

    def test_the_message_itself_can_be_built(self):
        self.digest.user_ids = reader = self.user_with_rights()
        self.invoice(self.lecoq, 4800, LATE)
        self.cycle(MONDAY)
        self.digest.with_context(lang="en_US")._action_send_to_user(reader)
        mail = self.root["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn("To chase", mail.body_html)
        self.assertIn("4.8k", mail.body_html)
