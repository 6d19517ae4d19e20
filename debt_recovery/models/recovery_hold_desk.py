from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.holds import FREEZABLE
from .recovery_hold import CONFIDENTIAL
from .recovery_hold_freeze import FREEZE_FIELDS


class RecoveryHold(models.Model):
    """What a hold's form says: what its kind is for, and what it stops, in words."""

    _inherit = "recovery.hold"

    kind_text = fields.Char(compute="_compute_kind_text")
    freeze_text = fields.Char("Stops", compute="_compute_freeze_text")

    @api.depends("kind", "until_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Name a hold by what all may read of it."""
        for hold in self:
            kind = self._kind_label(hold.kind) if hold.kind else ""
            until = hold.until_date and format_date(self.env, hold.until_date)
            hold.display_name = (
                self.env._("%(kind)s until %(date)s", kind=kind, date=until)
                if until
                else kind
            )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_kind_text(self):
        texts = self._kind_texts()
        for hold in self:
            hold.kind_text = texts.get(hold.kind, "")

    @api.depends(*FREEZE_FIELDS)
    @api.depends_context("lang")
    def _compute_freeze_text(self):
        words = self._freeze_words()
        for hold in self:
            stopped = [words[name] for name in FREEZABLE if hold[f"freeze_{name}"]]
            hold.freeze_text = ", ".join(stopped) or self.env._("nothing")

    def _freeze_words(self):
        return {
            "contact": self.env._("contact"),
            "interest": self.env._("interest"),
            "fee": self.env._("fees"),
            "threat": self.env._("legal threats"),
            "placement": self.env._("handing over"),
        }

    def _kind_texts(self):
        """Return one sentence by kind: what it stops, and what it needs."""
        said = {**self._texts_of_debts(), **self._texts_of_people()}
        said["declared_paid"] = self.env._(
            "The customer says that these debts are paid: somebody looks for the money."
        )
        return said

    def _texts_of_debts(self):
        return {
            "manual": self.env._(
                "No reminder leaves; interest and fees run on. Give it an end."
            ),
            "open_until": self.env._(
                "The debt is not due in truth: nothing is asked and nothing runs until "
                "the date, which is needed."
            ),
            "factored": self.env._(
                "The debt belongs to the factoring company: nothing is asked here."
            ),
            "insured": self.env._(
                "The credit insurer has it in hand: no reminder, no threat, no agency; "
                "interest runs on."
            ),
            "retained": self.env._(
                "A retention is due later only: nothing is asked and nothing runs."
            ),
            "dispute": self.env._(
                "Nothing is asked and nothing runs on what is disputed: choose these "
                "documents, the rest goes on."
            ),
            "promise": self.env._(
                "Waits for the money that was announced; interest runs on."
            ),
            "plan": self.env._(
                "A plan that is kept receives no reminder and no charge."
            ),
            "insolvency": self.env._(
                "Everything stops. Better: open the proceedings with their judgment "
                "date, so that only the earlier debts are frozen and claimed in time."
            ),
            "time_barred": self.env._(
                "Too old to be claimed in court: nothing is asked and nothing is "
                "threatened."
            ),
        }

    def _texts_of_people(self):
        secret = self.env._(
            "Everything stops and a person goes on. The kind, the reason and the "
            "documents are read by the persons in charge only."
        )
        return {
            "lawyer": self.env._(
                "Nobody writes to the customer any more, only to his lawyer: name him "
                "in the reason; interest runs on."
            ),
            "complaint": self.env._(
                "The reminders and the fees wait until the complaint is answered."
            ),
            "opt_out": self.env._("No contact at all; interest and fees run on."),
            "cease": self.env._(
                "Asked in writing to be left alone: no contact; interest and fees run "
                "on. Attach the letter."
            ),
            "erasure": self.env._(
                "Asked to have the data erased: no use of it until this is answered."
            ),
            "moratorium": self.env._(
                "Everything stops. Better: open the proceedings with their decision, "
                "so that only the earlier debts are frozen. Read by the persons in "
                "charge only."
            ),
            **dict.fromkeys(("vulnerable", "hardship", "deceased", "minor"), secret),
            CONFIDENTIAL: self.env._(
                "Why is read by the persons in charge only. What it stops, and until "
                "when, binds everybody."
            ),
        }
