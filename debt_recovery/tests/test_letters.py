import base64
from datetime import date, timedelta
from unittest.mock import patch

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MONDAY
from .letters import LATE, LetterCase

TUESDAY = MONDAY + timedelta(days=1)


@tagged("post_install", "-at_install")
class TestLetters(LetterCase):
    """A letter is written, printed with others, and has left when it was posted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lecoq.recovery_policy_id = cls.policy(
            cls.letter_step(), cls.letter_step(days=15, is_entry=False)
        )
        cls.debt_of_lecoq = cls.invoice(cls.lecoq, 1000, LATE)

    def write_letter(self):
        self.day(MONDAY)
        return self.notices(self.lecoq)

    def test_a_letter_that_was_written_has_not_left(self):
        notice = self.write_letter()
        self.assertEqual(notice.state, "to_post")
        self.assertEqual(notice.print_batch_id, self.pile())
        later = MONDAY + timedelta(days=10)
        self.day(later)
        self.assertEqual(self.notices(self.lecoq), notice, "no step builds on it")

    def test_it_left_on_the_day_of_posting(self):
        notice = self.write_letter()
        self.post(TUESDAY)
        self.assertRecordValues(
            notice, [{"state": "sent", "left_on": TUESDAY, "posted_on": TUESDAY}]
        )
        kept = self.case(self.lecoq).message_ids.attachment_ids
        self.assertIn(notice.letter_pdf_id, kept)
        self.cycle(MONDAY + timedelta(days=10))
        self.assertEqual(len(self.notices(self.lecoq)), 2, "the next step is planned")

    def test_a_letter_that_waits_holds_the_contact(self):
        self.write_letter()
        other = self.policy({"days": 1, "is_entry": True})
        self.lecoq.write({"recovery_policy_id": other.id, "email": "a@lecoq.example"})
        self.invoice(self.lecoq, 50, LATE - timedelta(days=9))
        self.cycle(TUESDAY)
        self.assertEqual(self.send(TUESDAY), [])

    def test_what_the_address_lacks_is_said(self):
        self.lecoq.write({"zip": False, "city": False})
        notice = self.write_letter()
        self.assertEqual((notice.state, notice.failure_type), ("failed", "no_address"))
        self.assertIn("City", notice.failure_text)
        self.assertNotIn("Street", notice.failure_text)

    def test_a_company_without_an_address_posts_nothing(self):
        self.company.street = False
        notice = self.write_letter()
        self.assertEqual((notice.state, notice.reason), ("withheld", "channel_off"))

    # --- judged again --------------------------------------------------------------

    def test_what_was_paid_meanwhile_is_not_printed(self):
        notice = self.write_letter()
        self.pay(self.lecoq, 1000, MONDAY, self.debt(self.debt_of_lecoq))
        told = self.pile().action_print()
        self.assertIn("No letter is left", told["params"]["message"])
        self.assertEqual((notice.state, notice.reason), ("cancelled", "settled"))
        self.assertFalse(notice.left_on)

    def test_what_changed_meanwhile_is_written_anew(self):
        notice = self.write_letter()
        self.pay(self.lecoq, 400, MONDAY, self.debt(self.debt_of_lecoq))
        self.pile()._take_out_changed()
        self.assertEqual(notice.state, "queued")
        self.send(TUESDAY)
        self.assertEqual((notice.state, notice.amount), ("to_post", 600))

    def test_nothing_is_posted_that_changed_after_it_was_printed(self):
        notice = self.write_letter()
        pile = self.pile()
        pile.action_print()
        self.pay(self.lecoq, 1000, MONDAY, self.debt(self.debt_of_lecoq))
        with self.assertRaisesRegex(UserError, "Boulangeries Lecoq"):
            pile.action_posted()
        pile.action_take_out_changed()
        self.assertEqual((notice.state, pile.state), ("cancelled", "open"))
        self.assertFalse(notice.letter_pdf_id)

    def verdicts(self, notice):
        decisions = self.root["recovery.decision"]
        found = decisions.search([("notice_id", "=", notice.id)], order="id")
        return [(one.verdict, one.reason) for one in found]

    def test_nothing_is_posted_to_who_objected_after_it_was_printed(self):
        notice, pile = self.write_letter(), self.pile()
        pile.action_print()
        before = self.verdicts(notice)
        own = self.root["recovery.reach"]._ensure(self.lecoq, [])
        own._write_consent("letter", "opt_out", "call", "No letters")
        with self.assertRaisesRegex(UserError, "Boulangeries Lecoq"):
            pile.action_posted()
        pile.action_take_out_changed()
        self.assertEqual((notice.state, pile.state), ("queued", "open"))
        self.assertEqual(self.verdicts(notice), [*before, ("refuse", "opted_out")])
        self.send(TUESDAY)
        self.assertEqual((notice.state, notice.reason), ("withheld", "opted_out"))
        self.assertEqual(len(self.verdicts(notice)), len(before) + 1)

    def test_a_hold_given_since_keeps_the_letter_out_of_the_post(self):
        notice, pile = self.write_letter(), self.pile()
        self.root["recovery.hold"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "from_date": MONDAY,
                "reason": "told so",
                "kind": "dispute",
            }
        )
        pile.action_print()
        self.assertNotEqual(notice.state, "to_post")
        self.assertFalse(pile.notice_ids)

    def test_what_is_allowed_as_before_is_not_decided_again(self):
        notice = self.write_letter()
        before = self.verdicts(notice)
        self.post(TUESDAY)
        self.assertEqual(notice.state, "sent")
        self.assertEqual(self.verdicts(notice), before)

    def test_a_person_takes_a_letter_out(self):
        notice = self.write_letter()
        notice._skip("The customer called")
        self.assertEqual(notice.state, "cancelled")
        self.assertFalse(self.pile().notice_ids)

    def test_the_future_is_no_day_of_posting(self):
        self.write_letter()
        self.pile().action_print()
        self.pile().posted_on = TUESDAY
        with self.assertRaisesRegex(UserError, "future"):
            self.pile().action_posted()

    def test_nothing_is_posted_before_it_was_printed(self):
        self.write_letter()
        self.clock.move_to(f"{TUESDAY} 10:00:00")
        self.pile().action_print()
        self.pile().posted_on = MONDAY
        with self.assertRaisesRegex(UserError, "before the day of printing"):
            self.pile().action_posted()

    def test_a_waiting_letter_falls_with_its_debt(self):
        notice = self.write_letter()
        self.pay(self.lecoq, 1000, MONDAY, self.debt(self.debt_of_lecoq))
        self.cycle(TUESDAY)
        self.assertEqual((notice.state, notice.reason), ("cancelled", "settled"))
        self.assertFalse(notice.print_batch_id)

    def test_what_came_while_the_pile_printed_waits_on_the_next(self):
        notice = self.write_letter()
        pile = self.pile()
        pile.action_print()
        late = notice.copy({"anchor_id": 1, "anchor": "import", "state": "to_post"})
        late.print_batch_id = pile
        pile.action_posted()
        self.assertEqual((notice.state, late.state), ("sent", "to_post"))
        self.assertEqual(late.print_batch_id.state, "open")
        notice.letter_pdf_id.unlink()
        with self.assertRaisesRegex(UserError, "not there any more"):
            notice.action_reprint()

    def test_where_a_letter_came_back_from_no_simple_one_goes(self):
        notice = self.write_letter()
        self.post(TUESDAY)
        notice._repair_address("post", notice.address, "returned", "")
        socket = self.root["recovery.channel.letter"]
        self.assertFalse(socket._address(notice))
        self.assertEqual(socket._no_address(notice), "Letter returned")
        notice.letter_mode = "registered"
        self.assertTrue(socket._address(notice), "the last known address")

    # --- the pile ------------------------------------------------------------------

    def test_one_pdf_and_a_list_name_every_letter(self):
        other = self.living_at(
            "=Talbot", 3, recovery_policy_id=self.lecoq.recovery_policy_id.id
        )
        self.invoice(other, 300, LATE)
        self.day(MONDAY)
        pile = self.pile()
        pile.action_print()
        self.assertEqual((pile.letter_count, pile.page_count), (2, 2))
        text = self.text(self.merged(pile))
        self.assertIn("1,000.00", text)
        self.assertIn("300.00", text)
        rows = base64_text(pile.manifest).splitlines()
        self.assertEqual(len(rows), 3)
        self.assertIn("'=Talbot", rows[2], "no formula")
        own = self.notices(other).letter_pdf_id
        self.assertNotIn("1,000.00", self.text(own.raw), "each letter by itself")

    def test_on_both_sides_each_letter_begins_on_a_sheet(self):
        self.write_letter()
        self.pile().duplex = True
        self.pile().action_print()
        self.assertEqual(len(self.pages(self.merged(self.pile()))), 2)

    def test_a_copy_is_marked_and_no_second_contact(self):
        notice = self.write_letter()
        with self.assertRaisesRegex(UserError, "was not posted"):
            notice.action_reprint()
        self.post(TUESDAY)
        notice.action_reprint()
        copy = self.root["ir.attachment"].search(
            [("res_id", "=", notice.case_id.id), ("name", "like", "Copy of")]
        )
        self.assertIn("Copy of 03/03/2026", self.text(copy.raw))
        self.assertEqual(self.notices(self.lecoq), notice)

    def test_each_company_has_its_pile(self):
        self.write_letter()
        other = self.root["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.root,
            "elsewhere",
            groups="debt_recovery.group_agent",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        piles = self.root["recovery.print.batch"].with_user(user)
        self.assertFalse(piles.search([]))

    def test_only_agents_print(self):
        self.write_letter()
        user = new_test_user(
            self.root,
            "reader",
            groups="debt_recovery.group_auditor",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.pile().with_user(user).action_print()

    # --- words ---------------------------------------------------------------------

    def test_a_letter_without_its_mandatory_part_is_not_printed(self):
        self.letter.letter_kind = "notice_business"
        notice = self.write_letter()
        self.assertEqual((notice.state, notice.failure_type), ("failed", "template"))
        self.assertIn("the words “formal notice”", notice.failure_text)
        self.assertIn("first presentation", notice.failure_text)

    def test_every_shipped_letter_says_what_it_must(self):
        self.cycle(MONDAY)
        notice = self.notices(self.lecoq)
        self.lecoq.recovery_debtor_type = "consumer"
        texts = self.root["recovery.template"]
        shipped = texts.search(
            [
                ("channel", "=", "letter"),
                # those of other countries: test_statutory_texts
                ("notice_code", "in", (False, "formal_notice")),
            ]
        )
        self.assertEqual(len(shipped), 12)
        today = self.company._recovery_today()
        for template in shipped - shipped.filtered(
            lambda one: one.letter_kind in ("plan", "insolvency")
        ):
            with self.subTest(letter=template.name):
                notice.template_id = template
                claim = notice._claim(today)
                subject, body = notice._letter_text(claim, self.lecoq, today)
                self.assertNotIn("{", subject + body)

    def test_the_terms_of_a_plan_cannot_be_left_out(self):
        plan = self.root.ref("debt_recovery.template_letter_plan")
        self.lecoq.recovery_policy_id.treatment_ids[0].template_id = plan
        notice = self.write_letter()
        self.assertIn("{schedule}", notice.failure_text)

    # --- copies --------------------------------------------------------------------

    def test_the_copy_by_mail_brings_the_letter_and_is_the_same_contact(self):
        self.notices(self.lecoq)
        step = self.lecoq.recovery_policy_id.treatment_ids[0]
        step.copy_channel = "email"
        notice = self.write_letter()
        self.assertEqual(
            len(self.notices(self.lecoq)), 1, "nothing before it is posted"
        )
        self.post(TUESDAY)
        (message,) = self.send(TUESDAY)
        (pdf,) = message.mail.iter_attachments()
        self.assertEqual(pdf.get_content(), notice.letter_pdf_id.raw)
        copy = self.notices(self.lecoq) - notice
        self.assertEqual((copy.copy_of_id, copy.purpose), (notice, "service"))
        outbox = self.root["recovery.outbox"]
        self.assertEqual(outbox._left_today(self.company, TUESDAY), 1)

    def test_a_mail_has_its_copy_on_paper(self):
        text = self.root.ref("debt_recovery.template_business_reminder_1")
        self.lecoq.recovery_policy_id = self.policy(
            {
                "days": 5,
                "is_entry": True,
                "template_id": text.id,
                "copy_channel": "letter",
                "copy_template_id": self.letter.id,
            }
        )
        self.day(MONDAY)
        self.send(MONDAY, hour=10)
        mail, paper = self.notices(self.lecoq)
        self.assertEqual((mail.state, paper.state), ("sent", "to_post"))
        self.post(TUESDAY)
        self.assertEqual(paper.state, "sent")

    def test_no_copy_where_there_is_no_such_address(self):
        self.lecoq.email = False
        self.lecoq.recovery_policy_id.treatment_ids[0].copy_channel = "email"
        self.write_letter()
        self.post(TUESDAY)
        self.assertEqual(len(self.notices(self.lecoq)), 1)

    # --- many at once ----------------------------------------------------------------

    def test_pages_that_cannot_be_told_apart_are_printed_alone(self):
        paper = self.root["recovery.paper"]
        sheets = {1: "First", 2: "Second"}
        with patch.object(type(paper), "_starts", return_value=None):
            alone = paper._print(sheets)
        together = paper._print(sheets)
        for printed in (alone, together):
            self.assertEqual(
                {key: n for key, (_raw, n) in printed.items()}, {1: 1, 2: 1}
            )
            self.assertIn("Second", self.text(printed[2][0]))
            self.assertNotIn("First", self.text(printed[2][0]))

    def test_a_long_letter_keeps_its_pages_among_others(self):
        paper = self.root["recovery.paper"]
        long = Markup("").join(Markup("<p>Line %s</p>") % n for n in range(150))
        printed = paper._print({1: "One", 2: long, 3: "Three"})
        pages = {key: n for key, (_raw, n) in printed.items()}
        self.assertEqual((pages[1], pages[3]), (1, 1))
        self.assertGreater(pages[2], 1)
        self.assertIn("Line 149", self.text(printed[2][0]))
        self.assertIn(f"1 / {pages[2]}", self.text(printed[2][0]))

    def test_the_address_stands_in_the_window_and_nothing_else(self):
        """Window of 100 × 35 mm, 20 mm from the right and the bottom of a DL or C5/6
        envelope, wherever the sheet lies in it: see docs/letters.md."""
        notice = self.write_letter()
        self.pile().action_print()
        page = self.pages(notice.letter_pdf_id.raw)[0]
        inside = [
            (x, y) for x, y in self.places(page) if 90 <= x <= 200 and 44 <= y <= 90
        ]
        self.assertEqual(len({round(y) for _x, y in inside}), 3, "three lines")
        for x, y in inside:
            self.assertTrue(100 <= x <= 190 and 55 <= y <= 79, (x, y))


def base64_text(data):
    return base64.b64decode(data).decode("utf-8-sig")


@tagged("post_install", "-at_install")
class TestShippedLetters(LetterCase):
    """The scenarios as they are shipped."""

    def test_the_formal_notice_is_a_registered_letter_with_its_copy(self):
        step = self.root.ref("debt_recovery.step_business_formal_notice")
        self.assertEqual(
            (step.channel, step.letter_mode, step.copy_channel),
            ("letter", "registered", "email"),
        )
        self.assertEqual(step._channels()[1][0], "task")

    def test_the_last_reminder_goes_by_mail_and_by_letter(self):
        self.invoice(self.lecoq, 2000, date(2026, 1, 20))
        self.cycle(MONDAY)
        for day in (2, 23):
            self.day(date(2026, 3, day))
        self.day(date(2026, 4, 13))
        paper = self.notices(self.lecoq).filtered("copy_of_id")
        self.send(date(2026, 4, 13), hour=10)
        self.assertEqual(paper.channel, "letter")
        self.assertEqual(paper.state, "to_post")
