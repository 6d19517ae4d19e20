from datetime import timedelta
from urllib.parse import urlsplit

from odoo.tests import tagged

from .common import MONDAY
from .paying import PayingCase


@tagged("post_install", "-at_install")
class TestCheckoutAgreed(PayingCase):
    """An instalment, the deposit of a plan, the sum of a settlement offer."""

    def agree(self, kind, *parts, **values):
        self.env.invalidate_all()
        (self.debt(self.first) | self.debt(self.credit)).reconcile()
        lines = self.debt(self.first) | self.debt(self.second)
        days = [(MONDAY + timedelta(days=days), amount) for days, amount in parts]
        agreed = self.account_of_lecoq._agree(
            *(kind, lines, days), state="active", **values
        )
        self.settle()
        return agreed

    def plan(self):
        return self.agree("plan", (0, 4500.0), (30, 1000.0), (60, 620.0))

    def pay_agreed(self, **form):
        self.env.flush_all()
        answer = self.posted(f"{self.base}/choose", once=str(form), **form)
        self.assertEqual(answer.status_code, 303, self.text(answer)[:2000])
        return self.checkouts()[-1:]

    def test_an_instalment_pays_the_oldest_items_of_its_plan(self):
        plan = self.plan()
        deposit = plan.instalment_ids[0]
        page = self.text(self.opened(f"{self.base}/choose"))
        self.assertIn("4,500.00", page)
        self.assertNotIn("1,920.00", page)  # paid by the instalments
        checkout = self.pay_agreed(instalment=deposit.id)
        self.assertEqual(checkout.amount, 4500.0)
        self.assertEqual(checkout.line_ids.mapped("amount"), [4200.0, 300.0])
        self.pay_online(checkout)
        self.settle()
        self.assertEqual(self.open_of(self.first), 0.0)
        self.assertEqual(self.open_of(self.second), 1620.0)
        self.assertEqual(deposit.state, "received")
        self.assertEqual(plan.state, "active")
        page = self.text(self.opened(f"{self.base}/choose"))
        self.assertNotIn("4,500.00", page)
        self.assertIn("1,000.00", page)

    def test_the_link_of_a_plan_pays_its_instalments_and_nothing_else(self):
        plan = self.plan()
        links = self.root["recovery.link"]
        url = links._issue(self.account_of_lecoq, "arrangement", arrangement_id=plan.id)
        self.env.flush_all()
        self.base = urlsplit(url).path
        page = self.text(self.opened(f"{self.base}/choose"))
        self.assertIn("4,500.00", page)
        self.assertNotIn(self.later.name, page)
        answer = self.choose({self.later: ""})
        self.assertEqual(answer.status_code, 422)
        checkout = self.pay_agreed(instalment=plan.instalment_ids[0].id)
        self.pay_online(checkout)
        self.assertEqual(self.open_of(self.first), 0.0)
        page = self.opened(f"{self.base}/paid/{checkout.reference}").text
        self.assertIn("has been received", page)
        self.assertNotIn("Still to pay", page)

    def test_an_instalment_is_paid_once(self):
        part = self.plan().instalment_ids[0]
        self.pay_online(self.pay_agreed(instalment=part.id))
        self.settle()
        answer = self.posted(f"{self.base}/choose", instalment=part.id, once="later")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("not to be paid any more", answer.text)

    def test_the_instalment_of_somebody_else_is_refused(self):
        other = self.customer("Garage Morel", "compta@morel.example")
        move = self.invoice(other, 100.0, MONDAY - timedelta(days=9))
        self.cycle(MONDAY)
        foreign = self.case(other)._agree(
            "plan", self.debt(move), [(MONDAY, 100.0)], state="active"
        )
        self.env.flush_all()
        for form in (
            {"instalment": foreign.instalment_ids.id},
            {"settlement": foreign.id},
            {"instalment": "x"},
        ):
            answer = self.posted(f"{self.base}/choose", once=str(form), **form)
            self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.checkouts())

    def test_a_settlement_offer_is_paid_and_closes_the_rest(self):
        offer = self.agree(
            "settlement", (10, 5000.0), settle_how="write_off", floor_amount=0.0
        )
        checkout = self.pay_agreed(settlement=offer.id)
        self.assertEqual(checkout.amount, 5000.0)
        self.pay_online(checkout)
        self.settle()
        self.assertEqual(offer.state, "kept")

    def test_an_offer_that_is_over_is_not_paid(self):
        offer = self.agree(
            "settlement", (1, 5000.0), settle_how="write_off", floor_amount=0.0
        )
        checkout = self.pay_agreed(settlement=offer.id)
        self.clock.move_to(MONDAY + timedelta(days=3))
        self.assertIn("has changed", self.start(checkout)[1])
        answer = self.posted(f"{self.base}/choose", settlement=offer.id, once="late")
        self.assertIn("does not stand", answer.text)

    def test_the_card_is_kept_for_the_plan_where_its_owner_wants(self):
        plan = self.plan()
        checkout = self.pay_agreed(instalment=plan.instalment_ids[0].id)
        path = f"{self.base}/checkout/{checkout.reference}"
        self.assertIn("o_payment_tokenize_checkbox", self.opened(path).text)
        self.start(checkout)  # first without, then he ticks it
        values, error = self.start(checkout, tokenization_requested=True)
        self.assertFalse(error)
        self.confirm(values)
        self.env.invalidate_all()
        token = plan._saved_means()
        self.assertEqual(token.partner_id, self.lecoq)
        self.assertFalse(plan.mandate_id)  # charged only once he agrees to that

    def test_of_any_other_payment_nothing_is_kept(self):
        checkout = self.chosen({self.second: ""})
        path = f"{self.base}/checkout/{checkout.reference}"
        self.assertNotIn("o_payment_tokenize_checkbox", self.opened(path).text)
        values, error = self.start(checkout, tokenization_requested=True)
        self.assertFalse(error)
        self.confirm(values)
        self.env.invalidate_all()
        self.assertEqual(checkout.state, "paid")
        self.assertFalse(self.lecoq.payment_token_ids)
