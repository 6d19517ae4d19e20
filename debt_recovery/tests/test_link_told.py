import uuid
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.debt_recovery.controllers import visits
from odoo.addons.debt_recovery.tools.calendar import add_working_days

from .common import MONDAY
from .test_links import PHONE, LinkCase

PDF = b"%PDF-1.7\n%..."


class ToldCase(LinkCase):
    """What the customer tells us on his pages, over HTTP."""

    def setUp(self):
        super().setUp()
        visits.MADE.clear()

    def told(self, path, files=(), **form):
        """Send a form; return the answer, without following where it leads."""
        once = form.pop("once", uuid.uuid4().hex)
        form = {**self.key(path), "once": once, **form}
        sent = [("files", (name, raw, "application/pdf")) for name, raw in files]
        return self.opener.post(
            self.base_url() + path,
            data=form,
            files=sent or None,
            headers={"User-Agent": PHONE},
            allow_redirects=False,
        )

    def need(self, path, kind, **form):
        return self.told(f"{path}/need", kind=kind, **form)

    def made(self, answer):
        """Return the reference of what a form made, and its page."""
        self.assertEqual(answer.status_code, 303, answer.text)
        where = answer.headers["Location"]
        page = self.opened(where)
        self.assertEqual(page.status_code, 200)
        self.env.invalidate_all()
        return where.rpartition("/")[2], self.text(page)

    def item(self, move):
        return str(self.debt(move).id)

    def request(self):
        return self.root["recovery.request"].search([], limit=1)


