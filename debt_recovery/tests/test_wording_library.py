from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..tools.wording_lint import ERROR
from .common import MONDAY, RecoveryCase

MODULE = "debt_recovery"
LANGS = ("en_US", "fr_FR")
TONES = ("soft", "neutral", "understanding", "firm")


class LibraryCase(RecoveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.library = cls.root["recovery.template"].with_context(active_test=False)

    def text(self, name):
        return self.root.ref(f"{MODULE}.template_{name}")

    def remarks(self, text, lang):
        text = text.with_context(lang=lang)
        body = text.text if text._is_plain() else text.body
        return text._remarks(lang, text.subject, body)

    def sms(self, words, **values):
        return self.root["recovery.template"].create(
            {
                "name": "Mine",
                "channel": "sms",
                "audience": "consumer",
                "text": words,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestLibrary(LibraryCase):
    """The texts that are shipped: all there, all decent, all found."""

    def test_nothing_shipped_is_refused_or_even_remarked(self):
        shipped = self.library.search([])
        self.assertGreater(len(shipped), 30)
        for text in shipped:
            for lang in LANGS:
                with self.subTest(text=text.name, lang=lang):
                    found = self.remarks(text, lang)
                    said = [text._remark_words(remark) for remark in found]
                    self.assertEqual(said, [])
                    text._check_wording_in_language(lang)

    def test_every_kind_of_customer_has_mails_from_courteous_to_firm(self):
        for audience in ("business", "consumer", "public"):
            texts = self.library.search(
                [
                    ("channel", "=", "email"),
                    ("audience", "=", audience),
                    ("family", "=", "plain"),
                    ("purpose", "=", "collection"),
                ]
            )
            self.assertLessEqual(set(TONES), set(texts.mapped("tone")), audience)

    def test_other_angles_are_off_and_in_no_scenario(self):
        angles = self.library.search([("family", "!=", "plain")])
        self.assertEqual(
            set(angles.mapped("family")),
            {"ease", "positive_goal", "loss_aversion", "social_proof"},
        )
        self.assertFalse(any(angles.mapped("active")))
        steps = self.root["recovery.treatment"].with_context(active_test=False)
        self.assertFalse(steps.search([("template_id", "in", angles.ids)]))
        self.assertFalse(
            angles.filtered(
                lambda text: (
                    text.family == "loss_aversion" and text.audience == "consumer"
                )
            )
        )

    def test_the_brackets_of_a_text_are_those_its_days_touch(self):
        text = self.text("business_reminder_2")  # days 15 to 29
        mine = text.with_company(self.company)
        self.assertEqual(mine.stage_ids.mapped("from_dpd"), [1])
        late = self.root["recovery.stage"].search(
            [("company_id", "=", self.company.id), ("from_dpd", "=", 61)]
        )
        found = mine.search([("stage_ids", "in", late.ids), ("channel", "=", "email")])
        self.assertIn(self.text("business_reminder_3"), found)
        self.assertNotIn(text, found)
        self.assertNotIn(self.text("business_pre_due"), found)
        by_name = mine.search([("stage_ids", "ilike", late.name)])
        self.assertIn(self.text("business_reminder_3"), by_name)

    def test_a_copy_belongs_to_the_company_and_changes_alone(self):
        shared = self.text("business_reminder_1")
        action = shared.with_company(self.company).action_copy_for_company()
        copy = self.root["recovery.template"].browse(action["res_id"])
        self.assertEqual(copy.company_id, self.company)
        copy.subject = "Our own"
        self.assertNotEqual(shared.subject, "Our own")
        self.assertEqual(copy.audience, "business")


@tagged("post_install", "-at_install")
class TestWording(LibraryCase):
    """What may not be saved, and what is said of the rest."""

    def test_a_threat_is_refused_with_its_word_and_place(self):
        text = self.text("business_reminder_1")
        for body, said in (
            ("<p>{items} We will tell the police.</p>", "“police”: a threat"),
            ("<p>{items} Our debtor.</p>", "“debtor”: customers do not read"),
            ("<p>{items} We go to court.</p>", "“court”: not before"),
            ("<p>{items} Your debt.</p>", "“debt”: to a professional"),
        ):
            with self.subTest(said), self.assertRaisesRegex(ValidationError, said):
                text.write({"body": body})
            text.invalidate_recordset()
        with self.assertRaisesRegex(ValidationError, "“case” in the subject"):
            text.subject = "Your case"

    def test_the_language_that_is_written_decides(self):
        text = self.text("business_reminder_1").with_context(lang="fr_FR")
        with self.assertRaisesRegex(ValidationError, "“huissier”"):
            text.body = "<p>{items} Un huissier passera chez vous.</p>"
        text.invalidate_recordset()
        text.body = "<p>{items} Dans un court délai, nous vous rappellerons.</p>"
        self.assertIn("court", text.body)  # no court of law, whatever the language

    def test_an_sms_to_a_consumer_tells_nothing(self):
        with self.assertRaisesRegex(ValidationError, r"“\{total\}”: no amount"):
            self.sms("{company}: please pay {total}: {link}")
        with self.assertRaisesRegex(ValidationError, "“overdue”: tells of the debt"):
            self.sms("{company}: your invoice is overdue: {link}")
        business = self.sms("{company}: {total} is open: {link}", audience="business")
        self.assertEqual(
            [one.code for one in self.remarks(business, "en_US")], ["amount"]
        )

    def test_an_sms_needs_words_and_known_ones(self):
        with self.assertRaisesRegex(ValidationError, "the text is empty"):
            self.sms(False)
        with self.assertRaisesRegex(ValidationError, r"\{items\} is not a known word"):
            self.sms("{company} {items}")
        with self.assertRaisesRegex(ValidationError, "the subject is empty"):
            self.text("business_reminder_1").subject = False

    def test_a_sender_that_cannot_receive_asks_for_no_answer(self):
        self.company.recovery_sms_can_receive = False
        text = self.root["recovery.template"].with_company(self.company)
        with self.assertRaisesRegex(ValidationError, "cannot receive"):
            text.create(
                {
                    "name": "Stop",
                    "channel": "sms",
                    "text": "{company}: a message: {link} Reply STOP to stop.",
                }
            )

    def test_a_doubt_is_said_and_saved(self):
        text = self.text("business_reminder_1")
        text.body = "<p>{company} {items}</p>"
        found = {one.code: one for one in self.remarks(text, "en_US")}
        self.assertIn("no_contact", found)
        self.assertNotIn(ERROR, {one.level for one in found.values()})

    def test_what_a_person_writes_in_the_morning_is_read_for_its_reader(self):
        self.invoice(self.lecoq, 1000, date(2026, 2, 20))
        self.root["recovery.treatment"].search([]).mode = "approve"
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        wizard = self.root["recovery.edit.wizard"].create({"notice_id": notice.id})
        wizard.body = "<p>{items} The fixed sum of €40.</p>"
        wizard.action_save()
        self.lecoq.write({"recovery_debtor_type": "consumer"})
        wizard = self.root["recovery.edit.wizard"].create({"notice_id": notice.id})
        with self.assertRaisesRegex(ValidationError, "asked of a consumer"):
            wizard.action_save()

    def test_another_text_of_the_library_for_one_reminder(self):
        self.invoice(self.lecoq, 1000, date(2026, 2, 20))
        self.root["recovery.treatment"].search([]).mode = "approve"
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        own, firm = notice.template_id, self.text("business_reminder_1_firm")
        with Form(
            self.root["recovery.edit.wizard"].with_context(default_notice_id=notice.id)
        ) as form:
            form.template_id = firm
            self.assertEqual(form.subject, firm.subject)
        form.record.action_save()
        self.assertEqual((notice.template_id, notice.tone), (firm, "firm"))
        self.assertFalse(notice.edited_body)
        self.assertEqual(notice.treatment_id.template_id, own)
        self.root["recovery.edit.wizard"].create(
            {"notice_id": notice.id}
        ).action_reset()
        self.assertEqual(notice.template_id, own)


@tagged("post_install", "-at_install")
class TestPreview(LibraryCase):
    """The text on a real account, in each language, with what there is to say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls.invoice(cls.lecoq, 1000, date(2026, 2, 20))

    def shown(self, text, lang="en_US", case=False, env=None, **values):
        words = ("name", "channel", "purpose", "audience", "subject", "body", "text")
        words += ("voice_details", "voicemail", "from_dpd", "to_dpd")
        data = {name: text[name] for name in words}
        model = (env or self.root)["recovery.template"].with_company(self.company)
        model = model.with_context(lang="en_US")
        return model.preview_text(text.id, {**data, **values}, case and case.id, lang)

    def test_a_mail_shows_the_account_it_is_tried_on(self):
        self.cycle(MONDAY)
        shown = self.shown(self.text("business_reminder_1"), case=self.case(self.lecoq))
        self.assertIn(self.move.name, shown["subject"])
        self.assertIn("1,000.00", shown["body"].replace("\xa0", " "))
        self.assertEqual((shown["note"], shown["remarks"]), ("", []))
        self.assertEqual(self.root["recovery.notice"].search_count([]), 1)

    def test_another_language_shows_what_is_saved_in_it(self):
        text = self.text("business_reminder_1")
        text.with_context(lang="fr_FR").subject = "Facture {invoice}\xa0: un oubli\xa0?"
        shown = self.shown(text, "fr_FR")
        self.assertIn("un oubli", shown["subject"])
        self.assertIn("À régler", shown["body"])

    def test_what_is_being_written_is_read_at_once(self):
        text = self.text("business_reminder_1")
        shown = self.shown(text, body="<p>{items} Our debtor</p>")
        self.assertEqual(shown["remarks"][0]["level"], "danger")
        self.assertIn("“debtor”", shown["remarks"][0]["text"])
        broken = self.shown(text, subject="{")
        self.assertTrue(broken["bad"])
        self.assertIn("brace", broken["note"])

    def test_a_consumers_account_is_stricter_than_the_text(self):
        self.lecoq.recovery_debtor_type = "consumer"
        self.cycle(MONDAY)
        text = self.text("business_loss")
        shown = self.shown(text, case=self.case(self.lecoq))
        self.assertIn("consumer", " ".join(one["text"] for one in shown["remarks"]))

    def test_a_call_shows_its_three_moments(self):
        text = self.library.create(
            {
                "name": "Call",
                "channel": "voice",
                "text": "{company} is calling {customer}.",
                "voice_details": "{total} is open.",
                "voicemail": "{company} called.",
            }
        )
        self.cycle(MONDAY)
        shown = self.shown(text, case=self.case(self.lecoq))
        said = [part["text"] for part in shown["parts"]]
        self.assertEqual(len(said), 3)
        self.assertIn("1,000.00", said[1].replace("\xa0", " "))
        self.assertNotIn("1,000", said[0] + said[2])

    def test_only_those_who_may_read_accounts_try_a_text_on_one(self):
        self.cycle(MONDAY)
        stranger = new_test_user(self.root, "stranger", groups="base.group_user")
        text = self.text("business_reminder_1")
        with self.assertRaises(AccessError):
            self.shown(text, env=self.env(user=stranger))


@tagged("post_install", "-at_install")
class TestToneByHistory(LibraryCase):
    """The step leaves the tone to how the customer paid; a person has the last word."""

    def past(self, partner, late):
        """A paid invoice of last year, ``late`` days after its due date."""
        due = date(2025, 6, 1)
        move = self.invoice(partner, 100, due)
        paid = date.fromordinal(due.toordinal() + late)
        self.pay(partner, 100, paid, self.debt(move))

    def test_the_reminder_takes_the_tone_that_suits_the_customer(self):
        step = self.root.ref(f"{MODULE}.step_business_reminder_1")
        step.tone_by_history = True
        often = self.customer("Often late", "often@late.example")
        first = self.customer("Never late", "never@late.example")
        for _time in range(3):
            self.past(often, 12)
            self.past(first, -2)
        for partner in (often, first, self.lecoq):
            self.invoice(partner, 1000, date(2026, 2, 20))
        self.cycle(MONDAY)
        firm = self.notices(often)
        self.assertEqual(firm.template_id, self.text("business_reminder_1_firm"))
        self.assertEqual(firm.tone, "firm")
        self.assertEqual(firm.tone_why, "3 of 3 invoices paid late in 12 months")
        self.assertEqual(
            firm.template_version, self.text("business_reminder_1_firm").version
        )
        soft = self.notices(first)
        self.assertEqual(soft.template_id, step.template_id)
        self.assertIn("first time", soft.tone_why)
        new = self.notices(self.lecoq)  # no neutral text for these days: its own
        self.assertEqual(new.template_id, step.template_id)
        self.assertIn("nothing paid", new.tone_why)

    def test_a_first_contact_never_quotes_earlier_messages(self):
        step = self.root.ref(f"{MODULE}.step_business_reminder_1")
        step.tone_by_history = True
        self.text("business_reminder_1_firm").active = False
        follow = self.text("business_reminder_2_firm")
        follow.from_dpd = 1
        for _time in range(3):
            self.past(self.lecoq, 12)
        self.invoice(self.lecoq, 1000, date(2026, 2, 20))
        self.cycle(MONDAY)
        self.assertEqual(self.notices(self.lecoq).template_id, step.template_id)

    def test_without_the_choice_nothing_changes(self):
        for _time in range(3):
            self.past(self.lecoq, 12)
        self.invoice(self.lecoq, 1000, date(2026, 2, 20))
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.assertEqual(notice.template_id, notice.treatment_id.template_id)
        self.assertFalse(notice.tone_why)
        advice, _history = notice.case_id._tone_advice()[notice.case_id.id]
        self.assertEqual(advice.tone, "firm")

    def test_somebody_in_difficulty_is_met_with_understanding(self):
        self.invoice(self.lecoq, 1000, date(2026, 2, 10))
        self.cycle(MONDAY)
        case = self.case(self.lecoq)
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "hardship",
                "from_date": date(2026, 1, 5),
                "until_date": date(2026, 1, 20),
                "reason": "Told on the phone",
            }
        )
        advice, _history = case._tone_advice()[case.id]
        self.assertEqual(advice.tone, "understanding")


@tagged("post_install", "-at_install")
class TestShortMessages(LibraryCase):
    """The texts to a phone of the shipped scenarios: sent where they may be, and where
    they may not, nobody is asked to approve them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.customer(
            "Mme D.",
            "d@consumer.example",
            is_company=False,
            recovery_debtor_type="consumer",
            phone="+33612345678",
            recovery_policy_id=cls.root.ref(f"{MODULE}.policy_consumer").id,
        )

    def consent(self):
        self.root["recovery.reach"]._note_consent(
            "sms", "+33612345678", "opt_in", "page", "Ticked on the order form"
        )

    def second_reminder(self, partner):
        """The reminder after the first one, once twelve days are over."""
        self.invoice(partner, 300, MONDAY - timedelta(days=6))
        self.day(MONDAY)
        self.cycle(MONDAY + timedelta(days=7))
        return self.notices(partner) - self.notices(partner)[0]

    def test_a_consumer_who_agreed_is_sent_a_neutral_text(self):
        self.company.recovery_sms_active = True
        self.consent()
        notice = self.second_reminder(self.person)
        self.assertEqual(notice.channel, "sms")
        claim = notice._claim(MONDAY + timedelta(days=7))
        _title, body = notice._fill(notice._words(claim, self.person, MONDAY))
        self.assertIn("a message is waiting for you in your space", body)
        self.assertNotIn("300", body)

    def test_a_consumer_who_did_not_is_written_to_at_once(self):
        self.company.recovery_sms_active = True
        notice = self.second_reminder(self.person)
        self.assertEqual(
            (notice.channel, notice.template_id),
            ("email", self.text("consumer_reminder_2")),
        )

    def test_without_texts_in_use_everybody_is_written_to(self):
        self.consent()
        self.assertEqual(self.second_reminder(self.person).channel, "email")

    def test_a_professional_who_does_not_answer_gets_a_word_on_the_phone(self):
        self.company.recovery_sms_active = True
        self.lecoq.phone = "+33698765432"
        self.invoice(self.lecoq, 1000, MONDAY - timedelta(days=6))
        self.day(MONDAY)
        self.day(MONDAY + timedelta(days=9))
        Notice = self.root["recovery.notice"]
        four = MONDAY + timedelta(days=13)
        day_before = four - timedelta(days=1)
        self.assertFalse(Notice._fall_back_unanswered(self.company, day_before))
        self.clock.move_to(datetime(four.year, four.month, four.day, 8))
        text = Notice._fall_back_unanswered(self.company, four)
        self.assertEqual(text.template_id, self.text("sms_business"))
        self.assertFalse(Notice._fall_back_unanswered(self.company, four))

    def test_a_landline_gets_none_and_nobody_is_asked_to_mend_it(self):
        self.company.recovery_sms_active = True
        self.lecoq.phone = "+33241000000"
        self.invoice(self.lecoq, 1000, MONDAY - timedelta(days=6))
        self.day(MONDAY)
        self.day(MONDAY + timedelta(days=9))
        four = MONDAY + timedelta(days=13)
        found = self.root["recovery.notice"]._fall_back_unanswered(self.company, four)
        self.assertFalse(found)
