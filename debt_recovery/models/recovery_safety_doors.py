from odoo import api, models

from .recovery_job_mixin import BUSY


class RecoveryOutbox(models.AbstractModel):
    """Nothing leaves from a copy of a working database."""

    _inherit = "recovery.outbox"

    @api.model
    def _process(self, company, at=None):
        try:
            allowed = self.env["recovery.safety"]._may_send()
            self._commit()
        except BUSY:  # two workers are the first ones at once
            self.env.cr.rollback()
            allowed = self.env["recovery.safety"]._may_send()
        return super()._process(company, at) if allowed else {}

    def _waiting(self):
        return 0 if self.env["recovery.safety"]._is_copy() else super()._waiting()


class RecoveryMonday(models.AbstractModel):
    """Colleagues get no second summary from a copy either."""

    _inherit = "recovery.monday"

    @api.model
    def _process(self, company, at=None):
        if self.env["recovery.safety"]._is_copy():
            return self.env["mail.mail"]
        return super()._process(company, at)


class RecoveryStart(models.AbstractModel):
    """“Getting started” says why nothing leaves."""

    _inherit = "recovery.start"

    @api.model
    def _page(self, company):
        return {
            **super()._page(company),
            "copy": self.env["recovery.safety"]._is_copy(),
            "test_mode": company._recovery_test_words(),
        }

    def _door_confirm_database(self, _company, _argument):
        self.env["recovery.safety"]._confirm()
        return self._say(
            self.env._("From now on reminders leave from this database again.")
        )


class IrHttp(models.AbstractModel):
    """Every screen says that nothing reaches customers, while it is so."""

    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        user = self.env.user
        if user.has_group("debt_recovery.group_auditor"):
            tested = user.company_ids.sudo().filtered("recovery_test_mode")
            info["recovery_safety"] = {
                "copy": self.env["recovery.safety"]._is_copy(),
                "tested": tested.ids,
            }
        return info
