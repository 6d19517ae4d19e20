from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools import limitation
from ..tools.limitation import WARN_MONTHS, Moment
from ..tools.rules.model import Place
from ..tools.rules.places import covers, spell_out
from .recovery_exposure_sql import TAKEN_OVER

KIND = "limitation_period"
# months are not equally long: 28 February and six months is before 31 August
MONTH_ENDS = timedelta(days=7)
UNNAMED = ("GB",)  # cards say the county, rules the legal order: taken as unknown


class RecoveryLimitation(models.AbstractModel):
    """When a debt is too old to be claimed in court, computed from what is known.

    Nothing of it is stored: the rules give the length, the ledger the start and the
    part payments, the reminders the written demands where these count, and persons
    the rest. Where several laws may hold, the one that ends first does.
    """

    _name = "recovery.limitation"
    _description = "Limitation"

    @api.model
    def _barred(self, partners, day):
        """Return the time-barred debts of some customers in the current company.

        Only rules that act count here; one that was not checked warns on the screens.

        :param partners: commercial partners, any number; five SQL for all
        :param day: a local date
        :return: ``{partner id: frozenset(journal item ids)}``; who has none is absent
        """
        found = defaultdict(set)
        rules = [rule for rule in self._rules(day) if rule.state == "on"]
        clocks = self._clocks(day, rules, partners=partners, until=day)
        for row, clock in clocks.values():
            if clock.is_barred(day):
                found[row["debtor_id"]].add(row["line_id"])
        return {debtor: frozenset(lines) for debtor, lines in found.items()}

    @api.model
    def _near(self, day, since):
        """Return the debts whose warning falls after ``since`` and until ``day``.

        :return: ``{debtor id: [(row, Clock), …]}``, first to expire first
        """
        found = defaultdict(list)
        until = day + relativedelta(months=WARN_MONTHS)
        clocks = self._clocks(day, self._rules(day), until=until)
        for row, clock in clocks.values():
            warned = clock.warns_on()
            if not warned or warned > day or clock.is_barred(day):
                continue
            if since is None or warned > since:
                found[row["debtor_id"]].append((row, clock))
        for rows in found.values():
            rows.sort(key=lambda one: one[1].last)
        return found

    @api.model
    def _rules(self, day):
        book = self.env["recovery.rule"]._book(self.env.company, day)
        return [rule for rule in book.rules if rule.kind == KIND and rule.years]

    @api.model
    def _clocks(self, day, rules, partners=None, lines=None, until=None):
        """Return the clocks of open debts of the current company.

        :param rules: limitation periods to apply
        :param partners, lines: only of these, None: of all
        :param until: debts that no rule can bar by then are left out
        :return: ``{journal item id: (row, Clock)}``; a debt without a rule is absent
        """
        if not rules:
            return {}
        choices, found = {}, {}
        if until:
            rows = self._old_rows(rules, choices, partners, lines, until)
        else:
            rows = self._rows(partners, lines)
        if not rows:
            return found
        moments = self._moments(rows, rules)
        for row in rows:
            key = _sort(row)
            if key not in choices:
                choices[key] = self._chosen(rules, *key)
            clock = limitation.strictest(
                choices[key], row["due"], row["born"], moments.get(row["line_id"], ())
            )
            if clock:
                found[row["line_id"]] = (row, clock)
        return found

    def _old_rows(self, rules, choices, partners, lines, until):
        """Return the open debts of which a clock may end by ``until``: no period begins
        before its debt is born or due, and an event only moves it on.

        :param choices: gets the rules of each sort of customer
        """
        if partners is None:  # it is cheaper to know them before all debts are read
            limits = self._limits(rules, choices, self._sorts(), until)
            if not limits:
                return []
            rows = self._rows(None, lines, max(limits.values()))
        else:
            rows = self._rows(partners, lines, _begun(rules, until))
            limits = self._limits(rules, choices, {_sort(row) for row in rows}, until)
        return [
            row
            for row in rows
            if _sort(row) in limits
            and min(row["due"], row["born"]) <= limits[_sort(row)]
        ]

    def _limits(self, rules, choices, sorts, until):
        """Return ``{sort: last day on which a period may have begun}``."""
        found = {}
        for sort in sorts:
            choices[sort] = self._chosen(rules, *sort)
            if choices[sort]:
                found[sort] = _begun(choices[sort], until)
        return found

    def _sorts(self):
        """Return the sorts of customers that there are: ``(kind, country, state)``."""
        self.env["res.partner"].flush_model()
        return self.env.execute_query(SQL(_SORTS))

    def _chosen(self, rules, kind, country, state):
        """Return the rules that may hold for one type of customer in one place: those
        of his country, else of ours."""
        company = self.env.company
        of_kind = [rule for rule in rules if not rule.kinds or kind in rule.kinds]
        for code in (country, company.country_id.code):
            part = "" if code in UNNAMED else state if code == country else ""
            if not code:
                continue
            found = {}
            for place in spell_out((Place(code, part or "", "-"),), of_kind):
                here = [rule for rule in of_kind if covers(rule, place)]
                for rule in limitation.chosen(here, company.recovery_debt_kind or ""):
                    found[rule.code] = rule
            if found:
                return tuple(found.values())
        return ()

    # --- what is known ---------------------------------------------------------------

    def _rows(self, partners, lines, before=None):
        """Return the open debts: line, debtor, due, born, where and who he is.

        :param before: leaves out those born and due later; None: whatever their age
        """
        self.env["recovery.exposure"]._flush()
        company = self.env.company
        followed = self.env["recovery.account"].sudo()._followed(company).account_id
        scope = []
        if partners is not None:
            ids = partners.ids or [0]
            scope.append(SQL("AND p.commercial_partner_id = ANY(%s)", ids))
        if lines is not None:
            scope.append(SQL("AND l.id = ANY(%s)", lines.ids or [0]))
        if before:  # an entry may have taken over an older debt
            days = SQL("LEAST(l.date_maturity, l.invoice_date, l.date)")
            scope.append(SQL("AND (l.invoice_date IS NULL OR %s <= %s)", days, before))
        return self.env.execute_query_dict(
            SQL(
                _DEBTS,
                company=company.id,
                accounts=followed.ids or [0],
                scope=SQL(" ").join(scope),
            )
        )

    def _moments(self, rows, rules):
        """Return ``{line id: [Moment, …]}`` of part payments, demands and events."""
        found = defaultdict(list)
        lines = [row["line_id"] for row in rows]
        receipts = self.env["recovery.receipt"]._sql(
            self.env.company, SQL("part.debit_move_id = ANY(%s)", lines or [0])
        )
        queries = [SQL(_PAYMENTS, receipts=receipts)]
        if any(limitation.DEMAND in rule.interrupts for rule in rules):
            self.env["recovery.notice"].flush_model()
            self.env["recovery.registered"].flush_model()
            queries.append(SQL(_DEMANDS, lines=lines))
        self.env["recovery.limitation.event"].flush_model()
        queries.append(
            SQL(
                _EVENTS,
                lines=lines,
                company=self.env.company.id,
            )
        )
        for query in queries:
            for line, kind, at, until in self.env.execute_query(query):
                found[line].append(Moment(kind, at, until))
        return found


