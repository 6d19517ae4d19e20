from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)
SUNDAY = MONDAY - timedelta(days=1)


@tagged("post_install", "-at_install")
class TestSnapshot(RecoveryCase):
    """Each evening is kept as it was known; only changes take room."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.root["recovery.snapshot"]
        cls.blocks = cls.root["recovery.snapshot.block"]
        cls.parc = cls.customer("Hôtel du Parc")

    def take(self, day, company=None):
        return self.snapshots._take(company or self.company, day)

    def kept(self, day, partner=None, company=None):
        debtors = partner and partner.ids
        rows = self.snapshots._at(company or self.company, day, debtors)
        return {(row["debtor_id"], row["currency_id"]): row for row in rows}

    def assertAsInTheLedger(self, day):
        known = self.root["recovery.aged"]._rows(self.company, day)
        kept = self.kept(day)
        self.assertEqual(len(kept), len(known))
        for row in known:
            mine = kept[row["debtor_id"] or 0, row["currency_id"]]
            for name, value in mine.items():
                if name not in ("debtor_id", "currency_id"):
                    self.assertEqual(value, row[name], name)

    def test_the_first_evening_keeps_all_that_is_owed(self):
        self.invoice(self.lecoq, 1500, LATE)
        self.refund(self.lecoq, 100, LATE)
        self.invoice(self.parc, 200, MONDAY + timedelta(days=9), issued=LATE)
        (total,) = self.take(SUNDAY)
        self.assertEqual((total.total, total.late_1, total.not_due), (1600, 1400, 200))
        self.assertEqual(total.debtors, 2)
        self.assertAsInTheLedger(SUNDAY)

    def test_an_evening_without_a_change_takes_one_row(self):
        self.invoice(self.lecoq, 1500, LATE)
        self.take(SUNDAY)
        before = self.table("recovery_snapshot_block")
        (total,) = self.take(SUNDAY + timedelta(days=30))
        self.assertEqual(self.table("recovery_snapshot_block"), before)
        self.assertEqual((total.late_1, total.late_31), (0, 1500))

    def test_the_same_evening_again_changes_nothing(self):
        self.invoice(self.lecoq, 1500, LATE)
        first = self.take(SUNDAY)
        before = self.contents()
        self.invoice(self.lecoq, 70, LATE)
        self.assertEqual(self.take(SUNDAY), first)
        self.take(SUNDAY - timedelta(days=1))
        after = self.contents()
        for name in ("recovery_snapshot", "recovery_snapshot_block"):
            self.assertEqual(after[name], before[name])

    def test_an_evening_stays_as_it_was_known(self):
        move = self.invoice(self.lecoq, 1500, LATE)
        self.take(SUNDAY)
        self.pay(self.lecoq, 500, MONDAY, self.debt(move))
        self.invoice(self.lecoq, 70, LATE)  # booked later, dated earlier
        self.take(MONDAY)
        self.assertEqual(sum(r["total"] for r in self.kept(SUNDAY).values()), 1500)
        self.assertEqual(sum(r["total"] for r in self.kept(MONDAY).values()), 1070)
        self.assertAsInTheLedger(MONDAY)

    def test_currencies_large_amounts_and_lines_without_customer_are_kept(self):
        chf = self.setup_other_currency("CHF", rates=[("2016-01-01", 1.2)])
        self.invoice(self.lecoq, 3000, LATE, currency_id=chf.id)
        self.invoice(self.lecoq, 123456789.12, LATE)
        income = self.company_data["default_account_revenue"]
        self.entry(self.root["res.partner"], -12.5, LATE, income)
        self.take(SUNDAY)
        self.assertAsInTheLedger(SUNDAY)
        row = self.kept(SUNDAY)[self.lecoq.id, chf.id]
        self.assertEqual((row["total"], row["currency_total"]), (2500, 3000))
        nobody = self.kept(SUNDAY)[0, self.company.currency_id.id]
        self.assertEqual(nobody["total"], -12.5)

    def test_a_new_year_begins_with_the_whole(self):
        move = self.invoice(self.lecoq, 1500, date(2025, 12, 1))
        self.take(date(2025, 12, 30))
        self.pay(self.lecoq, 500, date(2025, 12, 31), self.debt(move))
        self.take(date(2026, 1, 4))
        self.take(SUNDAY)
        whole = self.blocks.search([("is_whole", "=", True)])
        self.assertEqual(
            set(whole.mapped("day")), {date(2025, 12, 30), date(2026, 1, 4)}
        )
        self.assertAsInTheLedger(SUNDAY)
        points = self.history(self.lecoq, date(2025, 12, 28))
        self.assertEqual((points[0]["total"], points[-1]["total"]), (1500, 1000))

    def history(self, partner, since):
        return self.snapshots._history(self.company, partner.ids, since)[partner.id]

    def test_the_history_of_a_customer_tells_balance_and_days_late(self):
        move = self.invoice(self.lecoq, 1500, LATE)
        for weeks in range(4):
            day = SUNDAY + timedelta(days=7 * weeks)
            if weeks == 2:
                self.pay(self.lecoq, 1500, day, self.debt(move))
            self.take(day)
        points = self.history(self.lecoq, SUNDAY)
        self.assertEqual([p["total"] for p in points], [1500, 1500, 0, 0])
        self.assertEqual([p["days_late"] for p in points], [9, 16, 0, 0])
        self.assertEqual(points[0]["day"], SUNDAY)
        self.assertEqual(self.history(self.parc, SUNDAY)[0]["total"], 0)

    def test_the_past_follows_a_merge_of_contacts(self):
        far = self.root["res.partner"].browse(
            self.root["res.partner"].search([], order="id desc", limit=1).id
        )
        self.env.cr.execute(  # the next contact lies in another block
            "SELECT setval('res_partner_id_seq', %s)", [far.id + (1 << 13)]
        )
        double = self.customer("Boulangerie Lecoq SARL")
        self.invoice(self.lecoq, 1000, LATE)
        self.invoice(double, 500, LATE)
        self.take(SUNDAY)
        wizard = self.root["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.lecoq | double).ids, self.lecoq)
        self.env.flush_all()
        self.env.invalidate_all()
        (row,) = self.kept(SUNDAY, self.lecoq).values()
        self.assertEqual(row["total"], 1500)
        self.assertEqual(self.history(self.lecoq, SUNDAY)[0]["total"], 1500)
        count = self.blocks.search_count([])
        self.take(MONDAY)
        self.assertEqual(self.blocks.search_count([]), count, "nothing changed")
        self.assertAsInTheLedger(MONDAY)

    def test_companies_are_kept_apart(self):
        other = self.setup_other_company(name="Other")["company"]
        other = self.root["res.company"].browse(other.id)
        self._open_company(other, "Belleroche Nord SAS", "nord.example")
        self.invoice(self.lecoq, 1000, LATE)
        self.invoice(self.lecoq, 500, LATE, company=other)
        self.take(SUNDAY)
        self.take(SUNDAY, other)
        totals = [
            sum(row["total"] for row in self.kept(SUNDAY, company=one).values())
            for one in (self.company, other)
        ]
        self.assertEqual(totals, [1000, 500])

    def test_each_month_what_is_kept_is_held_against_the_ledger(self):
        self.invoice(self.lecoq, 1500, LATE)
        checked = [
            self.take(day).is_checked
            for day in (LATE, LATE + timedelta(days=1), SUNDAY)
        ]
        self.assertEqual(checked, [True, False, True])
        self.assertEqual(sum(self.snapshots.search([]).mapped("drift")), 0)

    def test_a_lost_block_is_found(self):
        self.invoice(self.lecoq, 1500, LATE)
        self.take(SUNDAY)
        blocks = type(self.blocks)
        self.patch(blocks, "_write", lambda *args, **options: None)
        self.pay(self.lecoq, 500, MONDAY)
        with mute_logger("odoo.addons.debt_recovery.models.recovery_snapshot"):
            (total,) = self.take(MONDAY + timedelta(days=30))
        self.assertEqual(total.drift, 500)

    def test_the_account_shows_its_last_twelve_months(self):
        self.invoice(self.lecoq, 1500, LATE)
        self.cycle(MONDAY)
        case = self.case(self.lecoq)
        self.assertNotIn("<svg", case.trend_html)
        self.take(SUNDAY - timedelta(days=21))
        self.take(SUNDAY)
        case.invalidate_recordset(["trend_html"])
        text = str(case.trend_html)
        self.assertIn("1,500.00", text)
        self.assertIn("9 days on 03/01/2026; at most 9", text)

    def test_nothing_owed_is_an_evening_too(self):
        (total,) = self.take(SUNDAY)
        self.assertEqual((total.total, total.debtors), (0, 0))

    def test_the_nightly_job_keeps_the_evening_before(self):
        self.invoice(self.lecoq, 1500, LATE)
        self.root["res.company"].search([]).recovery_active = False
        self.company.recovery_active = True
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.root.ref("debt_recovery.cron_cycle").method_direct_trigger()
        self.assertEqual(
            self.snapshots._last_day(self.company, date(2099, 1, 1)), SUNDAY
        )
