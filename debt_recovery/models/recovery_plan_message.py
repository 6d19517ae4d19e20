from odoo import fields, models

from .recovery_notice_claim import Claim

OFFER, CONFIRMED, CHANGE = "agreement_offer", "agreement_made", "agreement_change"
TEXTS = {OFFER: "plan_offer", CONFIRMED: "plan_made", CHANGE: "plan_change"}


class RecoveryArrangement(models.Model):
    """What is written to the customer about an agreement: he asked for it, so that no
    cap, hour or hold keeps it back."""

    _inherit = "recovery.arrangement"

    agreement_notice_ids = fields.One2many(
        "recovery.notice", "agreement_id", "Messages about the agreement"
    )

    def _write_offer(self):
        return self._write_message(OFFER)

    def _confirm(self, version):
        """Send the agreement with its paper."""
        return self._write_message(CONFIRMED)

    def _ask_again(self):
        """Ask the customer to accept what changed to his cost."""
        return self._write_message(CHANGE)

    def _write_message(self, anchor):
        """Queue a message; one of before that did not leave yet goes. An answer of no
        takes the place of no agreement.

        Who has no e-mail gets the paper from a person: a task says so.
        """
        self.ensure_one()
        Notice = self.env["recovery.notice"].sudo()
        waiting = self.sudo().agreement_notice_ids.filtered(
            lambda one: (
                one.state == "queued" and (one.anchor in TEXTS) == (anchor in TEXTS)
            )
        )
        waiting._move_to("cancelled")
        notice = Notice.create(self._message_values(anchor))
        socket = self.env["recovery.channel"].sudo()._for(notice.channel)
        if not socket._addresses(notice).get(notice.id):
            notice.unlink()
            self._hand_over()
            return Notice
        notice._wake()
        return notice

    def _texts(self):
        """Return the name of the text of each kind of message."""
        return TEXTS

    def _message_values(self, anchor):
        text = self.env.ref(f"debt_recovery.template_{self._texts()[anchor]}").sudo()
        return {
            "case_id": self.case_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "agreement_id": self.id,
            "channel": text.channel,
            "template_id": text.id,
            "template_version": text.version,
            "purpose": "service",
            "mode": "automatic",
            "state": "queued",
            "anchor": anchor,
            "anchor_id": self.id,
            "rank": len(self.sudo().agreement_notice_ids),
            "planned_on": self.company_id._recovery_today(),
        }

    def _hand_over(self):
        user = self.case_id._acting() or self.env.user
        self.case_id.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._recovery_today(),
            summary=self.env._(
                "No e-mail: give the agreement %(name)s on paper",
                name=self.display_name,
            ),
            user_id=user.id,
        )


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    agreement_id = fields.Many2one(
        "recovery.arrangement",
        "Payment plan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )

    def _claim(self, today, rows=None):
        """Say whether what it writes of the plan is still true."""
        plan = self.agreement_id
        if not plan or self.copy_of_id:
            return super()._claim(today, rows)
        wanted = {
            OFFER: plan.state == "offered",
            CHANGE: plan.state == "active" and plan.proposed_id,
            CONFIRMED: plan.state in ("active", "kept"),
        }
        if not wanted.get(self.anchor):
            return Claim(reason="outdated")
        return Claim()

    def _words(self, claim, recipient, today):
        words = super()._words(claim, recipient, today)
        plan = self.agreement_id
        if not plan:
            return words
        version = plan.version_id if self.anchor == CONFIRMED else plan.proposed_id
        return {
            **words,
            "reference": plan.reference,
            "deadline": self._date(plan.offered_until) if plan.offered_until else None,
            "total": self._money(plan.amount, plan.currency_id),
            "schedule": version and version._schedule_table(self),
        }

    def _leads_to_plan(self):
        return bool(self.agreement_id)

    def _link_url(self, purpose, recipient):
        if not self._leads_to_plan() or purpose != "pay":
            return super()._link_url(purpose, recipient)
        return super()._link_url("arrangement", recipient)

    def _link_button(self, purpose, url):
        if not self._leads_to_plan() or purpose != "pay":
            return super()._link_button(purpose, url)
        label = self.env._("See the agreement")
        if self.anchor in (OFFER, CHANGE):
            label = self.env._("Read and accept")
        return self.env["ir.qweb"]._render(
            "debt_recovery.message_button", {"url": url, "label": label}
        )

    def _was_asked_for(self):
        return bool(self.agreement_id) or super()._was_asked_for()

    def _agreement_files(self):
        """Return ``[(name, bytes, mimetype)]``: the agreement, once it is made."""
        if self.anchor != CONFIRMED or not self.agreement_id:
            return []
        pdf = self.agreement_id.version_id._agreement_pdf()
        return [(pdf.name, pdf.raw, pdf.mimetype)]


class RecoveryChannelEmail(models.AbstractModel):
    _inherit = "recovery.channel.email"

    def _files(self, notice):
        return super()._files(notice) + notice._agreement_files()


class RecoveryPlanVersion(models.Model):
    _inherit = "recovery.plan.version"

    def _schedule_table(self, notice):
        """Return the instalments as a message shows them."""
        rows = [
            {
                "name": self.env._("Instalment %(number)s", number=number),
                "date": "",
                "due": notice._date(row.due_date),
                "amount": notice._money(row.amount, self.currency_id),
                "is_credit": False,
            }
            for number, row in enumerate(self.row_ids, start=1)
        ]
        total = notice._money(sum(self.row_ids.mapped("amount")), self.currency_id)
        block = {"title": self.env._("Payment plan"), "rows": rows, "totals": [total]}
        return self.env["ir.qweb"]._render(
            "debt_recovery.message_items", {"blocks": [block]}
        )
