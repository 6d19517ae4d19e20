"""One person's erasure and copy touch nobody else's data, nor any setting."""

import io
import json
import zipfile
from datetime import date

from odoo.tests import tagged

from .common import MONDAY
from .test_erasure import LATE, MAIL, NAME, PHONE, PersonalCase


@tagged("post_install", "-at_install")
class TestErasureOfOthers(PersonalCase):
    """What stands beside the person stays as it was."""

    def test_likenesses_and_settings_keep_every_word(self):
        self.settle_all()
        said = f"jo{MAIL}; {NAME}er; x.{MAIL}; <{MAIL}>."
        self.root["recovery.event"]._log("noted", self.case(self.lecoq), said)
        template = self.root["recovery.template"].search([], limit=1)
        template.name = f"Signed {NAME}"
        point = self.root["recovery.reach"]._ensure_points(
            [("email", f"jo{MAIL}", self.lecoq)]
        )
        self.ask().action_erase()
        self.env.invalidate_all()
        told = self.case(self.lecoq).event_ids.mapped("text")
        mark = f"P{self.anna.id}"
        self.assertIn(f"jo{MAIL}; {NAME}er; x.{MAIL}; <{mark}>.", told)
        self.assertEqual(template.name, f"Signed {NAME}")
        self.assertEqual(point.address, f"jo{MAIL}")

    def officer_of_lecoq(self):
        officer = self.customer(
            "Guy Mandataire",
            "guy@officer.example",
            is_company=False,
            recovery_debtor_type="consumer",
        )
        procedure = self.root["recovery.insolvency"].with_company(self.company)
        procedure = procedure.create(
            {
                "partner_id": self.lecoq.id,
                "kind": "receivership",
                "judgment_date": MONDAY,
                "officer_id": officer.id,
                "reference": "RG 12/345",
            }
        )
        return officer, procedure

    def test_an_officer_of_an_open_procedure_is_kept(self):
        officer, procedure = self.officer_of_lecoq()
        self.assertIn("procedure", self.ask(officer).obstacles)
        self.assertTrue(procedure.officer_id)

    def test_an_officer_leaves_the_procedure_and_the_file_stays(self):
        officer, procedure = self.officer_of_lecoq()
        procedure._move_to("ended")
        held = self.root["recovery.personal"]._rows(officer)
        self.assertNotIn("recovery.insolvency", held)
        self.assertNotIn("recovery.hold", held)
        request = self.ask(officer)
        self.assertFalse(request.obstacles)
        request.action_erase()
        self.env.invalidate_all()
        self.assertFalse(procedure.officer_id)
        self.assertEqual(procedure.reference, "RG 12/345")

    def test_an_officer_reads_that_he_has_a_part_and_no_more(self):
        officer, _procedure = self.officer_of_lecoq()
        data = self.copied(officer)
        (part,) = data["recovery.roles"]
        self.assertEqual(part["What"], "Insolvency proceedings")
        said = json.dumps(data, ensure_ascii=False)
        self.assertNotIn("RG 12/345", said)
        self.assertNotIn("Lecoq", said)

    def copied(self, person):
        raw = self.env(user=self.person)["recovery.personal"]._copy(person)
        archive = zipfile.ZipFile(io.BytesIO(raw))
        return json.loads(archive.read("data.json"))

    def test_the_copy_holds_what_its_reader_may_read(self):
        """Not another company's account, nor a procedure of a person."""
        other = self.setup_other_company(name="Other")["company"].sudo()
        other = self.root["res.company"].browse(other.id)
        self._open_company(other, "N", "n.example")
        self.invoice(self.anna, 10, LATE, company=other)
        self.cycle(date(2026, 3, 6), other)
        procedure = self.root["recovery.insolvency"].with_company(self.company)
        procedure.create(
            {
                "partner_id": self.anna.id,
                "kind": "over_indebtedness",
                "judgment_date": MONDAY,
                "reference": "BDF 99",
            }
        )
        data = self.copied(self.anna)
        companies = {one["Company"] for one in data["recovery.case"]}
        self.assertEqual(companies, {self.company.name})
        self.assertNotIn("recovery.insolvency", data)
        self.assertNotIn("BDF 99", json.dumps(data))

    def test_what_was_told_of_a_shared_number_stays(self):
        self.customer("Paul Otto", "paul@otto.example", phone=PHONE, is_company=False)
        self.env.flush_all()
        held = self.root["recovery.personal"]._rows(self.anna)
        self.assertNotIn("recovery.webhook", held)

    def test_a_pile_of_letters_to_others_too_keeps_its_paper(self):
        pile = self.root["recovery.print.batch"].create(
            {"company_id": self.company.id, "letter_mode": "simple", "pdf": b"cGRm"}
        )
        personal = self.root["recovery.personal"]
        notices = self.notices(self.anna) | self.notices(self.lecoq)
        notices.sudo().print_batch_id = pile
        self.env.flush_all()
        held = personal._threads(personal._rows(self.anna))
        files = held.get("ir.attachment", self.root["ir.attachment"])
        self.assertNotIn("recovery.print.batch", files.mapped("res_model"))
        self.notices(self.lecoq).sudo().print_batch_id = False
        self.env.flush_all()
        held = personal._threads(personal._rows(self.anna))
        self.assertIn("recovery.print.batch", held["ir.attachment"].mapped("res_model"))
