from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY
from .placed_case import PlacingCase

TUESDAY = date(2026, 3, 3)
BACK_BY = MONDAY + timedelta(days=180)


@tagged("post_install", "-at_install")
class TestPlacingLedger(PlacingCase):
    """What the ledger and a file say of one debt is one thing while it is away."""

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)

    def contest(self, amount, reason="price"):
        disputes = self.root["recovery.dispute"]
        return disputes._contest(self.bakery.move_id, amount, reason)

    # --- on the day of the hand-over ----------------------------------------------

    def test_what_is_disputed_before_stays_here_and_takes_nothing_back(self):
        self.contest(300)
        one = self.file(self.bakery)
        one._place()
        self.assertEqual((one.principal, one.line_ids.disputed), (700, 300))
        self.settle()
        self.cycle(TUESDAY, full=True)
        self.assertEqual(one.state, "placed")
        self.contest(100, "quality")
        self.settle(TUESDAY)
        self.assertEqual((one.state, one.ended_why), ("recalled", "disputed"))

    def test_a_dispute_that_is_opened_again_takes_it_back(self):
        dispute = self.contest(300)
        dispute._move_to("cancelled")
        one = self.handed_over(self.bakery)
        self.settle()
        self.assertEqual((one.principal, one.state), (1000, "placed"))
        dispute._move_to("open")
        self.settle()
        self.assertEqual(one.state, "recalled")

    def test_a_credit_note_since_the_approval_lowers_what_is_placed(self):
        one = self.file(self.bakery)
        self.refund(self.lecoq, 250, MONDAY)
        one._place()
        self.assertEqual(one.principal, 750)

    def test_the_question_is_asked_once_of_a_contract(self):
        files = self.file(self.bakery) | self.file(self.joinery)
        asked = []

        def may(placements, lines, contract, day):
            asked.append((placements, lines))
            return {line.id: [] for line in lines}

        self.fix("recovery.placement", "_eligible", may)
        files._place()
        self.assertEqual(asked, [(files, self.bakery | self.joinery)])

    # --- money --------------------------------------------------------------------

    def test_old_money_matched_today_does_not_end_the_time(self):
        one = self.handed_over(self.bakery)
        self.pay(self.lecoq, 100, date(2025, 8, 1), self.bakery)
        refund = self.refund(self.lecoq, 50, date(2025, 8, 20))
        (self.debt(refund) | self.bakery).reconcile()
        self.settle()
        self.settle()
        self.assertEqual((one.state, one.expires_on), ("placed", BACK_BY))

    def test_a_credit_note_is_no_payment_that_lengthens_the_time(self):
        one = self.handed_over(self.bakery)
        self.clock.move_to("2026-03-03 08:00:00")
        refund = self.refund(self.lecoq, 50, TUESDAY)
        (self.debt(refund) | self.bakery).reconcile()
        self.settle(TUESDAY)
        self.assertEqual(one.change_ids.mapped("kind"), ["credit"])
        self.assertEqual(one.expires_on, BACK_BY)

    def test_one_matching_of_two_natures_is_told_as_one_sum(self):
        one = self.handed_over(self.bakery)
        discount = self.company.account_journal_early_pay_discount_loss_account_id
        entry = self.root["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.misc.id,
                "date": MONDAY,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "debit": max(amount, 0),
                            "credit": max(-amount, 0),
                            "partner_id": partner and partner.id,
                        }
                    )
                    for account, amount, partner in (
                        (self.account("654"), 700, False),
                        (discount, 300, False),
                        (self.receivable, -1000, self.lecoq),
                    )
                ],
            }
        )
        entry.action_post()
        (self.debt(entry) | self.bakery).reconcile()
        known = one._receipts()[self.bakery.id]
        self.assertEqual(len({receipt.nature for receipt in known}), 2)
        self.settle()
        self.assertEqual((one.state, one.ended_why), ("settled", "cancelled"))
        self.assertEqual(one.change_ids.mapped("amount"), [1000])

    def move_to_doubtful(self, line):
        account = self.account("416")
        account.reconcile = True
        entry = self.entry(
            *(self.lecoq, line.amount_residual, MONDAY, self.receivable),
            account=account,
        )
        moved = entry.line_ids.filtered("credit")
        moved.partner_id = self.lecoq
        (moved | line).reconcile()
        return entry.line_ids.filtered("debit")

    def test_money_on_the_doubtful_account_is_told_as_any_other(self):
        one = self.handed_over(self.bakery)
        heir = self.move_to_doubtful(self.bakery)
        self.settle()
        self.assertEqual((one.state, one._open_amount()), ("placed", 1000))
        self.receive(heir, 400)
        self.settle()
        self.assertEqual(one.change_ids.mapped("kind"), ["payment"])
        self.assertEqual(one.change_ids.amount, 400)
        self.receive(heir, 600)
        self.settle()
        self.assertEqual((one.state, one.ended_why), ("settled", "paid"))
        self.assertEqual(len(self.told(one, "payment")), 2)

    def receive(self, line, amount):
        """Book money of the bank straight on the account of ``line``."""
        entry = self.root["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.bank.id,
                "date": MONDAY,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.bank.default_account_id.id,
                            "debit": amount,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": line.account_id.id,
                            "credit": amount,
                            "partner_id": self.lecoq.id,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        paid = entry.line_ids.filtered(lambda one: one.account_id == line.account_id)
        (paid | line).reconcile()

    def test_what_the_agency_before_brings_late_is_told(self):
        self.fix("res.company", "_recovery_agency_journal", lambda one: self.bank)
        one = self.handed_over(self.bakery)
        entry = self.pay(self.lecoq, 400, MONDAY, self.bakery).move_id
        self.root["recovery.remittance"].create(
            {
                "agency_id": self.new_agency("Étude Sarrazin").id,
                "day": MONDAY,
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "move_ids": [Command.set(entry.ids)],
            }
        )
        self.pay(self.lecoq, 100, MONDAY, self.bakery)  # this one it brought itself
        self.settle()
        self.assertEqual(one.change_ids.mapped("amount"), [400])
        self.assertEqual(len(self.told(one, "payment")), 1)

    # --- gone, and there again ------------------------------------------------------

    def test_an_invoice_put_back_to_draft_is_not_paid(self):
        one = self.handed_over(self.bakery)
        self.bakery.move_id.button_draft()
        self.settle()
        self.assertEqual((one.state, one.ended_why), ("settled", "cancelled"))
        self.assertEqual(len(self.told(one, "recall")), 1)

    def test_who_was_told_that_it_is_over_is_told_that_it_is_not(self):
        one = self.handed_over(self.bakery)
        move = self.bakery.move_id
        move.button_draft()
        self.settle()
        move.action_post()
        self.settle()
        self.assertEqual(one.state, "placed")
        self.assertEqual(one.change_ids.mapped("kind"), ["other"])
        self.assertEqual(one.change_ids.file_id, self.told(one, "amendment"))

    def test_a_payment_put_right_is_told_each_time(self):
        one = self.handed_over(self.bakery)
        payment = self.pay(self.lecoq, 400, MONDAY, self.bakery)
        self.settle()
        for _time in range(2):
            payment.move_id.button_draft()
            self.assertTrue(self.bakery.matched_credit_ids, "it stays matched")
            self.settle()
            payment.move_id.action_post()
            self.settle()
            self.cycle(MONDAY, full=True)
        kinds = one.change_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["payment", "returned"] * 2 + ["payment"])
        self.assertEqual(len(one.change_ids.file_id), 5)

    def test_what_may_not_be_there_is_not_given_back(self):
        one = self.handed_over(self.bakery)
        self.pay(self.lecoq, 1000, MONDAY, self.bakery)
        self.settle()
        self.root["recovery.hold"].with_company(self.company).create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "insolvency",
                "from_date": MONDAY,
                "reason": "told so",
            }
        )
        self.bakery.remove_move_reconcile()
        self.settle()
        self.assertEqual(one.state, "settled")
        self.assertTrue(one.came_back)
        self.assertTrue(any("what now?" in task for task in self.tasks(one)))

    # --- told to people -------------------------------------------------------------

    def test_nobody_reads_the_text_of_an_error(self):
        one = self.handed_over(self.bakery)
        self.pay(self.lecoq, 10, MONDAY, self.bakery)

        def fails(placement, known):
            raise ValueError("relation x of table y")

        kind = self.registry["recovery.placement"]
        with (
            patch.object(kind, "_take_receipts", fails),
            self.assertLogs("odoo.addons.debt_recovery", "ERROR"),
        ):
            self.settle()
        (task,) = one.activity_ids
        self.assertNotIn("relation x", f"{task.summary} {task.note}")

    def test_a_corrected_telephone_or_mail_is_told_too(self):
        one = self.handed_over(self.bakery)
        self.lecoq.phone = "+33 1 02 03 04 05"
        self.lecoq.email = "new@lecoq.example"
        said = one.change_ids.sorted("id").mapped("text")
        self.assertEqual(len(said), 2)
        self.assertIn("+33 1 02 03 04 05", said[0])
        self.assertIn("new@lecoq.example", said[1])


