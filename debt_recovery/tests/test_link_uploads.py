import io
import sys
import zipfile

from odoo import Command, http
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from odoo.addons.debt_recovery.models.recovery_link_files import SCAN
from odoo.addons.debt_recovery.tools import uploads

from .test_link_told import PDF, ToldCase

SCANNER = "odoo.addons.debt_recovery.models.recovery_link_files"
PHOTO = b"\xff\xd8\xff\xe1\x00\x18Exif\x00\x00II*\x00 as taken \xff\xd9"


@tagged("post_install", "-at_install")
class TestLinkUploads(ToldCase):
    """Files that come with what the customer writes."""

    def sends(self, path, *files, **form):
        return self.told(f"{path}/write", files, **{"text": "See here", **form})

    def refused(self, answer, words):
        self.assertEqual(answer.status_code, 422)
        self.assertIn(words, self.text(answer))
        self.assertIn("See here", answer.text)  # what was typed stays
        self.env.invalidate_all()
        self.assertFalse(self.request())
        self.assertFalse(self.events("replied"))

    def scan(self, code):
        command = f"{sys.executable} -c '{code}'"
        self.addCleanup(config.options.pop, SCAN, None)
        config.options[SCAN] = command

    def test_files_are_kept_as_they_came_under_clean_names(self):
        path = self.path()
        files = [("../../Photo du\u202e 3.PDF", PHOTO), ("relevé.pdf", PDF)]
        _reference, page = self.made(self.sends(path, *files))
        kept = self.request().attachment_ids.sorted("id")
        self.assertEqual(kept.mapped("name"), ["Photo du 3.jpg", "relevé.pdf"])
        self.assertEqual(kept[0].raw, PHOTO)
        self.assertEqual(set(kept.mapped("res_model")), {"recovery.request"})
        self.assertFalse(any(kept.mapped("public")))
        self.assertIn("relevé.pdf", page)
        message = self.account_of_lecoq.message_ids[0]
        self.assertEqual(message.attachment_ids, kept)
        kept.with_user(self.env.user).check_access("read")

    def test_a_file_is_only_ever_downloaded(self):
        path = self.path()
        self.made(self.sends(path, ("a.png", PHOTO)))
        file = self.request().attachment_ids
        answer = self.opened(f"{path}/sent/{file.id}")
        self.assertEqual(answer.content, PHOTO)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        answer = self.opened(f"{path}/sent/{file.id + 1000}")
        self.assertEqual(answer.status_code, 404)

    def test_a_colleagues_file_stays_ours(self):
        path = self.path()
        reference, _page = self.made(self.sends(path))
        file = self.env["ir.attachment"].create({"name": "ours.pdf", "raw": PDF})
        request = self.request().with_user(self.env.user)
        request.attachment_ids = [Command.link(file.id)]
        self.env.flush_all()
        page = self.opened(f"{path}/follow/{reference}").text
        self.assertNotIn("ours.pdf", page)
        answer = self.opened(f"{path}/sent/{file.id}")
        self.assertEqual(answer.status_code, 404)

    def test_a_renamed_program_is_refused(self):
        macro = io.BytesIO()
        with zipfile.ZipFile(macro, "w") as one:
            for name in ("[Content_Types].xml", "word/document.xml", "vbaProject.bin"):
                one.writestr(name, "x")
        for raw in (b"MZ\x90\x00", b"<html><script>", macro.getvalue()):
            answer = self.sends(self.path(), ("proof.pdf", raw))
            self.refused(answer, "“proof.pdf” is of a kind that we cannot take")

    def test_too_many_and_too_large_are_refused(self):
        small = ("a.pdf", PDF)
        self.refused(self.sends(self.path(), *[small] * 6), "At most 5 files")
        large = ("large.pdf", PDF + bytes(uploads.MAX_BYTES))
        self.refused(self.sends(self.path(), large), "“large.pdf” is too large")
        self.refused(self.sends(self.path(), ("a.pdf", b"")), "is empty")

    @mute_logger(SCANNER)
    def test_the_houses_scanner_is_asked(self):
        self.scan('import sys; sys.exit(b"EICAR" in open(sys.argv[1], "rb").read())')
        bad = ("a.pdf", PDF + b"EICAR")
        self.refused(self.sends(self.path(), bad), "“a.pdf” is not safe")
        self.made(self.sends(self.path(), ("a.pdf", PDF)))

    @mute_logger(SCANNER)
    def test_a_scanner_that_fails_lets_nothing_through(self):
        self.scan("import sys; sys.exit(2)")
        answer = self.sends(self.path(), ("a.pdf", PDF))
        self.refused(answer, "cannot be checked just now")
        for command in ("/nowhere/clamdscan", "clamdscan 'no end"):
            config.options[SCAN] = command
            with self.assertLogs(SCANNER, "ERROR") as log:
                answer = self.sends(self.path(), ("a.pdf", PDF))
            self.refused(answer, "cannot be checked just now")
            self.assertIn("recovery_scan_command does not run", log.output[0])

    def test_the_log_says_what_the_scanner_said(self):
        self.scan('import sys; print("no database", file=sys.stderr); sys.exit(2)')
        with self.assertLogs(SCANNER, "ERROR") as log:
            self.sends(self.path(), ("a.pdf", PDF))
        self.assertIn("answered 2: no database", log.output[0])
        # without the file, what was typed arrives
        self.made(self.sends(self.path()))


