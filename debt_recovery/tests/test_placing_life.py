from datetime import date, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MONDAY
from .placed_case import PlacingCase


@tagged("post_install", "-at_install")
class TestPlacing(PlacingCase):
    """Handing over: once, asked again, in one file for each agency."""

    def test_approved_files_leave_together_in_one_numbered_file(self):
        files = self.file(self.bakery) | self.file(self.joinery)
        made = files._place()
        self.assertEqual(len(made), 1)
        self.assertEqual(made.placement_ids, files)
        self.assertEqual((made.purpose, made.direction), ("placement", "out"))
        self.assertEqual(set(files.mapped("state")), {"placed"})
        self.assertEqual(set(files.mapped("placed_on")), {MONDAY})
        self.assertEqual(files[0].expires_on, MONDAY + timedelta(days=180))
        self.assertEqual(len(set(files.mapped("batch"))), 1)
        self.assertTrue(files[0].batch.startswith("BT/2026/"))
        self.assertTrue(all(files.line_ids.mapped("is_away")))

    def test_handing_over_twice_makes_nothing_more(self):
        one = self.handed_over(self.bakery)
        before = self.root["recovery.agency.file"].search_count([])
        self.assertFalse(one._place())
        self.assertEqual(self.root["recovery.agency.file"].search_count([]), before)

    def test_each_agency_gets_its_own_file(self):
        other = self.new_contract(self.new_agency("Étude Sarrazin"))
        files = self.file(self.bakery) | self.file(self.joinery, contract=other)
        made = files._place()
        self.assertEqual(len(made), 2)
        self.assertEqual(made.agency_id, files.agency_id)
        self.assertEqual([len(one.placement_ids) for one in made], [1, 1])

    def test_a_draft_is_not_handed_over(self):
        one = self.file(self.bakery, state="draft")
        with self.assertRaisesRegex(UserError, "To approve"):
            one._place()
        self.assertEqual(one.state, "draft")

    def test_what_changed_since_the_approval_is_refused_in_words(self):
        files = self.file(self.bakery) | self.file(self.joinery)

        def judged(placement, lines, contract, day):
            bad = [("dispute", "The invoice is disputed.")]
            return {x.id: bad if x == self.joinery else [] for x in lines}

        self.fix("recovery.placement", "_eligible", judged)
        with self.assertRaisesRegex(UserError, "The invoice is disputed") as caught:
            files._place()
        self.assertIn(self.joinery.move_id.name, str(caught.exception))
        self.assertEqual(set(files.mapped("state")), {"approved"})

    def test_what_was_paid_since_the_approval_is_not_placed(self):
        one = self.file(self.bakery)
        self.pay(self.lecoq, 1000, MONDAY, self.bakery)
        with self.assertRaisesRegex(UserError, "nothing is open"):
            one._place()

    def test_no_more_is_placed_than_is_open(self):
        one = self.file(self.bakery)
        self.pay(self.lecoq, 400, MONDAY, self.bakery)
        one._place()
        self.assertEqual(one.principal, 600)
        self.settle()
        self.assertFalse(one.change_ids, "the agency was told of it from the start")

    @mute_logger("odoo.sql_db")
    def test_a_debt_is_never_with_two_agencies(self):
        self.handed_over(self.bakery)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.file(self.bakery, state="draft")
            self.env.flush_all()

    def test_the_same_hand_over_again_is_a_copy_marked_as_one(self):
        files = self.file(self.bakery) | self.file(self.joinery)
        first = files._place()
        files[0].action_export_again()
        copy = self.told(files[0], "placement") - first
        self.assertEqual(copy.copy_of_id, first)
        self.assertEqual(copy.placement_ids, files, "the whole, not the part")
        self.assertIn("copy", copy.name.lower())
        self.assertEqual(set(files.mapped("batch")), {files[0].batch})

    def test_no_copy_of_what_came_back(self):
        one = self.handed_over(self.bakery)
        one._recall("asked")
        with self.assertRaisesRegex(UserError, "nothing to repeat"):
            one.action_export_again()

    def test_an_auditor_hands_nothing_over(self):
        auditor = new_test_user(
            self.root,
            "placing_auditor",
            groups="base.group_user,debt_recovery.group_auditor",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        one = self.file(self.bakery)
        with self.assertRaises(AccessError):
            one.with_user(auditor)._place()

    # --- which file a row speaks of ---------------------------------------------

    def test_a_row_finds_its_file_by_three_references(self):
        one = self.handed_over(self.bakery)
        one.agency_reference = "ORV-77"
        find = self.root["recovery.placement"]._find
        for row in (
            {"placement": one.reference},
            {"agency_reference": "ORV-77"},
            {"document": self.bakery.move_id.name},
        ):
            with self.subTest(row=row):
                found = find(self.agency, self.company, {"line": 2, **row})
                self.assertEqual(found, (one, None))

    def test_what_is_anothers_is_unknown(self):
        one = self.handed_over(self.bakery)
        draft = self.file(self.joinery)
        other = self.new_agency("Étude Sarrazin")
        south = self._create_company(name="Belleroche Sud")
        find = self.root["recovery.placement"]._find
        for agency, company, reference in (
            (other, self.company, one.reference),
            (self.agency, south, one.reference),
            (self.agency, self.company, draft.reference),
            (self.agency, self.company, "DC/1999/1"),
        ):
            found, problem = find(agency, company, {"line": 3, "placement": reference})
            self.assertFalse(found)
            self.assertEqual((problem.line, problem.value), (3, reference))


@tagged("post_install", "-at_install")
class TestComingBack(PlacingCase):
    """Recalled, returned, given elsewhere."""

    def test_a_recall_frees_the_debt_and_tells_the_agency_once(self):
        one = self.handed_over(self.bakery)
        self.assertEqual(one._recall("asked", "we see to it"), one)
        self.assertFalse(one._recall("asked"))
        self.assertEqual((one.state, one.ended_on), ("recalled", MONDAY))
        self.assertEqual(len(self.told(one, "recall")), 1)
        self.assertFalse(any(one.line_ids.mapped("is_active")))
        self.assertFalse(self.spared(self.lecoq)[self.bakery.id])

    def test_irrecoverable_proposes_the_loss_with_its_certificate(self):
        self.cycle(MONDAY)
        one = self.handed_over(self.bakery)
        paper = self.root["ir.attachment"].create(
            {"name": "certificate.pdf", "raw": b"%PDF-1.4 certificate"}
        )
        one._return("irrecoverable", "no assets", paper)
        asked = one.write_off_ids
        self.assertEqual(one.state, "returned")
        self.assertEqual((asked.state, asked.amount), ("requested", 1000))
        self.assertEqual(asked.reason_id.code, "certificate")
        self.assertEqual(asked.evidence_ids.mapped("raw"), [paper.raw])
        self.assertFalse(self.tasks(one))

    def test_the_rest_of_what_comes_back_waits_for_a_decision(self):
        self.cycle(MONDAY)
        one = self.handed_over(self.bakery)
        one._return("agency", "moved away")
        self.assertFalse(one.write_off_ids)
        self.assertIn(f"{one.reference} is back: what now?", self.tasks(one))

    def test_a_loss_asked_for_already_is_not_asked_for_twice(self):
        self.cycle(MONDAY)
        one = self.handed_over(self.bakery)
        self.root["recovery.write.off"]._request({self.bakery: 1000.0}, "certificate")
        one._return("irrecoverable")
        self.assertEqual(one.state, "returned")
        self.assertFalse(one.write_off_ids)
        self.assertIn(f"{one.reference}: no write-off proposed", self.tasks(one))

    def test_another_agency_gets_what_is_open_after_the_recall(self):
        other = self.new_contract(self.new_agency("Étude Sarrazin"))
        one = self.handed_over(self.bakery)
        asked = []

        def propose(placements, lines, contract=None, stage="amicable"):
            asked.append((lines, contract, stage))
            return self.file(*lines, contract=contract, state="draft")

        with patch.object(
            self.registry["recovery.placement"], "_propose", propose, create=True
        ):
            draft = one._replace(other)
        self.assertEqual(asked, [(self.bakery, other, "amicable")])
        self.assertEqual((one.state, one.ended_why), ("recalled", "replaced"))
        self.assertEqual(draft.replaces_id, one)

    def test_an_exclusive_agency_keeps_the_file_for_its_time(self):
        self.contract.exclusive_days = 90
        other = self.new_contract(self.new_agency("Étude Sarrazin"))
        one = self.handed_over(self.bakery)
        with self.assertRaisesRegex(UserError, "for itself until"):
            one._replace(other)
        self.assertEqual(one.state, "placed")
        self.clock.move_to("2026-06-02 08:00:00")
        one._check_exclusive(other)

    def test_the_wizard_takes_back_with_a_reason_of_ours(self):
        one = self.handed_over(self.bakery)
        action = one.action_end()
        wizard = (
            self.root["recovery.placement.end"]
            .with_context(**action["context"])
            .create({"why": "irrecoverable"})
        )
        with self.assertRaisesRegex(UserError, "Irrecoverable"):
            wizard.action_end()
        wizard.write({"why": "asked", "text": "customer of ours"})
        wizard.action_end()
        self.assertEqual(one.ended_text, "customer of ours")

    def test_the_open_amounts_are_those_of_the_ledger(self):
        one = self.handed_over(self.bakery)
        self.assertEqual(one._open_by_line(), {self.bakery.id: 1000})
        self.pay(self.lecoq, 250, date(2026, 3, 3), self.bakery)
        self.assertEqual(one._open_by_line(), {self.bakery.id: 750})
