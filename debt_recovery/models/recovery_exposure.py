from odoo import api, models
from odoo.tools import SQL

from .recovery_exposure_sql import (
    EXPOSURE,
    HEIR,
    NO_FLIGHT,
    NO_ORIGIN,
    NO_OVERLAY,
    ORIGIN,
    OVERLAY,
    PRESENT,
)

# Why a debt is shown but not chased. The first that holds is the reason given.
LEDGER_REASONS = ("report", "no_followup", "blocked")


class RecoveryExposure(models.AbstractModel):
    """What a debtor really owes: one SQL text over the ledger, in two shapes.

    *Bulk* reads every followed line of a company. *Per debtor* puts the debtors below
    the window, so that one customer costs milliseconds. Nothing is stored or cached.
    What is disputed, then what is still open of what was agreed, is left aside of each
    debt. Credits (credit notes, unallocated payments) and then payments in flight cover
    the rest of the chased debts of the same company, commercial partner and currency,
    oldest first; what is not chased never consumes a credit.
    """

    _name = "recovery.exposure"
    _description = "Exposure of debtors, read from the ledger"

    @api.model
    def _flush(self):
        """Write pending changes of all that the exposure reads."""
        for name in (
            "account.move",
            "account.move.line",
            "account.partial.reconcile",
            "account.payment",
            "payment.transaction",
            "recovery.account",
            "recovery.arrangement",
            "recovery.arrangement.item",
            "recovery.dispute",
            "recovery.dispute.item",
            "recovery.doubtful",
            "recovery.hold",
            "recovery.placement.line",
            "res.partner",
        ):
            self.env[name].flush_model()

    @api.model
    def _sql(self, company, as_of, debtor_ids=None):
        """Return the exposure as a SELECT.

        :param company: one ``res.company``
        :param as_of: the date that separates overdue from upcoming (due < as_of);
            the ledger is read as it is now
        :param debtor_ids: commercial partner ids, or None for all
        :return: rows ``line_id, move_id, debtor_id, currency_id, due, residual,
            residual_company, spared, spared_until, disputed, arranged, arrangement_id,
            frozen_by, netted, in_flight, chaseable``; amounts in the line's currency,
            but ``residual_company``; credits are rows with a negative ``residual``;
            ``frozen_by`` (dispute, promise, plan, settlement) says why a part waits,
            ``spared`` why all of it does (``placed``: an agency has it, always as a
            whole)
        """
        followed = self.env["recovery.account"]._followed(company)
        doubtful = followed.filtered(lambda account: account.treatment == "doubtful")
        accounts = followed.account_id.ids or [0]
        dubious = doubtful.account_id.ids or [0]
        contacts = None if debtor_ids is None else self._contacts_of(debtor_ids)
        known = {"accounts": accounts, "company": company.id, "as_of": as_of}
        known |= {"doubtful": dubious, **self._scopes(debtor_ids, contacts)}
        present = self._present(company, debtor_ids, contacts, dubious)
        flying = present[0] and self._flight(company, as_of, debtor_ids)
        return SQL(
            EXPOSURE,
            flight=flying or SQL(NO_FLIGHT),
            overlay=self._overlay(known) if present[1] else SQL(NO_OVERLAY),
            origin=self._origin(known) if present[2] else SQL(NO_ORIGIN),
            treatments=_values(followed),
            **known,
        )

    def _origin(self, known):
        scope = SQL("AND l.reconciled IS NOT TRUE %s", known["scope"])
        return SQL(ORIGIN, **{**known, "scope": scope})

    def _overlay(self, known):
        return SQL(OVERLAY, heir=SQL(HEIR, **known), **known)

    def _contacts_of(self, debtor_ids):
        """Return the ids of all contacts of some debtors, archived ones too."""
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        debtors = list(debtor_ids) or [0]
        ids = contacts._search([("commercial_partner_id", "in", debtors)])
        return [row[0] for row in self.env.execute_query(ids.select())] or [0]

    def _scopes(self, debtor_ids, contacts):
        """Return the conditions that keep some debtors, on their items and on what was
        agreed with them, and the fence: each piece is made once, whatever the planner
        believes of tables that nobody counted yet. All debtors are not kept twice."""
        if debtor_ids is None:
            return dict.fromkeys(("scope", "of_debtors", "fence"), SQL(""))
        debtors = list(debtor_ids) or [0]
        return {
            "scope": SQL("AND l.partner_id = ANY(%s)", contacts),
            "of_debtors": SQL("AND held.partner_id = ANY(%s)", debtors),
            "fence": SQL("MATERIALIZED"),
        }

    def _present(self, company, debtor_ids, contacts, doubtful):
        """Tell whether there may be anything in flight, frozen, and moved to a doubtful
        account, of some debtors; of all there may be."""
        if debtor_ids is None:
            return True, True, True
        [found] = self.env.execute_query(
            SQL(
                PRESENT,
                company=company.id,
                debtors=list(debtor_ids) or [0],
                contacts=contacts,
                doubtful=doubtful,
            )
        )
        return found

    @api.model
    def _in_company(self, company, row):
        """Return what is to chase of a row, in the company's currency, as the facts
        have it: each row converted at its ledger rate and rounded."""
        if not row["chaseable"]:
            return 0.0
        return company.currency_id.round(
            float(row["chaseable"] * row["residual_company"] / row["residual"])
        )

    @api.model
    def _asked(self, row):
        """Return what is asked for of a row before credits cover it."""
        if row["spared"] or row["residual"] < 0:
            return 0
        return row["residual"] - row["disputed"] - row["arranged"]

    @api.model
    def _rows(self, company, as_of, debtor_ids):
        """Return the exposure of some debtors as dictionaries, oldest first."""
        self._flush()
        return self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) AS exposure ORDER BY debtor_id, due, line_id",
                self._sql(company, as_of, debtor_ids),
            )
        )


def _values(followed):
    rows = [SQL("(%s, %s)", f.account_id.id, f.treatment) for f in followed]
    return SQL(", ").join(rows or [SQL("(0, 'report')")])
