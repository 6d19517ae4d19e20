from odoo import api, fields, models
from odoo.tools import SQL

from ..channels.recovery_channel import CHANNELS

STATES = [("opt_in", "Agreed"), ("opt_out", "Objected")]


class RecoveryConsent(models.Model):
    """What was said about one channel at one contact point, with its proof.

    One current row each; what it was before stands in the events.
    """

    _name = "recovery.consent"
    _description = "Consent"
    _order = "reach_id, channel"

    reach_id = fields.Many2one(
        "recovery.reach", "Contact point", required=True, ondelete="cascade"
    )
    channel = fields.Selection(
        [one for one in CHANNELS if one[0] != "task"], required=True
    )
    state = fields.Selection(STATES, required=True)
    happened_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    source = fields.Selection(
        [
            ("page", "Page of the message"),
            ("reply", "Reply"),
            ("unsubscribe", "Mail program's button"),
            ("carrier", "Carrier"),
            ("call", "On the phone"),
            ("person", "Noted by us"),
            ("import", "Imported"),
            ("complaint", "Reported as unwanted"),
        ],
        required=True,
        default="person",
    )
    proof = fields.Char(help="Where and how it was given or withdrawn, in what words.")

    _once = models.UniqueIndex(
        "(reach_id, channel)", "There is one consent a channel at a contact point."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._tell()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._tell()
        return result

    def _tell(self):
        """Write the event in the accounts of whoever is reached there; what waits for
        them is decided again when it leaves."""
        labels = dict(self._fields["channel"]._description_selection(self.env))
        sources = dict(self._fields["source"]._description_selection(self.env))
        for row in self:
            debtors = row.reach_id.sudo()._debtors()
            cases = row.env["recovery.case"].sudo()
            if debtors:
                cases = cases.search([("partner_id", "in", debtors.ids)])
            if row.state == "opt_out":
                row._stop_what_goes(cases)
            kind = "opted_out" if row.state == "opt_out" else "opted_in"
            said = (labels[row.channel], sources[row.source], row.proof)
            self.env["recovery.event"]._log(
                kind, cases, " – ".join(filter(None, said)), at=row.happened_at
            )

    def _stop_what_goes(self, cases):
        """Have what is reserved for these people judged again before it is handed over,
        and what another worker reserves just now fail."""
        self.env.cr.execute(
            SQL(
                "UPDATE recovery_reach SET seq = seq + 1 WHERE id = %s",
                self.reach_id.id,
            )
        )
        self.reach_id.invalidate_recordset(["seq"], flush=False)
        for case in cases:
            self.env["recovery.mark"]._add(
                case.company_id, case.partner_id, "opted_out"
            )
