import base64
from datetime import datetime, timedelta

from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MONDAY, RecoveryCase
from .test_merge import LATE

MAIL = "compta@lecoq.example"
MOBILE = "+33612345678"
SUNDAY = datetime(2026, 3, 1, 9, 0)


class ConsentCase(RecoveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reach = cls.root["recovery.reach"]

    def note(self, state="opt_out", address=MAIL, channel="email", **values):
        values = {"source": "reply", "proof": "Plus de mails", **values}
        return self.reach._note_consent(channel, address, state, **values)

    def point(self, address=MAIL):
        return self.reach.search([("address", "=", address)])

    def refused(self, partner=None):
        """Why the reminder of Monday did not leave, "" when it did."""
        partner = partner or self.lecoq
        self.invoice(partner, 1000, LATE)
        self.day(MONDAY)
        return self.notices(partner).reason or ""


@tagged("post_install", "-at_install")
class TestObjections(ConsentCase):
    """An objection stays, whatever becomes of the card that it was noted on."""

    def test_a_contact_imported_again_is_still_not_written_to(self):
        self.note()
        self.lecoq.unlink()
        again = self.root["res.partner"].load(
            ["name", "email", "is_company", "lang", "recovery_policy_id/id"],
            [["Lecoq", MAIL, "1", "en_US", "debt_recovery.policy_business"]],
        )
        partner = self.root["res.partner"].browse(again["ids"])
        self.assertEqual(self.refused(partner), "opted_out")

    def test_an_update_by_import_clears_nothing(self):
        self.note()
        self.root["res.partner"].load(
            [".id", "email"], [[str(self.lecoq.id), "  COMPTA@lecoq.example "]]
        )
        self.assertEqual(self.refused(), "opted_out")

    def test_another_address_of_the_same_person_is_not_written_to_either(self):
        self.note()
        self.lecoq.email = "lecoq@other.example"
        carried = self.point("lecoq@other.example").consent_ids
        self.assertEqual((carried.state, carried.source), ("opt_out", "moved"))
        self.assertIn(MAIL, carried.proof)
        self.assertEqual(self.refused(), "opted_out")

    def test_an_address_changed_back_and_forth_is_still_not_written_to(self):
        self.note()
        self.lecoq.email = "lecoq@other.example"
        self.lecoq.email = MAIL
        self.assertEqual(self.point()._consent("email"), "opt_out")
        self.assertEqual(self.refused(), "opted_out")

    def test_an_agreement_at_the_new_address_is_not_overwritten(self):
        self.note()
        self.note("opt_in", "lecoq@other.example", proof="Signed form")
        self.lecoq.email = "lecoq@other.example"
        self.assertEqual(self.point("lecoq@other.example")._consent("email"), "opt_in")

    def test_an_objection_newer_than_what_the_new_address_agreed_to_holds_there(self):
        other = "lecoq@other.example"
        self.note("opt_in", other, at=SUNDAY - timedelta(days=30))
        self.note(at=SUNDAY)
        self.lecoq.email = other
        self.assertEqual(self.point(other)._consent("email"), "opt_out")
        self.assertEqual(self.refused(), "opted_out")

    def test_merging_contacts_keeps_the_objection_of_either(self):
        double = self.customer("Lecoq bis", MAIL)
        self.reach._note_general_objection(double, "reply", "Laissez-moi tranquille")
        wizard = self.root["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((double | self.lecoq).ids, self.lecoq)
        self.env.invalidate_all()
        said = self.point(str(self.lecoq.id))
        self.assertEqual(said._consent("sms"), "opt_out")
        self.assertEqual(len(said.consent_event_ids), 5)
        self.assertEqual(self.refused(), "opted_out")

    def test_an_older_agreement_does_not_take_an_objection_back(self):
        self.note(at=SUNDAY)
        self.note("opt_in", source="import", at=SUNDAY - timedelta(days=30))
        self.assertEqual(self.point()._consent("email"), "opt_out")

    def test_a_person_takes_it_back_only_with_a_new_proof(self):
        said = self.note(source="person")
        with self.assertRaisesRegex(ValidationError, "taken back"):
            said.write({"state": "opt_in"})
        said.write({"state": "opt_in", "proof": "Mail of 2 March: go on"})
        self.assertEqual(self.point()._consent("email"), "opt_in")

    def by_agent(self, records):
        agent = new_test_user(
            self.root,
            "agent-consents",
            groups="debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        return records.with_user(agent)

    def test_a_person_moves_no_objection_to_where_it_stops_nothing(self):
        said = self.by_agent(self.note())
        other = self.reach._ensure_points([("email", "o@x.example", self.lecoq)])
        for vals in (
            {"purpose": "service"},
            {"channel": "sms"},
            {"reach_id": other.id},
        ):
            with self.subTest(vals), self.assertRaisesRegex(ValidationError, "stays"):
                said.write(vals)
        self.assertEqual(self.refused(), "opted_out")

    def test_a_person_writes_no_agreement_without_its_proof(self):
        said = self.by_agent(self.note())
        for vals in (
            {"state": "opt_in", "source": "reply"},
            {"state": "opt_in", "source": "reply", "proof": "Plus de mails"},
        ):
            with self.subTest(vals), self.assertRaisesRegex(ValidationError, "taken"):
                said.write(vals)
        fresh = {
            **{"reach_id": said.reach_id.id, "purpose": "all"},
            **{"state": "opt_in", "source": "reply"},
        }
        for channel, proof in (("sms", False), ("whatsapp", "  ")):
            with self.assertRaisesRegex(ValidationError, "needs its proof"):
                said.create({**fresh, "channel": channel, "proof": proof})
        made = said.create({**fresh, "channel": "voice", "proof": "Signed form"})
        with self.assertRaisesRegex(ValidationError, "needs its proof"):
            made.write({"proof": False})

    def test_each_change_of_what_was_said_is_an_event_and_judged_again(self):
        said = self.note()
        point, before = self.point(), self.point().seq
        self.by_agent(said).write({"happened_at": SUNDAY - timedelta(days=90)})
        self.assertEqual(len(point.consent_event_ids), 2)
        self.assertEqual(point.seq, before + 1)

    def test_what_is_said_of_courtesy_messages_leaves_reminders_alone(self):
        self.note(purpose="service")
        self.assertEqual(self.point()._consent("email", "service"), "opt_out")
        self.assertEqual(self.refused(), "")

    def test_an_objection_to_all_is_no_matter_of_the_address(self):
        self.reach._note_general_objection(self.lecoq, "call", "Wants no contact")
        self.lecoq.email = "new@lecoq.example"
        self.assertEqual(self.refused(), "opted_out")

    def test_a_notice_that_the_law_asks_for_leaves_all_the_same(self):
        self.reach._note_general_objection(self.lecoq, "call", "Wants no contact")
        self.lecoq.country_id = self.root.ref("base.be")
        self.company.company_registry = "0477.472.701"
        text = self.root.ref("debt_recovery.template_be_first_reminder")
        self.lecoq.recovery_policy_id = self.policy(
            {"days": 5, "is_entry": True, "template_id": text.id}
        )
        self.assertEqual(self.refused(), "")


@tagged("post_install", "-at_install")
class TestProof(ConsentCase):
    """What was said is kept as it was said, and is read by whom it concerns."""

    def test_everything_that_was_said_stays_in_order(self):
        self.note(at=SUNDAY)
        self.note(
            "opt_in", source="reply", proof="Reprenez", at=SUNDAY.replace(hour=11)
        )
        events = self.point().consent_event_ids
        self.assertEqual(events.mapped("state"), ["opt_in", "opt_out"])
        self.assertEqual(events.mapped("proof"), ["Reprenez", "Plus de mails"])
        self.assertEqual(events.user_id, self.root.user)

    def test_what_was_said_is_never_changed(self):
        self.note()
        event = self.point().consent_event_ids
        with self.assertRaisesRegex(UserError, "never change"):
            event.write({"state": "opt_in"})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(RestrictViolation),
            self.cr.savepoint(),
        ):
            self.cr.execute("UPDATE recovery_consent_event SET state = 'opt_in'")

    def test_contacts_of_another_company_are_not_read_but_count(self):
        other = self.setup_other_company(name="Other")["company"]
        theirs = self.customer("Theirs", "both@shared.example", company_id=other.id)
        self.note(address="both@shared.example", partner=theirs)
        agent = new_test_user(
            self.root,
            "agent-here",
            groups="debt_recovery.group_agent",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        seen = self.reach.with_user(agent)
        self.assertFalse(seen.search([("address", "=", "both@shared.example")]))
        self.assertFalse(
            self.root["recovery.consent"].with_user(agent).search([]).reach_id
        )
        self.lecoq.email = "both@shared.example"
        self.invoice(self.lecoq, 1000, LATE)
        self.cycle(MONDAY)
        case = self.case(self.lecoq).with_user(agent)
        said = case._warnings_by_hand("email", "both@shared.example")
        self.assertIn("objected", said["blocks"][0])


@tagged("post_install", "-at_install")
class TestAddressesDescribed(ConsentCase):
    """Nobody is taken to work somewhere before a person said so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.customer(
            "Paul Moreau", "paul@atelier.example", is_company=False
        )
        cls.agent = new_test_user(
            cls.root,
            "agent-marks",
            groups="debt_recovery.group_agent",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.note("opt_in", "paul@atelier.example", partner=self.person)
        self.work = self.point("paul@atelier.example")

    def test_a_work_address_is_proposed_and_not_set(self):
        self.assertFalse(self.work.is_work)
        self.assertIn("atelier.example", self.work.proposal)
        self.assertEqual(self.work._is_work(), {self.work: None})
        self.assertFalse(self.work._is_open_to_others(self.company))
        self.company.recovery_creditor_id = self.lecoq
        self.assertTrue(self.work._is_open_to_others(self.company))

    def test_the_address_of_a_company_is_its_own(self):
        self.note("opt_in", MAIL, partner=self.lecoq)
        self.assertEqual(self.point()._is_work(), {self.point(): False})
        self.assertFalse(self.point().proposal)

    def test_an_agent_accepts_what_is_proposed_with_an_event(self):
        self.invoice(self.person, 10, LATE)
        self.cycle(MONDAY)
        self.work.with_user(self.agent).action_accept_proposal()
        self.assertEqual(self.work._is_work(), {self.work: True})
        self.assertEqual(self.work.marked_by_id, self.agent)
        self.assertFalse(self.work.proposal)
        self.assertIn("reach_marked", self.case(self.person).event_ids.mapped("kind"))

    def test_an_agent_says_otherwise_with_a_reason(self):
        wizard = self.root["recovery.reach.mark"].with_user(self.agent)
        wizard.create(
            {"reach_id": self.work.id, "reason": "He owns the workshop"}
        ).action_save()
        self.assertEqual(self.work._is_work(), {self.work: False})
        self.assertEqual(self.work.mark_reason, "He owns the workshop")

    def test_nobody_else_says_what_an_address_is(self):
        auditor = new_test_user(
            self.root, "auditor-marks", groups="debt_recovery.group_auditor"
        )
        with self.assertRaises(AccessError):
            self.work.with_user(auditor)._mark_as("I think so", is_work=True)
        with self.assertRaises(AccessError):
            self.work.with_user(self.agent).write({"is_work": True})


@tagged("post_install", "-at_install")
class TestConsentImport(ConsentCase):
    """Agreements gathered elsewhere come in with their proof, all or none."""

    def load(self, *rows):
        text = "\n".join(("address;channel;state;date;proof;about", *rows))
        self.root["recovery.consent.import"].create(
            {
                "company_id": self.company.id,
                "file": base64.b64encode(text.encode()),
            }
        ).action_import()

    def test_agreements_come_in_with_their_proof(self):
        self.load(
            "06 12 34 56 78;sms;agreed;2026-02-01;Form 12, box ticked;collection",
            f"{MAIL};email;objected;2026-02-02;;",
        )
        said = self.point(MOBILE).consent_ids
        self.assertEqual(
            (said.state, said.purpose, said.source, said.proof),
            ("opt_in", "collection", "import", "Form 12, box ticked"),
        )
        self.assertEqual(said.happened_at.date().isoformat(), "2026-02-01")
        self.assertEqual(self.point()._consent("email"), "opt_out")

    def test_every_bad_row_is_named_and_nothing_comes_in(self):
        self.note(at=SUNDAY)
        with self.assertRaises(UserError) as caught:
            self.load(
                "06 12 34 56 78;sms;agreed;2026-02-01;Form;",
                "nobody;email;agreed;2026-02-01;Form;",
                f"{MAIL};fax;agreed;2026-02-01;Form;",
                f"{MAIL};email;maybe;2026-02-01;Form;",
                f"{MAIL};email;agreed;2026-02-01;;",
                f"{MAIL};email;agreed;2027-02-01;Form;",
                f"{MAIL};email;agreed;2026-02-01;Form;",
            )
        said = str(caught.exception)
        for words in (
            "Line 3: column “address”: “nobody” is unknown",
            "Line 4: column “channel”: “fax” is unknown",
            "Line 5: column “state”: “maybe” is unknown",
            "Line 6: an agreement needs its proof",
            "Line 7: the date is in the future",
            f"Line 8: {MAIL} objected later, on 2026-03-01",
        ):
            self.assertIn(words, said)
        self.assertNotIn("Line 2", said)
        self.assertFalse(self.point(MOBILE))
        self.assertEqual(self.point()._consent("email"), "opt_out")
