import logging
from datetime import timedelta

from odoo import api, fields, models

from ..tools.arrangements import (
    PROMISE,
    SETTLEMENT,
)
from .recovery_job_mixin import BUSY

_logger = logging.getLogger(__name__)

# What the ledger may still change: payments come back, and late statements are read.
JUDGED = ("kept", "partly_kept", "broken", "expired")
LOOKED_BACK = 400  # days: a direct debit may be returned for thirteen months


class RecoveryArrangement(models.Model):
    """How arrangements stand: read from the ledger, in sets, and written on change."""

    _inherit = "recovery.arrangement"

    last_due = fields.Date(
        "Last payment on", compute="_compute_last_due", store=True, index=True
    )
    ended_on = fields.Date(readonly=True)
    kept_by_ids = fields.Many2many(
        "account.move.line",
        "recovery_arrangement_kept_rel",
        "arrangement_id",
        "line_id",
        "Kept by",
        readonly=True,
        help="Money that kept the promise before anybody matched it: it still does "
        "when it is matched with other invoices of the customer.",
    )
    ended_why = fields.Selection(
        [
            ("replaced", "Replaced by a later one"),
            ("withdrawn", "Withdrawn"),
            ("gone", "Nothing left to pay"),
        ],
        "Ended because",
        readonly=True,
    )

    _look_idx = models.Index("(company_id, look_on) WHERE look_on IS NOT NULL")

    @api.depends("instalment_ids.due_date", "instalment_ids.state")
    def _compute_last_due(self):
        for arrangement in self:
            parts = arrangement.instalment_ids.filtered(
                lambda i: i.state != "cancelled"
            )
            arrangement.last_due = max(parts.mapped("due_date"), default=False)

    @api.model
    def _evaluate_due(self, company, as_of, debtor_ids=None):
        """Judge what may stand otherwise on ``as_of``: see ``_evaluate``.

        :param debtor_ids: customers whose ledger changed, or None for all; what ended
            is looked at again too, as payments come back
        :return: the arrangements whose state changed
        """
        found = self._looked_at(company, as_of, debtor_ids)
        return found._evaluate_apart(as_of)

    @api.model
    def _looked_at(self, company, as_of, debtor_ids=None):
        """Return those that the ledger may change still."""
        domain = [
            ("company_id", "=", company.id),
            "|",
            ("state", "=", "active"),
            "|",
            *("&", ("kind", "=", SETTLEMENT), ("state", "=", "offered")),
            "&",
            "|",
            *("&", ("ended_why", "=", "gone"), ("kind", "!=", SETTLEMENT)),
            ("state", "in", JUDGED),
            ("last_due", ">=", as_of - timedelta(days=LOOKED_BACK)),
        ]
        if debtor_ids is not None:
            domain.append(("partner_id", "in", list(debtor_ids)))
        return self.sudo().search(domain, order="last_due, id")

    @api.model
    def _due_debtors(self, company, as_of):
        """Return the ids of customers whose arrangements need a look by ``as_of``."""
        groups = self.sudo()._read_group(
            [("company_id", "=", company.id), ("look_on", "<=", as_of)], ["partner_id"]
        )
        return [partner.id for (partner,) in groups]

    def _evaluate(self, today):
        """Write how these stand on ``today``; tell what changed.

        All of a customer are judged together: money that nobody matched is for the
        earliest payment of all of them.

        :param today: the date of their company
        :return: those whose state changed
        """
        changed = self.browse()
        judged = self.sudo().filtered(lambda one: one._is_judged())
        for company, group in judged.grouped("company_id").items():
            group |= self._looked_at(company, today, group.partner_id.ids)
            before = {one: one.state for one in group}
            for one, judgement, loose in group._judged(company, today):
                one._take(judgement, today)
                one._remember([line for line, _taken in loose])
            changed |= group.filtered(lambda one, old=before: one.state != old[one])
        changed._tell()
        return changed

    def _evaluate_apart(self, today):
        """Judge these; a customer whose arrangements cannot be judged keeps them as
        they are, is told to a person, and stops nobody else.

        They are halved until those of one customer are left, who shares his money.
        """
        if not self:
            return self
        try:
            with self.env.cr.savepoint():
                return self._evaluate(today)
        except BUSY:
            raise
        except Exception as error:
            customers = self.partner_id
            if len(customers) == 1:
                _logger.exception("%s %s cannot be judged", self._name, self.ids)
                self._tell_unjudged(error)
                return self.browse()
        half = customers[: len(customers) // 2]
        some = self.filtered(lambda one: one.partner_id in half)
        return some._evaluate_apart(today) | (self - some)._evaluate_apart(today)

    def _tell_unjudged(self, error):
        """Ask a person to look, once as long as nobody did."""
        for one in self.sudo():
            summary = self.env._(
                "%(name)s: could not be compared with the payments", name=one._words()
            )
            if summary not in one.activity_ids.mapped("summary"):
                one._ask_responsible(summary, str(error) or repr(error))

    def _is_judged(self):
        """Tell whether the ledger decides of it: it runs, or it ended by the ledger;
        an offer is taken by paying it, and not made again when its debts are back."""
        if self.state == "offered":
            return self.kind == SETTLEMENT
        if self.state == "cancelled":
            return self.ended_why == "gone" and self.kind != SETTLEMENT
        return self.state == "active" or self.state in JUDGED

    # --- what is written -------------------------------------------------------------

    def _take(self, judgement, today):
        """Write a judgement where it differs from what is known."""
        quiet = self.with_context(recovery_evaluating=True)
        quiet._write_changed(
            received=float(judgement.received),
            open_amount=float(judgement.open),
            look_on=judgement.look_on or False,
        )
        parts = self.instalment_ids.filtered(lambda i: i.state != "cancelled")
        for instalment, part in zip(parts, judgement.parts, strict=True):
            instalment._write_changed(received=float(part.received), state=part.state)
        self._follow(judgement, today)

    def _remember(self, loose):
        """Keep by which money that nobody matched a promise was kept."""
        kept = self.kind == PROMISE and self.state == "kept"
        if kept and set(loose) - set(self.kept_by_ids.ids):
            quiet = self.with_context(recovery_evaluating=True)
            quiet.kept_by_ids = [fields.Command.link(line) for line in loose]

    def _follow(self, judgement, today):
        """Go where the judgement says."""
        target = judgement.state
        if target == "gone":
            if self.state in ("active", "offered"):
                self._end("cancelled", today, ended_why="gone")
            return
        if target == self.state or (target, self.state) == ("active", "offered"):
            return
        if target == "active":
            self._reopen(today)
            return
        if self.state != "active" and target not in self._transitions[self.state]:
            self._move_to("active")
        self._end(target, today)

    def _end(self, state, today, **vals):
        self._move_to(state, ended_on=today, look_on=False, **vals)

    def _reopen(self, today):
        """Run again: its money went back, or came after all. Where its debts were
        agreed anew since, that stands."""
        newer = self.case_id._standing(self.item_ids.line_id) - self
        self._move_to("active", ended_on=False, ended_why=False)
        if newer:
            self._end("cancelled", today, ended_why="replaced")

    def _write_changed(self, **vals):
        _write_changed(self, vals)

    def _touch(self):
        """What the evaluation writes is measured right after it."""
        if self.env.context.get("recovery_evaluating"):
            return None
        return super()._touch()


class RecoveryArrangementInstalment(models.Model):
    _inherit = "recovery.arrangement.instalment"

    def _write_changed(self, **vals):
        _write_changed(self, vals)


def _write_changed(record, vals):
    """Write those of ``vals`` that differ; amounts by the currency's ruler."""
    currency = record.currency_id
    changed = {}
    for name, value in vals.items():
        old = record[name]
        if isinstance(value, float):
            if currency.compare_amounts(old, value):
                changed[name] = value
        elif old != value:
            changed[name] = value
    if changed:
        record.write(changed)