def _begun(rules, until):
    """Return the last day on which a period may have begun that ends by ``until``."""
    years = min(rule.years for rule in rules)
    return until - relativedelta(years=years) + MONTH_ENDS


def _sort(row):
    return row["kind"], row["country"], row["state"]


_KIND = """COALESCE(debtor.recovery_debtor_type,
                CASE WHEN debtor.is_company THEN 'company' ELSE 'consumer' END)"""
_PLACE = """LEFT JOIN res_country country ON country.id = debtor.country_id
  LEFT JOIN res_country_state state
    ON state.id = debtor.state_id AND state.country_id = debtor.country_id"""
_SORTS = f"""
SELECT DISTINCT {_KIND}, country.code, state.code
  FROM res_partner debtor
  {_PLACE}
 WHERE debtor.id = debtor.commercial_partner_id
"""

_DEBTS = f"""
SELECT l.id AS line_id, l.move_id, p.commercial_partner_id AS debtor_id,
       COALESCE(origin.due, l.date_maturity, l.date) AS due,
       COALESCE(origin.born, m.invoice_date, l.date) AS born,
       {_KIND} AS kind,
       country.code AS country, state.code AS state
  FROM account_move_line l
  JOIN account_move m ON m.id = l.move_id
  JOIN res_partner p ON p.id = l.partner_id
  JOIN res_partner debtor ON debtor.id = p.commercial_partner_id
  LEFT JOIN LATERAL (  -- of a doubtful debt: what it took over from
       SELECT min(COALESCE(debt.date_maturity, debt.date)) AS due,
              min(COALESCE(debt.invoice_date, debt.date)) AS born
         FROM {TAKEN_OVER}
          AND m.move_type = 'entry' AND moved.account_id = ANY(%(accounts)s)
       ) origin ON TRUE
  {_PLACE}
 WHERE l.company_id = %(company)s AND l.account_id = ANY(%(accounts)s)
   AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
   AND NOT EXISTS (  -- shown as doubtful by us: the debt itself counts
       SELECT FROM recovery_doubtful_line_rel shown WHERE shown.line_id = l.id)
   AND l.amount_residual_currency > 0 %(scope)s
"""

# Money that the customer paid on the debt, and nothing else.
_PAYMENTS = """
SELECT DISTINCT line_id, 'part_payment', day, NULL::date
  FROM (%(receipts)s) AS receipt WHERE nature = 'cash'
"""

# It left and did not come back, as what is given (recovery_notice_given.py).
_DEMANDS = """
SELECT DISTINCT claimed.line_id, 'written_demand',
       CASE WHEN r.id IS NULL THEN n.left_on ELSE r.presented_on END, NULL::date
  FROM recovery_notice_line claimed
  JOIN recovery_notice n ON n.id = claimed.notice_id
  LEFT JOIN recovery_registered r ON r.notice_id = n.id
 WHERE claimed.line_id = ANY(%(lines)s) AND claimed.kind = 'overdue'
   AND n.state IN ('sent', 'delivered') AND n.channel IN ('email', 'letter')
   AND n.is_test IS NOT TRUE AND n.never_came_on IS NULL
   AND CASE WHEN r.id IS NULL THEN n.left_on ELSE r.presented_on END IS NOT NULL
"""

# Said of some debts, or of all that there were on that day.
_EVENTS = """
SELECT rel.line_id, e.kind, e.event_date, e.until_date
  FROM recovery_limitation_event e
  JOIN recovery_limitation_event_line_rel rel ON rel.event_id = e.id
 WHERE rel.line_id = ANY(%(lines)s) AND e.company_id = %(company)s
UNION ALL
SELECT l.id, e.kind, e.event_date, e.until_date
  FROM recovery_limitation_event e
  JOIN res_partner p ON p.commercial_partner_id = e.partner_id
  JOIN account_move_line l ON l.partner_id = p.id AND l.id = ANY(%(lines)s)
 WHERE e.company_id = %(company)s AND l.date <= e.event_date
   AND NOT EXISTS (SELECT 1 FROM recovery_limitation_event_line_rel rel
                    WHERE rel.event_id = e.id)
"""
