from unittest.mock import patch

from odoo import Command, http
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.debt_recovery.models import recovery_link_choose

from .paying import PayingCase


@tagged("post_install", "-at_install")
class TestChoose(PayingCase):
    """What is ticked is what is paid: amounts are the server's."""

    def test_what_is_due_is_ticked_and_credits_are_deducted(self):
        page = self.text(self.opened(f"{self.base}/choose"))
        for piece in ("4,200.00", "1,920.00", "500.00", "6,120.00", "600.00"):
            self.assertIn(piece, page)
        self.assertEqual(page.count('checked="'), 2)

    def test_the_account_leads_there(self):
        self.assertIn(f"{self.base}/choose", self.opened(self.base).text)

    def test_all_that_is_due_makes_what_the_statement_asks(self):
        checkout = self.chosen({self.first: "", self.second: ""})
        self.assertEqual((checkout.amount, checkout.state), (6120.0, "open"))
        self.assertEqual(checkout.line_ids.mapped("amount"), [4200.0, 1920.0])
        self.assertEqual(checkout.line_ids.mapped("credit"), [600.0, 0.0])
        self.assertEqual(checkout.contact_id, self.lecoq)

    def test_a_part_is_paid_as_typed_and_asks_why(self):
        checkout = self.chosen(
            {self.second: "1 000,50"}, reason="other", note="One is broken"
        )
        self.assertEqual((checkout.amount, checkout.is_short), (1000.5, True))
        self.assertEqual(checkout.short_reason_id.code, "other")
        self.assertEqual(checkout.short_note, "One is broken")

    def test_a_whole_one_keeps_no_reason(self):
        checkout = self.chosen({self.second: ""}, reason="other", note="x")
        self.assertFalse(checkout.is_short or checkout.short_reason_id)

    def test_wrong_amounts_are_said_and_nothing_is_made(self):
        for typed, words in (
            ("1,920.01", "no more than"),
            ("5", "at least"),
            ("ten", "type an amount like"),
            ("1.2.3", "type an amount like"),
        ):
            answer = self.choose({self.second: typed}, once=typed)
            self.assertEqual(answer.status_code, 422, typed)
            self.assertIn(words, answer.text)
            self.assertIn(f'value="{typed}"', answer.text)
        self.assertFalse(self.checkouts())

    def test_a_typed_amount_is_meant_even_where_nothing_is_ticked(self):
        line = self.debt(self.second).id
        answer = self.posted(
            f"{self.base}/choose", once="x", currency="EUR", **{f"amount_{line}": "60"}
        )
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.checkouts().amount, 60.0)

    def test_of_very_many_all_that_is_due_is_paid_in_one_go(self):
        with patch.object(recovery_link_choose, "SHOWN", 1):
            page = self.text(self.opened(f"{self.base}/choose"))
        self.assertIn("2 more items are not shown", page)
        self.assertIn("Pay all that is due: 6,120.00", page)
        checkout = self.chosen({}, all="1")
        self.assertEqual(checkout.line_ids.mapped("amount"), [4200.0, 1920.0])

    def test_parts_may_be_forbidden(self):
        self.company.recovery_part_payment = False
        self.assertNotIn("another amount", self.opened(f"{self.base}/choose").text)
        self.assertEqual(self.choose({self.second: "100"}).status_code, 422)
        self.assertEqual(self.chosen({self.second: ""}).amount, 1920.0)

    def test_the_items_of_somebody_else_are_refused(self):
        other = self.customer("Garage Morel", "compta@morel.example")
        foreign = self.invoice(other, 100.0, self.second.invoice_date_due)
        for chosen in ({foreign: ""}, {self.second: "", foreign: ""}, {}):
            answer = self.choose(chosen, once=str(len(chosen)) + "x")
            self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.checkouts())

    def test_sent_twice_it_is_chosen_once(self):
        first = self.chosen({self.second: ""}, once="same")
        self.assertEqual(self.chosen({self.second: ""}, once="same"), first)
        self.assertEqual(len(self.checkouts()), 1)

    def test_a_later_choice_of_the_same_takes_its_place(self):
        old = self.chosen({self.second: ""})
        new = self.chosen({self.first: "", self.second: "500"})
        self.assertEqual((old.state, new.state), ("ended", "open"))
        self.assertIn("choose again", self.start(old)[1])


