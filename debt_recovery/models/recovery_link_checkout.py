from odoo import models
from odoo.exceptions import UserError

from ..tools.segments import CONSUMER
from .recovery_link_choose import SHOWN


class RecoveryLink(models.Model):
    """The page of one online payment: what is paid, and by which means."""

    _inherit = "recovery.link"

    def _checkout_of(self, reference):
        """Return the online payment of this account that an address names, or none."""
        domain = [("reference", "=", reference), ("case_id", "=", self.case_id.id)]
        return self.env["recovery.checkout"].sudo().search(domain)

    def _payer(self):
        """Return the contact in whose name it is paid: the user of the portal, else
        the customer itself."""
        person = self._person()
        if not self._is_stored() and person:
            return person
        return self.partner_id

    def _may_use_saved(self):
        """Tell whether saved means of payment are shown: to who is logged in. Whoever
        holds a message may pay, but not with the card of somebody else."""
        return not self._is_stored()

    def _sample_checkout(self):
        """Return what is due, of the first currency, as if it was chosen: in memory,
        for who looks only; None where nothing is due."""
        case = self.case_id
        due = [one for one in case._payables() if one.is_due]
        if not due:
            return None
        currency = due[0].currency
        parts = [case._part(one, "") for one in due if one.currency == currency]
        values = {**case._chosen_values(parts, currency), "reference": "–"}
        return self.env["recovery.checkout"].sudo().new(values)

    def _checkout_page(self, checkout):
        """Return what the page of an online payment shows, apart from the means."""
        try:
            checkout._measure()
            problem = ""
        except UserError as error:
            problem = str(error)
        kind = self.partner_id._recovery_kind()
        return {
            **self._frame(),
            "checkout": checkout,
            "amount": checkout._money(checkout.amount),
            "rows": self._checkout_rows(checkout),
            "problem": problem,
            "card_first": kind == CONSUMER,
            "transfer": not problem and self._transfer_of(checkout),
            "cheque": not problem and self._cheque_words(),
        }

    def _checkout_rows(self, checkout):
        """Return what it pays, item by item; of very many, the first ones."""
        rows = [self._checkout_row(item) for item in checkout.line_ids[:SHOWN]]
        rest = checkout.line_ids[SHOWN:]
        if rest:
            words = self.env._("%(number)s more items", number=len(rest))
            amount = checkout._money(sum(rest.mapped("amount")))
            rows.append({"name": words, "note": "", "amount": amount})
        return rows

    def _checkout_row(self, item):
        money = item.checkout_id._money
        words = []
        if item.credit:
            words.append(self.env._("credits deducted: %s", money(item.credit)))
        if item.discount:
            words.append(self.env._("discount deducted: %s", money(item.discount)))
        if not item._is_whole() and not item.checkout_id.arrangement_id:
            words.append(self.env._("part of %s", money(item.residual)))
        return {
            "name": item.name,
            "note": ", ".join(words),
            "amount": money(item.amount),
        }

    def _means(self, checkout):
        """Return what Odoo's payment form needs: providers of this company that take
        this amount in this currency, their methods, saved means.

        Everything is taken from the record; nothing from the visitor.
        """
        report, payer = {}, self._payer()
        company, currency = checkout.company_id, checkout.currency_id
        providers = self.env["payment.provider"].sudo()
        providers = providers._get_compatible_providers(
            company.id,
            payer.id,
            checkout.amount,
            currency_id=currency.id,
            report=report,
        )
        if self._transfer([]):  # told beside, with our reference
            providers = providers.filtered(lambda one: not one._recovery_is_transfer())
        methods = self.env["payment.method"].sudo()
        methods = methods._get_compatible_payment_methods(
            providers.ids,
            payer.id,
            currency_id=currency.id,
            report=report,
        )
        return {
            "currency": currency,
            "partner_id": payer.id,
            "providers_sudo": providers,
            "payment_methods_sudo": methods,
            "tokens_sudo": self._saved_for(providers),
            "availability_report": report,
            "show_tokenize_input_mapping": {
                one.id: checkout._may_save_means() and one.allow_tokenization
                for one in providers
            },
        }

    def _saved_for(self, providers):
        """Return the saved means that may be used: his own, his company's."""
        tokens = self.env["payment.token"].sudo()
        if self._may_use_saved():
            for owner in self._payer() | self.partner_id:
                tokens |= tokens._get_available_tokens(providers.ids, owner.id)
        return tokens

    def _start(self, checkout, asked, create, saves=False):
        """Start the payment at the provider: measured once more, one at a time.

        :param asked: ``provider_id``, ``payment_method_id``, ``token_id``, ``flow`` as
            the page's form sends them
        :param create: makes the transaction, given what it is to hold
        :param saves: whether the means is kept, see :meth:`_may_save_means`
        :return: the ``payment.transaction``; the one that stands where the same means
            was asked for before
        :raises UserError: nothing was created
        """
        checkout._alone()
        checkout.arrangement_id._evaluate(checkout.company_id._recovery_today())
        checkout._measure()
        self._check_means(checkout, asked)
        standing = checkout._standing(asked, saves)
        if standing:
            return standing
        moves = checkout._lines().move_id
        transaction = create(
            amount=checkout.amount,
            currency_id=checkout.currency_id.id,
            partner_id=self._payer().id,
            reference_prefix=checkout.reference,
            tokenization_requested=saves,
            custom_create_values={
                "recovery_checkout_id": checkout.id,
                "invoice_ids": [
                    (6, 0, moves.filtered(lambda one: one.is_invoice(True)).ids)
                ],
            },
            **asked,
        )
        checkout._move_to("started")
        return transaction

    def _check_means(self, checkout, asked):
        """Refuse a means that this page does not offer."""
        means = self._means(checkout)
        if asked["flow"] == "token":
            token = means["tokens_sudo"].filtered(
                lambda one: one.id == asked["token_id"]
            )
            known = token and token.provider_id.id == asked["provider_id"]
        else:
            known = asked["flow"] in ("redirect", "direct") and (
                asked["provider_id"] in means["providers_sudo"].ids
                and asked["payment_method_id"] in means["payment_methods_sudo"].ids
            )
        if not known:
            raise UserError(self.env._("Choose one of the means of payment offered."))


class RecoveryCheckout(models.Model):
    _inherit = "recovery.checkout"

    def _may_save_means(self):
        """Tell whether the customer may have the means kept: to have the other payments
        of his plan charged to it, once he agreed to that too."""
        return self.arrangement_id.kind == "plan"

    def _standing(self, asked, saves):
        """Return the transaction that was made for the same means and is not decided:
        a double click starts one payment."""
        return self.sudo().transaction_ids.filtered(
            lambda one: (
                one.state == "draft"
                and one.provider_id.id == asked["provider_id"]
                and one.payment_method_id.id == asked["payment_method_id"]
                and one.operation == f"online_{asked['flow']}"
                and asked["flow"] != "token"
                and (one.tokenize or not saves)
            )
        )[:1]


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    def _recovery_is_transfer(self):
        """Tell whether it only says how to transfer, with a reference of its own."""
        mode = "custom_mode" in self._fields and self.custom_mode
        return mode == "wire_transfer"
