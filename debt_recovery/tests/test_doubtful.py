from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.recovery_past import Past
from .common import MONDAY, RecoveryCase
from .losses import LossCase

WINTER = date(2026, 1, 10)
CLOSING = date(2026, 5, 29)


@tagged("post_install", "-at_install")
class TestDoubtful(LossCase):
    """Doubtful customers: shown on their account, followed as before, never paid."""

    def setUp(self):
        super().setUp()
        self.estran = self.customer("Restaurant L'Estran", "contact@estran.example")
        self.service = self.sale(
            self.estran, 5000, self.services, WINTER, issued=WINTER
        )

    def transfer(self, *moves, day=CLOSING):
        lines = self.root["account.move.line"]
        for move in moves:
            lines |= self.debt(move)
        return self.root["recovery.doubtful"]._transfer(lines, day, "age")

    def test_a_transfer_pays_nothing_and_makes_no_vat_due(self):
        self.transfer(self.service)
        self.assertEqual(self.balance("416000"), 6000)
        self.assertEqual(self.balance("411100"), 0)
        self.assertEqual(self.service.payment_state, "not_paid")
        self.assertEqual(self.vat(), (1000, 0))

    def test_the_debt_itself_stays_followed(self):
        before = self.exposure(self.estran, CLOSING)
        self.transfer(self.service)
        self.assertEqual(self.exposure(self.estran, CLOSING), before)
        control = self.root["recovery.control"]._figures(self.company, CLOSING)
        self.assertEqual((control["total"], control["to_chase"]), (6000, 6000))
        self.assertTrue(control["ties"])

    def test_a_part_payment_takes_its_part_back_and_owes_its_vat(self):
        doubtful = self.transfer(self.service)
        self.pay(self.estran, 1000, CLOSING, self.debt(self.service))
        self.assertEqual(self.vat(), (833.33, 166.67))
        self.settle(CLOSING)
        self.assertEqual(self.balance("416000"), 5000)
        self.assertEqual(self.balance("411100"), 0)
        self.assertEqual((doubtful.state, doubtful.left), ("doubtful", 5000))
        self.pay(self.estran, 5000, CLOSING, self.debt(self.service))
        self.settle(CLOSING)
        self.assertEqual(self.balance("416000"), 0)
        self.assertEqual(self.vat(), (0, 1000))
        self.assertEqual(doubtful.state, "back")
        self.assertTrue(all(doubtful.entry_line_ids.mapped("reconciled")))

    def test_a_loss_ends_it(self):
        doubtful = self.transfer(self.service)
        self.lose(self.service, 6000, day=CLOSING)
        self.assertEqual(doubtful.state, "back")
        self.assertEqual(self.balance("416000"), 0)
        self.assertEqual(self.balance("411100"), 0)
        self.assertEqual(self.vat(), (0, 0))

    def test_it_is_taken_back_by_hand(self):
        doubtful = self.transfer(self.service)
        doubtful._take_back(CLOSING)
        self.assertEqual(self.balance("411100"), 6000)
        self.assertEqual(self.service.amount_residual, 6000)

    def test_nobody_matches_the_transfer_with_the_invoice(self):
        doubtful = self.transfer(self.service)
        credit = doubtful.entry_line_ids.filtered(lambda line: line.credit)
        self.assertFalse(self.service.invoice_outstanding_credits_debits_widget)
        with self.assertRaisesRegex(UserError, "pays nothing"):
            (credit | self.debt(self.service)).reconcile()

    def test_what_was_transferred_is_reminded_at_its_age(self):
        self.transfer(self.service, day=date(2026, 2, 20))
        (message,) = self.day(MONDAY)
        self.assertIn("6,000.00", message.text)

    def test_a_debt_is_transferred_once(self):
        self.transfer(self.service)
        with self.assertRaisesRegex(UserError, "doubtful already"):
            self.transfer(self.service)

    def test_a_deleted_debt_is_taken_back_to_its_account(self):
        doubtful = self.transfer(self.service)
        self.service.button_draft()
        self.service.with_context(force_delete=True).unlink()
        self.settle(CLOSING)
        self.assertEqual(doubtful.state, "back")
        self.assertEqual((self.balance("416000"), self.balance("411100")), (0, 0))

    # --- where people choose items -------------------------------------------------

    def test_what_is_left_of_it_is_one_small_balance(self):
        self.company.recovery_loss_floor = 5
        self.transfer(self.service)
        self.pay(self.estran, 5996, CLOSING, self.debt(self.service))
        self.settle(CLOSING)
        self.clock.move_to(CLOSING)
        losses = self.root["recovery.write.off"].with_company(self.company)
        found = losses._small_balances(self.company)
        self.assertEqual(found, self.debt(self.service))

    def test_a_proposal_of_a_loss_names_the_debt_alone(self):
        doubtful = self.transfer(self.service)
        lines = doubtful.entry_line_ids | self.debt(self.service)
        wizard = self.root["recovery.write.off.wizard"].with_context(
            active_model="account.move.line", active_ids=lines.ids
        )
        self.assertEqual(wizard._chosen_lines(), self.debt(self.service))

    def test_matching_a_customer_leaves_the_transfer_alone(self):
        doubtful = self.transfer(self.service)
        self.pay(self.estran, 6000, CLOSING)
        self.estran.with_company(self.company).action_recovery_match()
        self.assertTrue(self.debt(self.service).reconciled)
        self.assertFalse(any(doubtful.entry_line_ids.mapped("reconciled")))

    def test_matching_what_was_chosen_leaves_the_transfer_alone(self):
        doubtful = self.transfer(self.service)
        payment = self.pay(self.estran, 6000, CLOSING)
        lines = self.debt(self.service) | self.debt(payment.move_id)
        (lines | doubtful.entry_line_ids).action_recovery_match()
        self.assertTrue(self.debt(self.service).reconciled)

    def test_the_list_to_match_shows_no_transfer(self):
        doubtful = self.transfer(self.service)
        self.pay(self.estran, 1000, CLOSING)
        start = self.root["recovery.start"].with_company(self.company)
        domain = start._door_match(self.company, self.estran.ids)["domain"]
        found = self.root["account.move.line"].search(domain)
        self.assertIn(self.debt(self.service), found)
        self.assertFalse(found & doubtful.entry_line_ids)

    def test_no_transfer_is_taken_for_the_money_on_a_lost_debt(self):
        lost = self.lose(
            self.invoice(self.estran, 50, WINTER), 50, "small_balance", CLOSING
        )
        self.transfer(self.service)
        payment = self.pay(self.estran, 50, CLOSING)
        wizard = self.root["recovery.regained.wizard"].create({"write_off_id": lost.id})
        self.assertEqual(wizard.choice_ids, self.debt(payment.move_id))