@tagged("post_install", "-at_install")
class TestCheckout(PayingCase):
    """The payment is started once, from what the record says."""

    def test_the_page_offers_the_providers_and_is_kept_from_others(self):
        checkout = self.chosen({self.second: ""})
        answer = self.opened(f"{self.base}/checkout/{checkout.reference}")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("noindex", answer.headers["X-Robots-Tag"])
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("frame-ancestors", answer.headers["Content-Security-Policy"])
        page = self.text(answer)
        self.assertIn('id="o_payment_form"', page)
        self.assertIn("1,920.00", page)
        self.assertIn("FR76 3000 6000 0112 3456 7890 189", page)
        self.assertLess(page.index("IBAN"), page.index("o_payment_form"))

    def test_a_consumer_sees_the_card_first(self):
        self.lecoq.write({"is_company": False, "recovery_debtor_type": "consumer"})
        checkout = self.chosen({self.second: ""})
        page = self.opened(f"{self.base}/checkout/{checkout.reference}").text
        self.assertLess(page.index("o_payment_form"), page.index("IBAN"))

    def test_amount_payer_and_currency_are_the_records(self):
        checkout = self.chosen({self.first: "", self.second: "100"})
        values, error = self.start(checkout, amount=0.01)
        self.assertFalse(error)
        transaction = checkout.transaction_ids
        self.assertEqual(values["reference"], checkout.reference)
        self.assertEqual(transaction.amount, 4300.0)
        self.assertEqual(transaction.partner_id, self.lecoq)
        self.assertEqual(transaction.invoice_ids, self.first | self.second)
        self.assertNotIn("elsewhere", transaction.landing_route)
        self.assertNotIn(self.base.split("/")[3], transaction.landing_route)
        self.assertEqual(checkout.state, "started")

    def test_a_double_click_starts_one_payment(self):
        checkout = self.chosen({self.second: ""})
        one, two = self.start(checkout)[0], self.start(checkout)[0]
        self.assertEqual(one["reference"], two["reference"])
        self.assertEqual(len(checkout.transaction_ids), 1)

    def test_nothing_starts_once_an_item_is_settled_or_changed(self):
        settled = self.chosen({self.second: ""})
        self.pay(self.lecoq, 20.0, self.second.invoice_date_due, self.debt(self.second))
        values, error = self.start(settled)
        self.assertIn("has changed", error)
        self.assertFalse(values)
        page = self.opened(f"{self.base}/checkout/{settled.reference}").text
        self.assertIn("has changed", page)
        self.assertNotIn("o_payment_form", page)
        self.assertFalse(self.root["payment.transaction"].search([]))

    def test_nothing_starts_while_a_payment_is_pending(self):
        first = self.chosen({self.second: ""})
        self.pay_online(first, "pending")
        self.assertEqual(self.exposure_of(self.first, self.second)["in_flight"], 1920)
        self.assertEqual(self.choose({self.second: "100"}).status_code, 422)
        self.assertIn("is being processed", self.start(first)[1])
        self.assertEqual(len(self.root["payment.transaction"].search([])), 1)
        page = self.text(self.opened(f"{self.base}/checkout/{first.reference}"))
        self.assertIn("your payment is being processed", page)
        page = self.text(self.opened(f"{self.base}/choose"))
        self.assertIn(f"1,920.00 € is being processed: {self.second.name}", page)
        self.assertIn("4,200.00", page)  # nothing of it covers the oldest one

    def exposure_of(self, *moves):
        rows = self.exposure(self.lecoq, self.company._recovery_today())
        found = [rows[self.debt(move).id] for move in moves]
        return {"in_flight": sum(row["in_flight"] for row in found)}

    def test_nothing_starts_while_the_invoice_is_paid_on_odoos_own_page(self):
        checkout = self.chosen({self.second: ""})
        other = self.root["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": "NATIVE",
                "operation": "online_redirect",
                "amount": 1920.0,
                "currency_id": checkout.currency_id.id,
                "partner_id": self.lecoq.id,
                "invoice_ids": [Command.set(self.second.ids)],
            }
        )
        other._set_pending()
        self.assertIn("is being processed", self.start(checkout)[1])
        other._set_canceled()
        self.assertFalse(self.start(checkout)[1])

    def test_a_provider_of_another_company_or_a_strange_card_is_refused(self):
        checkout = self.chosen({self.second: ""})
        other = self.demo_provider(
            self.root["res.company"].create({"name": "B"}), self.bank.browse()
        )
        token = self.token_of(self.lecoq)
        for params in (
            {"provider_id": other.id},
            {"payment_method_id": 0},
            {"flow": "token", "token_id": token.id},  # by a link, no saved card
            {"flow": "strange"},
        ):
            self.assertIn("means of payment", self.start(checkout, **params)[1])
        self.assertFalse(checkout.transaction_ids)

    @mute_logger("odoo.http")
    def test_the_payment_of_somebody_else_does_not_exist(self):
        checkout = self.chosen({self.second: ""})
        other = self.customer("Garage Morel", "compta@morel.example")
        self.invoice(other, 100.0, self.second.invoice_date_due)
        self.cycle(self.company._recovery_today())
        self.account_of_lecoq, lecoq = self.case(other), self.account_of_lecoq
        foreign = self.path()
        self.account_of_lecoq = lecoq
        for part in ("checkout", "paid"):
            answer = self.opened(f"{foreign}/{part}/{checkout.reference}")
            self.assertEqual(answer.status_code, 404, part)
        self.base = foreign
        self.assertIn("closed", self.start(checkout)[1])
        self.assertFalse(checkout.transaction_ids)


