import email
import email.policy
from datetime import timedelta
from unittest import mock

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import file_open

from odoo.addons.debt_recovery.exceptions import (
    PermanentFailure,
    TemporaryFailure,
    UncertainOutcome,
)
from odoo.addons.debt_recovery.tools import sftp_line
from odoo.addons.debt_recovery.tools.agency_ways import MAX_TRIES

from .agency_travel import Server, TravelCase

COURIER = "odoo.addons.debt_recovery.models.recovery_agency_courier"


@tagged("post_install", "-at_install")
class TestAgencySend(TravelCase):
    """A file leaves once; what failed is tried later, what nobody knows is said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency.write({"transport_code": "sftp", "way_host": "sftp.orvane.example"})

    def sending(self, **answers):
        """The agency's server, doubled."""
        return self.way("sftp", **{"_open": None, "_close": None, **answers})

    def later(self, **time):
        self.clock.tick(timedelta(**time))

    def tasks(self, file):
        return file.activity_ids.mapped("summary")

    def test_what_is_made_leaves_with_its_bytes_and_its_key(self):
        file = self.make()
        with self.sending(_put="their-7") as way:
            self.job()
            self.job()
            ((session, name, body, key),) = [
                call.args for call in way._put.call_args_list
            ]
        self.assertEqual((name, body, key), ("BT-1.csv", b"ref;amount\r\n", file.key))
        self.assertIsNone(session)
        self.assertEqual((file.state, file.their_reference), ("sent", "their-7"))
        self.assertEqual((file.attempts, file.transport_code), (1, "sftp"))
        self.assertTrue(file.done_at)

    def test_what_fails_for_now_is_tried_later_and_later_then_given_to_a_person(self):
        file = self.make()
        waits = []
        with self.sending(_put=TemporaryFailure("server", "no route")) as way:
            for tries in range(1, MAX_TRIES + 1):
                self.job()
                self.assertEqual(file.attempts, tries)
                if tries < MAX_TRIES:
                    self.assertEqual((file.state, file.failure), ("made", "no route"))
                    waits.append(file.next_try - fields.Datetime.now())
                    self.job()  # not yet
                    self.assertEqual(file.attempts, tries)
                    self.later(seconds=waits[-1].total_seconds() + 1)
            keys = {call.args[3] for call in way._put.call_args_list}
        self.assertEqual(keys, {file.key})
        self.assertEqual(waits, sorted(waits))
        self.assertEqual(waits[0], timedelta(minutes=5))
        self.assertEqual((file.state, file.failure_type), ("failed", "server"))
        self.assertEqual(len(self.tasks(file)), 1)
        self.assertIn("BT-1.csv", self.tasks(file)[0])

    def test_a_person_sends_again_what_failed(self):
        file = self.make()
        with self.sending(_put=PermanentFailure("login", "the login was refused")):
            self.job()
        self.assertEqual((file.state, file.failure_type), ("failed", "login"))
        self.assertTrue(self.tasks(file))
        file.action_send_again()
        self.assertEqual((file.state, file.attempts), ("made", 0))
        self.assertFalse(self.tasks(file))
        with self.sending(_put=""):
            self.job()
        self.assertEqual(file.state, "sent")
        with self.assertRaisesRegex(UserError, "None of these"):
            file.action_send_again()

    def test_a_recall_never_overtakes_its_hand_over(self):
        first, second = self.make(), self.make("R-1.csv", purpose="recall")
        other = self.new_agency("Cabinet Morel", transport_code="sftp")
        contract = self.new_contract(other)
        third = self.invoice(self.lecoq, 300.0, fields.Date.to_date("2026-01-05"))
        theirs = self.placed(self.debt(third), contract=contract)
        apart = self.make("BT-9.csv", agency=other, placements=theirs)

        def put(_session, name, _body, _key):
            if name == "BT-1.csv" and not first.next_try:
                raise TemporaryFailure("server", "busy", retry_after=900)
            return ""

        with self.sending(_put=put) as way:
            self.job()
            self.assertEqual((first.state, second.state), ("made", "made"))
            self.assertEqual(second.attempts, 0)
            self.assertEqual(apart.state, "sent")
            self.assertEqual(
                first.next_try - fields.Datetime.now(), timedelta(minutes=15)
            )
            self.later(minutes=10)
            self.job()  # the first one waits still: so does what follows it
            self.assertEqual(second.state, "made")
            self.later(minutes=6)
            self.job()
            names = [call.args[1] for call in way._put.call_args_list]
        self.assertEqual(names, ["BT-1.csv", "BT-9.csv", "BT-1.csv", "R-1.csv"])

    def test_what_waits_for_a_download_keeps_no_other_agency(self):
        self.agency.transport_code = "download"
        for number in range(3):
            self.make(f"BT-{number}.csv", purpose="amendment")
        other = self.new_agency("Cabinet Morel", transport_code="sftp")
        third = self.invoice(self.lecoq, 300.0, fields.Date.to_date("2026-01-05"))
        theirs = self.placed(self.debt(third), contract=self.new_contract(other))
        file = self.make("R-9.csv", agency=other, placements=theirs, purpose="recall")
        with mock.patch(f"{COURIER}.BATCH", 2), self.sending(_put=""):
            self.job()
        self.assertEqual(file.state, "sent")

    def test_what_was_taken_back_meanwhile_is_not_handed_over_late(self):
        file = self.make(placements=self.one | self.two)
        with self.sending(_put=PermanentFailure("refused", "too large")):
            self.job()
        self.two.write({"state": "recalled", "ended_why": "paid"})
        with self.assertRaisesRegex(UserError, "not placed any more"):
            file.action_send_again()
        self.assertEqual(file.state, "failed")
        recall = self.make("R-1.csv", purpose="recall", placements=self.two)
        with self.sending(_put=PermanentFailure("refused", "too large")):
            self.job()
        recall.action_send_again()
        self.assertEqual(recall.state, "made")

    def test_what_a_person_reads_is_in_his_language(self):
        self.root["res.lang"]._activate_lang("fr_FR")
        person = new_test_user(
            self.env,
            "manager_of_ways",
            "debt_recovery.group_manager",
            lang="fr_FR",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.company.recovery_manager_id = person
        self.agency.write({"way_host": False})
        file = self.make()
        self.job()
        here = "Write the server and the login."
        way = self.root["recovery.agency.transport.sftp"].with_context(lang="fr_FR")
        with self.assertRaises(PermanentFailure) as failure:
            way._open(self.agency, self.company)
        self.assertEqual(file.failure, str(failure.exception))
        self.assertNotEqual(file.failure, here)

    def test_a_line_that_cannot_be_opened_costs_one_file_a_try(self):
        files = self.make() | self.make("R-1.csv", purpose="recall")
        with self.sending(_open=TemporaryFailure("server", "refused")) as way:
            self.job()
            self.assertEqual(way._open.call_count, 1)
        self.assertEqual(files.mapped("attempts"), [1, 0])

    # --- doubt ------------------------------------------------------------------------

    def test_a_doubt_is_resolved_by_a_look_where_the_way_can_look(self):
        arrived, lost = self.make(), self.make("R-1.csv", purpose="recall")
        with self.sending(
            _put=UncertainOutcome("unknown", "line lost"),
            _look_up=lambda _session, name, _body, _key: name == "BT-1.csv",
        ):
            self.job()
            self.assertEqual(arrived.state, "sending")
            self.assertEqual(arrived.failure_type, "unknown")
            self.job()
        self.assertEqual((arrived.state, arrived.attempts), ("sent", 1))
        with self.sending(_put="", _look_up=False):
            self.job()
        self.assertEqual((lost.state, lost.attempts), ("sent", 2))

    def test_a_doubt_goes_to_a_person_where_nobody_can_look(self):
        self.agency.write({"transport_code": "https", "way_url": "https://a.example"})
        file = self.make()
        with self.way("https", _put=UncertainOutcome("unknown", "409 known")):
            self.job()
            self.job()
        self.assertEqual((file.state, file.failure_type), ("failed", "unknown"))
        self.assertEqual(file.attempts, 1)
        file.action_it_arrived()
        self.assertEqual(file.state, "sent")
        self.assertFalse(self.tasks(file))

    def test_what_a_dead_job_left_is_looked_up(self):
        file = self.make()
        file._reserve(fields.Datetime.now())
        file.sudo().write({"reserved_by": "0@0"})  # nobody's session
        with self.sending(_put="", _look_up=True) as way:
            self.job()
            self.assertFalse(way._put.called)
        self.assertEqual(file.state, "sent")

    def test_a_look_that_fails_is_tried_for_two_days_then_a_person_looks(self):
        file = self.make()
        with self.sending(
            _put=UncertainOutcome("unknown", "line lost"),
            _look_up=TemporaryFailure("server", "gone"),
        ):
            self.job()
            self.later(hours=47)
            self.job()
            self.assertEqual(file.state, "sending")
            self.later(hours=2)
            self.job()
        self.assertEqual((file.state, file.failure_type), ("failed", "unknown"))
        self.assertTrue(self.tasks(file))

    def test_one_that_cannot_be_asked_for_leaves_the_others(self):
        """Its bytes are lost: it goes to a person, and the rest of the day's files go
        their way."""
        lost = self.make()
        lost._reserve(fields.Datetime.now())
        lost.sudo().write({"reserved_by": "0@0"})
        self.env.flush_all()
        self.cr.execute(
            "UPDATE ir_attachment SET db_datas = 'other', store_fname = NULL "
            "WHERE res_model = %s AND res_id = %s AND res_field = 'body'",
            [lost._name, lost.id],
        )
        self.env.invalidate_all()
        file = self.make("R-1.csv", purpose="recall")
        with self.sending(_put="", _look_up=True), mute_logger(COURIER):
            self.job()
        self.assertEqual((lost.state, lost.failure_type), ("failed", "unknown"))
        self.assertEqual(lost.failure, "The job ended while it was sending.")
        self.assertTrue(self.tasks(lost))
        self.assertEqual(file.state, "sent")

    def test_an_error_that_nobody_foresaw_is_a_doubt_and_says_no_inside(self):
        file = self.make()
        with (
            self.sending(_put=ValueError("secret inside"), _look_up=None),
            mute_logger(COURIER),
        ):
            self.job()
            self.job()
        self.assertEqual((file.state, file.failure), ("failed", "ValueError"))

    # --- what keeps it here -----------------------------------------------------------

    def test_nothing_leaves_from_a_copy_or_in_test_mode(self):
        file = self.make()
        self.company.write(
            {"recovery_test_mode": True, "recovery_test_email": "a@belleroche.example"}
        )
        with self.sending(_put="") as way:
            self.job()
            self.company.recovery_test_mode = False
            self.root["ir.config_parameter"].set_param("database.uuid", "a-copy")
            with mute_logger("odoo.addons.debt_recovery.models.recovery_safety"):
                self.job()
            self.assertFalse(way._open.called)
        self.assertEqual(file.state, "made")

    def test_a_copy_of_the_database_knows_no_server(self):
        self.agency.write({"way_password": "p", "way_secret": "s"})
        self.env.flush_all()
        with file_open("debt_recovery/data/neutralize.sql") as file:
            self.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertEqual(self.agency.transport_code, "download")
        self.assertFalse(self.agency.way_password or self.agency.way_secret)

    def test_what_is_downloaded_waits_for_a_person(self):
        self.agency.transport_code = "download"
        file = self.make()
        self.job()
        self.assertEqual((file.state, file.attempts), ("made", 0))
        file.action_it_arrived()
        self.assertEqual(file.state, "sent")

    # --- settings ---------------------------------------------------------------------

    def test_secrets_are_for_managers_and_stand_in_no_message(self):
        self.agency.write({"way_password": "s3cret-word", "way_user": "orvane"})
        file = self.make()
        with self.sending(_put=PermanentFailure("login", "no: s3cret-word")):
            self.job()
        self.assertEqual(file.failure, "no: •••")
        self.assertNotIn("s3cret-word", str(file.message_ids.mapped("body")))
        agent = new_test_user(
            self.env,
            "agent_of_ways",
            "debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        own = self.agency.with_user(agent)
        self.assertEqual(own.way_host, "sftp.orvane.example")
        for name in ("way_password", "way_secret", "way_private_key", "way_user"):
            with self.assertRaises(AccessError):
                own.read([name])
        with self.assertRaises(AccessError):
            own.action_test_way()

    def test_settings_that_cannot_be_are_refused(self):
        for values in (
            {"way_host_key": "no key"},
            {"way_url": "http://orvane.example/files"},
            {"way_url": "ftp://orvane.example"},
            {"way_email": "nobody"},
        ):
            with self.assertRaises(ValidationError):
                self.agency.write(values)

    def test_what_is_missing_is_said_before_anything_is_opened(self):
        with self.assertRaisesRegex(UserError, "server and the login"):
            self.agency.action_test_way()
        self.agency.way_user = "orvane"
        with self.assertRaisesRegex(UserError, "password or a private key"):
            self.agency.action_test_way()
        library, sftp_line.paramiko = sftp_line.paramiko, None
        self.addCleanup(setattr, sftp_line, "paramiko", library)
        with self.assertRaisesRegex(UserError, "paramiko"):
            self.agency.action_test_way()
        file = self.make()
        self.job()
        self.assertEqual((file.state, file.failure_type), ("failed", "library"))

    def test_every_way_has_its_file_and_its_sockets(self):
        base = type(self.root["recovery.agency.transport"])
        for code in self.agency._fields["transport_code"].get_values(self.env):
            way = self.root["recovery.agency.transport"]._for(code)
            with (
                self.subTest(way=code),
                file_open(f"debt_recovery/agency_transports/{code}.py"),
            ):
                self.assertTrue(way._abstract)
                self.assertIsNot(type(way)._put, base._put)
                self.assertIsNot(type(way)._test, base._test)


@tagged("post_install", "-at_install")
class TestAgencyHttps(TravelCase):
    """A server of an agency that answers well, badly, twice, or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        cls.agency.write(
            {
                "transport_code": "https",
                "way_url": cls.server.url,
                "way_header": "X-Api-Key",
                "way_secret": "s3cret-word",
            }
        )

    def setUp(self):
        super().setUp()
        self.server.asked.clear()

    def post(self, *answers):
        """Send one file to a server that answers so, one job an answer."""
        self.server.answers[:] = answers
        file = self.make()
        for _answer in answers:
            self.job()
            self.clock.tick(timedelta(hours=13))
        return file

    def test_a_file_is_posted_once_with_its_key_and_the_secret(self):
        file = self.post((201, {}, b'{"id": "A-7"}'))
        ((path, headers, body),) = self.server.asked
        self.assertEqual((path, body), ("/files", b"ref;amount\r\n"))
        self.assertEqual(headers["Idempotency-Key"], file.key)
        self.assertEqual(headers["X-Api-Key"], "s3cret-word")
        self.assertEqual(headers["X-Content-SHA256"], file.sha256)
        self.assertEqual((file.state, file.their_reference), ("sent", "A-7"))

    def test_the_same_key_goes_with_each_try(self):
        file = self.post((503, {"Retry-After": "60"}, b""), (200, {}, b"fine"))
        keys = [
            headers["Idempotency-Key"] for _path, headers, _body in self.server.asked
        ]
        self.assertEqual(keys, [file.key, file.key])
        self.assertEqual((file.state, file.attempts), ("sent", 2))

    def test_an_error_of_the_server_is_a_doubt_unless_it_knows_keys(self):
        for answer in ((500, {}, b"oops"), (409, {}, b"known"), None):
            with self.subTest(answer=answer):
                file = self.post(answer)
                self.assertEqual((file.state, file.failure_type), ("failed", "unknown"))
        self.agency.way_keeps_key = True
        for answer in ((500, {}, b"oops"), None):
            with self.subTest(answer=answer):
                file = self.post(answer, (200, {}, b""))
                self.assertEqual((file.state, file.attempts), ("sent", 2))
        file = self.post((409, {}, b"known"))  # it says it had it: a person looks
        self.assertEqual((file.state, file.failure_type), ("failed", "unknown"))

    def test_what_it_refuses_is_somebody_s_to_mend_and_shows_no_secret(self):
        file = self.post((401, {}, b"bad s3cret-word"))
        self.assertEqual((file.state, file.failure_type), ("failed", "login"))
        self.assertEqual(file.failure, "401 Unauthorized bad •••")
        file = self.post((422, {}, b"no such contract"))
        self.assertEqual((file.state, file.failure_type), ("failed", "refused"))

    def test_nothing_is_given_to_another_host(self):
        for status in (301, 302, 303, 307, 308):
            file = self.post((status, {"Location": "https://evil.example/x"}, b""))
            self.assertEqual((file.state, file.failure_type), ("failed", "refused"))
        self.assertEqual(len(self.server.asked), 5)
        self.server.asked.clear()
        self.server.answers[:] = [(307, {"Location": "/other"}, b""), (200, {}, b"")]
        file = self.make()
        self.job()
        self.assertEqual(file.state, "sent")
        self.assertEqual([one[0] for one in self.server.asked], ["/files", "/other"])

    def test_a_server_that_is_gone_is_tried_later(self):
        self.agency.way_url = "http://127.0.0.1:9/files"
        file = self.make()
        self.job()
        self.assertEqual((file.state, file.failure_type), ("made", "server"))

    def test_the_connection_is_tested_without_a_file(self):
        self.server.answers[:] = [(204, {}, b"")]
        said = self.agency.action_test_way()["params"]["message"]
        self.assertIn("204", said)
        self.assertEqual(self.server.asked[0][2], b"")
        self.server.answers[:] = [(403, {}, b"s3cret-word")]
        with self.assertRaisesRegex(UserError, "403 Forbidden •••"):
            self.agency.action_test_way()


@tagged("post_install", "-at_install")
class TestAgencyMail(TravelCase):
    """A message to the agency: the way to the file, or the file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency.write(
            {"transport_code": "email", "way_email": "dossiers@orvane.example"}
        )

        cls.agency.user_ids = new_test_user(
            cls.env, "clerk_of_orvane", "base.group_portal"
        )

    def mailed(self):
        with self.smtp():
            self.job()
            return list(self.emails)

    def plain(self, sent):
        message = email.message_from_string(
            sent["message"], policy=email.policy.default
        )
        return message.get_body(("plain",)).get_content()

    def test_the_message_has_the_way_to_the_file_and_no_byte_of_it(self):
        file = self.make(body=b"Boulangeries Lecoq;4800")
        (sent,) = self.mailed()
        self.assertEqual(sent["smtp_to_list"], ["dossiers@orvane.example"])
        text = self.plain(sent)
        self.assertIn("/my/agency", text)
        self.assertNotIn("Lecoq", text)
        self.assertIn(file.key, str(sent["message"]))
        self.assertEqual(file.state, "sent")
        self.assertIn(file.key, file.their_reference)

    def test_the_file_itself_goes_along_where_that_is_wanted(self):
        self.agency.way_attaches = True
        file = self.make(body=b"Boulangeries Lecoq;4800")
        (sent,) = self.mailed()
        self.assertIn("BT-1.csv", str(sent["message"]))
        self.assertEqual(file.state, "sent")

    def test_no_message_leads_to_pages_that_nobody_can_open(self):
        self.agency.user_ids = False
        file = self.make()
        self.assertFalse(self.mailed())
        self.assertEqual((file.state, file.failure_type), ("failed", "settings"))
        self.assertIn("no portal user", file.failure)
        self.agency.way_attaches = True
        file.action_send_again()
        self.assertEqual(len(self.mailed()), 1)

    def test_without_an_address_somebody_mends_it(self):
        self.agency.way_email = False
        file = self.make()
        self.assertFalse(self.mailed())
        self.assertEqual((file.state, file.failure_type), ("failed", "settings"))
