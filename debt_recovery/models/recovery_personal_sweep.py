import json
import re

from odoo import models
from odoo.tools import SQL

from ..tools.personal import BORDER, replaced

# Models whose rows are about persons, or tell of them.
SWEPT = (
    *("recovery.arrangement", "recovery.arrangement.item", "recovery.dispute"),
    *("recovery.paid.claim", "recovery.short.answer"),
    *("recovery.contact.proposal", "recovery.request"),
    *("recovery.call.seat", "recovery.callback", "recovery.case"),
    *("recovery.charge", "recovery.checkout", "recovery.checkout.line"),
    *("recovery.complaint", "recovery.consent", "recovery.consent.event"),
    *("recovery.debit", "recovery.decision", "recovery.erasure", "recovery.event"),
    *("recovery.hold", "recovery.mandate"),
    *("recovery.insolvency", "recovery.insolvency.claim"),
    *("recovery.limitation.event", "recovery.link", "recovery.mark"),
    *("recovery.match", "recovery.plan.version", "recovery.plan.request"),
    *("recovery.notice", "recovery.notice.line", "recovery.reach"),
    *("recovery.registered", "recovery.run", "recovery.webhook"),
    *("recovery.doubtful", "recovery.provision.line"),
    *("recovery.write.off", "recovery.write.off.item"),
    *("recovery.placement", "recovery.placement.line", "recovery.agency.file"),
    *("recovery.agency.problem", "recovery.remittance", "recovery.remittance.line"),
    *("recovery.agency.request", "recovery.placement.change"),
    *("recovery.placement.cost", "recovery.placement.milestone"),
    "recovery.remittance.difference",
    "recovery.placement.promise",
)
# Models of settings, of the staff's work and of figures: no erasure rewrites them.
SETTINGS = (
    "recovery.agency.status",
    *("recovery.agency.layout", "recovery.agency.layout.column"),
    *("recovery.agency", "recovery.agency.contract", "recovery.agency.commission"),
    *("recovery.absence", "recovery.account", "recovery.assignment"),
    *("recovery.arrangement.instalment", "recovery.dispute.item"),
    *("recovery.plan.policy", "recovery.plan.row"),
    "recovery.charge.period",
    *("recovery.dispute.reason", "recovery.form"),
    *("recovery.campaign", "recovery.case.stage", "recovery.notice.term"),
    *("recovery.policy", "recovery.portfolio", "recovery.print.batch"),
    *("recovery.purge", "recovery.reference.rate", "recovery.reference.series"),
    *("recovery.retention", "recovery.rule", "recovery.rule.amount"),
    *("recovery.rule.cap", "recovery.rule.notice", "recovery.rule.window"),
    *("recovery.script", "recovery.script.answer", "recovery.script.step"),
    *("recovery.segment", "recovery.skill", "recovery.snapshot"),
    *("recovery.snapshot.alias", "recovery.snapshot.block", "recovery.stage"),
    *("recovery.template", "recovery.treatment", "recovery.treatment.fallback"),
    *("recovery.provision", "recovery.provision.rate", "recovery.regained"),
    *("recovery.whatsapp.text", "recovery.write.off.reason"),
    "recovery.placing.rate",
    "recovery.agency.step",
    "recovery.agency.inbox",
)
# Columns that name nobody in words: an address's own row, codes, fingerprints.
UNSWEPT = {
    "recovery.arrangement": ("offer_hash",),
    "recovery.checkout": ("reference",),
    "recovery.debit": ("reason_code", "reserved_by"),
    "recovery.decision": ("subject_token", "request_hash", "rules", "reason"),
    "recovery.erasure": ("subject_token", "decisions_digest"),
    "recovery.event": ("subject_token",),
    "recovery.link": ("token_hash",),
    "recovery.mandate": ("text_version",),
    "recovery.plan.version": ("text_hash", "pdf_hash", "lang"),
    "recovery.reach": ("address",),
    "recovery.agency.file": ("sha256", "key", "reserved_by"),
}
TEXTS = ("char", "text", "html", "json")


class RecoveryPersonal(models.AbstractModel):
    """What is left of an erasure: words about the person in rows of others."""

    _inherit = "recovery.personal"

    def _sweep(self, said, mark):
        """Replace whatever still names the person where rows tell of persons: a run's
        error, a text that somebody wrote about two customers, a column that is kept."""
        self.env.flush_all()
        if not said:
            return
        for name in SWEPT:
            model = self.env[name]
            for field in model._fields.values():
                if field.name in UNSWEPT.get(name, ()):
                    continue
                if field.store and field.column_type and field.type in TEXTS:
                    self._sweep_column(model, field, said, mark)

    def _sweep_column(self, model, field, said, mark):
        column = SQL.identifier(field.name)
        is_json = field.column_type[0] == "jsonb"
        # a line break is written with a letter in JSON: found without the border
        loose = said.removeprefix(BORDER) if is_json else said
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE %s::text ~* %s",
                column,
                SQL.identifier(model._table),
                column,
                loose,
            )
        )
        found = re.compile(said, re.IGNORECASE)
        for key, value in rows:
            new = replaced(value, found, mark)
            if new != value:
                new = SQL("%s::jsonb", json.dumps(new)) if is_json else SQL("%s", new)
                self._change(model, [key], {field.name: new})
