from odoo.tests import tagged

from .paying import PayingCase


@tagged("post_install", "-at_install")
class TestTransfer(PayingCase):
    """Paying outside: what banks want, a code for their apps, cheques."""

    def page(self, **chosen):
        checkout = self.chosen({self.second: ""})
        path = f"{self.base}/checkout/{checkout.reference}"
        return self.text(self.opened(path)), path

    def test_a_transfer_says_account_amount_and_reference(self):
        page, _path = self.page()
        for piece in (
            "ATELIERS BELLEROCHE",
            'data-copy="FR7630006000011234567890189"',
            'data-copy="1920.00"',
            f'data-copy="{self.second.payment_reference}"',
            "We never announce a change of account",
        ):
            self.assertIn(piece, page)

    def test_several_invoices_are_all_named_to_the_bank(self):
        checkout = self.chosen({self.first: "", self.second: ""})
        page = self.opened(f"{self.base}/checkout/{checkout.reference}").text
        names = " ".join(checkout.line_ids.mapped("name"))
        self.assertIn(f'data-copy="{names}"', page)

    def test_odoos_own_wire_transfer_is_no_second_way_to_transfer(self):
        wire = self.root.ref("payment.payment_provider_transfer").copy(
            {"company_id": self.company.id, "state": "test", "is_published": True}
        )
        method = wire.payment_method_ids or self.root["payment.method"].search(
            [("code", "=", "wire_transfer")]
        )
        method.active = True
        wire.payment_method_ids = method
        checkout = self.chosen({self.second: ""})
        means = self.link()._speaking()._means(checkout)
        self.assertEqual(means["providers_sudo"], self.provider)
        self.assertNotIn(method, means["payment_methods_sudo"])
        error = self.start(
            *(checkout,), provider_id=wire.id, payment_method_id=method.id
        )[1]
        self.assertIn("means of payment", error)
        self.company.recovery_bank_id = False  # then it is the only way
        means = self.link()._speaking()._means(checkout)
        self.assertIn(wire, means["providers_sudo"])

    def test_no_code_in_france_but_where_it_is_used(self):
        page, path = self.page()
        self.assertNotIn("/code", page)
        self.assertEqual(self.opened(f"{path}/code").status_code, 404)
        self.lecoq.country_id = self.env.ref("base.be")
        page, path = self.page()
        self.assertIn("/code", page)
        answer = self.opened(f"{path}/code")
        self.assertEqual(answer.headers["Content-Type"], "image/svg+xml")
        self.assertIn("<svg", answer.text)
        transfer = self.link()._transfer_of(self.checkouts()[-1:])
        said = self.link()._epc_text(
            transfer, self.company.currency_id, 1920.0, transfer["reference"]
        )
        self.assertEqual(
            said.split("\n")[:8],
            [
                *("BCD", "002", "1", "SCT", "", "ATELIERS BELLEROCHE"),
                *("FR7630006000011234567890189", "EUR1920.00"),
            ],
        )

    def test_cheques_are_named_only_where_they_are_accepted(self):
        self.assertNotIn("cheque", self.page()[0])
        self.company.write(
            {"recovery_cheque": True, "street": "1 rue du Port", "city": "Nantes"}
        )
        page = self.page()[0]
        self.assertIn("Or by cheque", page)
        self.assertIn("1 rue du Port", page)
        self.assertIn("Or by cheque", self.opened(self.base).text)
        self.company.recovery_cheque_words = "To our bank in Lyon"
        self.assertIn("To our bank in Lyon", self.page()[0])

    def test_the_bank_details_are_a_pdf(self):
        answer = self.opened(f"{self.base}/rib")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        html, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_html("debt_recovery.report_rib", self.bank_account.ids)
        )
        for piece in (b"ATELIERS BELLEROCHE", b"30006", b"FR76 3000 6000 0112"):
            self.assertIn(piece, html)

    def test_without_an_account_nothing_is_handed_out(self):
        self.company.recovery_bank_id = False
        self.assertEqual(self.opened(f"{self.base}/rib").status_code, 404)
        self.assertIn("account that our invoices name", self.opened(self.base).text)
