from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .agency_inbound_case import InboundCase
from .common import MONDAY

MODEL = "odoo.addons.debt_recovery.models.recovery_agency_file_in"


@tagged("post_install", "-at_install")
class TestAgencyInbound(InboundCase):
    """A file of an agency is looked at as a whole, then done as a whole, once."""

    def test_a_good_file_is_checked_then_booked(self):
        file = self.sent([self.row(self.first), self.row(self.second)])
        self.assertEqual(file.state, "checked")
        self.assertFalse(self.first.agency_status_id, "nothing is done yet")
        self.assertEqual(file.row_count, 2)
        self.assertIn("2 × Customer reached", file.forecast)
        file._apply()
        self.assertEqual(file.state, "booked")
        self.assertEqual(file.booked_by_id, self.root.user)
        self.assertEqual(self.first.agency_meaning, "contacted")
        self.assertEqual(file.placement_ids, self.first | self.second)

    def test_one_wrong_row_keeps_all_of_the_file_out(self):
        ledger = self.table("account_move_line")
        rows = [self.row(self.first), self.row(self.second, "Zufrieden")]
        problems = self.refused(rows)
        self.assertEqual([one[:3] for one in problems], [(3, "status", "Zufrieden")])
        self.assertIn("table of statuses", problems[0][3])
        self.assertFalse(self.first.agency_status_id)
        self.assertFalse(self.told(self.first))
        self.assertEqual(self.table("account_move_line"), ledger)

    def test_a_refused_file_cannot_be_booked(self):
        file = self.sent([self.row(self.first, "Zufrieden")])
        with self.assertRaisesRegex(UserError, "orvane.csv is not checked"):
            file._apply()

    def test_it_is_checked_again_once_the_table_knows_the_word(self):
        file = self.sent([self.row(self.first, "Zufrieden")])
        self.root["recovery.agency.status"].create(
            {
                "agency_id": self.agency.id,
                "word": "zufrieden",
                "meaning": "in_progress",
            }
        )
        file._check()
        self.assertEqual((file.state, self.problems(file)), ("checked", []))

    def test_booking_twice_does_it_once(self):
        file = self.booked([self.row(self.first)])
        file._apply()
        file._check()
        self.assertEqual(file.state, "booked")
        self.assertEqual(len(self.told(self.first)), 1)

    def test_what_changed_since_the_check_is_seen_before_booking(self):
        file = self.sent([self.row(self.first, agency_reference="ORV-1")])
        self.second.agency_reference = "ORV-1"
        file._apply()
        self.assertEqual(file.state, "refused")
        self.assertEqual(self.problems(file)[0][:3], (2, "agency_reference", "ORV-1"))
        self.assertFalse(self.first.agency_status_id)

    def test_a_failure_half_way_leaves_nothing_and_shows_no_inside(self):
        file = self.sent([self.row(self.first), self.row(self.second)])
        model = type(self.root["recovery.placement"])
        done = model._take_status

        def breaks(placement, *args):
            if placement == self.second:
                raise ZeroDivisionError("secret inside")
            return done(placement, *args)

        with patch.object(model, "_take_status", breaks), mute_logger(MODEL):
            file._apply()
        self.assertEqual(file.state, "refused")
        self.assertFalse(self.first.agency_status_id, "the first was undone")
        self.assertFalse(self.told(self.first))
        ((line, _column, _value, reason),) = self.problems(file)
        self.assertEqual(line, 0)
        self.assertIn("Nothing was booked", reason)
        self.assertNotIn("secret", reason)

    def test_a_rule_of_the_house_says_why_in_its_own_words(self):
        file = self.sent([self.row(self.first)])
        model = type(self.root["recovery.placement"])
        closed = UserError("The books are closed on 28 February.")
        with patch.object(model, "_take_status", side_effect=closed):
            file._apply()
        self.assertEqual(file.state, "refused")
        self.assertEqual(
            [one[3] for one in self.problems(file)],
            ["The books are closed on 28 February."],
        )

    def test_a_reader_that_breaks_is_a_sentence_on_the_file(self):
        file = self.take([self.row(self.first)])
        broken = RuntimeError("buffer 0x7f")
        with (
            patch.object(type(file), "_rows", side_effect=broken),
            mute_logger(MODEL),
        ):
            file._check()
        ((_line, _column, _value, reason),) = self.problems(file)
        self.assertIn("cannot be read", reason)
        self.assertNotIn("0x7f", reason)

    def test_an_empty_table_is_refused(self):
        self.assertTrue(self.refused(b"placement;status\r\n"))
        self.assertTrue(self.refused(b""))

    def test_only_an_agent_books(self):
        file = self.sent([self.row(self.first)])
        auditor = new_test_user(
            self.env,
            "inbound.auditor",
            "base.group_user,debt_recovery.group_auditor",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            file.with_user(auditor).action_apply()
        file.with_user(self.env.user).action_apply()
        self.assertEqual(file.state, "booked")

    def test_who_books_the_same_second_is_told_to_check_again(self):
        file = self.sent([self.row(self.first)])
        plug = type(self.env["recovery.agency.inbound.status"])
        with patch.object(plug, "_apply", side_effect=UniqueViolation):
            file._apply()
        self.assertEqual(file.state, "refused")
        self.assertIn("check this one again", self.problems(file)[0][3])
        file._check()
        file._apply()
        self.assertEqual(file.state, "booked")

    def test_every_purpose_that_comes_in_has_its_plug(self):
        family = self.env["recovery.agency.inbound"]
        for purpose in ("status", "request", "report"):
            plug = family._for(purpose)
            with self.subTest(purpose=purpose):
                self.assertTrue(plug._abstract)
                for method in ("_check", "_apply"):
                    own = getattr(type(plug), method)
                    self.assertIsNot(own, getattr(type(family), method))
        with self.assertRaisesRegex(UserError, "not taken in"):
            family._for("placement")

    # --- whose file ------------------------------------

    def foreign(self):
        """Another agency's file, another company's with this agency, one not handed
        over, and one that never was."""
        rival = self.new_contract(self.new_agency("Rival Recouvrement"))
        company = self._create_company(name="Other SAS")
        self._open_company(company, "Other SAS", "other.example")
        abroad = (
            self.root["recovery.agency.contract"]
            .with_company(company)
            .create(
                {
                    "name": "Contract of the other",
                    "agency_id": self.agency.id,
                    "company_id": company.id,
                }
            )
        )
        mine = self.new_file("Of the rival", contract=rival)
        elsewhere = self.new_file("Of the other", contract=abroad, company=company)
        draft = self.new_file("Not handed over", state="draft")
        self.assertEqual(elsewhere.company_id, company)
        elsewhere.agency_reference = "ORV-77"
        return mine.reference, elsewhere.reference, draft.reference, "DC/1999/00001"

    def test_files_of_others_are_as_unknown_as_those_that_never_were(self):
        self.agency.company_id = False
        references = self.foreign()
        rows = [{"placement": one, "status": "Contacté"} for one in references]
        rows.append({"agency_reference": "ORV-77", "status": "Contacté"})
        problems = self.refused(rows)
        self.assertEqual(len(problems), 5)
        self.assertEqual(len({one[3] for one in problems}), 1, "one sentence for all")
        self.assertEqual([one[0] for one in problems], [2, 3, 4, 5, 6])

    def test_a_reference_that_another_company_has_may_be_given_here(self):
        self.agency.company_id = False
        self.foreign()
        self.booked([self.row(self.first, agency_reference="ORV-77")])
        self.assertEqual(self.first.agency_reference, "ORV-77")

    def test_a_row_that_names_no_file_is_told(self):
        problems = self.refused([{"status": "Contacté", "comment": "?"}])
        self.assertEqual(problems[0][0], 2)
        self.assertIn("names no file", problems[0][3])

    def test_a_day_that_has_not_come_is_refused(self):
        rows = [self.row(self.first, status_on=MONDAY.replace(year=2027))]
        problems = self.refused(rows)
        self.assertEqual(problems[0][:3], (2, "status_on", "2027-03-02"))
