"""A person is forgotten: no table of ours names her, and every decision stays."""

import io
import json
import re
import zipfile
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..tools.personal import pattern
from .common import MONDAY, RecoveryCase

LATE = date(2026, 2, 20)
NAME, MAIL, PHONE = "Anna Rozenkranz", "anna@rozenkranz.example", "+33612345678"
NAMED = re.compile(
    pattern([NAME, MAIL, PHONE, PHONE[1:], "0612345678", "06 12 34 56 78"]), re.I
)


class PersonalCase(RecoveryCase):
    """A consumer with a history: written to, answered, objected, complained, paid."""

    def setUp(self):
        super().setUp()
        self.anna = self.customer(
            NAME,
            MAIL,
            phone="06 12 34 56 78",
            is_company=False,
            recovery_debtor_type="consumer",
            country_id=self.root.ref("base.fr").id,
        )
        self.move = self.invoice(self.anna, 500, LATE)
        self.invoice(self.lecoq, 700, LATE)
        self.day(MONDAY)
        self.person = new_test_user(
            self.root,
            "privacy_manager",
            groups="base.group_user,debt_recovery.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.live()
        self.env.flush_all()

    def live(self):
        """Leave her name wherever people and machines write it."""
        case, reach = self.case(self.anna), self.root["recovery.reach"]
        case._replied("portal", f"{NAME}: ring me on {PHONE}.", contact=self.anna)
        case.collection_note = f"Ask for {NAME}"
        case.message_post(body=f"Spoke with {NAME}, {MAIL}")
        case._link("pay", self.anna)
        reach._note_consent("email", MAIL, "opt_out", "person", f"said {NAME}")
        reach._note_consent("sms", PHONE, "opt_out", "person", partner=self.anna)
        self.complaint = self.root["recovery.complaint"].create(
            {
                "partner_id": self.anna.id,
                "company_id": self.company.id,
                "kind": "wording",
                "text": f"I am {NAME} and I am not pleased.",
            }
        )
        self.complaint._give_answer("settled", f"<p>Dear {NAME}</p>", False)
        self.root["recovery.callback"].create(
            {
                "case_id": case.id,
                "call_at": "2026-03-03 09:00:00",
                "phone": PHONE,
                "note": f"{NAME} at noon",
                "user_id": self.person.id,
            }
        )
        self.root["recovery.webhook"]._store(
            "inbound", self.company, "SM1", "received", {"From": PHONE}, sender=PHONE
        )
        self.root["recovery.event"]._log("noted", case, f"{MAIL}: 550 no such user")
        self.root["recovery.event"]._log(
            "noted", self.case(self.lecoq), f"The bakery passed on {PHONE}"
        )

    def settle_all(self):
        self.pay(self.anna, 500, date(2026, 3, 4), self.debt(self.move))
        self.cycle(date(2026, 3, 5))

    def ask(self, person=None, **values):
        return self.env(user=self.person)["recovery.erasure"].create(
            {
                "partner_id": (person or self.anna).id,
                "company_id": self.company.id,
                "reason": "Asked by letter, identity card seen.",
                **values,
            }
        )

    def naming(self):
        """Return ``table.column`` of ours in which her name, mail or number stands."""
        self.env.flush_all()
        self.env.cr.execute(
            r"""SELECT table_name, column_name FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name LIKE 'recovery\_%'
                   AND data_type IN ('character varying', 'text', 'jsonb', 'bytea')"""
        )
        found = []
        for table, column in self.env.cr.fetchall():
            rows = self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE %s::text ~* %s LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    NAMED.pattern,
                )
            )
            found += [f"{table}.{column}"] if rows else []
        return sorted(found)

    def threads(self):
        """Return what messages, tasks and files of our records still say of her."""
        self.env.flush_all()
        self.env.cr.execute(
            r"""SELECT concat_ws(' ', subject, body, email_from, reply_to)
                  FROM mail_message WHERE model LIKE 'recovery.%'
                 UNION ALL SELECT concat_ws(' ', summary, note)
                  FROM mail_activity WHERE res_model LIKE 'recovery.%'
                 UNION ALL SELECT name FROM ir_attachment
                  WHERE res_model LIKE 'recovery.%'"""
        )
        said = [row[0] or "" for row in self.env.cr.fetchall()]
        return [one for one in said if NAMED.search(one)]


