from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import link_token
from ..tools.arrangements import SETTLEMENT


class RecoveryArrangement(models.Model):
    """How a settlement offer is told to the customer."""

    _inherit = "recovery.arrangement"

    def action_tell(self):
        """Open the message that tells the offer, to who gets the statements."""
        self.ensure_one()
        template = self.env.ref("debt_recovery.mail_template_settlement")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tell the customer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "recovery.case",
                "default_res_ids": self.case_id.ids,
                "default_composition_mode": "comment",
                "default_template_id": template.id,
                "force_email": True,
                "recovery_offer": self.id,
            },
        }

    def action_print(self):
        """Print the letter that tells the offer; printing it counts as telling."""
        self.ensure_one()
        self.check_access("write")
        if self.kind != SETTLEMENT or self.state != "active":
            raise UserError(self.env._("This offer is not open."))
        self.sudo().told_on = self.told_on or self.company_id._recovery_today()
        report = self.env.ref("debt_recovery.report_settlement_action")
        return report.report_action(self, config=False)

    def _opened(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    settlement_transfer = fields.Html(
        compute="_compute_settlement_transfer", sanitize=False
    )

    settlement_url = fields.Char(
        compute="_compute_settlement_url",
        export_string_translation=False,
        help="As long as a real address, it opens nothing: who sends the message puts "
        "the customer's own in its place.",
    )

    def _compute_settlement_url(self):
        self.settlement_url = f"{self.env['recovery.link']._sample('pay')}/offer"

    def _compute_settlement_transfer(self):
        """Where to pay an offer by transfer, in the customer's language."""
        for case in self:
            company = case.company_id.with_context(lang=case.statement_lang)
            case.settlement_transfer = company._recovery_transfer()

    def action_settle(self):
        """Open the page that makes an offer."""
        self.ensure_one()
        return self.env["recovery.settlement.wizard"]._open(self)


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        """Note when an offer was told; its link leads to the customer's own page."""
        self._open_links()
        mails, messages = super()._action_send_mail(auto_commit=auto_commit)
        self._forget_links(messages)
        offer = self.env["recovery.arrangement"].browse(
            self.env.context.get("recovery_offer") or 0
        )
        if offer.exists() and offer.has_access("write"):
            offer.sudo().told_on = offer.company_id._recovery_today()
        return mails, messages

    def _open_links(self):
        """Put a real link where the text of a message to one account has the address
        that opens nothing; in test mode it stays."""
        for wizard in self:
            body = wizard.body or ""
            if wizard.model != "recovery.case" or link_token.SAMPLE not in body:
                continue
            case = self.env["recovery.case"].browse(wizard._evaluate_res_ids())
            if len(case) != 1 or case.company_id.sudo().recovery_test_mode:
                continue
            person = wizard.partner_ids.filtered(
                lambda one, case=case: one.commercial_partner_id == case.partner_id
            )
            token = case._link("pay", person[:1]).rpartition("/")[2]
            wizard.body = body.replace(link_token.SAMPLE, token)

    def _forget_links(self, messages):
        """Keep what left without what opens the customer's page, as reminders are."""
        if any(wizard.scheduled_date for wizard in self):
            return  # it is read again when it leaves
        for message in messages.sudo():
            if message.model == "recovery.case" and "/recovery/" in message.body:
                message.body = link_token.masked(message.body)
