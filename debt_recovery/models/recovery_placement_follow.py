import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.holds import PLACEMENT
from .recovery_job_mixin import BUSY

_logger = logging.getLogger(__name__)

LOOKED_BACK = 400  # days: a direct debit may be returned for thirteen months
REASONS = {"dispute": "disputed", "insolvency": "insolvent", "moratorium": "insolvent"}
EXPIRED = "expired"


class RecoveryPlacement(models.Model):
    """Placed files follow the ledger: settled when paid, taken back at once when they
    may not stay, and the agency told of what came in elsewhere."""

    _inherit = "recovery.placement"

    came_back = fields.Boolean(readonly=True, copy=False)

    @api.model
    def _follow_due(self, company, as_of, debtor_ids=None):
        """Look at what is away, and at what was paid and may come back.

        :param debtor_ids: customers whose account changed, or None for all
        """
        domain = [
            ("company_id", "=", company.id),
            "|",
            ("state", "=", "placed"),
            *("&", ("state", "=", "settled")),
            ("ended_on", ">=", as_of - timedelta(days=LOOKED_BACK)),
        ]
        if debtor_ids is not None:
            domain.append(("partner_id", "in", list(debtor_ids)))
        found = self.sudo().search(domain, order="id")
        if not found:
            return
        found = found.with_company(company)
        known, opens = found._receipts(), found._open_by_line()
        contested = found.line_ids._contested()
        holds = found._placing_holds(as_of)
        for one in found:
            mine = holds.get(one.partner_id.id, ())
            ours = {key: opens[key] for key in one.line_ids.line_id.ids if key in opens}
            why = one._reason_to_recall(as_of, mine, contested, ours)
            left = one.currency_id.round(sum(ours.values()))
            if not one._is_quiet(known, why, left):
                one._follow_apart(as_of, known, why, left)

    def _is_quiet(self, known, why, left):
        """Tell whether nothing is to be done about one: most files, most days."""
        if self.state == "settled":
            return left <= 0
        if left <= 0 or why:
            return False
        return not any(
            line._unseen(known) or line._told_but_gone(known) for line in self.line_ids
        )

    def _follow_apart(self, as_of, known, why, left):
        """Follow one; what goes wrong is told to a person and stops nobody else."""
        try:
            with self.env.cr.savepoint():
                self._follow(as_of, known, why, left)
        except BUSY:
            raise
        except UserError as error:
            self._ask_to_compare(str(error))
        except Exception:
            _logger.exception("%s %s cannot be followed", self._name, self.id)
            self._ask_to_compare()

    def _ask_to_compare(self, why=""):
        title = self.env._(
            "%(name)s: could not be compared with the payments", name=self.reference
        )
        self._ask_person(title, why)

    def _follow(self, as_of, known, why, left):
        if self.state == "settled":
            if left > 0:
                self._reopen(as_of, why)
            return
        self._take_receipts(known)
        if left <= 0:
            self._close_paid(known)
        elif why and (why[0] != EXPIRED or self._is_over(as_of)):
            self._recall(*why)

    def _is_over(self, as_of):
        """Tell whether the contract's days without a payment are over."""
        return bool(self.expires_on and self.expires_on < as_of)

    # --- taken back ---------------------------------------------------------------

    def _placing_holds(self, as_of):
        """Return ``{customer id: (Hold, …)}`` that keep debts from being placed now."""
        holds = self.env["recovery.hold"].sudo()
        found = holds._rule_holds(self.partner_id, as_of)
        return {
            partner: tuple(
                one
                for one in some
                if PLACEMENT in one.freezes
                and one.since <= as_of
                and (one.until is None or one.until >= as_of)
            )
            for partner, some in found.items()
        }

    def _reason_to_recall(self, as_of, holds, contested, opens):
        """Return ``(why, in words)`` one cannot stay there, or nothing.

        :param contested: of ``_contested`` of the debts
        """
        ours = {key for key, left in opens.items() if left > 0}
        lines = self.line_ids.filtered(lambda line: line.line_id.id in ours)
        numbers = lines._contested_since(contested)
        if numbers:
            return "disputed", numbers
        mine = [one for one in holds if one.debts is None or one.debts & ours]
        reasons = [REASONS.get(one.kind, "hold") for one in mine]
        for why in ("insolvent", "disputed", "hold"):
            if why in reasons:
                return why, ""
        return (EXPIRED, "") if self._is_over(as_of) else ()

    # --- sent back after it was settled -------------------------------------------

    def _reopen(self, as_of, why):
        """Give it back to the agency while the contract runs; else a person decides.

        :param why: of ``_reason_to_recall``: what stands against it now
        """
        if self.came_back:
            return
        taken = self.line_ids.search_count(
            [("line_id", "in", self.line_ids.line_id.ids), ("is_active", "=", True)],
            limit=1,
        )
        until = self.contract_id.date_to
        if taken or why or (until and until < as_of):
            self.came_back = True
            self._ask_person(
                self.env._(
                    "%(name)s was settled, and its payment was sent back: what now?",
                    name=self.reference,
                )
            )
            return
        self._move_to("placed", ended_on=False, ended_why=False, ended_text=False)
        self._log_each("file_placed", lambda one: one._placed_words())
        if not self.line_ids._gone_back_all():
            speaking = self.with_context(lang=self.agency_id.lang)
            self._amend("other", speaking.env._("Open again: the file is yours again."))

    # --- jobs ---------------------------------------------------------------------

    @api.model
    def _cron_follow(self):
        """Every day: what expires, and holds and disputes that begin on their day."""
        companies = self.env["res.company"].search([("recovery_active", "=", True)])
        for company in companies:
            self._follow_due(company, company._recovery_today())
            self.env["recovery.placement.milestone"]._remind(company)
            self.env["ir.cron"]._commit_progress()

    def _touch(self):
        """What the cycle writes it measures right after."""
        if self.env.context.get("recovery_following"):
            return None
        return super()._touch()


class RecoveryPlacementLine(models.Model):
    _inherit = "recovery.placement.line"

    def _contested(self):
        """Return ``{journal item id: (numbers, amount)}`` of open disputes of these."""
        items = self.env["recovery.dispute.item"].sudo()
        found = items.search(
            [
                ("line_id", "in", self.line_id.ids),
                ("dispute_id.state", "=", "open"),
            ]
        )
        return {
            line.id: (
                ", ".join(some.dispute_id.mapped("name")),
                sum(some.mapped("amount")),
            )
            for line, some in found.grouped("line_id").items()
        }

    def _contested_since(self, contested):
        """Return the numbers of disputes about more of these than was kept back when
        they were handed over, "" where nothing is."""
        for one in self:
            numbers, amount = contested.get(one.line_id.id, ("", 0.0))
            if one.currency_id.compare_amounts(amount, one.disputed) > 0:
                return numbers
        return ""


class RecoveryCycle(models.AbstractModel):
    """Placed files follow the ledger before anybody is measured."""

    _inherit = "recovery.cycle"

    @api.model
    def _measure(self, company, as_of, debtor_ids, commit):
        files = self.env["recovery.placement"].with_context(recovery_following=True)
        files._follow_due(company, as_of, debtor_ids)
        return super()._measure(company, as_of, debtor_ids, commit)
