import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from unittest import mock

from odoo import Command, http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.debt_recovery.controllers import agency as doors

from .agency_travel import INFO, TravelCase
from .common import MONDAY
from .test_portal_map import DOORS

GIVEN = ("placement", "status", "status_on", "comment", "promise_on", "promise_amount")


class Format:
    """A format of one line: what is told, with nothing around it."""

    def __init__(self, fields=GIVEN):
        self.fields = fields

    def _render(self, rows, _layout, heading):
        told = [f"{name}={rows[0][name]}" for name in self.fields if rows[0].get(name)]
        return f"{heading['number'].replace('/', '-')}.csv", "|".join(told).encode()

    def _read(self, body, _layout, _purpose):
        told = [one.split("=", 1) for one in body.decode().split("|")]
        return [dict(told)], []


@dataclass
class World:
    """An agency with what only its people may see."""

    agency: object
    user: object
    placement: object
    ended: object
    sent: object
    theirs: object
    move: object
    marks: set = field(default_factory=set)


class AgencyPortalCase(TravelCase, HttpCase):
    """Three agencies: two of ours, one of another company; one user each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company()["company"]
        cls._open_company(cls.other, "Belleroche Suisse", "suisse.example")
        cls.worlds = [
            cls.world(number, company)
            for number, company in enumerate((cls.company, cls.company, cls.other))
        ]
        cls.users = {
            "customer": cls.portal_user(cls.lecoq, "customer"),
            "clerk": cls.portal_user(cls.customer("Clerk"), "clerk", "base.group_user"),
        }

    @classmethod
    def world(cls, number, company):
        word = f"Zebu{number}qx"
        agency = cls.new_agency(f"{word} agency", company_id=company.id)
        contract = cls.new_contract(agency, company_id=company.id)
        person = cls.root["res.partner"].create(
            {"name": f"{word} person", "parent_id": agency.partner_id.id}
        )
        user = cls.portal_user(person, f"user{number}")
        agency.user_ids = user
        debtor = cls.customer(f"{word} debtor", f"mail@{word}.example")
        moves = [
            cls.invoice(debtor, 7001.13 + 1010 * number + days, MONDAY, company=company)
            for days in (0, 5)
        ]
        moves[0].invoice_pdf_report_id = cls.root["ir.attachment"].create(
            {
                "name": f"{word}.pdf",
                "raw": f"%PDF {word}".encode(),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_field": "invoice_pdf_report_file",
                "res_id": moves[0].id,
            }
        )
        placement = cls.placed(cls.debt(moves[0]), contract=contract)
        ended = cls.placed(
            *(cls.debt(moves[1])),
            contract=contract,
            state="recalled",
            ended_why="paid",
        )
        sent = cls.files._make(
            *(agency, company, "placement", f"{word}-out.csv", word.encode()),
            *(placement, INFO),
        )
        theirs = cls.files._take_in(
            agency, company, f"{word}-in.csv", f"in {word}".encode(), "status"
        )
        amounts = {f"{move.amount_total:,.2f}" for move in moves}
        marks = {word, word.lower(), placement.reference, ended.reference, *amounts}
        return World(agency, user, placement, ended, sent, theirs, moves[0], marks)

    @classmethod
    def portal_user(cls, partner, login, group="base.group_portal"):
        users = cls.root["res.users"].with_context(no_reset_password=True)
        return users.create(
            {
                "name": partner.name,
                "login": login,
                "password": login,
                "partner_id": partner.id,
                "group_ids": [Command.set(cls.root.ref(group).ids)],
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    def setUp(self):
        super().setUp()
        doors.MADE.clear()
        self.me = self.worlds[0]
        placements = type(self.root["recovery.placement"])
        agencies = type(self.root["recovery.agency"])
        for model, name, double in (
            (placements, "_open_by_line", lambda one: {one.line_ids.line_id[:1].id: 5}),
            (agencies, "_layout", lambda *_args: None),
            (agencies, "_format", lambda *_args: Format()),
            (type(self.files), "_check", lambda file: file._move_to("checked")),
        ):
            patched = mock.patch.object(model, name, double, create=True)
            patched.start()
            self.addCleanup(patched.stop)

    def login(self, name):
        self.env.flush_all()
        self.authenticate(name, name)

    def ask(self, path, method="GET", files=None, **form):
        doors.MADE.clear()
        if method == "POST":
            form.setdefault("csrf_token", http.Request.csrf_token(self))
        self.env.flush_all()
        with mute_logger("odoo.http"):
            answer = self.opener.request(
                *(method, self.base_url() + path),
                data=form or None,
                files=files,
                allow_redirects=False,
            )
        self.env.invalidate_all()
        return answer

    def text(self, answer):
        return answer.text.replace("\xa0", " ").replace("\u202f", " ")

    def upload(self, body, name="statut.csv", **form):
        form = {"purpose": "status", **form}
        return self.ask(
            "/my/agency/upload", "POST", {"file": (name, body, "text/csv")}, **form
        )


@tagged("post_install", "-at_install")
class TestAgencyPortal(AgencyPortalCase):
    """An agency's people see the files placed with it: take, tell, send."""

    def setUp(self):
        super().setUp()
        self.login("user0")

    def test_the_portal_leads_to_the_files(self):
        self.assertIn('href="/my/agency"', self.ask("/my").text)
        found = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["agency_count"]}
        )
        self.assertEqual(found["agency_count"], 1)
        page = self.text(self.ask("/my/agency"))
        for piece in (self.me.placement.reference, "Zebu0qx debtor", "7,001.13"):
            self.assertIn(piece, page)
        self.login("customer")
        self.assertNotIn('href="/my/agency"', self.ask("/my").text)

    def test_the_list_is_searched_and_paged(self):
        found = self.ask(f"/my/agency?search={self.me.placement.reference}")
        self.assertIn("Zebu0qx debtor", found.text)
        self.assertIn("no file to show", self.ask("/my/agency?search=Lecoq").text)
        self.assertEqual(self.ask("/my/agency/page/7").status_code, 200)
        for text in ("'", "%25", "_", "\\", "Zebu1qx"):
            self.assertNotIn(
                "Zebu1qx debtor", self.ask(f"/my/agency?search={text}").text
            )

    def test_a_file_s_page_says_who_owes_what_and_has_the_papers(self):
        answer = self.ask(f"/my/agency/{self.me.placement.id}")
        self.assertRegex(answer.text, r'<textarea[^>]*name="comment"')
        page = self.text(answer)
        for piece in ("Zebu0qx debtor", "mail@Zebu0qx.example", self.me.move.name):
            self.assertIn(piece, page)
        self.assertEqual(page.count("5.00"), 2)  # open today: the file, and its debt
        paper = f"/my/agency/{self.me.placement.id}/document/{self.me.move.id}"
        self.assertIn(paper, page)
        self.assertEqual(self.ask(paper).content, b"%PDF Zebu0qx")

    def test_the_agency_sees_who_waits_for_whom(self):
        asked = self.root["recovery.agency.request"].create(
            {
                "placement_id": self.me.placement.id,
                "kind": "document",
                "asked_by": "agency",
                "agency_reference": "Q-77",
                "text": "The signed order?",
                "asked_on": "2026-03-02",
            }
        )
        path = f"/my/agency/{self.me.placement.id}"
        page = self.text(self.ask(path))
        for piece in (asked.reference, "Q-77", "The signed order?", "Waiting"):
            self.assertIn(piece, page)
        self.assertIn(f"<td>{self.company.name}", page)
        asked.write({"answer": "It was lost.", "state": "answered"})
        page = self.text(self.ask(path))
        self.assertIn("It was lost.", page)
        self.assertNotIn(f"<td>{self.company.name}", page)

    def test_of_a_file_that_ended_the_customer_is_nobody_s_business(self):
        answer = self.ask(f"/my/agency/{self.me.ended.id}")
        self.assertIn("not with you any more: Paid in full", self.text(answer))
        self.assertNotIn("debtor", answer.text)
        move = self.me.ended.line_ids.move_id
        paper = f"/my/agency/{self.me.ended.id}/document/{move.id}"
        self.assertEqual(self.ask(paper).status_code, 404)

    def test_a_hand_over_is_fetched_to_the_byte_and_receipt_is_confirmed(self):
        path = f"/my/agency/file/{self.me.sent.id}"
        self.assertIn("We have received it", self.ask(path).text)
        answer = self.ask(f"{path}/download")
        self.assertEqual(answer.content, b"Zebu0qx")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(self.me.sent.state, "made")  # a look is no receipt
        self.assertEqual(self.ask(f"{path}/received", "POST").status_code, 303)
        self.assertEqual(self.me.sent.state, "sent")
        self.assertNotIn("We have received it", self.ask(path).text)
        self.assertEqual(self.ask(f"{path}/download").content, b"Zebu0qx")

    def test_what_is_still_to_be_sent_by_another_way_is_not_shown(self):
        self.me.agency.transport_code = "sftp"
        answer = self.ask(f"/my/agency/file/{self.me.sent.id}")
        self.assertEqual(answer.status_code, 404)

    # --- status -----------------------------------------------------------------------

    def status(self, **form):
        return self.ask(f"/my/agency/{self.me.placement.id}/status", "POST", **form)

    def new_file(self, answer):
        self.assertEqual(answer.status_code, 303, answer.text)
        return self.files.browse(int(answer.headers["Location"].rpartition("/")[2]))

    def test_a_status_is_a_file_of_one_row_with_the_same_checks(self):
        file = self.new_file(
            self.status(
                status="Promesse",
                status_on="2026-03-01",
                promise_on="2026-03-13",
                promise_amount="1 200,50",
                comment="A rappelé ; paie vendredi",
            )
        )
        self.assertEqual((file.state, file.purpose), ("checked", "status"))
        self.assertEqual(file.user_id, self.me.user)
        told = file._content().decode()
        self.assertIn(f"placement={self.me.placement.reference}|status=Promesse", told)
        self.assertIn("promise_on=2026-03-13|promise_amount=1200.50", told)
        page = self.ask(f"/my/agency/file/{file.id}").text
        self.assertIn("The file arrived", page)

    def test_what_cannot_be_is_said_and_what_was_typed_is_kept(self):
        for form, said in (
            ({"status": " "}, "Write the status"),
            ({"status": "x", "status_on": "31/02"}, "“31/02” is not a date"),
            ({"status": "x", "promise_amount": "12.x"}, "“12.x” is not an amount"),
            ({"status": "x", "promise_amount": "-5"}, "“-5” is not an amount"),
            ({"status": "x", "promise_amount": "nan"}, "is not an amount"),
            ({"status": "x", "promise_amount": "1.200"}, "“1.200” is not an amount"),
            ({"status": "x", "promise_amount": "5"}, "day of the promise"),
        ):
            with self.subTest(form=form):
                answer = self.status(comment="as typed", **form)
                self.assertEqual(answer.status_code, 422)
                self.assertIn(said, self.text(answer))
                self.assertIn("as typed", answer.text)
        self.assertEqual(
            self.files.search_count([("user_id", "=", self.me.user.id)]), 0
        )

    def test_what_the_agency_s_files_have_no_column_for_is_not_lost(self):
        agencies = type(self.root["recovery.agency"])
        short = Format(("placement", "status", "status_on"))
        with mock.patch.object(agencies, "_format", lambda *_args: short):
            answer = self.status(status="Promesse", comment="A rappelé")
            self.assertEqual(answer.status_code, 422)
            self.assertIn("no column for: Comment", self.text(answer))
            self.new_file(self.status(status="Promesse"))

    def test_no_status_of_a_file_that_ended(self):
        answer = self.ask(f"/my/agency/{self.me.ended.id}/status", "POST", status="x")
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.files.search([("user_id", "=", self.me.user.id)]))

    # --- upload -----------------------------------------------------------------------

    def test_a_file_is_sent_and_checked_as_one_that_came_by_itself(self):
        file = self.new_file(self.upload(b"ref;status\r\n", "../statut mars.csv"))
        self.assertEqual(file._content(), b"ref;status\r\n")
        self.assertEqual((file.name, file.state), ("statut mars.csv", "checked"))
        self.assertEqual(file.agency_id, self.me.agency)
        again = self.new_file(self.upload(b"ref;status\r\n", "encore.csv"))
        self.assertEqual(again, file)

    def test_problems_are_shown_with_line_column_value_and_reason(self):
        file = self.new_file(self.upload(b"ref;status\r\n"))
        file._move_to("refused")
        self.root["recovery.agency.problem"].create(
            {
                "file_id": file.id,
                "line": 3,
                "column": "statut",
                "value": "<b>payé</b>",
                "reason": "Nobody knows this word.",
            }
        )
        page = self.ask(f"/my/agency/file/{file.id}").text
        for piece in ("Nothing of this file was taken", ">3<", "statut", "&lt;b&gt;"):
            self.assertIn(piece, page)
        self.assertIn("Nobody knows this word.", page)

    def test_what_is_no_file_of_an_agency_is_refused(self):
        for body, name, said in (
            (b"", "a.csv", "not empty"),
            (b"MZ\x90\x00", "a.exe", "no file of ours"),
            (b"<html><script>", "a.csv", "no file of ours"),
            (b"x" * (10 * 1024 * 1024 + 1), "a.csv", "10 MB at most"),
        ):
            answer = self.upload(body, name)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(said, self.text(answer))
        for form in ({"purpose": "placement"}, {"company": str(self.other.id)}):
            answer = self.upload(b"ref;status\r\n", **form)
            self.assertEqual(answer.status_code, 422)
        for number in ("x", "0", str(self.worlds[1].agency.id)):
            answer = self.upload(b"ref;status\r\n", agency=number)
            self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.files.search([("user_id", "=", self.me.user.id)]))

    def test_what_the_virus_scanner_refuses_is_not_taken(self):
        links = type(self.root["recovery.link"])
        refused = UserError("The scanner refused it.")
        with mock.patch.object(links, "_scan", side_effect=refused):
            answer = self.upload(b"ref;status\r\n")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("The scanner refused it.", answer.text)
        self.assertFalse(self.files.search([("user_id", "=", self.me.user.id)]))

    def test_who_works_for_two_agencies_says_for_which(self):
        second = self.worlds[1]
        second.agency.user_ids |= self.me.user
        self.assertIn(second.placement.reference, self.ask("/my/agency").text)
        self.assertEqual(self.upload(b"ref;status\r\n").status_code, 422)
        answer = self.upload(b"ref;status\r\n", agency=str(second.agency.id))
        self.assertEqual(self.new_file(answer).agency_id, second.agency)

    def test_a_flood_of_forms_is_held_back(self):
        with mock.patch.object(doors.MADE, "is_blocked", return_value=True):
            self.assertEqual(self.upload(b"ref;status\r\n").status_code, 429)

    def test_a_form_of_another_page_is_refused(self):
        answer = self.status(status="x", csrf_token="x")
        self.assertEqual(answer.status_code, 400)


