from collections import defaultdict
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.agency_status import EFFECTS, key_of
from .agency_inbound_case import InboundCase
from .common import MONDAY

SUNDAY = MONDAY - timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)


@tagged("post_install", "-at_install")
class TestAgencyWords(InboundCase):
    """The table of an agency's words: ready-made, and its own before."""

    def words(self, agency=None):
        return (agency or self.agency)._statuses()

    def test_every_meaning_has_ready_made_words_in_french_and_english(self):
        by_meaning = defaultdict(set)
        for one in self.words().values():
            by_meaning[one.meaning].add(one.key)
        self.assertEqual(set(by_meaning), set(EFFECTS))
        for meaning, keys in by_meaning.items():
            with self.subTest(meaning=meaning):
                self.assertGreaterEqual(len(keys), 2)
        known = {"promesse de reglement", "promise to pay", "litige", "disputed"}
        self.assertLessEqual(known, set(self.words()))

    def test_words_of_real_interfaces_are_known(self):
        told = {
            "CLAIM_PAID": "paid",
            "CLAIM_SOLD": "returned",
            "CLAIM_INVALIDATED": "disputed",
            "SecondaryCollection": None,
            "Secondary collection": "in_progress",
            "client_response_pending": "waiting",
            "under_review": "in_progress",
            "rejected": "refused",
            "Liquidation judiciaire": "insolvent",
            "NPAI": "untraceable",
        }
        words = self.words()
        for word, meaning in told.items():
            with self.subTest(word=word):
                status = words.get(key_of(word))
                self.assertEqual(status.meaning if status else None, meaning)

    def test_an_agency_s_own_word_goes_before(self):
        own = self.root["recovery.agency.status"].create(
            {"agency_id": self.agency.id, "word": "CLOS", "meaning": "paid"}
        )
        other = self.new_agency("Rival Recouvrement")
        self.assertEqual(own.effect, "note")
        self.assertEqual(self.words()["clos"], own)
        self.assertNotIn("clos", self.words(other))
        own.write({"word": "Payé", "meaning": "stopped"})
        self.assertEqual(self.words()["paye"].meaning, "stopped")
        self.assertEqual(self.words(other)["paye"].meaning, "paid")

    @mute_logger("odoo.sql_db")
    def test_a_word_stands_once_in_a_table(self):
        table = self.root["recovery.agency.status"]
        values = {"agency_id": self.agency.id, "meaning": "paid"}
        table.create({**values, "word": "Clos !"})
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            table.create({**values, "word": "clos"})
        with self.assertRaisesRegex(ValidationError, "no letter"):
            table.create({**values, "word": "??"})