@tagged("post_install", "-at_install")
class TestPlacingElsewhere(PlacingCase):
    """Another agency, and what stands against it."""

    def setUp(self):
        super().setUp()
        self.contract.exclusive_days = 90
        self.other = self.new_contract(self.new_agency("Étude Sarrazin"))
        self.one = self.handed_over(self.bakery)

    def test_what_the_other_may_not_have_stays_where_it_is(self):
        def refuses(placements, lines, contract, day):
            return {line.id: [("floor", "It is too small.")] for line in lines}

        self.contract.exclusive_days = 0
        self.fix("recovery.placement", "_eligible", refuses)
        self.fix("recovery.placement", "_choices", lambda *args: [])
        wizard = self.root["recovery.placement.end"].create(
            {"placement_ids": self.one.ids, "contract_id": self.other.id}
        )
        with (
            self.assertRaisesRegex(UserError, "It is too small") as caught,
            self.cr.savepoint(),
        ):
            wizard.action_end()
        self.assertIn(self.bakery.move_id.name, str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.one.state, "placed")

    def test_who_gave_it_back_has_it_for_itself_no_more(self):
        bound = self.root["recovery.placement"]._bound_to
        self.assertEqual(
            bound(self.bakery),
            {self.bakery.id: (self.agency.id, MONDAY + timedelta(days=90))},
        )
        self.one._return("agency", "moved away")
        self.assertFalse(bound(self.bakery))
        self.one._check_exclusive(self.other)

    def test_the_last_day_counts_wherever_it_is_asked(self):
        self.one._recall("asked")
        self.clock.move_to("2026-05-31 08:00:00")
        with self.assertRaisesRegex(UserError, "for itself until"):
            self.one._check_exclusive(self.other)
        self.clock.move_to("2026-06-01 08:00:00")
        self.one._check_exclusive(self.other)

    def test_the_one_before_is_not_told_who_gets_it(self):
        self.contract.exclusive_days = 0
        self.fix(
            "recovery.placement",
            "_propose",
            lambda me, lines, contract, stage: self.file(
                *lines, contract=contract, state="draft"
            ),
        )
        said = []
        real = self.registry["recovery.placement"]._tell_agency

        def tell(placements, purpose, **told):
            said.append((purpose, told))
            return real(placements, purpose, **told)

        self.fix("recovery.placement", "_tell_agency", tell)
        self.one._replace(self.other)
        self.assertEqual([purpose for purpose, _told in said], ["recall"])
        self.assertNotIn("Sarrazin", str(said))
        self.assertEqual(self.one.ended_text, "Étude Sarrazin")
