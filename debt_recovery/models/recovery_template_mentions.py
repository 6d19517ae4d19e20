from datetime import timedelta

from odoo import api, fields, models

from ..tools.notice_codes import fields_of


class RecoveryTemplate(models.Model):
    """The mandatory mentions of a statutory text, in words."""

    _inherit = "recovery.template"

    notice_mentions = fields.Char(
        "Must be mentioned", compute="_compute_notice_mentions"
    )

    @api.depends("notice_code")
    @api.depends_context("lang")
    def _compute_notice_mentions(self):
        labels = self._mention_labels()
        for template in self:
            names = fields_of(template.notice_code or "")
            said = dict.fromkeys(labels.get(name, name) for name in names)
            template.notice_mentions = ", ".join(said)

    def _mention_labels(self):
        """Return what each field of the rules is called, by its name there."""
        amount = self.env._("the amount due")
        office = self.env._("our name and postal address")
        creditor = self.env._("name and address of whom the money is owed to")
        table = self.env._("the table of what was owed, paid and credited since")
        costs = self.env._("the exact amount that may be added later")
        product = self.env._("what was sold")
        return {
            **dict.fromkeys(("amount", "amount_due", "balance"), amount),
            **dict.fromkeys(("current_amount",), amount),
            **dict.fromkeys(("penalty_amount", "costs_amount"), costs),
            **dict.fromkeys(("product_description", "product_type"), product),
            **dict.fromkeys(("creditor_name_address", "client_name_address"), creditor),
            **dict.fromkeys(("collector_name_address", "agency_and_collector"), office),
            **dict.fromkeys(("amount_at_itemization_date", "interest_since"), table),
            **dict.fromkeys(("fees_since", "payments_since", "credits_since"), table),
            "itemization_date": table,
            **self._sentence_labels(),
            **self._party_labels(),
        }

    def _sentence_labels(self):
        return {
            "deadline": self.env._("the time given"),
            "deadline_14_days": self.env._("the 14 days given"),
            "deadline_30_days": self.env._("the 30 days given"),
            "due_date": self.env._("the due date"),
            "free_of_charge": self.env._("that it is free of charge"),
            "formal_notice_words": self.env._("the words “formal notice”"),
            "consequences": self.env._("what follows when it is not paid"),
            "dispute_rights": self.env._("the right to dispute"),
            "original_creditor_request_right": self.env._(
                "the right to ask for the original creditor"
            ),
            "rights_disclosure_statement": self.env._("the statement of rights"),
            "response_form": self.env._("the form to answer with"),
            "reply_form": self.env._("the form to answer with"),
            "validation_period_end_date": self.env._("the last day of the thirty days"),
            "cfpb_url": self.env._("the site of the CFPB"),
            "demand_and_payment_means": self.env._("how to pay"),
            "verbatim_L111-8_al2_al3": self.env._(
                "article L. 111-8, second and third paragraphs, word for word"
            ),
        }

    def _party_labels(self):
        return {
            "creditor_name": self.env._("whom the money is owed to"),
            "current_creditor": self.env._("whom the money is owed to"),
            "creditor_at_itemization_date": self.env._("whom the money was owed to"),
            "consumer_name_address": self.env._("the customer's name"),
            "enterprise_number": self.env._("our registration or VAT number"),
            "account_number_truncated": self.env._("the customer's reference"),
            "authority": self.env._("on whose behalf we collect"),
            "collector_identity_authority": self.env._(
                "who collects, and on whose behalf"
            ),
            "collector_name_address_activity": self.env._(
                "our name, postal address and activity of amicable collection"
            ),
            "ground_and_amount_split_principal_interest_accessories": self.env._(
                "the ground of the debt, principal, interest and accessories apart"
            ),
            "ground_contract_object_and_date": self.env._("what the debt comes from"),
            "interest_calculation": self.env._("how interest is calculated"),
            "collection_costs_kind_amount_basis": self.env._(
                "the costs, their kind and basis"
            ),
            "vat_declaration": self.env._("the VAT on the costs"),
            "supervisory_authority": self.env._("the supervisory authority"),
        }

    def _sample_statutory(self, company, money, day):
        """Return invented words for what only statutory texts say.

        :param money: writes an amount; ``day``: writes a date
        """
        notice = self.env["recovery.notice"]
        home = notice._at_home(company.partner_id) or company.name
        today = company._recovery_today()
        return {
            "registration": company.company_registry or company.vat or "0477.472.701",
            "product": self.env._("Delivery of 12 February"),
            "costs": money(95.0),
            "creditor": home,
            "office": home,
            "account": "•••0177",
            "itemization": "",
            "validation_end": day(today + timedelta(days=37)),
        }