@tagged("post_install", "-at_install")
class TestPortalCheckout(PayingCase):
    """A user of the portal pays with what he saved."""

    def setUp(self):
        super().setUp()
        users = self.root["res.users"].with_context(no_reset_password=True)
        self.anne = self.lecoq.create({"name": "Anne", "parent_id": self.lecoq.id})
        users.create(
            {
                "name": "Anne",
                "login": "anne_of_lecoq",
                "password": "anne_of_lecoq",
                "partner_id": self.anne.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.card = self.token_of(self.lecoq)
        self.env.flush_all()
        self.authenticate("anne_of_lecoq", "anne_of_lecoq")
        self.base = f"/my/recovery/{self.account_of_lecoq.id}"

    def key(self, path):
        return {"csrf_token": http.Request.csrf_token(self)}

    def test_the_saved_card_of_his_company_is_charged_once(self):
        checkout = self.chosen({self.second: ""})
        page = self.opened(f"{self.base}/checkout/{checkout.reference}").text
        self.assertIn(f"o_payment_token_{self.card.id}", page)
        token = {"flow": "token", "token_id": self.card.id}
        values, error = self.start(checkout, payment_method_id=None, **token)
        self.assertFalse(error)
        again = self.start(checkout, payment_method_id=None, **token)[1]
        self.assertIn("paid already", again)
        landing = self.call("/payment/status/poll")[0]["landing_route"]
        self.assertEqual(landing, f"{self.base}/paid/{checkout.reference}")
        self.assertEqual(self.open_of(self.second), 0.0)
        transaction = checkout.transaction_ids
        self.assertEqual((transaction.token_id, transaction.state), (self.card, "done"))
        self.assertEqual(transaction.reference, values["reference"])
        self.assertEqual(checkout.contact_id, self.anne)

    def test_the_card_of_somebody_else_is_refused(self):
        other = self.token_of(self.customer("Garage Morel"))
        checkout = self.chosen({self.second: ""})
        _values, error = self.start(
            checkout, payment_method_id=None, flow="token", token_id=other.id
        )
        self.assertIn("means of payment", error)
        self.assertFalse(checkout.transaction_ids)

    def test_colleagues_see_how_it_is_paid_and_pay_nothing(self):
        checkout = self.chosen({self.second: ""})
        new_test_user(
            *(self.root, "clerk_b", "debt_recovery.group_agent"),
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.env.flush_all()
        self.authenticate("clerk_b", "clerk_b")
        self.base = f"/debt_recovery/preview/{self.account_of_lecoq.id}"
        way = f'href="{self.base}/checkout"'
        self.assertIn(way, self.opened(f"{self.base}/choose").text)
        for path, amount in (("", "6,120.00"), (f"/{checkout.reference}", "1,920.00")):
            page = self.text(self.opened(f"{self.base}/checkout{path}"))
            for words in (amount, "Preview: the page", '<div inert="inert">'):
                self.assertIn(words, page)
            self.assertIn("o_payment_form", page)
            self.assertNotIn(f"o_payment_token_{self.card.id}", page)
        self.assertFalse(self.start(checkout)[0])
        self.assertEqual(self.checkouts(), checkout)
        self.assertFalse(checkout.transaction_ids)

    def test_who_may_look_only_pays_nothing(self):
        checkout = self.chosen({self.second: ""})
        self.anne.recovery_portal_role = "sees"
        self.env.flush_all()
        page = self.opened(f"{self.base}/checkout/{checkout.reference}").text
        self.assertIn("look at this page", page)
        self.assertNotIn("o_payment_form", page)
        self.assertFalse(self.start(checkout)[0])
        self.assertFalse(checkout.transaction_ids)
