from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.reach_evidence import shared_because, work_because
from ..tools.rules.model import THIRD


class RecoveryReach(models.Model):
    """Who else may read or hear what reaches a contact point: work addresses, shared
    ones, those that are not surely the customer's. Said by a person, with a reason;
    what the address itself speaks for is proposed."""

    _inherit = "recovery.reach"

    is_verified = fields.Boolean(
        "Surely the customer's",
        default=True,
        readonly=True,
        help="Off: nothing that tells of a debt leaves for it.",
    )
    is_work = fields.Boolean(
        "Work address",
        readonly=True,
        help="The employer may read it: subjects and short messages tell of nothing.",
    )
    is_shared = fields.Boolean(
        "Shared",
        readonly=True,
        help="Others read it too: subjects and short messages tell of nothing.",
    )
    mark_reason = fields.Char("As we know from", readonly=True)
    marked_at = fields.Datetime("Described on", readonly=True)
    marked_by_id = fields.Many2one(
        "res.users", "Described by", readonly=True, ondelete="set null"
    )
    proposal = fields.Char(
        "Proposed",
        compute="_compute_proposal",
        help="What the address itself speaks for, until a person says what it is.",
    )

    def init(self):
        """Contact points are made by the database itself, too."""
        result = super().init()
        self.env.cr.execute(
            "ALTER TABLE recovery_reach ALTER COLUMN is_verified SET DEFAULT true"
        )
        return result

    @api.depends("marked_at", "address", "partner_ids")
    @api.depends_context("lang")
    def _compute_proposal(self):
        evidence = self._evidence()
        for reach in self:
            work, shared = evidence[reach]
            said = []
            if work:
                said.append(self.env._("work address: %(domain)s", domain=work))
            if shared:
                said.append(self.env._("shared: %(evidence)s", evidence=shared))
            reach.proposal = ", ".join(said)

    def _evidence(self):
        """Return ``{contact point: (domain of a firm or "", what speaks for a shared
        one or "")}`` of these, none where a person said what it is."""
        found = {}
        for reach in self:
            if reach.marked_at or reach.medium == "debtor":
                found[reach] = ("", "")
                continue
            owners = reach.sudo().partner_ids.commercial_partner_id
            people = owners.filtered(lambda one: not one.is_company)
            people = people.filtered(
                lambda one: one.recovery_debtor_type not in ("company", "public")
            )
            work = people and work_because(reach.medium, reach.address)
            shared = shared_because(reach.medium, reach.address, len(owners))
            found[reach] = (work or "", shared if people else "")
        return found

    def _is_work(self):
        """Return ``{contact point: True, False, or None where nobody said and the
        address itself speaks for it}``."""
        evidence = self._evidence()
        return {
            reach: reach.is_work or (None if evidence[reach][0] else False)
            for reach in self
        }

    def _is_open_to_others(self, company):
        """Tell whether somebody else may read what reaches one of these.

        As for the rules, an address that looks like a firm's is one for who collects
        for others; else a person says so first.
        """
        evidence = self._evidence()
        looks = company._recovery_party() == THIRD
        return any(
            reach.is_work
            or reach.is_shared
            or evidence[reach][1]
            or (looks and evidence[reach][0])
            for reach in self
        )

    # --- said by a person ----------------------------------------------------------

    def _mark_as(self, reason, **marks):
        """Write what a person says of these contact points, with an event.

        :param marks: ``is_work``, ``is_shared``, ``is_verified``
        :raises AccessError: for who does not work on reminders
        """
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("Only agents say what an address is."))
        self.check_access("read")
        self.sudo().write(
            {
                **marks,
                "mark_reason": reason,
                "marked_at": fields.Datetime.now(),
                "marked_by_id": self.env.uid,
            }
        )
        labels = self.fields_get(list(marks), ["string"])
        words = [
            f"{labels[name]['string']}: {self._yes_no(value)}"
            for name, value in marks.items()
        ]
        for reach in self:
            debtors = reach.sudo()._debtors()
            cases = self.env["recovery.case"].sudo()
            cases = cases.search([("partner_id", "in", debtors.ids)])
            text = " – ".join([reach.display_name, *words, reason])
            self.env["recovery.event"]._log("reach_marked", cases, text)

    def _yes_no(self, value):
        return self.env._("yes") if value else self.env._("no")

    def action_accept_proposal(self):
        """Take these for what their addresses speak for."""
        for reach, (work, shared) in self._evidence().items():
            if work or shared:
                reach._mark_as(
                    reach.proposal, is_work=bool(work), is_shared=bool(shared)
                )

    def action_mark(self):
        """Ask what this contact point is, and how that is known."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What is %(address)s?", address=self.address),
            "res_model": "recovery.reach.mark",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reach_id": self.id},
        }