@tagged("post_install", "-at_install")
class TestOneEntryForMany(RecoveryCase):
    """One entry moves the debts of two customers; each keeps his own past."""

    def setUp(self):
        super().setUp()
        self.doubtful = self.account("416")
        self.doubtful.reconcile = True
        self.estran = self.customer("Restaurant L'Estran", "contact@estran.example")
        self.old = self.invoice(self.estran, 100, date(2025, 6, 1))
        self.new = self.invoice(self.lecoq, 200, date(2026, 2, 10))
        owed = ((self.estran, 100), (self.lecoq, 200))
        self.entry_ = self.root["account.move"].create(
            {
                "journal_id": self.misc.id,
                "date": MONDAY,
                "line_ids": [
                    Command.create(
                        {
                            "name": partner.name,
                            "partner_id": partner.id,
                            "account_id": account.id,
                            "balance": amount * sign,
                        }
                    )
                    for partner, amount in owed
                    for account, sign in ((self.receivable, -1), (self.doubtful, 1))
                ],
            }
        )
        self.entry_.action_post()
        for move in (self.old, self.new):
            moved = self.entry_.line_ids.filtered(
                lambda one, move=move: (
                    one.credit and one.partner_id == move.commercial_partner_id
                )
            )
            (moved | self.debt(move)).reconcile()
        self.cycle(MONDAY)

    def of(self, partner):
        return self.entry_.line_ids.filtered(
            lambda one: one.debit and one.partner_id == partner
        )

    def test_each_is_as_late_as_his_own_debt(self):
        for partner, due in (
            (self.estran, date(2025, 6, 1)),
            (self.lecoq, date(2026, 2, 10)),
        ):
            line = self.of(partner)
            self.assertEqual(self.exposure(partner, MONDAY)[line.id]["due"], due)
            self.assertEqual(line.recovery_dpd, (MONDAY - due).days)
        limitation = self.root["recovery.limitation"].with_company(self.company)
        (row,) = limitation._rows(self.lecoq, None, None)
        self.assertEqual(row["born"], self.new.invoice_date)

    def test_each_has_his_own_reminders_behind_him(self):
        lines = self.of(self.lecoq) | self.of(self.estran)
        past = Past.__new__(Past)
        past.env = self.root
        self.assertEqual(
            past._load_heirs(lines.ids),
            {
                self.debt(self.new).id: self.of(self.lecoq).id,
                self.debt(self.old).id: self.of(self.estran).id,
            },
        )