@tagged("post_install", "-at_install")
class TestAgencyCrawl(AgencyPortalCase):
    """Whoever comes, whatever he asks: no byte of another agency's files."""

    def paths(self, one):
        """Every door, with the records of one agency, and with others' mixed in."""
        numbers = {
            "page": [1, 2],
            "placement_id": [one.placement.id, one.ended.id],
            "file_id": [one.sent.id, one.theirs.id],
            "move_id": [one.move.id],
        }
        for door in sorted(DOORS["agencies"]):
            found = [door]
            for name, values in numbers.items():
                if f"<int:{name}>" in door:
                    found = [
                        path.replace(f"<int:{name}>", str(value))
                        for path in found
                        for value in values
                    ]
            yield from found

    def mixed(self):
        """My placed file's address with a stranger's invoice, and so on."""
        for mine in self.worlds:
            for other in self.worlds:
                if mine is not other:
                    yield f"/my/agency/{mine.placement.id}/document/{other.move.id}"

    def strangers_of(self, login):
        return [one for one in self.worlds if one.user.login != login]

    def silent(self, answer, strangers, what):
        said = answer.text + str(answer.headers)
        for one in strangers:
            for mark in one.marks:
                self.assertNotIn(mark, self.text(SimpleNamespace(text=said)), what)
        self.assertLess(answer.status_code, 500, what)

    def crawl(self, login):
        strangers = self.strangers_of(login)
        paths = [path for one in self.worlds for path in self.paths(one)]
        for path in [*paths, *self.mixed()]:
            for method in ("GET", "POST"):
                form = {"status": "x", "purpose": "status"} if method == "POST" else {}
                answer = self.ask(path, method, **form)
                self.silent(answer, strangers, f"{login}: {method} {path}")
                yield path, method, answer

    def test_each_agency_sees_its_own_and_nothing_else(self):
        for one in self.worlds:
            self.login(one.user.login)
            own = 0
            for _path, method, answer in self.crawl(one.user.login):
                own += method == "GET" and answer.status_code == 200
            self.assertGreaterEqual(own, 8, one.user.login)

    def test_nobody_else_finds_a_door(self):
        for login in ("customer", "clerk", None):
            if login:
                self.login(login)
            else:
                self.authenticate(None, None)
            for path, method, answer in self.crawl(login):
                expected = (404, 405) if login else (303, 400, 404, 405)
                self.assertIn(answer.status_code, expected, f"{login} {method} {path}")
                if not login and answer.status_code == 303:
                    self.assertIn("/web/login", answer.headers["Location"])

    def test_looking_changes_nothing(self):
        self.login("user0")
        before = self.contents()
        for path in self.paths(self.me):
            self.ask(path)
            self.ask(path, "HEAD")
        self.assertEqual(self.contents(), before)

    def test_foreign_forms_change_nothing(self):
        self.login("user0")
        before = self.contents()
        for one in self.worlds[1:]:
            for path in self.paths(one):
                if path != "/my/agency/upload":
                    self.ask(path, "POST", status="x", purpose="status")
        self.assertEqual(self.contents(), before)

    def test_who_left_the_agency_sees_nothing_any_more(self):
        self.me.agency.user_ids = False
        self.login("user0")
        for path in self.paths(self.me):
            answer = self.ask(path)
            self.assertIn(answer.status_code, (404, 405), path)
            self.assertNotIn("Zebu0qx debtor", answer.text)

    def test_the_rights_of_a_portal_user_open_no_model(self):
        """What the pages read for him he cannot read by himself."""
        for model in ("recovery.agency", "recovery.placement", "recovery.agency.file"):
            answer = self.opener.post(
                f"{self.base_url()}/web/dataset/call_kw/{model}/search_read",
                json={
                    "jsonrpc": "2.0",
                    "params": {
                        "model": model,
                        "method": "search_read",
                        "args": [[]],
                        "kwargs": {},
                    },
                },
            )
            self.assertNotIn("result", answer.json())
        self.login("user0")
        path = f"/web/content/recovery.agency.file/{self.me.sent.id}/body"
        self.assertFalse(re.search("Zebu", self.ask(path).text))
