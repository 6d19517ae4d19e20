import hashlib

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools import rib
from ..tools.segments import CONSUMER


class RecoveryPlanVersion(models.Model):
    """The words of an agreement: written once, kept as they were read, and printed."""

    _inherit = "recovery.plan.version"

    def _speaking(self):
        """Return this version in the customer's language, in its company."""
        return self.with_company(self.company_id).with_context(lang=self.lang)

    def _written_text(self):
        """Return the words of this version, as HTML without any style.

        :raises UserError: a consumer must read who the mediator is, and nobody said
        """
        speaking = self._speaking()
        return str(
            self.env["ir.qweb"]
            .with_context(lang=self.lang)
            ._render("debt_recovery.plan_agreement_text", speaking._text_values())
        ).strip()

    def _text_values(self):
        plan = self.arrangement_id
        company, partner = self.company_id.sudo(), plan.partner_id.sudo()
        return {
            "version": self,
            "replaces": bool(plan.version_id),
            "company": company,
            "partner": partner,
            "reference": plan.reference,
            "amount": plan._money(plan.amount),
            "paid": plan.received and plan._money(plan.received),
            "items": [plan._item_row(item) for item in plan.item_ids],
            "rows": [
                {"day": plan._day(row.due_date), "amount": plan._money(row.amount)}
                for row in self.row_ids
            ],
            "charges": plan._charge_sentences(),
            "ends_after": plan._ends_after(),
            "new_breaks": plan.new_invoice_breaks,
            "bank": self._bank_words(company),
            "advice": partner._recovery_debt_advice(company),
            "mediator": plan._mediator(),
        }

    def _bank_words(self, company):
        bank = company.recovery_bank_id
        if not bank:
            return ""
        return self.env._(
            "%(holder)s, IBAN %(number)s",
            holder=bank.acc_holder_name or bank.partner_id.name,
            number=rib.grouped(bank.acc_number),
        )

    def _agreement_pdf(self):
        """Return the attachment with this version on paper: made once for each thing
        that is to be proved, kept with its fingerprint."""
        self.ensure_one()
        version = self.sudo()
        if version.pdf_id:
            return version.pdf_id
        name, raw = version._paper_file()
        plan = version.arrangement_id
        version.pdf_id = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "raw": raw,
                    "mimetype": "application/pdf",
                    "res_model": plan._name,
                    "res_id": plan.id,
                }
            )
        )
        version.pdf_hash = hashlib.sha256(raw).hexdigest()
        return version.pdf_id

    def _paper_file(self):
        """Return ``(name, bytes)`` of the paper: the one that is kept, or as it would
        be printed now."""
        kept = self.sudo().pdf_id
        if kept:
            return kept.name, kept.raw
        report = self.env.ref("debt_recovery.report_plan_agreement_action").sudo()
        raw, _kind = report._render_qweb_pdf(report.report_name, self.ids)
        name = self._speaking().env._(
            "Payment agreement %(reference)s v%(number)s.pdf",
            reference=self.arrangement_id.reference,
            number=self.number,
        )
        return name, raw

    def _paper(self):
        """Return what the agreement's paper shows beside its words."""
        speaking = self._speaking()
        plan = speaking.arrangement_id
        moment = self.accepted_at
        return {
            "lang": self.lang,
            "version": speaking,
            "company": self.company_id.sudo(),
            "partner": plan.partner_id.sudo(),
            "date": format_date(speaking.env, self.made_on, date_format="d MMMM y"),
            "accepted": moment and speaking._acceptance_words(),
        }

    def _acceptance_words(self):
        """Say who accepted, when, how and from where."""
        tz = self.company_id._recovery_tz()
        moment = self.env["ir.qweb.field.datetime"].value_to_html(
            self.accepted_at, {"tz_name": str(tz), "hide_seconds": True}
        )
        words = {"name": self.accepted_by or "–", "moment": moment}
        if self.accepted_source == "call":
            return self.env._(
                "Agreed on the phone with %(name)s on %(moment)s.", **words
            )
        words["ip"] = self.accepted_ip or "–"
        return self.env._(
            "Accepted by %(name)s on %(moment)s, from the address %(ip)s.", **words
        )


class RecoveryArrangement(models.Model):
    """What a plan says of itself to its customer."""

    _inherit = "recovery.arrangement"

    def _plan_language(self):
        partner = self.partner_id
        reader = partner._recovery_recipients()[:1] or partner
        return reader.lang or partner.lang or self.company_id.partner_id.lang or "en_US"

    def _ends_after(self):
        """Return how many days after the last warning a plan ends; 0: never by
        itself."""
        policy = self._patience()
        return policy.break_days if policy.acceleration else 0

    def _day(self, day):
        return format_date(self.env, day, date_format="d MMMM y")

    def _item_row(self, item):
        move = item.line_id.sudo().move_id
        return {
            "name": item.name,
            "date": move.invoice_date and self._day(move.invoice_date),
            "amount": self._money(item.amount),
        }

    def _mediator(self):
        """Return who the mediator is, for a consumer; "" for others.

        :raises UserError: when the company names none
        """
        if self.partner_id._recovery_kind() != CONSUMER:
            return ""
        mediator = (self.company_id.sudo().recovery_mediator or "").strip()
        if not mediator:
            raise UserError(
                self.env._(
                    "A consumer's payment plan names your mediator: fill them in "
                    "Getting started, line “Wording and sender”."
                )
            )
        return mediator

    def _charge_sentences(self):
        """Return what becomes of fees and late interest, as sentences."""
        env, kinds = self.env, (self.fee_treatment, self.interest_treatment)
        if kinds == ("waived", "waived"):
            return [
                env._("Paying in instalments costs nothing: no fee and no interest.")
            ]
        fees = {
            "waived": env._("Fees are given up."),
            "while_healthy": env._(
                "Fees that the law allows are given up as long as this agreement is "
                "kept; they may be claimed again if it ends before all is paid."
            ),
            "kept": env._("Fees that the law allows stay due."),
        }
        interest = {
            "waived": env._("Late interest is given up."),
            "while_healthy": env._(
                "Late interest is given up as long as this agreement is kept; it may "
                "be claimed again, from the invoices' due dates, if it ends before all "
                "is paid."
            ),
            "kept": env._("Late interest stays due until each payment."),
        }
        return [fees[kinds[0] or "waived"], interest[kinds[1] or "waived"]]
