from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import MONDAY, RecoveryCase

JUDGMENT, PUBLISHED = date(2026, 2, 24), date(2026, 3, 10)


class InsolvencyCase(RecoveryCase):
    """A judgment cuts the debts of a customer: before, claimed; after, chased.

    Lecoq is put into receivership on 24 February. It owes 1,000 (late), 600 (invoiced
    before, due after), 250 less a credit note of 100, and 400 invoiced after.
    """

    def setUp(self):
        super().setUp()
        self.clock.move_to("2026-03-02 08:00:00")
        self.lecoq.country_id = self.env.ref("base.fr")
        self.late = self.invoice(self.lecoq, 1000, date(2026, 2, 10))
        self.to_come = self.invoice(
            self.lecoq, 600, date(2026, 3, 25), issued=date(2026, 2, 24)
        )
        self.old = self.invoice(self.lecoq, 250, date(2026, 1, 31))
        self.refund(self.lecoq, 100, date(2026, 2, 15))
        self.after = self.invoice(
            self.lecoq, 400, date(2026, 2, 28), issued=date(2026, 2, 25)
        )
        self.officer = self.root["res.partner"].create(
            {
                "name": "Me Anne Guérin",
                "street": "3 rue du Palais",
                "zip": "49100",
                "city": "Angers",
                "country_id": self.env.ref("base.fr").id,
                "email": "etude@guerin.example",
                "is_company": True,
                "lang": "en_US",
            }
        )
        self.company.write(
            {
                "street": "12 quai des Forges",
                "zip": "49000",
                "city": "Angers",
                "company_registry": "RCS Angers 123 456 789",
            }
        )

    def opened(self, partner=None, **values):
        proceedings = self.root["recovery.insolvency"].with_company(self.company)
        return proceedings.create(
            {
                "partner_id": (partner or self.lecoq).id,
                "kind": "receivership",
                "judgment_date": JUDGMENT,
                "officer_id": self.officer.id,
                **values,
            }
        )

    def claim(self, proceedings):
        return proceedings.claim_ids.filtered(lambda c: c.company_id == self.company)


