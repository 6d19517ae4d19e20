from datetime import date, timedelta

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

DUE = date(2026, 2, 10)
LATER = date(2026, 4, 30)
FAIR = date(2026, 3, 9)


@tagged("post_install", "-at_install")
class TestOverlays(RecoveryCase):
    """1,000.00 late: what is disputed or agreed waits, the rest is chased."""

    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.lecoq, 1000, DUE)
        self.line = self.debt(self.move)
        self.cycle(MONDAY)
        self.account_ = self.case(self.lecoq)

    def dispute(self, amount, line=None):
        return self.account_._dispute(line or self.line, amount, "price")

    def agree(self, amount, kind="plan", line=None, credit=None):
        line = line or self.line
        arrangement = self.root["recovery.arrangement"].create(
            {
                "kind": kind,
                "company_id": self.company.id,
                "partner_id": self.lecoq.id,
                "case_id": self.account_.id,
                "currency_id": line.currency_id.id,
                "amount": amount,
                "agreed_at": "2026-03-02 08:00:00",
                "credit_line_ids": [Command.set(credit.ids if credit else [])],
                "item_ids": [
                    Command.create(
                        {
                            "line_id": line.id,
                            "amount": amount,
                            "residual_then": line.amount_residual_currency,
                        }
                    )
                ],
                "instalment_ids": [
                    Command.create({"due_date": LATER, "amount": amount})
                ],
            }
        )
        arrangement._move_to("active")
        return arrangement

    def assertRow(self, line=None, **expected):
        line = line or self.line
        row = self.exposure(self.lecoq, MONDAY)[line.id]
        self.assertEqual({name: row[name] for name in expected}, expected)
        covered = ("disputed", "arranged", "netted", "in_flight", "chaseable")
        self.assertLessEqual(sum(row[name] for name in covered), row["residual"])
        self.assertGreaterEqual(row["chaseable"], 0)

    # --- disputes -------------------------------------------------------------------

    def test_the_disputed_part_waits_the_rest_is_claimed(self):
        dispute = self.dispute(300)
        self.assertRow(
            residual=1000, disputed=300, chaseable=700, spared=None, frozen_by="dispute"
        )
        self.settle(MONDAY)
        self.assertRecordValues(
            self.account_, [{"net_overdue": 700, "spared_amount": 300}]
        )
        (message,) = self.send(MONDAY)
        self.assertIn("Total 700.00 €", message.text)
        self.assertNotIn("1,000.00", message.text)
        self.assertIn("left aside", self.move.recovery_why)
        dispute._withdraw()
        self.assertRow(disputed=0, chaseable=1000, frozen_by=None)

    def test_a_payment_pays_what_is_not_disputed_first(self):
        self.dispute(300)
        self.pay(self.lecoq, 600, MONDAY, self.line)
        self.assertRow(residual=400, disputed=300, chaseable=100)
        self.pay(self.lecoq, 200, MONDAY, self.line)
        self.assertRow(residual=200, disputed=200, chaseable=0, spared="dispute")

    def test_what_was_refused_waits_for_a_fair_delay(self):
        dispute = self.dispute(300)
        dispute._close("rejected", frozen_until=FAIR)
        self.assertRow(disputed=300, chaseable=700)
        self.settle(MONDAY)
        self.assertLessEqual(self.account_.next_check_on, FAIR + timedelta(days=1))
        rows = self.exposure(self.lecoq, FAIR + timedelta(days=1))
        self.assertEqual(rows[self.line.id]["chaseable"], 1000)

    def test_what_is_given_back_in_part_leaves_the_rest_waiting(self):
        self.dispute(300)._accept(100)
        self.assertRow(residual=900, disputed=200, chaseable=700)

    def test_credits_cover_what_is_left(self):
        self.dispute(300)
        self.pay(self.lecoq, 650, MONDAY)
        self.assertRow(disputed=300, netted=650, chaseable=50)
        newer = self.debt(self.invoice(self.lecoq, 80, date(2026, 2, 20)))
        self.pay(self.lecoq, 100, MONDAY)
        self.assertRow(newer, netted=50, chaseable=30)

    def test_disputed_in_part_and_paid_for_the_rest_stays_open(self):
        self.dispute(300)
        self.pay(self.lecoq, 700, MONDAY)
        self.settle(MONDAY)
        self.assertRecordValues(
            self.account_,
            [{"state": "open", "why": "spared", "spared_why": "dispute"}],
        )
        self.assertEqual(self.send(MONDAY), [])

    # --- arrangements ----------------------------------------------------------------

    def test_a_plan_silences_its_debts_not_newer_ones(self):
        plan = self.agree(1000)
        self.assertRow(
            arranged=1000, chaseable=0, spared="plan", arrangement_id=plan.id
        )
        self.settle(MONDAY)
        self.assertEqual(self.account_.why, "spared")
        self.assertIn(plan.reference, self.move.recovery_why)
        newer = self.debt(self.invoice(self.lecoq, 80, date(2026, 2, 20)))
        self.assertRow(newer, arranged=0, chaseable=80)
        plan._move_to("broken")
        self.assertRow(arranged=0, chaseable=1000, spared=None)

    def test_what_is_paid_of_the_agreed_part_waits_no_more(self):
        self.agree(600)
        self.assertRow(arranged=600, chaseable=400, frozen_by="plan")
        self.pay(self.lecoq, 250, MONDAY, self.line)
        self.assertRow(residual=750, arranged=350, chaseable=400)
        self.line.remove_move_reconcile()
        self.assertRow(residual=1000, arranged=600)

    def test_a_credit_deducted_when_it_was_agreed_is_not_paid_twice(self):
        credit = self.debt(self.pay(self.lecoq, 300, MONDAY).move_id)
        self.agree(700, "promise", credit=credit)
        self.assertRow(arranged=700, netted=300, chaseable=0, frozen_by="promise")
        (credit | self.line).reconcile()
        self.assertRow(residual=700, arranged=700, chaseable=0, spared="promise")

    def test_a_dispute_goes_before_the_plan(self):
        self.agree(1000)
        self.dispute(300)
        self.assertRow(disputed=300, arranged=700, chaseable=0, spared="plan")

    def test_what_is_given_back_of_a_dispute_pays_nothing_of_a_later_plan(self):
        dispute = self.dispute(300)
        plan = self.account_._agree("plan", self.line, [(LATER, 700)], state="active")
        dispute._accept()
        self.settle(MONDAY)
        self.assertRow(residual=700, disputed=0, arranged=700, chaseable=0)
        self.assertRecordValues(plan, [{"received": 0, "open_amount": 700}])

    def test_what_is_given_back_of_a_later_dispute_lowers_the_plan(self):
        plan = self.account_._agree("plan", self.line, [(LATER, 1000)], state="active")
        self.dispute(300)._accept()
        self.settle(MONDAY)
        self.assertRow(residual=700, disputed=0, arranged=700, chaseable=0)
        self.assertRecordValues(plan, [{"received": 300, "open_amount": 700}])

    def test_a_hold_is_the_reason_given_first(self):
        self.agree(1000)
        self.root["recovery.hold"].create(
            {
                "kind": "open_until",
                "reason": "Talks",
                "until_date": LATER,
                "scope": "customer",
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "from_date": MONDAY,
            }
        )
        self.assertRow(spared="open_until", arranged=1000, chaseable=0)

    def test_a_doubtful_debt_keeps_its_plan_and_its_dispute(self):
        self.agree(600)
        self.dispute(100)
        self.pay(self.lecoq, 200, MONDAY, self.line)
        doubtful = self.account("416")
        doubtful.reconcile = True
        entry = self.entry(
            self.lecoq,
            800,
            MONDAY,
            self.receivable,
            account=doubtful,
            journal=self.misc,
        )
        entry.line_ids.filtered("credit").partner_id = self.lecoq
        (entry.line_ids.filtered("credit") | self.line).reconcile()
        self.assertTrue(self.line.reconciled)
        heir = entry.line_ids.filtered("debit")
        self.assertRow(heir, residual=800, disputed=100, arranged=400, chaseable=300)
        self.assertEqual(self.exposure(self.lecoq, MONDAY)[heir.id]["due"], DUE)

    # --- around -----------------------------------------------------------------------

    def test_the_control_still_ties_and_names_what_waits(self):
        self.agree(400)
        self.dispute(300)
        figures = self.root["recovery.control"]._figures(self.company, MONDAY)
        self.assertTrue(figures["ties"])
        self.assertEqual((figures["suspended"], figures["to_chase"]), (700, 300))

    def test_the_statement_tells_what_is_asked_for(self):
        self.dispute(300)
        statement = self.root["recovery.statement"]
        content = statement._content(self.company, self.lecoq, MONDAY)
        total = content["totals"][self.company.currency_id]
        self.assertEqual((total["held"], total["to_pay"]), (300, 700))
        self.assertEqual(
            statement._mark(content["items"][0]).replace("\xa0", " "),
            "Disputed: 300.00 €",
        )

    def test_another_company_keeps_its_own(self):
        self.agree(1000)
        other = self._open_company(
            self._create_company(name="Second"), "Second", "second.example"
        )
        rows = self.root["recovery.exposure"]._rows(other, MONDAY, self.lecoq.ids)
        self.assertEqual(rows, [])

    def test_the_account_form_shows_the_columns(self):
        self.dispute(300)
        self.agree(200)
        page = self.account_.exposure_html
        self.assertIn("Disputed", page)
        self.assertIn("Agreed", page)
        self.assertIn("500.00", page)
