"""The 784 story: 1,000.00 collected, 18 % and 20 % VAT on it, each entry in full."""

from decimal import Decimal

from odoo.tests import tagged

from .remitting import CAME, FEES, INPUT_VAT, PAID, TOLD, RemittanceCase

NET_BILL = [("401100", 0, 216), ("445660", 36, 0), ("622600", 180, 0)]


@tagged("post_install", "-at_install")
class TestRemittanceStory(RemittanceCase):
    def told(self, **values):
        return self.row(1000, for_agency=None, for_us=None, **values)

    def check_receipt(self, remittance):
        """The customer paid, on its day, and VAT on it is due that day."""
        entry = remittance.move_ids.sorted("id")[0]
        self.assertEqual(entry.date, PAID)
        self.assertEqual(entry.journal_id, self.company._recovery_agency_journal())
        self.assertEqual(
            self.entry_of(entry), [("411100", 0, 1000), ("467000", 1000, 0)]
        )
        self.assertEqual(self.owed(self.sold), 5000)
        self.assertEqual(self.cash_basis(), {PAID: 166.67})
        self.assertEqual(self.vat(), (833.33, 166.67))

    def check_commission(self):
        """One expense and one input VAT, whatever came first."""
        self.assertEqual(self.balance(FEES), 180)
        self.assertEqual(self.balance(INPUT_VAT), 36)

    def check_settled(self, remittance):
        """The bill is paid with what the agency kept."""
        self.assertIn(
            [("401100", 216, 0), ("467000", 0, 216)],
            [self.entry_of(move) for move in remittance.move_ids],
        )
        self.assertEqual(remittance.bill_id.payment_state, "paid")

    def check_bank(self, remittance, line, amount):
        """The bank line went to the clearing account, to the cent."""
        self.assertEqual(remittance.bank_line_id, line)
        self.assertIn(
            (("467000", 0, amount)),
            self.entry_of(line.move_id),
        )
        self.assertTrue(line.is_reconciled)
        self.assertFalse(remittance.difference_ids)

    # --- net --------------------------------------------------------------------------

    def test_net_and_the_bill_came_before(self):
        bill = self.bill()
        remittance = self.remit(self.told())
        self.check_receipt(remittance)
        self.assertEqual(self.entry_of(bill), NET_BILL)
        self.assertEqual(remittance.bill_id, bill)
        self.assertFalse(remittance.bill_is_drafted)
        self.check_settled(remittance)
        self.assertEqual(self.held(), 784)
        line = self.bank_line(784)
        self.match()
        self.check_bank(remittance, line, 784)
        self.assertEqual(self.held(), 0)
        self.check_commission()

    def test_net_and_the_bill_comes_after_the_money(self):
        remittance = self.remit(self.told())
        self.check_receipt(remittance)
        drafted = remittance.bill_id
        self.assertEqual(drafted.state, "draft")
        self.assertEqual(drafted.amount_total, 216)
        self.assertEqual(self.balance(FEES), 0, "a draft is no expense")
        line = self.bank_line(784)
        self.match()
        self.check_bank(remittance, line, 784)
        self.assertEqual(self.held(), 216, "the commission, whose bill is awaited")
        bill = self.bill(day=CAME)
        self.assertFalse(drafted.exists(), "ours gives way to the one received")
        self.assertEqual(remittance.bill_id, bill)
        self.check_settled(remittance)
        self.assertEqual(self.held(), 0)
        self.check_commission()

    def test_net_and_the_bill_is_missing(self):
        remittance = self.remit(self.told())
        self.check_receipt(remittance)
        bill = remittance.bill_id
        self.assertTrue(remittance.bill_is_drafted)
        bill.action_post()
        self.assertEqual(self.entry_of(bill), NET_BILL)
        self.check_settled(remittance)
        self.assertEqual(self.held(), 784)
        line = self.bank_line(784)
        self.match()
        self.check_bank(remittance, line, 784)
        self.assertEqual(self.held(), 0)
        self.check_commission()

    # --- gross ------------------------------------------------------------------------

    def check_gross(self, remittance, bill):
        self.check_receipt(remittance)
        self.assertEqual(remittance.bill_id, bill)
        self.assertEqual(bill.payment_state, "not_paid", "it is payable")
        self.assertEqual(bill.amount_residual, 216)
        self.assertEqual(self.held(), 1000)
        line = self.bank_line(1000)
        self.match()
        self.check_bank(remittance, line, 1000)
        self.assertEqual(self.held(), 0)
        self.check_commission()

    def test_gross_and_the_bill_came_before(self):
        self.contract.remittance_mode = "gross"
        bill = self.bill()
        self.check_gross(self.remit(self.told()), bill)

    def test_gross_and_the_bill_comes_after(self):
        self.contract.remittance_mode = "gross"
        remittance = self.remit(self.told())
        self.check_gross(remittance, self.bill(day=CAME))

    def test_gross_and_the_bill_is_missing(self):
        self.contract.remittance_mode = "gross"
        remittance = self.remit(self.told())
        remittance.bill_id.action_post()
        self.check_gross(remittance, remittance.bill_id)

    # --- around it --------------------------------------------------------------------

    def test_nothing_is_booked_before_a_person_books(self):
        with self.unchanged():
            remittance = self.checked(self.told())
        self.assertEqual(remittance.state, "checked")
        self.assertEqual(
            (remittance.collected, remittance.commission, remittance.commission_vat),
            (1000, 180, 36),
        )
        self.assertEqual(remittance.expected, 784)
        self.assertEqual(remittance.announced, 784)

    def test_the_company_may_have_it_booked_at_once(self):
        self.company.recovery_agency_alone = True
        rows = [self.told()]
        file = self.received(*rows)
        self.root["recovery.agency.inbound.remittance"]._apply(file, rows)
        self.assertEqual(self.owed(self.sold), 5000)

    def test_what_the_agency_collected_is_cash_received_that_day(self):
        self.remit(self.told())
        receipts = self.root["recovery.receipt"]._of_lines(self.debt(self.sold).ids)
        [receipt] = receipts[self.debt(self.sold).id]
        self.assertEqual(
            (receipt.nature, receipt.amount, receipt.day), ("cash", 1000, PAID)
        )

    def test_a_bank_line_of_another_amount_waits_for_a_person(self):
        remittance = self.remit(self.told())
        line = self.bank_line(780)
        self.match()
        self.assertFalse(remittance.bank_line_id)
        wizard = self.root["recovery.remittance.bank"].create(
            {"remittance_id": remittance.id, "line_id": line.id}
        )
        wizard.action_match()
        self.assertEqual(remittance.bank_line_id, line)
        [gap] = remittance.difference_ids
        self.assertEqual((gap.kind, gap.amount), ("bank", -4))
        remittance.bill_id.action_post()
        self.assertEqual(self.held(), 4, "the agency owes it still")

    def test_a_bank_line_that_is_taken_back_waits_again(self):
        remittance = self.remit(self.told())
        line = self.bank_line(784)
        self.match()
        line._recovery_unmatch()
        self.assertFalse(remittance.bank_line_id)
        self.assertEqual(self.held(), 1000)
        remittance.action_match_bank()
        self.assertEqual(remittance.bank_line_id, line)

    def test_money_that_is_late_is_told_once(self):
        remittance = self.remit(self.told())
        self.company.recovery_user_id = self.env.user
        remittances = self.root["recovery.remittance"]
        self.on(PAID.replace(month=5, day=14))
        remittances._tell_late(self.company)
        self.assertFalse(remittance.activity_ids, "30 days are not over")
        self.on(PAID.replace(month=5, day=15))
        remittances._tell_late(self.company)
        remittances._tell_late(self.company)
        self.assertEqual(len(remittance.activity_ids), 1)

    def test_what_agencies_hold_is_shown_by_age(self):
        self.remit(self.told())
        self.on(PAID.replace(month=6))
        rows = self.root["recovery.agency.clearing"].with_company(self.company)
        rows = rows.with_context(allowed_company_ids=self.company.ids).search([])
        self.assertEqual(
            [(row.residual, row.age, row.bucket) for row in rows], [(1000, 61, "61_90")]
        )

    def test_a_bill_above_the_contract_is_queued(self):
        bill = self.bill(net=200, reference="Releve REV")
        remittance = self.checked(self.told())
        bill.ref = f"Bordereau {remittance.reference}"
        remittance._book()
        self.assertEqual(remittance.bill_id, bill)
        [gap] = remittance.difference_ids
        self.assertEqual((gap.kind, gap.amount), ("bill", 24))
        self.assertEqual(bill.amount_residual, 24, "what it kept paid the rest")
        self.assertEqual(self.held(), 784)

    def test_a_commission_above_the_contract_is_queued(self):
        remittance = self.remit(
            self.row(1000, for_agency=Decimal(240), for_us=Decimal(760))
        )
        [gap] = remittance.difference_ids
        self.assertEqual((gap.kind, gap.amount), ("commission", -24))
        remittance.bill_id.action_post()
        line = self.bank_line(760)
        self.match()
        self.assertEqual(remittance.bank_line_id, line)
        self.assertEqual(self.held(), 24, "kept by the agency, to be asked back")
        self.assertEqual(TOLD, remittance.day)