@tagged("post_install", "-at_install")
class TestInsolvency(InsolvencyCase):
    """What the judgment freezes, what is claimed, and what goes on."""

    # --- the cut -----------------------------------------------------------------

    def test_earlier_debts_are_frozen_and_later_ones_chased(self):
        proceedings = self.opened()
        frozen = proceedings.hold_id
        earlier = self.debt(self.late) | self.debt(self.to_come) | self.debt(self.old)
        self.assertEqual(frozen.line_ids, earlier)
        self.assertEqual(frozen.from_date, JUDGMENT)
        self.assertTrue(frozen.freeze_interest and frozen.freeze_placement)
        self.cycle(MONDAY)
        rows = self.exposure(self.lecoq, MONDAY)
        spared = {line: row["spared"] for line, row in rows.items()}
        self.assertEqual(spared[self.debt(self.late).id], "insolvency")
        self.assertIsNone(spared[self.debt(self.after).id])
        self.assertEqual(self.case(self.lecoq).net_overdue, 300)  # 400 less the credit

    def test_the_aged_balance_still_ages_what_is_frozen(self):
        self.opened()
        aged = self.root["recovery.aged"].with_company(self.company)
        aged._flush()
        self.env.cr.execute(aged._sql(self.company, MONDAY))
        rows = self.env.cr.dictfetchall()
        mine = [row for row in rows if row["debtor_id"] == self.lecoq.id]
        self.assertEqual(sum(row["residual_company"] for row in mine), 2150)
        self.assertEqual(self.debt(self.late).recovery_dpd, 20)

    def test_what_is_posted_late_joins_by_its_own_date(self):
        proceedings = self.opened()
        forgotten = self.invoice(
            self.lecoq, 80, date(2026, 3, 20), issued=date(2026, 2, 20)
        )
        newer = self.invoice(self.lecoq, 70, date(2026, 3, 1), issued=MONDAY)
        self.settle(MONDAY)
        self.assertIn(self.debt(forgotten), proceedings.hold_id.line_ids)
        self.assertNotIn(self.debt(newer), proceedings.hold_id.line_ids)

    def test_a_doubtful_debt_keeps_the_date_of_its_invoice(self):
        doubtful = self.account("416")
        self.root["recovery.account"]._sync(self.company)
        proceedings = self.opened()
        move = self.root["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.misc.id,
                "date": MONDAY,
                "line_ids": [
                    (
                        0,
                        0,
                        {"account_id": account.id, "partner_id": self.lecoq.id, **to},
                    )
                    for account, to in (
                        (doubtful, {"debit": 1000}),
                        (self.receivable, {"credit": 1000}),
                    )
                ],
            }
        )
        move.action_post()
        credit = move.line_ids.filtered(lambda line: line.credit)
        (credit | self.debt(self.late)).reconcile()
        self.settle(MONDAY)
        taken = move.line_ids.filtered(lambda line: line.debit)
        self.assertIn(taken, proceedings.hold_id.line_ids)

    def test_without_earlier_debts_nothing_is_frozen_nor_claimed(self):
        other = self.customer("Talbot", "a@talbot.example")
        self.invoice(other, 90, date(2026, 2, 28), issued=date(2026, 2, 26))
        proceedings = self.opened(other)
        self.assertFalse(proceedings.hold_id or proceedings.claim_ids)

    def test_a_date_that_was_wrong_is_cut_again(self):
        proceedings = self.opened()
        proceedings.judgment_date = date(2026, 2, 26)
        self.assertIn(self.debt(self.after), proceedings.hold_id.line_ids)
        self.assertEqual(proceedings.hold_id.from_date, date(2026, 2, 26))

    def test_a_hold_of_proceedings_ends_with_them(self):
        proceedings = self.opened()
        with self.assertRaisesRegex(UserError, "end the proceedings"):
            proceedings.hold_id.action_lift()
        proceedings.action_end()
        self.settle(MONDAY)
        self.assertEqual(self.case(self.lecoq).net_overdue, 1550)
        with self.assertRaisesRegex(UserError, "cannot go from"):
            proceedings.action_close()

    def test_closed_without_means_keeps_the_debts_frozen(self):
        proceedings = self.opened()
        proceedings.action_close()
        self.settle(MONDAY)
        self.assertEqual(self.case(self.lecoq).net_overdue, 300)

    # --- the claim ---------------------------------------------------------------

    def test_the_claim_says_what_was_due_and_what_was_not(self):
        claim = self.claim(self.opened())
        self.assertRecordValues(
            claim,
            [
                {
                    "amount_due": 1150,  # 1,000 + 250 - 100
                    "amount_to_come": 600,
                    "amount_charges": 0,
                    "amount_total": 1750,
                    "state": "to_file",
                }
            ],
        )

    def test_its_deadlines_run_from_the_publication(self):
        proceedings = self.opened()
        claim = self.claim(proceedings)
        self.assertFalse(claim.claim_until)
        (task,) = claim.activity_ids
        self.assertIn("published", task.summary)
        proceedings.publication_date = PUBLISHED
        self.assertEqual(claim.claim_until, date(2026, 5, 10))
        (task,) = claim.activity_ids
        self.assertEqual(task.date_deadline, date(2026, 4, 26))
        self.assertIn("1,750.00", task.summary)
        claim.has_retention = True
        self.assertEqual(claim.retention_until, date(2026, 6, 10))
        self.assertEqual(len(claim.activity_ids), 2)

    def test_a_creditor_abroad_has_four_months(self):
        self.company.partner_id.country_id = self.env.ref("base.be")
        claim = self.claim(self.opened(publication_date=PUBLISHED))
        self.assertEqual(claim.claim_until, date(2026, 7, 10))

    def test_a_country_without_a_known_deadline_asks_for_it(self):
        germany = self.env.ref("base.de")
        claim = self.claim(
            self.opened(publication_date=PUBLISHED, country_id=germany.id)
        )
        self.assertFalse(claim.claim_until)
        self.assertIn("Ask the officer", claim.activity_ids.summary)

    def test_it_is_filed_with_its_proof_and_moves_no_more(self):
        claim = self.claim(self.opened(publication_date=PUBLISHED))
        with self.assertRaisesRegex(UserError, "proof of filing"):
            claim.action_file()
        claim.proof_ids = self.root["ir.attachment"].create(
            {"name": "slip.pdf", "raw": b"%PDF"}
        )
        claim._make_document()
        claim.action_file()
        self.assertEqual((claim.state, claim.filed_amount), ("filed", 1750))
        self.assertFalse(claim.activity_ids)
        self.pay(self.lecoq, 1000, MONDAY, self.debt(self.late))
        self.assertEqual(claim.filed_amount, 1750)
        claim.admitted_amount = 1500
        claim.action_admit()
        self.assertEqual((claim.state, claim.admitted_amount), ("admitted", 1500))
        with self.assertRaisesRegex(UserError, "cannot go from"):
            claim.action_file()

    def test_the_document_says_all_of_it(self):
        claim = self.claim(self.opened(publication_date=PUBLISHED))
        claim.write({"has_retention": True, "retention_note": "two ovens"})
        sheet = str(claim._sheet())
        for said in (
            "Me Anne Guérin",
            "3 rue du Palais",
            "February 24, 2026",
            "Due at the judgment",
            "Not due yet at the judgment",
            "1,750.00",
            "1,150.00",
            "-100.00",
            "principal only",
            "two ovens",
            "Boulangeries Lecoq",
        ):
            self.assertIn(said, sheet)
        self.assertNotIn(self.after.name, sheet)
        claim.action_print()
        self.assertEqual(claim.document_id.raw[:4], b"%PDF")

    def test_a_claim_without_officer_is_not_printed(self):
        claim = self.claim(self.opened(officer_id=False))
        with self.assertRaisesRegex(UserError, "the officer"):
            claim.action_print()

    # --- persons -----------------------------------------------------------------

    def test_over_indebtedness_is_read_by_the_dedicated_group_only(self):
        marie = self.customer("Marie Collet", "m@collet.example", is_company=False)
        self.invoice(marie, 300, date(2026, 2, 10))
        later = self.invoice(marie, 50, date(2026, 2, 27), issued=date(2026, 2, 25))
        proceedings = self.opened(marie, kind="over_indebtedness")
        self.assertEqual(proceedings.hold_id.kind, "confidential")
        self.cycle(MONDAY)
        self.assertEqual(self.case(marie).net_overdue, 50)
        self.assertNotIn(self.debt(later), proceedings.hold_id.line_ids)
        values = {"company_id": self.company.id}
        values["company_ids"] = [(6, 0, self.company.ids)]
        groups = "base.group_user,debt_recovery.group_manager"
        boss = new_test_user(self.root, "boss2", groups=groups, **values)
        for record in (proceedings, proceedings.claim_ids):
            with self.assertRaises(AccessError):
                record.with_user(boss).read(["partner_id"])
            self.assertFalse(record.with_user(boss).search([]))
        public = self.opened(self.lecoq)
        self.assertEqual(public.with_user(boss).kind, "receivership")
        self.assertEqual(self.claim(public).with_user(boss).amount_total, 1750)

    def test_breathing_space_lasts_sixty_days_and_claims_nothing(self):
        london = self.customer("Ann Price", "a@price.example", is_company=False)
        london.country_id = self.env.ref("base.uk")
        self.invoice(london, 300, date(2026, 2, 10))
        space = self.opened(london, kind="moratorium", judgment_date=MONDAY)
        self.assertEqual(space.end_date, date(2026, 4, 30))
        self.assertFalse(space.claim_ids)
        self.assertEqual(space.hold_id.until_date, date(2026, 4, 30))
        left = []
        for day in (
            MONDAY,
            date(2026, 4, 30),
            *(date(2026, 5, d) for d in range(1, 8)),
        ):
            told = [m for m in self.day(day) if "a@price.example" in m.recipients]
            left += [day for _message in told]
        self.assertEqual(len(left), 1)
        self.assertGreater(left[0], date(2026, 4, 30))

    # --- the officer -------------------------------------------------------------

    def test_later_debts_are_asked_from_the_officer_if_told_so(self):
        policy = self.policy({"days": 1, "is_entry": True})
        self.lecoq.with_company(self.company).recovery_policy_id = policy
        self.opened(write_to_officer=True)
        (message,) = self.day(MONDAY)
        self.assertIn("etude@guerin.example", str(message.to))
        self.assertIn("Boulangeries Lecoq", message.text)
        self.assertIn(self.after.name, message.text)
        self.assertNotIn(f" {self.late.name} ", message.text)

    def test_what_cannot_be_is_refused(self):
        for words, values in (
            ("after it is given", {"publication_date": date(2026, 2, 1)}),
            ("before they start", {"end_date": date(2026, 2, 1)}),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                self.opened(**values)
