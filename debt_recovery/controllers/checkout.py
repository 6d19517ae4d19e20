"""Doors of paying: choose what, pay it by a provider or a transfer, see it paid."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.payment.controllers.portal import PaymentPortal

from .visits import GET, HEADERS, LINK, POST, PREVIEW, Visits, doors

# Odoo's form of a provider runs its own scripts and styles: the same headers but that.
FRAME = [one for one in HEADERS if one[0] != "Content-Security-Policy"]
FRAME.append(("Content-Security-Policy", "base-uri 'self'; frame-ancestors 'none'"))
PAGE = {"type": "http", "auth": "public", "methods": ["GET", "HEAD"], "sitemap": False}
CALL = {"type": "jsonrpc", "auth": "public", "methods": ["POST"]}
BACK, KEPT = "recovery_back", 4
MEANS = ("provider_id", "payment_method_id", "token_id", "flow")
SAVES = "tokenization_requested"


class CheckoutPages(Visits):
    @route(doors("/choose"), **GET)
    def choose(self, token="", case_id=0, **_added):
        """Show what can be paid, to tick."""
        return self._show("choose", token, case_id)

    @route(doors("/choose"), **POST)
    def chosen(self, token="", case_id=0, csrf_token="", **form):
        """Take what was ticked, and go on to how it is paid."""
        visit = self._posted(token, case_id, csrf_token)
        if not visit or not visit.link._opens("choose"):
            return self._nothing(token, case_id)
        form["lines"] = request.httprequest.form.getlist("line")
        return self._make(
            *(visit, "choose", form, lambda: visit.link._pay_chosen(form)),
            to="checkout",
        )

    @route(doors("/checkout/<string:reference>"), website=True, multilang=False, **PAGE)
    def checkout(self, reference, token="", case_id=0, **_added):
        """Show how this choice can be paid: Odoo's own form of the providers."""
        visit, checkout = self._checkout(reference, token, case_id)
        if not checkout:
            return self._nothing(token, case_id)
        if checkout._is_decided():
            return self._go(visit, f"/paid/{reference}")
        return self._show_means(visit, checkout)

    @route(f"{PREVIEW}/<int:case_id>/checkout", website=True, multilang=False, **PAGE)
    def checkout_previewed(self, case_id, **_added):
        """Show a colleague how what is due can be paid; nothing is chosen by it."""
        visit = self._visit(case_id=case_id)
        sample = visit and visit.link._sample_checkout()
        if not sample:
            return self._nothing(case_id=case_id)
        return self._show_means(visit, sample)

    def _show_means(self, visit, checkout):
        reference = checkout.reference
        page = visit.link._checkout_page(checkout)
        page["problem"] = self._looks_only(visit) or page["problem"]
        values = {
            **page,
            **visit.link._means(checkout),
            "base": visit.base,
            "preview": self._preview_words(visit),
            "amount_due": checkout.amount,
            "res_company": visit.link.company_id,
            "transaction_route": f"{visit.base}/checkout/{reference}/transaction",
            "landing_route": self._landing(visit, reference),
        }
        if visit.is_preview:  # a colleague has no business with saved cards
            values["tokens_sudo"] = values["tokens_sudo"].browse()
        request.update_context(lang=visit.link._language())
        answer = request.render("debt_recovery.link_checkout", values)
        for name, value in FRAME:
            answer.headers[name] = value
        answer.set_cookie("frontend_lang", visit.link._language())
        return answer

    @route(doors("/checkout/<string:reference>/transaction"), **CALL)
    def checkout_transaction(self, reference, token="", case_id=0, **asked):
        """Start the payment: amount, currency, payer and items are the record's."""
        visit, checkout = self._checkout(reference, token, case_id)
        if not checkout:
            raise UserError(request.env._("This page is closed: open it again."))
        request.update_context(lang=visit.link._language())
        if self._is_flood(visit):
            raise UserError(request.env._("Too many attempts. Please try again later."))
        PaymentPortal._validate_transaction_kwargs(asked, ("access_token",))
        means = {name: asked.get(name) for name in MEANS}
        landing = self._landing(visit, reference)

        def create(**values):
            request.update_context(delay_token_charge=True)  # see _charge
            return PaymentPortal()._create_transaction(landing_route=landing, **values)

        saves = bool(asked.get(SAVES)) and checkout._may_save_means()
        transaction = visit.link._start(checkout, means, create, saves)
        self._keep_way_back(reference, visit.base)
        if means["flow"] == "token":
            self._charge(transaction)
        return transaction._get_processing_values()

    def _keep_way_back(self, reference, base):
        """Keep in this browser's session where a payment began: the last ones."""
        known = list((request.session.get(BACK) or {}).items())[-KEPT:]
        request.session[BACK] = {**dict(known), reference: base}

    def _charge(self, transaction):
        """Charge a saved means once: what is to be charged is on disk before the
        provider is called, so that it is not charged again if we fail meanwhile."""
        request.env.cr.commit()
        transaction._charge_with_token()

    @route("/recovery/back/<string:reference>", **GET)
    def back(self, reference, **_added):
        """Come back from the provider to the page where it was paid; only the browser
        that paid knows which one that is."""
        base = (request.session.get(BACK) or {}).get(reference, "")
        token = base.removeprefix(f"{LINK}/") if base.startswith(LINK) else ""
        link = self._found(token) if token else None
        if not link:
            return self._nothing()
        visit = self._by_link(link, token)
        if link.status != "open":  # it ended while he paid
            return self._render(visit, "thanked")
        return self._go(visit, f"/paid/{reference}")

    @route(doors("/paid/<string:reference>"), **GET)
    def paid(self, reference, token="", case_id=0, **_added):
        """Say how it came out, what was paid and what is left."""
        visit, checkout = self._checkout(reference, token, case_id)
        if not checkout:
            return self._nothing(token, case_id)
        return self._render(visit, "paid", checkout=checkout)

    @route(doors("/checkout/<string:reference>/code"), **GET)
    def code(self, reference, token="", case_id=0, **_added):
        """Draw the code that banking apps read."""
        visit, checkout = self._checkout(reference, token, case_id)
        drawing = checkout and visit.link._epc_drawing(checkout)
        if not drawing:
            return self._nothing(token, case_id)
        headers = [("Content-Type", "image/svg+xml"), *HEADERS]
        return request.make_response(drawing, headers)

    @route(doors("/rib"), **GET)
    def rib(self, token="", case_id=0, **_added):
        """Hand out our bank account as a PDF."""
        visit = self._visit(token, case_id)
        if not visit or not visit.link._opens("choose"):
            return self._nothing(token, case_id)
        self._hold_papers(visit)
        found = visit.link._rib_file()
        return self._file(*found) if found else self._nothing(token, case_id)

    def _looks_only(self, visit):
        """Return why this visit pays nothing, or ""."""
        if not visit.is_preview and not visit.link._may_settle():
            return request.env._("You may look at this page, and pay nothing here.")
        return ""

    def _checkout(self, reference, token, case_id):
        """Return the visit, and its online payment of that reference or nothing."""
        visit = self._visit(token, case_id)
        if not visit or not visit.link._opens("checkout"):
            return visit, None
        return visit, visit.link._checkout_of(reference)

    def _landing(self, visit, reference):
        """Return where the provider sends the customer back; what is kept with the
        transaction never holds the token of a link."""
        if visit.base.startswith(LINK):
            return f"/recovery/back/{reference}"
        return f"{visit.base}/paid/{reference}"