@tagged("post_install", "-at_install")
class TestErasure(PersonalCase):
    """Kept while it must be, then replaced for good."""

    def test_while_a_claim_is_open_it_is_kept_and_says_so(self):
        request = self.ask()
        self.assertIn("An open claim", request.obstacles)
        before = self.contents("recovery_erasure", "recovery_event")
        request.action_erase()
        self.assertEqual(request.state, "kept")
        self.assertIn("An open claim", request.kept_why)
        self.assertEqual(self.contents("recovery_erasure", "recovery_event"), before)
        self.assertIn("erasure_kept", self.case(self.anna).event_ids.mapped("kind"))

    def test_an_open_complaint_keeps_it(self):
        self.settle_all()
        self.complaint.action_reopen()
        self.assertIn(self.complaint.name, self.ask().obstacles)

    def test_a_company_is_no_person(self):
        self.assertIn("natural person", self.ask(self.lecoq).obstacles)

    def test_no_table_of_ours_names_her_any_more(self):
        self.settle_all()
        self.assertGreater(len(self.naming()), 8)
        self.assertTrue(self.threads())
        request = self.ask()
        self.assertFalse(request.obstacles)
        request.action_erase()
        self.assertEqual(request.state, "done")
        self.assertEqual(self.naming(), [])
        self.assertEqual(self.threads(), [])

    def test_decisions_and_counts_stay_as_they_were(self):
        self.settle_all()
        self.env.flush_all()
        decisions = self.table("recovery_decision")
        counts = {
            name: len(rows)
            for name, rows in self.contents().items()
            if name in ("recovery_event", "recovery_notice", "recovery_notice_line")
        }
        request = self.ask()
        request.action_erase()
        self.assertEqual(self.table("recovery_decision"), decisions)
        for name, number in counts.items():
            more = name == "recovery_event"  # "erased" itself
            self.assertEqual(len(self.table(name)), number + more, name)
        kept = self.env["recovery.personal"]._decisions_digest(self.anna)
        stored = (request.decisions_count, request.decisions_digest)
        self.assertEqual(stored, kept)
        self.assertGreater(kept[0], 0)

    def test_other_customers_keep_every_word(self):
        self.settle_all()
        notice = self.notices(self.lecoq)
        body, address = notice.body, notice.address
        self.ask().action_erase()
        notice.invalidate_recordset()
        self.assertEqual((notice.body, notice.address), (body, address))
        told = self.case(self.lecoq).event_ids.mapped("text")
        mark = f"P{self.anna.id}"
        self.assertIn(f"The bakery passed on {mark}", told)

    def test_her_objection_holds_when_the_address_comes_back(self):
        self.settle_all()
        self.ask().action_erase()
        Reach = self.root["recovery.reach"]
        self.assertFalse(Reach.search([("address", "in", (MAIL, PHONE))]))
        back = self.customer("A. R.", MAIL.upper(), is_company=False)
        point = Reach.search([("address", "=", MAIL)])
        self.assertEqual(point._consent("email"), "opt_out")
        self.assertEqual(Reach._ensure_points([("email", MAIL, back)]), point)
        phone = Reach._ensure_points([("phone", PHONE, back)])
        self.assertEqual(phone._consent("sms"), "opt_out")

    def test_it_holds_when_a_person_is_about_to_write(self):
        self.settle_all()
        self.ask().action_erase()
        point = self.root["recovery.reach"].search([("address", "=", MAIL)])
        self.assertFalse(point)
        points = self.case(self.anna)._points_of([(self.anna, MAIL)])
        self.assertEqual(points._consent("email"), "opt_out")

    def test_it_holds_for_the_same_card_and_nothing_leaves(self):
        self.settle_all()
        self.ask().action_erase()
        again = self.invoice(self.anna, 80, date(2026, 3, 10))
        self.cycle(date(2026, 3, 20))
        self.assertEqual([m.to for m in self.send() if m.to == MAIL], [])
        self.assertTrue(self.exposure(self.anna, date(2026, 3, 20)))
        self.assertTrue(again)

    def test_an_address_that_somebody_shares_stays_his(self):
        paul = self.customer("Paul Otto", MAIL, is_company=False)
        self.invoice(paul, 90, LATE)
        self.settle_all()
        self.ask().action_erase()
        point = self.root["recovery.reach"].search([("address", "=", MAIL)])
        self.assertEqual(len(point), 1)
        self.assertNotIn(self.anna, point.partner_ids)
        self.assertEqual(point._consent("email"), "opt_out")

    def test_the_card_stays_while_its_invoices_must(self):
        self.settle_all()
        request = self.ask(with_card=True)
        self.assertIn("L123-22", request.obstacles)
        self.assertIn("2036", request.obstacles)
        request.action_erase()
        self.assertEqual(request.state, "kept")
        self.assertEqual(self.anna.name, NAME)
        request.with_card = False
        request.action_erase()
        self.assertEqual((request.state, self.anna.name), ("done", NAME))

    def test_a_card_without_invoices_goes_too(self):
        paul = self.customer("Paul Ottonius", "paul@otto.example", is_company=False)
        request = self.ask(paul, with_card=True)
        self.assertFalse(request.obstacles)
        request.action_erase()
        self.assertEqual((paul.name, paul.email), (f"P{paul.id}", False))
        self.assertFalse(paul.active)

    def test_only_a_manager_who_sees_every_company_erases(self):
        self.settle_all()
        agent = new_test_user(
            self.root, "privacy_agent", groups="debt_recovery.group_agent"
        )
        with self.assertRaises(AccessError):
            self.env(user=agent)["recovery.erasure"].create(
                {"partner_id": self.anna.id, "reason": "x"}
            )
        with self.assertRaises(AccessError):
            self.anna.with_user(agent).action_recovery_copy()
        other = self.setup_other_company(name="Other")["company"].sudo()
        self._open_company(self.root["res.company"].browse(other.id), "N", "n.example")
        self.invoice(self.anna, 10, LATE, company=other)
        self.cycle(date(2026, 3, 6), other)
        with self.assertRaisesRegex(UserError, "every company"):
            self.ask().action_erase()

    def test_the_request_is_logged_and_names_nobody(self):
        self.settle_all()
        request = self.ask(reason=f"{NAME} asked by mail from {MAIL}")
        request.action_erase()
        mark = f"P{self.anna.id}"
        self.assertEqual(request.reason, f"{mark} asked by mail from {mark}")
        self.assertEqual(request.done_by_id, self.person)
        self.assertIn("erased", self.case(self.anna).event_ids.mapped("kind"))
        self.assertEqual(self.naming(), [])

    def test_the_preview_names_what_would_be_replaced(self):
        self.settle_all()
        request = self.ask()
        for word in ("Reminder", "Complaint", "Contact point", "Decision"):
            self.assertIn(word, request.preview)


