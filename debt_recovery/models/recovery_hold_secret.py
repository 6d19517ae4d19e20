from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..tools.holds import is_sensitive
from .recovery_hold import CONFIDENTIAL, KINDS

GROUP = "debt_recovery.group_sensitive"
# public field → the field of the dedicated group that takes what was said
SECRETS = {
    "kind": "sensitive_kind",
    "reason": "sensitive_reason",
    "evidence": "sensitive_evidence",
}


class RecoveryHold(models.Model):
    """Kinds that tell of health, family or ruin: read by a dedicated group only.

    Whoever learns of it writes it down; from then on the hold says to all that it
    stands, what it freezes and until when, under the kind *Confidential*. The true
    kind and reason live in columns of their own, so that no list, message, export or
    calculation can tell what it was not given.
    """

    _inherit = "recovery.hold"

    sensitive_kind = fields.Selection(
        [one for one in KINDS if one[0] != CONFIDENTIAL],
        "Confidential kind",
        readonly=True,
        groups=GROUP,
    )
    sensitive_reason = fields.Char("Confidential reason", groups=GROUP)
    sensitive_evidence = fields.Text("Confidential evidence", groups=GROUP)
    may_change = fields.Boolean(
        compute="_compute_may_change", export_string_translation=False
    )
    evidence = fields.Text(
        help="What shows it: a letter, an e-mail, words on the phone."
    )
    evidence_ids = fields.Many2many(
        "ir.attachment",
        "recovery_hold_evidence_rel",
        "hold_id",
        "attachment_id",
        "Documents",
        context={"skip_res_field_check": True},
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        said, told = [], []
        for vals in vals_list:
            secret, public = self._apart(vals)
            told.append(secret)
            said.append(public)
        holds = super().create(said)
        for hold, secret in zip(holds, told, strict=True):
            if secret:
                hold.sudo().write(secret)
        holds._guard_evidence()
        return holds

    def write(self, vals):
        self._check_confidential()
        if "kind" not in vals or vals["kind"] == CONFIDENTIAL:
            super().write(vals)
        else:
            for hold in self:
                secret, public = hold._reworded(vals)
                super(RecoveryHold, hold).write(public)
                super(RecoveryHold, hold.sudo()).write(secret)
        if "evidence_ids" in vals or "kind" in vals:
            self._guard_evidence()
        return True

    def unlink(self):
        self._check_confidential()
        return super().unlink()

    def _reworded(self, vals):
        """Return what a new kind hides, and what it shows: what was said goes along."""
        told, known = self.sudo(), {"partner_id": self.partner_id.id}
        for shown, hidden in SECRETS.items():
            if shown != "kind":
                kept = told[hidden] if told.kind == CONFIDENTIAL else told[shown]
                known[shown] = vals.get(hidden) or kept
        secret, public = self._apart({**known, **vals})
        if not secret:
            secret = dict.fromkeys(SECRETS.values(), False)
            public["reason"] = public["reason"] or self._kind_label(vals["kind"])
        if "partner_id" not in vals:
            public.pop("partner_id")
        return secret, public

    @api.model
    def _apart(self, vals):
        """Return what only the dedicated group reads of ``vals``, and the rest."""
        kind = vals.get("kind", "manual")
        if not is_sensitive(kind, self._debtor_of(vals)._recovery_kind()):
            return {}, vals
        secret = {name: vals.get(public) for public, name in SECRETS.items()}
        blank = {**dict.fromkeys(SECRETS, False), "kind": CONFIDENTIAL}
        return secret, {**self._freeze_values(kind), **vals, **blank}

    def _debtor_of(self, vals):
        if vals.get("line_ids"):
            return self.new({"line_ids": vals["line_ids"]}).partner_id
        return self.env["res.partner"].browse(vals.get("partner_id"))

    def _check_confidential(self):
        """A hold whose cause one may not know is not for one to end or to change."""
        if not all(self.mapped("may_change")):
            raise AccessError(
                self.env._("Only the persons in charge change a confidential hold.")
            )

    @api.constrains("reason", "kind")
    def _check_reason(self):
        for hold in self:
            if hold.kind != CONFIDENTIAL and not (hold.reason or "").strip():
                raise ValidationError(self.env._("Write why they are on hold."))

    def _guard_evidence(self):
        """Documents of a confidential hold are read by the same group as its kind."""
        for hold in self.sudo().filtered("evidence_ids"):
            secret = hold.kind == CONFIDENTIAL
            mine = hold.evidence_ids.filtered(
                lambda one, hold=hold: (
                    not one.res_id
                    or (one.res_model, one.res_id) == (hold._name, hold.id)
                )
            )
            mine.write(
                {
                    "res_model": self._name,
                    "res_id": hold.id,
                    "res_field": "sensitive_kind" if secret else False,
                }
            )

    @api.depends("kind")
    @api.depends_context("uid")
    def _compute_may_change(self):
        closed = not self.env.su and not self.env.user.has_group(GROUP)
        for hold in self:
            hold.may_change = not closed or hold.kind != CONFIDENTIAL

    # --- in words ------------------------------------------------------------------

    @api.model
    def _kind_label(self, kind):
        return dict(self._fields["kind"]._description_selection(self.env))[kind]

    def _said_to_user(self):
        """Return (kind in words, reason) as the current user may read them.

        Never for what is written down: use ``kind`` and ``reason`` there.
        """
        self.ensure_one()
        if self.kind == CONFIDENTIAL and self.env.user.has_group(GROUP):
            told = self.sudo()
            kind = told.sensitive_kind or told.kind  # erased: it stays confidential
            return self._kind_label(kind), told.sensitive_reason or ""
        return self._kind_label(self.kind), self.reason or ""
