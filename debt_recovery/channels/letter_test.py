from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError


class RecoveryChannelLetter(models.AbstractModel):
    _inherit = "recovery.channel.letter"

    @api.model
    def _test(self, company):
        """Print one page, as letters are printed."""
        problem = self._problem(company)
        if problem:
            raise UserError(problem)
        sheet = Markup("<h2>%s</h2><p>%s</p>") % (company.name, self.env._("Test"))
        pages = self.env["recovery.paper"]._pages([("", sheet)])
        return self.env._("Letters print: pages made %(count)s.", count=len(pages))