@tagged("post_install", "-at_install")
class TestPersonalCopy(PersonalCase):
    """What a person may read of what is held on her."""

    def test_the_copy_holds_all_that_names_her(self):
        raw = self.env(user=self.person)["recovery.personal"]._hand_out(self.anna)
        archive = zipfile.ZipFile(io.BytesIO(raw))
        self.assertEqual(sorted(archive.namelist()), ["data.json", "data.xlsx"])
        data = json.loads(archive.read("data.json"))
        said = json.dumps(data, ensure_ascii=False)
        for word in (
            "I am not pleased",
            "ring me on",
            "at noon",
            f"Ask for {NAME}",
            f"said {NAME}",
            "no such user",
        ):
            self.assertIn(word, said)
        self.assertEqual(data["recovery.notice"][0]["To"], MAIL)
        self.assertNotIn("Lecoq", said)
        events = self.case(self.anna).event_ids.mapped("kind")
        self.assertIn("access_given", events)

    def test_no_secret_of_the_house_is_in_it(self):
        raw = self.env(user=self.person)["recovery.personal"]._copy(self.anna)
        archive = zipfile.ZipFile(io.BytesIO(raw))
        links = json.loads(archive.read("data.json"))["recovery.link"]
        self.assertTrue(links)
        self.assertNotIn("token_hash", json.dumps(links).lower())
        digests = self.root["recovery.link"].search([]).mapped("token_hash")
        for one in digests:
            self.assertNotIn(one, json.dumps(links))
