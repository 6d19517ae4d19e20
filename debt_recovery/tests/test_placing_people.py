import io
import zipfile
from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import MONDAY
from .placed_case import PlacingCase
from .test_erasure import PersonalCase
from .test_links import LinkCase

FRIDAY = date(2026, 3, 6)


@tagged("post_install", "-at_install")
class TestPlacingByAnAgent(PlacingCase):
    """The life of a file, by an agent who has no other right."""

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)
        self.agent = new_test_user(
            self.root,
            "placing_agent",
            groups="base.group_user,debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        case = self.case(self.lecoq)
        self.one = self.file(self.bakery, case_id=case.id).with_user(self.agent)

    def test_from_the_hand_over_to_the_certificate(self):
        one = self.one
        one.action_place()
        self.assertEqual(one.state, "placed")
        one.action_export_again()
        one._amend("other", "The oven was sold.")
        asked = self.env["recovery.agency.request"].with_user(self.agent)
        ours = asked._ask(one, "explanation", "Where does it stand?")
        theirs = asked._ask(one, "document", "The order?", by="agency")
        theirs.answer = "Here."
        theirs.action_answer()
        self.assertEqual((ours.state, theirs.state), ("open", "answered"))
        paper = self.env["ir.attachment"].with_user(self.agent)
        paper = paper.create({"name": "certificate.pdf", "raw": b"%PDF-1.4 no assets"})
        one._return("irrecoverable", "no assets", paper)
        self.assertEqual((one.state, ours.state), ("returned", "dropped"))
        self.assertEqual(one.write_off_ids.state, "requested")
        self.assertEqual(one.write_off_ids.requested_by_id, self.agent)
        sides = self.told(one.sudo(), "placement").mapped("copy_of_id")
        self.assertEqual(len(sides), 1)

    def test_he_takes_it_back_and_makes_the_dossier(self):
        one = self.one
        one._place()
        with patch.object(
            self.registry["recovery.placement"], "_printed", lambda *a: b"%PDF-1.4"
        ):
            one.action_legal_dossier()
        self.assertEqual(one._recall("asked", "we see to it"), one)
        self.assertEqual(one.ended_why, "asked")


@tagged("post_install", "-at_install")
class TestPlacingPapers(PlacingCase):
    """Papers that go to the agency, and those that prove a file."""

    def setUp(self):
        super().setUp()
        self.cycle(MONDAY)
        self.one = self.handed_over(self.bakery, case_id=self.case(self.lecoq).id)

    def paper(self, name, raw, **values):
        return self.root["ir.attachment"].create({"name": name, "raw": raw, **values})

    def test_a_document_that_is_asked_for_leaves_with_the_answer(self):
        requests = self.root["recovery.agency.request"]
        request = requests._ask(
            self.one, "document", "The signed order?", by="agency", answer_by=FRIDAY
        )
        request.attachment_ids = self.paper("order.pdf", b"%PDF-1.4 signed")
        request.action_answer()
        (file,) = self.told(self.one, "answer")
        archive = zipfile.ZipFile(io.BytesIO(file._content()))
        (name,) = (one for one in archive.namelist() if "order" in one)
        self.assertEqual(archive.read(name), b"%PDF-1.4 signed")

    def test_a_dossier_is_no_contract(self):
        key = "Contract, order or delivery note"
        with patch.object(
            self.registry["recovery.placement"], "_printed", lambda *a: b"%PDF-1.4"
        ):
            self.one.action_legal_dossier()
        self.assertFalse(dict(self.one._sheet_documents())[key])
        on = {"res_model": self.one._name, "res_id": self.one.id}
        self.paper("order.pdf", b"%PDF-1.4", **on)
        self.assertTrue(dict(self.one._sheet_documents())[key])

    def test_who_unpacks_the_dossier_can_read_it(self):
        on = {"res_model": self.one._name, "res_id": self.one.id}
        link = {"type": "url", "url": "https://example.org/order", "name": "order"}
        self.root["ir.attachment"].create({**link, **on})
        with patch.object(
            self.registry["recovery.placement"], "_printed", lambda *a: b"%PDF-1.4"
        ):
            raw = self.one._legal_dossier()
        for member in zipfile.ZipFile(io.BytesIO(raw)).infolist():
            self.assertEqual(member.external_attr >> 16, 0o644, member.filename)
            self.assertFalse(member.filename.startswith("6-"), "a link is no paper")

    def test_the_timeline_tells_the_days_of_the_company(self):
        self.company.partner_id.tz = "Europe/Paris"
        self.root["recovery.event"]._log(
            "noted", self.one.case_id, "late at night", at="2026-03-04 23:30:00"
        )
        text = self.one._timeline().decode("utf-8-sig")
        (row,) = (line for line in text.splitlines() if "late at night" in line)
        self.assertIn("2026-03-05", row)

    def test_the_sheets_of_a_hand_over_are_one_print(self):
        files = self.file(self.joinery) | self.file(
            self.debt(self.invoice(self.talbot, 90, date(2026, 1, 10)))
        )
        files._place()
        printed = []
        kind = self.registry["ir.actions.report"]
        with patch.object(
            kind, "report_action", lambda report, docs: printed.append(docs) or {}
        ):
            files[:1].action_sheet_batch()
        self.assertEqual(set(printed[0].ids), set(files.ids))


@tagged("post_install", "-at_install")
class TestPlacedPage(LinkCase, PlacingCase):
    """What the customer reads while our partner has his debts."""

    def test_the_page_names_the_partner_and_what_it_has(self):
        self.agency.partner_id.phone = "+33 1 02 03 04 05"
        self.root["recovery.placement"]  # both debts are placed below
        one = self.handed_over(*(self.debt(self.first) | self.debt(self.second)))
        rest = self.bakery
        self.pay(self.lecoq, 1000, MONDAY, rest)
        self.settle()
        page = self.text(self.opened(self.path()))
        for said in (
            "Our partner takes care of these invoices",
            "Our partner Cabinet Orvane",
            self.first.name,
            self.second.name,
            "+33 1 02 03 04 05",
            one.reference,
            "Pay here all the same",
        ):
            self.assertIn(said, page)
        self.assertNotIn("Nothing to pay", page)

    def test_what_is_still_ours_is_asked_for_beside_it(self):
        self.handed_over(self.debt(self.first))
        self.settle()
        page = self.text(self.opened(self.path()))
        self.assertIn("Our partner Cabinet Orvane", page)
        self.assertIn("To pay on", page)
        self.assertNotIn("Our partner takes care of these invoices", page)


@tagged("post_install", "-at_install")
class TestErasurePlaced(PersonalCase, PlacingCase):
    """A person whose debts an agency had is forgotten; its numbers stay."""

    def placed_file(self):
        line = self.debt(self.move)
        self.settle_all()
        one = self.placed(line, state="settled", agency_reference="ORV-1")
        one.write({"unpaid_why": f"{self.anna.name} is ill", "batch": "BT/2026/1"})
        promises = self.root["recovery.placement.promise"]
        for document in ("A", "B"):
            promises.create(
                {
                    "placement_id": one.id,
                    "kind": "promise",
                    "document": document,
                    "told_on": MONDAY,
                    "promised_on": MONDAY + timedelta(days=9),
                }
            )
        return one

    def test_numbers_stay_and_words_go(self):
        one = self.placed_file()
        kept = (one.reference, one.agency_reference, one.batch, one.line_ids.name)
        self.ask().action_erase()
        self.assertFalse(one.unpaid_why)
        found = (one.reference, one.agency_reference, one.batch, one.line_ids.name)
        self.assertEqual(found, kept)
        self.assertEqual(self.naming(), [])

    def test_whose_agency_it_is_is_not_whom_its_files_are_about(self):
        lawyer = self.customer(
            "Maître Vauclair",
            "maitre@vauclair.example",
            is_company=False,
            recovery_debtor_type="consumer",
        )
        self.agency.partner_id = lawyer
        one = self.placed(self.bakery, agency_reference="ORV-2", unpaid_why="broke")
        personal = self.root["recovery.personal"]
        self.assertNotIn("recovery.placement", personal._rows(lawyer))
        request = self.ask(lawyer)
        request.action_erase()
        self.assertEqual(request.state, "kept")
        self.assertIn("Cabinet Orvane", request.kept_why)
        self.assertEqual(one.unpaid_why, "broke")
