from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from ..channels.recovery_channel import CHANNELS

STATES = [("opt_in", "Agreed"), ("opt_out", "Objected")]
PURPOSES = [
    ("all", "Everything but legal notices"),
    ("collection", "Reminders"),
    ("service", "Courtesy messages"),
]
SOURCES = [
    ("page", "Page of the message"),
    ("reply", "Reply"),
    ("unsubscribe", "Mail program's button"),
    ("carrier", "Carrier"),
    ("call", "On the phone"),
    ("person", "Noted by us"),
    ("import", "Imported"),
    ("complaint", "Reported as unwanted"),
    ("moved", "Said of the address before"),
]
OURS = ("person", "import")  # what we write ourselves needs a proof
WHERE = ("reach_id", "channel", "purpose")  # of what it speaks, for good
SAID = ("state", "happened_at", "source", "proof")  # each change is an event


class RecoveryConsent(models.Model):
    """What was said about one channel at one contact point, and for which messages,
    with its proof.

    One current row each; what it was before stands in ``recovery.consent.event``.
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
    purpose = fields.Selection(
        PURPOSES,
        "About",
        required=True,
        default="all",
        help="Notices that the law asks for leave whatever was said.",
    )
    state = fields.Selection(STATES, required=True)
    happened_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    source = fields.Selection(SOURCES, required=True, default="person")
    proof = fields.Char(help="Where and how it was given or withdrawn, in what words.")

    user_id = fields.Many2one(
        "res.users",
        "Noted by",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="set null",
    )

    _once = models.UniqueIndex(
        "(reach_id, channel, purpose)",
        "There is one consent a channel and purpose at a contact point.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_proven()
        rows._tell()
        return rows

    def write(self, vals):
        self._check_stays(vals)
        if vals.get("state") == "opt_in":
            self._check_taken_back(vals)
        is_said = not vals.keys().isdisjoint(SAID)
        if is_said:
            vals = {"user_id": self.env.uid, **vals}
        result = super().write(vals)
        if is_said:
            self._check_proven()
            self._tell()
        return result

    def _check_stays(self, vals):
        """What was said of one address, channel and purpose is of no other.

        :raises ValidationError: for a person who would move it
        """
        if self.env.su:
            return
        moved = [name for name in WHERE if name in vals]
        for row in self:
            now = row._convert_to_write({name: row[name] for name in moved})
            if any(vals[name] != now[name] for name in moved):
                raise ValidationError(
                    self.env._(
                        "What was said of %(address)s stays as it was said: note "
                        "another address, channel or purpose on a line of its own.",
                        address=row.reach_id.sudo().display_name,
                    )
                )

    def _check_proven(self):
        """What a person writes down as agreed has its proof, whoever said it.

        :raises ValidationError: for an agreement without one
        """
        if self.env.su:
            return
        for row in self:
            if row.state == "opt_in" and not (row.proof or "").strip():
                raise ValidationError(
                    self.env._(
                        "An agreement needs its proof: write where and when "
                        "%(address)s agreed.",
                        address=row.reach_id.sudo().display_name,
                    )
                )

    def _check_taken_back(self, vals):
        """An objection ends by what its author said, never by a click of ours.

        :raises ValidationError: for one taken back without saying how we know
        """
        for row in self.filtered(lambda one: one.state == "opt_out"):
            is_ours = not self.env.su or vals.get("source", row.source) in OURS
            proof = (vals.get("proof") or "").strip()
            if is_ours and (not proof or proof == row.proof):
                raise ValidationError(
                    self.env._(
                        "%(address)s objected on %(day)s: write where and when this "
                        "was taken back.",
                        address=row.reach_id.sudo().display_name,
                        day=format_date(self.env, row.happened_at),
                    )
                )

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
            else:
                row.env["recovery.notice"]._wake_put_off(debtors)
            kind = "opted_out" if row.state == "opt_out" else "opted_in"
            said = (labels[row.channel], sources[row.source], row.proof)
            self.env["recovery.event"]._log(
                kind, cases, " – ".join(filter(None, said)), at=row.happened_at
            )
        self.env["recovery.consent.event"]._keep(self)

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
