"""All that was decided about a customer, on paper and as a table."""

import csv
import io
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)
EVIL = '=HYPERLINK("http://evil.example";"click")'


class DossierCase(RecoveryCase):
    def setUp(self):
        super().setUp()
        self.invoice(self.lecoq, 1000, LATE)
        self.day(MONDAY)
        self.account_ = self.case(self.lecoq)
        reach = self.root["recovery.reach"]
        reach._note_consent("email", "compta@lecoq.example", "opt_in", "call", EVIL)
        self.complaint = self.root["recovery.complaint"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "charges",
                "text": EVIL,
            }
        )
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "vulnerable",
                "reason": "ill since January",
                "from_date": MONDAY,
            }
        )
        self.auditor = self.make_user("dossier_auditor", "group_auditor")

    def make_user(self, login, *groups):
        names = ",".join(f"debt_recovery.{group}" for group in groups)
        return new_test_user(
            self.root,
            login,
            groups=f"base.group_user,account.group_account_readonly,{names}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def dossier(self, user=None):
        env = self.env(user=user or self.auditor, context={"lang": "en_US"})
        return env["recovery.dossier"], self.account_.with_env(env)

    def rows(self, user=None):
        """The table, as dictionaries by its English titles."""
        dossier, case = self.dossier(user)
        raw = dossier._csv(case)
        self.assertTrue(raw.startswith(b"\xef\xbb\xbf"))
        text = raw.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))

    def part(self, name, user=None):
        return [row for row in self.rows(user) if row["Part"] == name]


