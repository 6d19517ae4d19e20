"""A customer who pays on his page, by the provider of demonstrations."""

import json
from datetime import timedelta

from odoo.addons.debt_recovery.controllers import visits

from .common import MONDAY
from .test_links import PHONE, LinkCase


class PayingCase(LinkCase):
    """Lecoq owes 4,800 (less a credit note of 600) and 1,920; 500 come later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.later = cls.invoice(cls.lecoq, 500.0, MONDAY + timedelta(days=20))
        cls.provider = cls.demo_provider(cls.company, cls.bank)
        cls.method = cls.root.ref("payment_demo.payment_method_demo")
        cls.company.recovery_user_id = cls.env.user

    @classmethod
    def demo_provider(cls, company, journal):
        demo = cls.root.ref("payment.payment_provider_demo")
        return demo.copy(
            {
                "company_id": company.id,
                "state": "test",
                "is_published": True,
                "journal_id": journal.id,
                "allow_tokenization": True,
            }
        )

    def token_of(self, partner):
        return self.root["payment.token"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "partner_id": partner.id,
                "payment_details": "4242",
                "provider_ref": "tok",
                "demo_simulated_state": "done",
            }
        )

    def setUp(self):
        super().setUp()
        visits.MADE.clear()
        self.method.active = True
        self.base = self.path()

    # --- choosing ------------------------------------------------------------------

    def lines(self, *moves):
        return [self.debt(move).id for move in moves]

    def choose(self, chosen, **form):
        """Send the form: ``{move: amount typed or ""}``; return the answer."""
        lines = {self.debt(move).id: typed for move, typed in chosen.items()}
        amounts = {f"amount_{key}": typed for key, typed in lines.items()}
        values = {"currency": "EUR", "once": str(len(self.checkouts())), **form}
        return self.posted(f"{self.base}/choose", line=list(lines), **amounts, **values)

    def posted(self, path, **form):
        values = {**self.key(path), **form}
        return self.url_open(
            path, data=values, headers={"User-Agent": PHONE}, allow_redirects=False
        )

    def checkouts(self):
        self.env.invalidate_all()
        return self.root["recovery.checkout"].search([], order="id")

    def chosen(self, chosen, **form):
        """Choose; return the checkout."""
        answer = self.choose(chosen, **form)
        self.assertEqual(answer.status_code, 303, self.text(answer)[:2000])
        reference = answer.headers["Location"].rpartition("/")[2]
        return self.checkouts().filtered(lambda one: one.reference == reference)

    # --- paying --------------------------------------------------------------------

    def call(self, path, **params):
        """Call a JSON route; return ``(result, message of the error)``."""
        answer = self.url_open(
            path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json", "User-Agent": PHONE},
        )
        if answer.status_code == 403:
            return None, answer.text
        answer = answer.json()
        error = answer.get("error", {}).get("data", {}).get("message", "")
        return answer.get("result"), error

    def start(self, checkout, **params):
        """Press “Pay”; return ``(processing values, message of the error)``."""
        values = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "flow": "direct",
            "amount": 0.01,  # never used
            "landing_route": "https://elsewhere.example",
            "tokenization_requested": False,
            "is_validation": False,
            "access_token": "",
            **params,
        }
        return self.call(
            f"{self.base}/checkout/{checkout.reference}/transaction", **values
        )

    def confirm(self, values, state="done"):
        """What the provider says; then the page that waits for it."""
        self.call(
            "/payment/demo/simulate_payment",
            reference=values["reference"],
            payment_details="4242",
            simulated_state=state,
        )
        return self.call("/payment/status/poll")[0]

    def pay_online(self, checkout, state="done"):
        values, error = self.start(checkout)
        self.assertFalse(error)
        self.confirm(values, state)
        self.env.invalidate_all()
        return checkout.transaction_ids

    # --- looking -------------------------------------------------------------------

    def matched(self, move):
        """``[(amount, credit side's move)]`` matched with the debt of ``move``."""
        self.env.invalidate_all()
        parts = self.debt(move).matched_credit_ids.sorted("id")
        return [
            (part.debit_amount_currency, part.credit_move_id.move_id) for part in parts
        ]

    def open_of(self, move):
        self.env.invalidate_all()
        return sum(self.debt(move).mapped("amount_residual_currency"))
