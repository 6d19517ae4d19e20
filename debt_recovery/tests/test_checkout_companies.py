from datetime import timedelta

from odoo.tests import tagged

from .common import MONDAY
from .paying import PayingCase


@tagged("post_install", "-at_install")
class TestCheckoutCompanies(PayingCase):
    """One customer of two companies: each is paid by its own provider."""

    def test_each_company_is_paid_by_its_own_provider(self):
        data = self.setup_other_company()
        other = self._open_company(
            data["company"].with_env(self.root), "Belleroche Sud", "sud.example"
        )
        provider = self.demo_provider(
            other, data["default_journal_bank"].with_env(self.root)
        )
        day = MONDAY - timedelta(days=9)
        move = self.invoice(self.lecoq, 250.0, day, company=other)
        self.cycle(MONDAY, company=other)
        self.account_of_lecoq = self.case(self.lecoq, other)
        self.base = self.path()
        page = self.text(self.opened(f"{self.base}/choose"))
        self.assertIn("250.00", page)
        self.assertNotIn("1,920.00", page)
        self.assertEqual(self.choose({self.second: ""}).status_code, 422)

        checkout = self.chosen({move: ""})
        self.assertIn("means of payment", self.start(checkout)[1])
        values, error = self.start(checkout, provider_id=provider.id)
        self.assertFalse(error)
        self.confirm(values)
        self.env.invalidate_all()
        payment = checkout.transaction_ids.payment_id
        self.assertEqual((payment.company_id, checkout.company_id), (other, other))
        self.assertEqual(self.matched(move), [(250.0, payment.move_id)])
        self.assertEqual(self.open_of(self.second), 1920.0)
