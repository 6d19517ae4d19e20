from datetime import timedelta
from unittest import mock

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debt_recovery.exceptions import PermanentFailure, TemporaryFailure
from odoo.addons.debt_recovery.tools.agency_ways import Waiting

from .agency_travel import TravelCase

POLL = "odoo.addons.debt_recovery.models.recovery_agency_poll"
OLD, NEW = b"ref;status\r\nDC/1;paid\r\n", b"ref;status\r\nDC/1;contested\r\n"


class Folder:
    """What lies at the agency: ``{name: [bytes, stamp]}``, and what was moved."""

    def __init__(self, **files):
        self.files = {f"{name}.csv": [body, 1] for name, body in files.items()}
        self.moved = []

    def list(self, _session):
        return [
            Waiting(f"/out/{name}", name, len(body), stamp)
            for name, (body, stamp) in sorted(self.files.items())
        ]

    def get(self, _session, waiting):
        return waiting.name, self.files[waiting.name][0]

    def done(self, _session, waiting):
        self.moved.append(self.files.pop(waiting.name)[0])


@tagged("post_install", "-at_install")
class TestAgencyPoll(TravelCase):
    """What an agency lays down is taken when it is whole, once, and then put away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency.write(
            {
                "transport_code": "sftp",
                "way_folder_in": "/out",
                "way_folder_done": "/out/done",
                "inbox_ids": [
                    Command.create({"pattern": "rev*.csv", "purpose": "remittance"}),
                    Command.create({"pattern": "statut*", "purpose": "status"}),
                ],
            }
        )
        checked = mock.patch.object(type(cls.files), "_check", create=True)
        cls.check = checked.start()
        cls.addClassCleanup(checked.stop)

    def setUp(self):
        super().setUp()
        self.check.reset_mock(side_effect=True)

    def look(self, folder, times=1, **answers):
        ways = {
            "_open": None,
            "_close": None,
            "_list": folder.list,
            "_get": folder.get,
            "_done": folder.done,
            **answers,
        }
        with self.way("sftp", **ways):
            for _turn in range(times):
                self.job("cron_agency_poll")

    def taken(self):
        return self.files.search(
            [("direction", "=", "in"), ("agency_id", "=", self.agency.id)], order="id"
        )

    def test_a_file_is_taken_when_its_size_stands_still(self):
        folder = Folder(statut=b"ref;sta")
        self.look(folder)
        self.assertFalse(self.taken())
        folder.files["statut.csv"] = [OLD, 1]  # it grew
        self.look(folder)
        self.assertFalse(self.taken())
        self.look(folder)
        file = self.taken()
        self.assertEqual((file.name, file.purpose), ("statut.csv", "status"))
        self.assertEqual(file._content(), OLD)
        self.assertEqual(file.company_id, self.company)
        self.assertEqual(folder.moved, [OLD])
        self.check.assert_called_once()

    def test_a_file_named_when_complete_is_taken_at_once(self):
        self.agency.way_is_final = True
        self.look(Folder(rev_mars=OLD))
        self.assertEqual(self.taken().purpose, "remittance")

    def test_it_is_put_away_after_it_is_safe_only(self):
        self.agency.way_is_final = True
        folder = Folder(statut=OLD)
        self.look(folder, _done=TemporaryFailure("server", "line lost"))
        file = self.taken()
        self.assertEqual(len(file), 1)
        self.assertEqual(folder.moved, [])
        self.look(folder)  # known as taken: only put away now
        self.assertEqual(self.taken(), file)
        self.assertEqual(folder.moved, [OLD])

    def test_the_same_bytes_again_change_nothing(self):
        self.agency.way_is_final = True
        self.look(Folder(statut=OLD))
        self.look(Folder(statut_bis=OLD))
        first, copy = self.taken()
        self.assertEqual((first.state, copy.state), ("received", "ignored"))
        self.assertEqual(copy.copy_of_id, first)

    def test_a_file_that_changed_after_it_was_taken_is_another_one(self):
        self.agency.write({"way_is_final": True, "way_folder_done": False})
        folder = Folder(statut=OLD)
        self.look(folder, times=3, _done=None)
        self.assertEqual(len(self.taken()), 1)
        folder.files["statut.csv"] = [NEW, 2]
        self.look(folder, times=3, _done=None)
        first, second = self.taken()
        self.assertEqual([first._content(), second._content()], [OLD, NEW])
        self.assertIn("before", str(second.message_ids.mapped("body")))

    def test_a_name_that_nobody_knows_stays_and_is_said(self):
        folder = Folder(lisezmoi=b"bonjour")
        self.look(folder, times=2)
        self.assertFalse(self.taken())
        self.assertIn("lisezmoi.csv", self.agency.way_note)
        self.agency.inbox_ids = [Command.create({"pattern": "*", "purpose": "report"})]
        self.look(folder, times=2)
        self.assertEqual(self.taken().purpose, "report")
        self.assertFalse(self.agency.way_note)

    def test_a_file_that_cannot_be_had_leaves_the_others(self):
        self.agency.way_is_final = True
        folder = Folder(statut_1=OLD, statut_2=NEW)

        def get(session, waiting):
            if waiting.name == "statut_1.csv":
                raise PermanentFailure("refused", "too large")
            return folder.get(session, waiting)

        self.look(folder, _get=get)
        self.assertEqual(self.taken().mapped("name"), ["statut_2.csv"])
        said = "“statut_1.csv” stays there: too large"
        self.assertEqual(self.agency.way_note, said)

    def test_a_file_that_cannot_be_put_away_is_said(self):
        self.agency.way_is_final = True
        self.look(Folder(statut=OLD), _done=PermanentFailure("settings", "no folder"))
        self.assertEqual(len(self.taken()), 1)
        self.assertIn("statut.csv", self.agency.way_note)
        self.assertIn("no folder", self.agency.way_note)

    def test_a_file_that_cannot_be_checked_is_safe_and_waits_for_a_person(self):
        self.agency.way_is_final = True
        self.check.side_effect = ValueError("inside")
        folder = Folder(statut=OLD)
        with mute_logger(POLL):
            self.look(folder)
        self.assertEqual(self.taken().state, "received")
        self.assertEqual(folder.moved, [OLD])

    def test_an_agency_that_does_not_answer_leaves_the_others(self):
        other = self.new_agency(
            "Cabinet Morel",
            sequence=99,
            transport_code="sftp",
            way_folder_in="/out",
            way_is_final=True,
            way_password="s3cret-word",
            inbox_ids=[Command.create({"pattern": "*", "purpose": "status"})],
        )
        self.agency.way_password = "s3cret-word"
        folder = Folder(statut=OLD)

        def opened(agency, _company):
            if agency == self.agency:
                raise TemporaryFailure("server", "no s3cret-word")
            return None

        self.look(folder, _open=opened)
        self.assertFalse(self.taken())
        self.assertEqual(self.agency.way_note, "no •••")
        self.assertEqual(
            self.files.search([("agency_id", "=", other.id)])._content(), OLD
        )

    def test_files_for_two_companies_are_told_apart_by_their_names(self):
        company = self.setup_other_company()["company"]
        both = self.new_agency(
            "Cabinet Morel",
            company_id=False,
            transport_code="sftp",
            way_folder_in="/out",
            way_is_final=True,
            inbox_ids=[
                Command.create({"pattern": "ch_*", "company_id": company.id}),
                Command.create({"pattern": "*", "company_id": self.company.id}),
            ],
        )
        self.agency.transport_code = "download"
        self.look(Folder(ch_statut=OLD, statut=OLD))
        files = self.files.search([("agency_id", "=", both.id)])
        self.assertEqual(
            {file.name: file.company_id for file in files},
            {"ch_statut.csv": company, "statut.csv": self.company},
        )

    def test_looking_again_writes_nothing(self):
        folder = Folder(statut=OLD)
        self.look(folder, times=3)
        before = self.agency.write_date
        self.clock.tick(timedelta(minutes=15))
        self.look(folder)
        self.assertEqual(self.agency.write_date, before)