@tagged("post_install", "-at_install")
class TestDossier(DossierCase):
    """An auditor reads it; nothing in it runs, nothing confidential leaks."""

    def test_each_decision_says_why_and_on_what(self):
        decisions = self.root["recovery.decision"].search(
            [("case_id", "=", self.account_.id)]
        )
        rows = self.part("Decisions")
        self.assertEqual(len(rows), len(decisions))
        allowed = [row for row in rows if row["Verdict or state"] == "Allowed"]
        self.assertTrue(allowed)
        for row in rows:
            self.assertTrue(row["UTC"] and row["In words"] and row["Who"])
        self.assertIn("net 1000.0", allowed[0]["Figures looked at"])

    def test_the_rule_that_stops_a_contact_is_named_with_its_source(self):
        rule = self.root["recovery.rule"].search(
            [("state", "=", "on"), ("source_url", "!=", False)], limit=1
        )
        self.root["recovery.decision"].create(
            {
                "company_id": self.company.id,
                "case_id": self.account_.id,
                "verdict": "refuse",
                "reason": "opted_out",
                "rule_id": rule.id,
                "channel": "email",
                "request_hash": "f" * 32,
                "subject_token": f"P{self.lecoq.id}",
            }
        )
        (row,) = [one for one in self.part("Decisions") if one["Rule"]]
        self.assertIn(rule.code, row["Rule"])
        self.assertEqual(row["Source"], rule.source_url)
        self.assertEqual(row["Legal basis"], rule.legal_basis)
        self.assertIn("f" * 32, row["Fingerprint"])

    def test_messages_carry_the_hash_of_what_left(self):
        (row,) = self.part("Messages as sent")
        self.assertRegex(row["Fingerprint"], r"^[0-9a-f]{64}$")
        notice = self.notices(self.lecoq)
        self.root["recovery.notice"].browse(notice.id).body = "<p>other</p>"
        (changed,) = self.part("Messages as sent")
        self.assertNotEqual(changed["Fingerprint"], row["Fingerprint"])

    def test_no_cell_is_a_formula(self):
        for row in self.rows():
            for cell in row.values():
                self.assertNotIn((cell or " ")[0], "=+-@\t\r")
        (complaint,) = self.part("Complaints")
        self.assertEqual(complaint["In words"], "'" + EVIL)
        (consent,) = self.part("Agreements and objections")
        self.assertEqual(consent["In words"], "'" + EVIL)

    def test_a_confidential_hold_tells_its_kind_to_its_readers_alone(self):
        (row,) = [one for one in self.part("Holds") if "Complaint" not in one["What"]]
        self.assertNotIn("ill since", " ".join(row.values()))
        self.assertNotIn("ulnerable", " ".join(row.values()))
        keeper = self.make_user("dossier_keeper", "group_auditor", "group_sensitive")
        rows = self.part("Holds", keeper)
        (told,) = [one for one in rows if "Complaint" not in one["What"]]
        self.assertIn("ill since January", told["In words"])

    def test_the_paper_names_the_fingerprint_and_every_part(self):
        _dossier, case = self.dossier()
        reports = case.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        raw, _kind = reports._render_qweb_pdf("debt_recovery.report_dossier", case.ids)
        pages = PdfFileReader(io.BytesIO(raw)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for word in ("Decision dossier", "Boulangeries Lecoq", "Decisions", "Holds"):
            self.assertIn(word, text)
        count, digest = self.root["recovery.personal"]._decisions_digest(self.lecoq)
        self.assertIn(digest, text.replace(" ", ""))
        self.assertIn(f"{count} decisions", text)

    def test_the_fingerprint_is_of_the_decisions_it_lists(self):
        dossier, case = self.dossier()
        before = dossier._content(case)
        other = self.setup_other_company(name="Other")["company"].sudo()
        other = self.root["res.company"].browse(other.id)
        self._open_company(other, "N", "n.example")
        self.invoice(self.lecoq, 10, LATE, company=other)
        self.cycle(date(2026, 3, 6), other)
        self.root["recovery.decision"].create(
            {
                "company_id": other.id,
                "case_id": self.case(self.lecoq, other).id,
                "verdict": "refuse",
                "reason": "opted_out",
                "channel": "email",
                "request_hash": "e" * 32,
                "subject_token": f"P{self.lecoq.id}",
            }
        )
        after = dossier._content(case)
        self.assertEqual(after["count"], len(self.part("Decisions")))
        self.assertEqual(
            (after["count"], after["digest"]), (before["count"], before["digest"])
        )

    def test_it_is_read_after_an_erasure(self):
        anna = self.customer(
            "Anna Rozenkranz",
            "anna@rozenkranz.example",
            is_company=False,
            recovery_debtor_type="consumer",
        )
        move = self.invoice(anna, 60, LATE)
        self.day(date(2026, 3, 3))
        self.pay(anna, 60, date(2026, 3, 4), self.debt(move))
        self.cycle(date(2026, 3, 5))
        dossier, _case = self.dossier()
        case = self.case(anna).with_env(dossier.env)
        before = [line for line in dossier._lines(case) if line.part == "decision"]
        self.root["recovery.personal"]._erase(anna)
        after = [line for line in dossier._lines(case) if line.part == "decision"]
        self.assertTrue(before)
        self.assertEqual(before, after)


@tagged("post_install", "-at_install")
class TestDossierDoor(DossierCase, HttpCase):
    """Who may fetch the table."""

    def fetch(self, login):
        self.authenticate(login, login)
        return self.url_open(f"/debt_recovery/dossier/{self.account_.id}")

    def test_auditors_may_and_others_may_not(self):
        answer = self.fetch("dossier_auditor")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("text/csv", answer.headers["Content-Type"])
        nobody = new_test_user(self.root, "dossier_plain", groups="base.group_user")
        self.assertEqual(self.fetch(nobody.login).status_code, 404)

    def test_another_company_may_not(self):
        other = self.setup_other_company(name="Other")["company"]
        stranger = new_test_user(
            self.root,
            "dossier_stranger",
            groups="base.group_user,debt_recovery.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertNotEqual(self.fetch(stranger.login).status_code, 200)
        with self.assertRaises(AccessError):
            self.account_.with_user(stranger).action_dossier()
