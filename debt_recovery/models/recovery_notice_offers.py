from odoo import fields, models

from .recovery_notice_link import REAL

MANY = {"one": 1, "two": 2}


class RecoveryTreatment(models.Model):
    _inherit = "recovery.treatment"

    offer_plans = fields.Selection(
        [("one", "One way"), ("two", "Two ways")],
        "Offers more time",
        help="The message proposes to pay in several times, or by a later day: within "
        "the plan policy, computed for each customer when it leaves. It stands where "
        "the text has the word {offers}; the customer confirms on his page.",
    )


class RecoveryTemplate(models.Model):
    _inherit = "recovery.template"

    def _placeholder_help(self):
        return {
            **super()._placeholder_help(),
            "offers": self.env._(
                "ways to pay later or in several times, where the step offers them; or "
                "nothing"
            ),
        }

    def _sample_words(self):
        """Show two ways, as a customer could read them."""
        words = super()._sample_words()
        notice = self.env["recovery.notice"].new(
            {
                "company_id": (self.company_id or self.env.company).id,
                "channel": self.channel,
            }
        )
        return {**words, "offers": notice._offers_sample()}


class RecoveryNotice(models.Model):
    """The arrangements that a message proposes: ``{offers}``. What each is made of is
    kept with the signed link, never in its address; opening it agrees to nothing."""

    _inherit = "recovery.notice"

    def _words(self, claim, recipient, today):
        words = super()._words(claim, recipient, today)
        used = "offers" in self._used_words()
        words["offers"] = self._offers_word(claim, recipient) if used else ""
        return words

    def _offers_word(self, claim, recipient):
        """Return what is proposed, "" where nothing is or can be."""
        step = self.treatment_id
        many = 2 if self.anchor == "trial" else MANY.get(step.offer_plans, 0)
        if not many or not claim.first:
            return ""
        currency = claim.first.currency_id
        ids = [row["line_id"] for row in claim.lines if row["kind"] == "overdue"]
        lines = self.env["account.move.line"].browse(ids)
        lines = lines.filtered(lambda one: one.currency_id == currency)
        offers = self.case_id.sudo()._plan_offers(lines.sudo(), many)
        if not offers:
            return ""
        return self._offers_said(offers, self._offers_url(offers, recipient))

    def _offers_url(self, offers, recipient):
        """Return the address of the page that these are confirmed on."""
        is_test = self.company_id.sudo().recovery_test_mode
        if is_test or not self.env.context.get(REAL):
            return self._plan_page(self.env["recovery.link"]._sample("plan"))
        forms = [one["form"] for one in offers]
        return self._plan_page(
            self.env["recovery.link"]._issue(
                self.case_id, "plan", recipient, self, offers=forms
            )
        )

    def _plan_page(self, url):
        """Return where plans are made: the address itself is the account's page."""
        return f"{url}/plan"

    def _offers_said(self, offers, url):
        """Return the offers as the channel shows them: a list with a link each, or
        one short line without any amount, as others may read it."""
        if self.channel in ("sms", "whatsapp"):
            return self.env._("To pay later or in several times: %(url)s", url=url)
        rows = [
            {"words": self._offer_words(one), "url": f"{url}?offer={place}"}
            for place, one in enumerate(offers)
        ]
        return self.env["ir.qweb"]._render(
            "debt_recovery.message_offers",
            {"rows": rows, "is_letter": self.channel == "letter", "url": url},
        )

    def _offer_words(self, offer):
        """Say one: “3 payments, one a month: 413.33 € first, on 9 March 2026”."""
        amount = self._money(offer["amount"], offer["currency"])
        words = {
            "amount": amount,
            "day": self._date(offer["day"]),
            "count": offer["count"],
        }
        if offer["count"] == 1:
            return self.env._("%(amount)s, by %(day)s", **words)
        if offer["frequency"] in ("weekly", "payday_week"):
            return self.env._(
                "%(count)s payments, one a week: %(amount)s first, on %(day)s", **words
            )
        return self.env._(
            "%(count)s payments, one a month: %(amount)s first, on %(day)s", **words
        )

    def _offers_sample(self):
        """Return what previews show, with invented figures."""
        company = self.company_id
        day = fields.Date.add(company._recovery_today(), days=7)
        money = {"currency": company.currency_id, "frequency": "monthly"}
        later = fields.Date.add(day, days=21)
        offers = [
            {"count": 3, "amount": 366.66, "day": day, **money},
            {"count": 1, "amount": 1100.0, "day": later, **money},
        ]
        url = self._plan_page(self.env["recovery.link"]._sample("plan"))
        return self._offers_said(offers, url)


class RecoveryLink(models.Model):
    _inherit = "recovery.link"

    purpose = fields.Selection(
        selection_add=[("plan", "Arrangement proposed")],
        ondelete={"plan": "cascade"},
    )
    offers = fields.Json(
        readonly=True,
        help="What the message proposed: the fields of the page of plans.",
    )

    def _is_account(self):
        """What a message proposes leads to all that the account leads to."""
        return self.purpose == "plan" or super()._is_account()

    def _kept_values(self):
        """A new link proposes what the one that ended did; the page says what of it
        still holds."""
        return {**super()._kept_values(), "offers": self.offers}
