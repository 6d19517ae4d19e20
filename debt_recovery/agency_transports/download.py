from odoo import api, models

from ..exceptions import PermanentFailure


class RecoveryAgencyTransportDownload(models.AbstractModel):
    """No line: a colleague downloads the file and hands it over, or the agency takes it
    from its pages in the portal and says so."""

    _name = "recovery.agency.transport.download"
    _inherit = "recovery.agency.transport"
    _description = "Download"

    _leaves_alone = False

    @api.model
    def _test(self, agency, company):
        if agency.user_ids:
            return self.env._(
                "Its users find the files in the portal: %(names)s.",
                names=", ".join(agency.user_ids.mapped("name")),
            )
        return self.env._(
            "A colleague downloads each file. Give the agency a portal user, and it "
            "takes them itself."
        )

    @api.model
    def _put(self, session, name, body, key):
        raise PermanentFailure(
            "settings", self.env._("This file is downloaded, not sent.")
        )
