import logging
from datetime import timedelta

from odoo import api, fields, models

from ..tools.holds import PLACEMENT
from .recovery_job_mixin import BUSY
from .recovery_placement_change import PAYMENT, RETURNED

_logger = logging.getLogger(__name__)

LOOKED_BACK = 400  # days: a direct debit may be returned for thirteen months
REASONS = {"dispute": "disputed", "insolvency": "insolvent", "moratorium": "insolvent"}
CASH, TRANSFER = "cash", "transfer"
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
        disputed = found._disputed()
        holds = found._placing_holds(as_of)
        for one in found:
            mine = holds.get(one.partner_id.id, ())
            ours = {key: opens[key] for key in one.line_ids.line_id.ids if key in opens}
            why = one._reason_to_recall(as_of, mine, disputed, ours)
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
        except Exception as error:
            _logger.exception("%s %s cannot be followed", self._name, self.id)
            title = self.env._(
                "%(name)s: could not be compared with the payments", name=self.reference
            )
            self._ask_person(title, str(error) or repr(error))

    def _follow(self, as_of, known, why, left):
        if self.state == "settled":
            if left > 0:
                self._reopen(as_of)
            return
        self._take_receipts(known)
        if left <= 0:
            self._close_paid(known)
        elif why and (why[0] != EXPIRED or self._is_over(as_of)):
            self._recall(*why)

    def _is_over(self, as_of):
        """Tell whether the contract's days without a payment are over."""
        return bool(self.expires_on and self.expires_on < as_of)

    # --- receipts -----------------------------------------------------------------

    def _receipts(self):
        """Return ``{journal item id: (Receipt, …)}`` of all these, in one statement a
        company."""
        return self.env["recovery.receipt"]._of_lines(self.line_ids.line_id.ids)

    def _take_receipts(self, known):
        """Tell the agency, once each, of what came in beside it, and of what went back
        of that."""
        journal = self.company_id._recovery_agency_journal()
        changes = self.env["recovery.placement.change"].sudo()
        for line in self.line_ids:
            changes |= line._gone_back(known)
            new = line._unseen(known)
            for receipt in new:
                if line._is_by_agency(receipt, journal) or receipt.nature == TRANSFER:
                    continue
                changes |= changes.create(line._change_values(receipt))
            if new:
                line.seen_partial = max(one.partial_id for one in new)
                self.expires_on = self._expiry(max(one.day for one in new))
        changes._tell()

    def _close_paid(self, known):
        """Settled: by whom it was paid decides whether the agency has to be told."""
        journal = self.company_id._recovery_agency_journal()
        last = [
            (receipt.partial_id, line._is_by_agency(receipt, journal), receipt.nature)
            for line in self.line_ids
            for receipt in known.get(line.line_id.id, ())
            if receipt.nature != TRANSFER
        ]
        natures = {nature for _partial, _by_agency, nature in last}
        why = "paid" if not natures or CASH in natures else "cancelled"
        self._settle(why)
        if not last or not max(last)[1]:
            self._tell_recall()

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

    def _reason_to_recall(self, as_of, holds, disputed, opens):
        """Return ``(why, in words)`` one cannot stay there, or nothing."""
        if self.state != "placed":
            return ()
        ours = {key for key, left in opens.items() if left > 0}
        for key in ours & disputed.keys():
            return "disputed", disputed[key]
        mine = [one for one in holds if one.debts is None or one.debts & ours]
        reasons = [REASONS.get(one.kind, "hold") for one in mine]
        for why in ("insolvent", "disputed", "hold"):
            if why in reasons:
                return why, ""
        return (EXPIRED, "") if self._is_over(as_of) else ()

    def _disputed(self):
        """Return ``{journal item id: number}`` of open disputes about these debts."""
        items = self.env["recovery.dispute.item"].sudo()
        found = items.search(
            [
                ("line_id", "in", self.line_ids.line_id.ids),
                ("dispute_id.state", "=", "open"),
            ]
        )
        return {item.line_id.id: item.dispute_id.name for item in found}

    # --- sent back after it was settled -------------------------------------------

    def _reopen(self, as_of):
        """Give it back to the agency while the contract runs; else a person decides."""
        if self.came_back:
            return
        taken = self.line_ids.search_count(
            [("line_id", "in", self.line_ids.line_id.ids), ("is_active", "=", True)],
            limit=1,
        )
        until = self.contract_id.date_to
        if taken or self._is_over(as_of) or (until and until < as_of):
            self.came_back = True
            self._ask_person(
                self.env._(
                    "%(name)s was settled, and its payment was sent back: what now?",
                    name=self.reference,
                )
            )
            return
        self._move_to("placed", ended_on=False, ended_why=False, ended_text=False)
        self.line_ids._gone_back_all()

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

    def _is_by_agency(self, receipt, journal):
        """Tell whether the agency brought this money: it knows of it."""
        credit = self.env["account.move.line"].sudo().browse(receipt.credit_line_id)
        return credit.journal_id == journal

    def _change_values(self, receipt):
        return {
            "placement_id": self.placement_id.id,
            "line_id": self.id,
            "kind": PAYMENT if receipt.nature == CASH else "credit",
            "day": receipt.day,
            "amount": self.currency_id.round(receipt.amount),
            "partial": receipt.partial_id,
        }

    def _unseen(self, known):
        """Return the receipts of which the agency was told nothing yet."""
        receipts = known.get(self.line_id.id, ())
        return [one for one in receipts if one.partial_id > self.seen_partial]

    def _told_but_gone(self, known):
        """Return the changes that told of payments which are no more."""
        there = {one.partial_id for one in known.get(self.line_id.id, ())}
        return self.placement_id.change_ids.filtered(
            lambda one: (
                one.line_id == self
                and one.partial
                and one.kind != RETURNED
                and not one.is_undone
                and one.partial not in there
            )
        )

    def _gone_back(self, known):
        """Return the changes that say which payments told before are no more."""
        told = self._told_but_gone(known)
        told.is_undone = True
        return told.create(
            [
                {
                    "placement_id": one.placement_id.id,
                    "line_id": self.id,
                    "kind": RETURNED,
                    "day": one.company_id._recovery_today(),
                    "amount": one.amount,
                    "partial": one.partial,
                }
                for one in told
            ]
        )

    def _gone_back_all(self):
        """Tell what went back of a file that the agency has again."""
        known = self.placement_id._receipts()
        changes = self.env["recovery.placement.change"].sudo()
        for line in self:
            changes |= line._gone_back(known)
        changes._tell()


class RecoveryCycle(models.AbstractModel):
    """Placed files follow the ledger before anybody is measured."""

    _inherit = "recovery.cycle"

    @api.model
    def _measure(self, company, as_of, debtor_ids, commit):
        files = self.env["recovery.placement"].with_context(recovery_following=True)
        files._follow_due(company, as_of, debtor_ids)
        return super()._measure(company, as_of, debtor_ids, commit)