@tagged("post_install", "-at_install")
class TestAgencyStatus(InboundCase):
    """What follows from what an agency says of a file."""

    def test_twelve_files_are_acknowledged_in_one_upload(self):
        files = [self.new_file(f"Client {number}") for number in range(12)]
        rows = [
            self.row(one, "Accusé de réception", agency_reference=f"ORV-{number}")
            for number, one in enumerate(files)
        ]
        file = self.booked(rows)
        self.assertIn("12 × Acknowledged", file.forecast)
        for number, one in enumerate(files):
            self.assertEqual(one.agency_reference, f"ORV-{number}")
            self.assertEqual(one.agency_meaning, "acknowledged")

    def test_afterwards_her_reference_is_enough(self):
        self.booked([self.row(self.first, "Reçu", agency_reference="ORV-1")])
        row = {"agency_reference": "ORV-1", "status": "Contacté", "status_on": MONDAY}
        self.clock.move_to("2026-03-03 08:00:00")
        self.booked([row | {"comment": "M. Garage rappelle jeudi"}])
        self.assertEqual(self.first.agency_meaning, "contacted")
        self.assertEqual(self.first.status_comment, "M. Garage rappelle jeudi")
        self.assertEqual(len(self.told(self.first)), 2)
        self.assertIn("M. Garage rappelle jeudi", self.told(self.first)[-1])

    def test_one_reference_is_one_file_s(self):
        rows = [
            self.row(self.first, agency_reference="ORV-1"),
            self.row(self.second, agency_reference="ORV-1"),
        ]
        problems = self.refused(rows)
        self.assertEqual(problems[0][:3], (3, "agency_reference", "ORV-1"))
        self.first.agency_reference = "ORV-9"
        problems = self.refused([self.row(self.first, agency_reference="ORV-1")])
        self.assertIn("“ORV-9”", problems[0][3])

    def test_older_news_change_nothing(self):
        self.booked([self.row(self.first, "Judiciaire", status_on=MONDAY)])
        self.booked([self.row(self.first, "Contacté", status_on=SUNDAY)])
        self.assertEqual(self.first.agency_meaning, "legal")
        self.assertEqual(self.first.status_on, MONDAY)
        self.assertEqual(len(self.told(self.first)), 1)

    def test_the_latest_of_one_file_s_rows_stands(self):
        self.booked(
            [
                self.row(self.first, "Contacté", status_on=MONDAY),
                self.row(self.first, "En cours", status_on=SUNDAY),
            ]
        )
        self.assertEqual(self.first.agency_meaning, "contacted")
        self.assertEqual(len(self.told(self.first)), 2)

    def test_a_row_that_stands_twice_is_refused_with_the_line_of_the_first(self):
        problems = self.refused([self.row(self.first)] * 2)
        self.assertEqual(problems[0][0], 3)
        self.assertIn("line 2", problems[0][3])

    # --- promises ------------------------------------

    def promise(self, **values):
        values = {"promise_on": FRIDAY, "promise_amount": "250.50"} | values
        return self.row(self.first, "Promesse", status_on=MONDAY, **values)

    def test_a_promise_is_kept_with_the_file_and_is_no_arrangement_of_ours(self):
        file = self.booked([self.promise()])
        self.assertIn("250.50", file.forecast)
        (promise,) = self.first.promise_ids
        self.assertEqual(promise.promised_on, FRIDAY)
        self.assertEqual(promise.amount, 250.5)
        self.assertEqual(promise.kind, "promise")
        self.assertFalse(self.root["recovery.arrangement"].search([]))

    def test_the_same_promise_told_again_is_no_second_one(self):
        self.booked([self.promise()])
        self.booked([self.promise(comment="rappel")])
        self.assertEqual(len(self.first.promise_ids), 1)

    def test_a_plan_has_a_row_a_date(self):
        rows = [
            self.row(
                self.first,
                "Échéancier",
                status_on=MONDAY,
                promise_on=FRIDAY + timedelta(days=30 * number),
                promise_amount="100",
            )
            for number in range(3)
        ]
        self.booked(rows)
        self.assertEqual(self.first.promise_ids.mapped("kind"), ["plan"] * 3)

    def test_a_promise_needs_a_day_to_come_and_an_amount(self):
        self.assertIn(
            "needs the day", self.refused([self.promise(promise_on="")])[0][3]
        )
        early = self.refused([self.promise(promise_on=SUNDAY)])
        self.assertEqual(early[0][:3], (2, "promise_on", "2026-03-01"))
        none = self.refused([self.promise(promise_amount="0")])
        self.assertEqual(none[0][:2], (2, "promise_amount"))

    def test_another_currency_than_the_file_s_is_refused(self):
        problems = self.refused([self.promise(currency="CHF")])
        self.assertEqual(problems[0][:3], (2, "currency", "CHF"))
        self.assertIn("EUR", problems[0][3])

    # --- what has to be done ------------------------------------

    def test_a_dispute_is_ours_and_the_file_comes_back(self):
        recalled = []
        model = type(self.first)
        with patch.object(
            model, "_recall", lambda one, why, text="": recalled.append((one, why))
        ):
            self.booked([self.row(self.first, "Contesté", comment="jamais livré")])
        dispute = self.root["recovery.dispute"].search(
            [("partner_id", "=", self.first.partner_id.id)]
        )
        self.assertEqual(dispute.amount, 1000)
        self.assertEqual(dispute.source, "agency")
        self.assertIn("jamais livré", dispute.note)
        self.assertEqual(recalled, [(self.first, "disputed")])

    def test_only_the_invoice_that_is_named_is_disputed(self):
        customer = self.customer("Deux factures")
        moves = [self.invoice(customer, amount, SUNDAY) for amount in (300, 500)]
        placed = self.placed(*(self.debt(one) for one in moves))
        with patch.object(type(placed), "_recall", lambda *_args, **_more: None):
            self.booked([self.row(placed, "Litige", document=moves[1].name)])
        dispute = self.root["recovery.dispute"].search(
            [("partner_id", "=", customer.id)]
        )
        self.assertEqual(dispute.mapped("amount"), [500])

    def test_insolvency_and_death_stop_contact_and_ask_for_a_person(self):
        self.booked(
            [
                self.row(self.first, "Liquidation judiciaire"),
                self.row(self.second, "Décédé"),
            ]
        )
        for placed, kind in ((self.first, "insolvency"), (self.second, "deceased")):
            hold = self.root["recovery.hold"].search(
                [("partner_id", "=", placed.partner_id.id)]
            )
            with self.subTest(kind=kind):
                self.assertEqual(hold.sensitive_kind or hold.kind, kind)
                self.assertEqual(hold.company_id, self.company)
                task = placed.activity_ids.filtered(
                    lambda one: (
                        one.activity_type_id
                        == self.root.ref("debt_recovery.activity_agency")
                    )
                )
                self.assertEqual(task.user_id, self.company.recovery_user_id)

    def test_the_ruin_of_a_person_is_told_by_the_hold_alone(self):
        partner = self.second.partner_id
        partner.write({"is_company": False, "recovery_debtor_type": "consumer"})
        words = self.agency._statuses()
        word = next(w.word for w in words.values() if w.meaning == "insolvent")
        row = self.row(self.second, word, exit_reason=word)
        self.second._take_status(words[key_of(word)], row, MONDAY)
        self.assertEqual(self.second.state, "returned")
        self.assertEqual(self.second.ended_why, "agency")
        hold = self.root["recovery.hold"].search([("partner_id", "=", partner.id)])
        self.assertEqual(hold.sensitive_kind, "insolvency")

    def test_a_death_is_told_by_the_hold_alone(self):
        self.booked([self.row(self.second, "Décédé", comment="le 3 janvier")])
        (said,) = self.told(self.second)
        words = f"{said} {self.second.activity_ids.mapped('summary')}"
        self.assertIn("confidential", words)
        self.assertNotIn("écédé", words)
        self.assertNotIn("janvier", words)
        self.assertFalse(self.second.agency_status_id)
        hold = self.root["recovery.hold"].search(
            [("partner_id", "=", self.second.partner_id.id)]
        )
        self.assertIn("le 3 janvier", hold.sensitive_reason)
        self.booked([self.row(self.second, "Décédé", comment="rappel")])
        self.assertEqual(len(hold.exists()), 1)

    def test_an_agency_that_waits_for_us_leaves_one_task(self):
        self.booked([self.row(self.first, "En attente du créancier")])
        self.assertIn("Cabinet Orvane", self.first.activity_ids.summary)

    def test_what_the_agency_calls_paid_waits_for_the_ledger(self):
        self.booked([self.row(self.first, "Soldé")])
        self.assertEqual(self.first.state, "placed")
        self.assertEqual(self.first.line_ids.line_id.amount_residual, 1000)

    def test_a_file_that_is_back_already_is_only_told_of(self):
        back = self.new_file("Revenu", state="recalled")
        self.booked([self.row(back, "Contesté")])
        self.assertEqual(back.agency_meaning, "disputed")
        self.assertFalse(
            self.root["recovery.dispute"].search(
                [("partner_id", "=", back.partner_id.id)]
            )
        )