@tagged("post_install", "-at_install")
class TestLinkCallAndWrite(ToldCase):
    """Asking for a call, writing, and reading what was answered."""

    def setUp(self):
        super().setUp()
        self.company.write(
            {
                "recovery_hours_from": 9,
                "recovery_hours_to": 18,
                "recovery_hours_days": "01234",
                "recovery_hours_holidays": False,
            }
        )
        agent = self.env.user
        self.company.recovery_user_id = agent
        self.account_of_lecoq.user_id = agent
        self.lecoq.phone = "+33 1 23 45 67 89"

    def call(self, path, **form):
        values = {"slot": "2026-03-03 09:00:00", "which": "file", **form}
        return self.told(f"{path}/call", **values)

    def callbacks(self):
        return self.root["recovery.callback"].search([])

    def test_the_hours_are_those_of_the_house(self):
        page = self.opened(f"{self.path()}/call").text
        self.assertIn('value="2026-03-02 10:00:00"', page)  # 11:00 in Paris, today
        for closed in ("2026-03-02 08:00", "2026-03-07 ", "2026-03-03 17:00"):
            self.assertNotIn(f'value="{closed}', page)
        self.assertNotIn("23 45 67", page)  # the number on file is masked

    def test_a_call_is_set_for_its_hour(self):
        path = self.path()
        _reference, page = self.made(self.call(path, text="About the butter"))
        callback = self.callbacks()
        self.assertEqual(callback.phone, "+33123456789")
        self.assertEqual(callback.user_id, self.env.user)
        self.assertEqual(callback.asked_for, callback.call_at)
        self.assertIn("We call you", page)
        self.assertEqual(len(self.events("callback_set")), 1)
        callback.with_user(self.env.user)._move_to("done")
        self.assertEqual(self.request().state, "done")

    def test_another_number_and_hour_take_the_place_of_the_first(self):
        path = self.path()
        first, _page = self.made(self.call(path))
        form = {"slot": "2026-03-04 09:00:00", "which": "other"}
        self.made(self.call(path, phone="06 12 34 56 78", **form))
        waiting = self.account_of_lecoq._waiting_callback()
        self.assertEqual(waiting.phone, "+33612345678")
        self.assertIn("Cancelled", self.opened(f"{path}/follow/{first}").text)

    def test_other_hours_and_costly_numbers_are_refused(self):
        path = self.path()
        other = {"which": "other"}
        for form in (
            {"slot": "2026-03-07 09:00:00"},
            {"slot": "2026-03-02 02:00:00"},
            {"slot": "soon"},
            {**other, "phone": "0899 70 11 11"},
            {**other, "phone": "12"},
            other,
        ):
            self.assertEqual(self.call(path, **form).status_code, 422, form)
        self.assertFalse(self.callbacks())
        self.assertFalse(self.request())

    def test_a_message_pauses_and_its_answer_is_read_here(self):
        path = self.path()
        reference, page = self.made(
            self.told(f"{path}/write", text="May I <b>pay</b> in April?")
        )
        self.assertIn("Received, somebody reads it", page)
        self.assertTrue(self.account_of_lecoq._reply_holds())
        self.assertEqual(len(self.events("replied")), 1)
        case = self.account_of_lecoq.with_user(self.env.user)
        case.message_post(body="Careful with them", subtype_xmlid="mail.mt_note")
        case.message_post(
            body="Yes, until the 10th.",
            partner_ids=self.lecoq.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        stranger = self.customer("Hôtel du Port", "compta@port.example")
        case.message_post(
            body="For the other one",
            partner_ids=stranger.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.env.flush_all()
        page = self.text(self.opened(f"{path}/write"))
        self.assertIn("Yes, until the 10th.", page)
        self.assertIn("May I &lt;b&gt;pay", page)
        for hidden in ("Careful", "For the other one"):
            self.assertNotIn(hidden, page)
        self.assertIn("Read by us", self.opened(f"{path}/follow/{reference}").text)
        self.assertFalse(self.account_of_lecoq._reply_holds())

    def test_an_account_that_writes_without_end_is_asked_to_call(self):
        path = self.path()
        answers = [
            self.told(f"{path}/write", text=str(n)).status_code for n in range(20)
        ]
        self.assertEqual(set(answers), {303, 422})
        self.assertLess(self.root["recovery.request"].search_count([]), 20)

    def test_a_portal_user_does_all_of_it_too(self):
        users = self.root["res.users"].with_context(no_reset_password=True)
        login = "compta_lecoq"
        portal = self.env.ref("base.group_portal")
        users.create(
            {
                **dict.fromkeys(("name", "login", "password"), login),
                "partner_id": self.lecoq.id,
                "group_ids": [Command.set(portal.ids)],
            }
        )
        self.env.flush_all()
        self.authenticate(login, login)
        base = f"/my/recovery/{self.account_of_lecoq.id}"
        key = http.Request.csrf_token(self)
        items = [self.item(self.first)]
        for part, form in (
            ("need", {"kind": "not_received", "items": items}),
            (f"dispute/{self.second.id}", {"reason": "price", "text": "Too dear"}),
            ("declared", {"items": items, "paid_on": "2026-02-27"}),
            ("call", {"slot": "2026-03-03 09:00:00", "which": "file"}),
            ("write", {"text": "Hello"}),
        ):
            form = {"csrf_token": key, "once": part, **form}
            made = self.url_open(f"{base}/{part}", data=form, allow_redirects=False)
            self.assertEqual(made.status_code, 303, part)
            page = self.url_open(made.headers["Location"])
            self.assertEqual(page.status_code, 200, part)
        self.assertEqual(self.root["recovery.request"].search_count([]), 3)
        forged = self.url_open(f"{base}/write", data={"text": "x", "csrf_token": "x"})
        self.assertEqual(forged.status_code, 400)
