from odoo import api, fields, models
from odoo.tools import SQL

BLOCK = 1 << 13  # contacts of a block: a place in it fits a small integer
MOST = 2_000_000_000  # of one element; larger amounts take several
EPOCH = "2000-01-01"
RANGE = 32_000  # days around the epoch: due dates from 1912 to 2087


class RecoverySnapshotBlock(models.Model):
    """Changes of one evening for a range of contacts, packed in parallel arrays.

    An element says: this contact owes so much more (or less) that is due on this day.
    By due date and not by age, so that a debt that only grows older costs nothing.
    Eight bytes each: place in the block and due date in two, minor units in four. Once
    a year the whole is written too, so that nobody reads further back.
    """

    _name = "recovery.snapshot.block"
    _inherit = ["recovery.append.only.mixin"]
    _description = "Changes of an evening"
    _log_access = False
    _body_columns = ("day", "debtors", "dues", "amounts", "currency_amounts")

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    day = fields.Date(required=True)
    block = fields.Integer(required=True)
    is_whole = fields.Boolean("All that is owed", required=True)

    _place_idx = models.Index("(company_id, block, day)")

    def init(self):
        self.env.cr.execute(
            """ALTER TABLE recovery_snapshot_block
                 ADD COLUMN IF NOT EXISTS debtors smallint[],
                 ADD COLUMN IF NOT EXISTS dues smallint[],
                 ADD COLUMN IF NOT EXISTS amounts integer[],
                 ADD COLUMN IF NOT EXISTS currency_amounts integer[]"""
        )
        return super().init()

    # --- keep ----------------------------------------------------------------------

    @api.model
    def _keep(self, company, day):
        """Write what changed since the last evening; the first one writes all.

        Leaves what is owed in the temporary table ``snapshot_now``.
        """
        self.env["recovery.aged"]._flush()
        self.env.cr.execute("DROP TABLE IF EXISTS snapshot_now")
        self.env.cr.execute(
            SQL(
                _NOW,
                items=self.env["recovery.aged"]._sql(company, day),
                company_unit=10**company.currency_id.decimal_places,
                epoch=EPOCH,
                range=RANGE,
            )
        )
        self.env.cr.execute("ANALYZE snapshot_now")
        base = self._base(company, day)
        if base:
            changes = SQL(_CHANGES, state=self._state_sql(company, day))
            self._write(company, day, changes, whole=False)
        if not base or base.year < day.year:
            self._write(company, day, SQL("SELECT * FROM snapshot_now"), whole=True)

    def _write(self, company, day, rows, whole):
        self.env.cr.execute(
            SQL(
                _WRITE,
                company=company.id,
                currency=company.currency_id.id,
                day=day,
                whole=whole,
                rows=rows,
                block=BLOCK,
                most=MOST,
            )
        )
        self.invalidate_model()

    def _base(self, company, day):
        """Return the last day by ``day`` on which the whole was written, or None."""
        found = self._read_group(
            [
                ("company_id", "=", company.id),
                ("is_whole", "=", True),
                ("day", "<=", day),
            ],
            [],
            ["day:max"],
        )
        return found[0][0] or None

    @api.model
    def _drift(self, company, day, last):
        """Hold what is kept against the ledger, on the first evening of a month.

        :param last: the evening kept before, or None
        :return: the absolute difference in the company's currency, None when not looked
        """
        if last and (last.year, last.month) == (day.year, day.month):
            return None
        rows = self.env.execute_query(
            SQL(
                "SELECT COALESCE(sum(abs(amount)), 0) FROM (%s) AS wrong",
                SQL(_CHANGES, state=self._state_sql(company, day)),
            )
        )
        return float(rows[0][0]) / 10**company.currency_id.decimal_places

    # --- read ----------------------------------------------------------------------

    def _places(self, debtor_ids):
        """Return ``(ids, blocks)`` that hold these debtors, merged ones included."""
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        family = contacts._search([("commercial_partner_id", "in", list(debtor_ids))])
        merged = self.env["recovery.snapshot.alias"].sudo()
        merged = merged.search([("partner_id", "in", family)]).mapped("old_id")
        ids = [*debtor_ids, *merged]
        return ids, sorted({number // BLOCK for number in ids})

    def _scope(self, debtor_ids):
        if debtor_ids is None:
            return SQL("")
        ids, blocks = self._places(debtor_ids)
        return SQL(
            "AND b.block = ANY(%s) AND b.block * %s + e.debtor = ANY(%s)",
            blocks,
            BLOCK,
            ids,
        )

    def _state_sql(self, company, day, debtor_ids=None):
        """Return what was owed on the evening of ``day``, in minor units.

        :return: SELECT of ``debtor_id, currency_id, due, amount, currency_amount``
        """
        return SQL(
            """SELECT %s AS debtor_id, b.currency_id, e.due, sum(e.amount) AS amount,
                      sum(COALESCE(e.currency_amount, e.amount)) AS currency_amount
                 FROM %s WHERE %s %s
                GROUP BY 1, 2, 3 HAVING sum(e.amount) <> 0
                   OR sum(COALESCE(e.currency_amount, e.amount)) <> 0""",
            SQL(_WHO, BLOCK),
            SQL(_EVENTS, BLOCK),
            self._window(company, self._base(company, day), day),
            self._scope(debtor_ids),
        )

    def _window(self, company, base, until):
        """Return the rows that make up a state: one whole, then changes."""
        return SQL(
            """b.company_id = %s AND b.day <= %s
               AND (b.day = %s AND b.is_whole OR b.day > %s AND NOT b.is_whole)""",
            company.id,
            until,
            base,
            base,
        )

    @api.model
    def _sql(self, company, day, debtor_ids=None):
        """Return what was owed on the evening of ``day``, as the aged balance has it.

        :return: SELECT of ``debtor_id, currency_id, due, residual, residual_company``
        """
        return self._in_units(company, self._state_sql(company, day, debtor_ids))

    @api.model
    def _kept_sql(self, company):
        """Return the same of the evening that ``_keep`` has just written."""
        return self._in_units(company, SQL("SELECT * FROM snapshot_now"))

    def _in_units(self, company, state):
        return SQL(
            """SELECT state.debtor_id, state.currency_id,
                      %s::date + state.due::int AS due,
                      state.amount / %s::numeric AS residual_company,
                      state.currency_amount / power(10::numeric, c.decimal_places)
                          AS residual
                 FROM (%s) AS state JOIN res_currency c ON c.id = state.currency_id""",
            EPOCH,
            10**company.currency_id.decimal_places,
            state,
        )

    @api.model
    def _changes(self, company, debtor_ids, since):
        """Return what changed for some debtors, from a state at or before ``since``.

        :return: ``(debtor id, day, due date, amount in the company's currency)``,
            oldest first
        """
        base = self._base(company, since) or self._first(company)
        return self.env.execute_query(
            SQL(
                """SELECT %s AS debtor_id, b.day, %s::date + e.due::int,
                          (sum(e.amount) / %s::numeric)::float
                     FROM %s WHERE %s %s GROUP BY 1, 2, 3 ORDER BY 2, 3""",
                SQL(_WHO, BLOCK),
                EPOCH,
                10**company.currency_id.decimal_places,
                SQL(_EVENTS, BLOCK),
                self._window(company, base, "9999-12-31"),
                self._scope(debtor_ids),
            )
        )

    def _first(self, company):
        found = self._read_group(
            [("company_id", "=", company.id), ("is_whole", "=", True)], [], ["day:min"]
        )
        return found[0][0] or None


_WHO = "COALESCE(heir.commercial_partner_id, b.block * %s + e.debtor)"
_EVENTS = """recovery_snapshot_block b
    CROSS JOIN LATERAL unnest(b.debtors, b.dues, b.amounts, b.currency_amounts)
         AS e (debtor, due, amount, currency_amount)
    LEFT JOIN recovery_snapshot_alias alias ON alias.old_id = b.block * %s + e.debtor
    LEFT JOIN res_partner heir ON heir.id = alias.partner_id"""

_NOW = """
CREATE TEMP TABLE snapshot_now ON COMMIT DROP AS
SELECT COALESCE(debtor_id, 0) AS debtor_id, currency_id,
       GREATEST(-%(range)s, LEAST(%(range)s, due - %(epoch)s::date))::smallint AS due,
       round(sum(residual_company) * %(company_unit)s)::bigint AS amount,
       round(sum(residual) * power(10::numeric, c.decimal_places))::bigint
           AS currency_amount
  FROM (%(items)s) AS item JOIN res_currency c ON c.id = item.currency_id
 GROUP BY 1, 2, 3, c.decimal_places
HAVING round(sum(residual_company) * %(company_unit)s) <> 0
    OR round(sum(residual) * power(10::numeric, c.decimal_places)) <> 0
"""

_CHANGES = """
SELECT debtor_id, currency_id, due,
       COALESCE(now.amount, 0) - COALESCE(known.amount, 0) AS amount,
       COALESCE(now.currency_amount, 0) - COALESCE(known.currency_amount, 0)
           AS currency_amount
  FROM snapshot_now now
  FULL JOIN (%(state)s) AS known USING (debtor_id, currency_id, due)
 WHERE COALESCE(now.amount, 0) <> COALESCE(known.amount, 0)
    OR COALESCE(now.currency_amount, 0) <> COALESCE(known.currency_amount, 0)
"""

_WRITE = """
INSERT INTO recovery_snapshot_block (company_id, day, currency_id, block, is_whole,
       debtors, dues, amounts, currency_amounts)
SELECT %(company)s, %(day)s, currency_id, debtor_id / %(block)s, %(whole)s,
       array_agg((debtor_id %% %(block)s)::smallint ORDER BY debtor_id, due),
       array_agg(due ORDER BY debtor_id, due),
       array_agg(part(amount) ORDER BY debtor_id, due),
       CASE WHEN currency_id <> %(currency)s
            THEN array_agg(part(currency_amount) ORDER BY debtor_id, due) END
  FROM (%(rows)s) AS change
 CROSS JOIN LATERAL generate_series(
       0, GREATEST(abs(amount), abs(currency_amount)) / %(most)s) AS piece
 GROUP BY currency_id, debtor_id / %(block)s
"""
for _name in ("amount", "currency_amount"):  # the piece of a large amount
    _WRITE = _WRITE.replace(
        f"part({_name})",
        f"(sign({_name}) * GREATEST(0, LEAST(%(most)s, "
        f"abs({_name}) - piece * %(most)s)))::int",
    )