@tagged("post_install", "-at_install")
class TestLinkNeed(ToldCase):
    """“I need something first”: none of it is a dispute, each is an event."""

    def test_it_stands_before_reporting_a_problem(self):
        page = self.opened(self.path()).text
        self.assertLess(page.index("/need"), page.index("/dispute"))

    def test_an_invoice_not_received_is_there_at_once_and_sent_again(self):
        path = self.path()
        form = {"items": [self.item(self.first)]}
        reference, page = self.made(self.need(path, "not_received", **form))
        self.assertIn(f"{path}/document/{self.first.id}", page)
        self.assertIn("Sent again to the address that we have", page)
        request = self.request()
        self.assertEqual((request.reference, request.state), (reference, "done"))
        self.assertEqual(len(self.events("requested")), 1)
        self.assertFalse(self.account_of_lecoq.dispute_ids)
        sent = [one for one in self.send() if self.first.name in one.subject]
        self.assertEqual([one.to for one in sent], ["compta@lecoq.example"])

    def test_it_pauses_three_working_days_once_for_each_invoice(self):
        path = self.path()
        form = {"items": [self.item(self.first)]}
        self.made(self.need(path, "not_received", **form))
        hold = self.request().hold_id
        self.assertEqual(hold.line_ids, self.debt(self.first))
        self.assertEqual(hold.until_date, add_working_days(MONDAY, 3))
        rows = self.exposure(self.lecoq, MONDAY)
        spared = {key: bool(row["spared"]) for key, row in rows.items()}
        self.assertTrue(spared[self.debt(self.first).id])
        self.assertFalse(spared[self.debt(self.second).id])
        form["items"].append(self.item(self.second))
        self.made(self.need(path, "not_received", **form))
        self.assertEqual(self.request().hold_id.line_ids, self.debt(self.second))
        self.made(self.need(path, "not_received", **form))
        self.assertFalse(self.request().hold_id)
        later = self.exposure(self.lecoq, MONDAY + timedelta(days=4))
        self.assertFalse(later[self.debt(self.first).id]["spared"])

    def test_each_need_pauses_and_none_does_twice(self):
        forms = (
            ("order_number", {"order_number": "45001234"}),
            ("recipient", {"name": "AP", "email": "ap@lecoq.example"}),
            ("platform", {"platform": "Chorus Pro"}),
        )
        path, items = self.path(), [self.item(self.first)]
        for kind, form in forms:
            _reference, page = self.made(self.need(path, kind, items=items, **form))
            hold = self.request().hold_id
            if kind == "order_number":
                self.assertEqual(hold.until_date, add_working_days(MONDAY, 3))
                self.assertEqual(hold.line_ids, self.debt(self.first))
                self.assertIn("Nothing is asked before", page)
            else:  # what was paused is not paused again for another reason
                self.assertFalse(hold)
        items = [self.item(self.second)]
        self.made(self.need(path, "platform", items=items, platform="Ariba"))
        request = self.request().with_user(self.env.user)
        held = self.exposure(self.lecoq, MONDAY)[self.debt(self.second).id]
        self.assertTrue(held["spared"])
        request.action_done()
        held = self.exposure(self.lecoq, MONDAY)[self.debt(self.second).id]
        self.assertFalse(held["spared"])
        page = self.text(self.opened(f"{path}/follow/{request.reference}"))
        self.assertNotIn("Nothing is asked before", page)

    def test_what_is_not_possible_is_answered_by_mail_once(self):
        path = self.path()
        form = {"items": [self.item(self.first)], "platform": "Chorus Pro"}
        reference, _page = self.made(self.need(path, "platform", **form))
        request = self.request().with_user(self.env.user)
        with self.assertRaises(UserError):
            request.action_refuse()
        request.answer = "We are no supplier of theirs."
        request.action_refuse()
        sent = [one for one in self.send() if reference in one.subject]
        self.assertEqual([one.to for one in sent], ["compta@lecoq.example"])
        self.assertIn("We are no supplier of theirs.", sent[0].text)
        self.assertFalse(request.hold_id.freeze_contact)
        again = [one for one in self.send() if reference in one.subject]
        self.assertFalse(again)

    def test_without_an_address_a_refusal_is_a_task(self):
        path = self.path()
        form = {"items": [self.item(self.first)], "platform": "Chorus Pro"}
        self.made(self.need(path, "platform", **form))
        self.lecoq.email = False
        request = self.request().with_user(self.env.user)
        request.answer = "We are no supplier of theirs."
        request.action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertIn("No e-mail", request.activity_ids.summary)

    def test_without_an_address_somebody_sends_it(self):
        path = self.path()
        self.lecoq.email = False
        form = {"items": [self.item(self.first)]}
        _reference, page = self.made(self.need(path, "not_received", **form))
        self.assertIn("We are on it", page)
        self.assertEqual(self.request().state, "open")
        self.assertEqual(len(self.request().activity_ids), 1)

    def test_an_order_number_lands_on_the_invoice(self):
        path = self.path()
        self.second.ref = "PO-OLD"
        form = {
            "items": [self.item(self.first), self.item(self.second)],
            "order_number": "45001234",
        }
        self.made(self.need(path, "order_number", **form))
        self.assertEqual(self.first.ref, "45001234")
        self.assertEqual(self.second.ref, "PO-OLD")
        for move in (self.first, self.second):
            self.assertIn("45001234", "".join(move.message_ids.mapped("body")))
        self.assertEqual(self.request().state, "open")

    def test_a_closed_period_is_not_written_into(self):
        path = self.path()
        self.company.fiscalyear_lock_date = self.first.date
        form = {"items": [self.item(self.first)], "order_number": "45001234"}
        self.made(self.need(path, "order_number", **form))
        self.assertFalse(self.first.ref)
        self.assertIn("45001234", "".join(self.first.message_ids.mapped("body")))

    def test_the_right_recipient_is_confirmed_by_a_colleague(self):
        path = self.path()
        form = {
            "items": [self.item(self.first)],
            "name": "Accounts payable",
            "email": "AP@lecoq.example",
        }
        _reference, page = self.made(self.need(path, "recipient", **form))
        self.assertIn("Accounts payable", page)
        self.assertFalse(self.lecoq.child_ids)
        request = self.request()
        self.assertEqual(request.state, "open")
        self.assertEqual(len(request.proposal_id.activity_ids), 1)
        request.proposal_id.with_user(self.env.user).action_accept()
        contact = request.proposal_id.contact_id
        self.assertEqual(self.lecoq._recovery_recipients(), contact)
        self.assertEqual(contact.email, "ap@lecoq.example")
        self.assertEqual(request.state, "done")

    def test_another_platform_is_a_task_and_its_answer_is_read(self):
        path = self.path()
        form = {"items": [self.item(self.first)], "platform": "Chorus Pro"}
        form["text"] = "<img src='//spy.example/x'>"
        reference, _page = self.made(self.need(path, "platform", **form))
        request = self.request().with_user(self.env.user)
        self.assertEqual(request.activity_ids.user_id, request.user_id)
        self.assertNotIn("<img", request.activity_ids.note)  # as text, not as a page
        request.answer = "Filed this morning."
        request.action_done()
        self.env.flush_all()
        page = self.text(self.opened(f"{path}/follow/{reference}"))
        self.assertIn("Filed this morning.", page)
        self.assertEqual(len(self.events("request_closed")), 1)

    def test_what_is_missing_is_said_and_what_was_typed_stays(self):
        path = self.path()
        form = {"items": [self.item(self.first)], "name": "Mme Roux"}
        answer = self.need(path, "recipient", **form)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("e-mail address or a phone number", answer.text)
        self.assertIn('value="Mme Roux"', answer.text)
        self.assertFalse(self.request())

    def test_invoices_of_others_are_refused(self):
        other = self.customer("Hôtel du Port", "compta@port.example")
        move = self.invoice(other, 300.0, MONDAY - timedelta(days=20))
        path = self.path()
        for items in ([self.item(move)], ["999999999"], ["x"], ["1", "-1"]):
            answer = self.need(path, "not_received", items=items)
            self.assertEqual(answer.status_code, 404, items)
        self.assertEqual(self.opened(f"{path}/need?kind=x").status_code, 200)
        self.assertFalse(self.request())

    def test_sent_twice_it_is_one_request(self):
        path = self.path()
        form = {"items": [self.item(self.first)], "platform": "Ariba", "once": "one"}
        first = self.made(self.need(path, "platform", **form))
        again = self.made(self.need(path, "platform", **form))
        self.assertEqual(first[0], again[0])
        self.assertEqual(self.root["recovery.request"].search_count([]), 1)

    def test_a_consumer_is_asked_nothing_about_orders(self):
        self.lecoq.recovery_debtor_type = "consumer"
        path = self.path()
        page = self.opened(f"{path}/need").text
        self.assertNotIn("order_number", page)
        self.assertEqual(self.need(path, "platform").status_code, 404)

    def test_it_reads_in_french(self):
        self.lecoq.lang = "fr_FR"
        page = self.opened(f"{self.path()}/need?kind=not_received").text
        self.assertIn('lang="fr-FR"', page)
        self.assertIn(self.first.name, page)
