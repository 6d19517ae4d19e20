"""One read of a remittance file: what each row tells, held against the books.

Rows are taken some hundreds at a time, so that a long file needs no more memory; what
the rows before used up of a debt is remembered.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ..tools import remittance as money
from ..tools.agency_fields import Problem
from .recovery_placement_find import KNOWN
from .recovery_remittance_known import Known

SOME = 500  # rows held against the books at once


def _day_and_sign(row):
    """What is sent back goes after what came in on that day."""
    amount = row.get("amount") or 0
    return row.get("paid_on") or date.min, amount < 0


@dataclass(slots=True)
class Told:
    """What one row tells. ``debts``: ``[(journal item, amount)]`` that it pays;
    ``over``: what is left; ``undoes``: the receipt it takes back, a record or, of the
    same file, its key; ``received``: the item of our own books, of a direct payment."""

    number: int
    key: str
    placement: object
    debt: object
    amount: Decimal
    parts: dict
    row: dict
    paid_to: str
    undoes: object = None
    received: object = None
    debts: list = field(default_factory=list)
    over: Decimal = Decimal(0)

    @property
    def undoes_key(self):
        """The key of the receipt of the same file that it takes back."""
        return self.undoes if isinstance(self.undoes, str) else None

    @property
    def undone(self):
        """The booked receipt that it takes back."""
        return None if self.undoes_key else self.undoes


class Reading(Known):
    """Holds the rows of one file against the books of its company and agency."""

    def __init__(self, file):
        layout = file.sudo().agency_id._layout("remittance")
        self.headings = {one.field: one.heading for one in layout.column_ids}
        self.env = file.sudo().with_company(file.company_id).env
        self.agency, self.company = file.agency_id, file.company_id
        self.today = self.company._recovery_today()
        self.problems = []
        self.left = {}  # open amount of each debt, less what rows before pay
        self.items = {}  # debts of each placement, oldest first
        self.heirs = {}  # debt: the doubtful item that took it over
        self.in_file = {}  # key: (placement id, amount, payee) of what was read so far
        self.undone = set()  # receipts that a row takes back: their keys
        self.undone_ids = set()
        self.over = {}  # receipts told before and sent back since
        self.taken = set()  # receipts of our own books that are told already
        self.counted = Counter()  # receipts without a reference
        self.closed_days = {}

    def each(self, rows):
        """Yield lists of :class:`Told`; rows with a problem, and rows that were
        remitted already, are in none. By day, whatever their order in the file: what
        is sent back comes after its receipt."""
        rows = sorted(rows, key=_day_and_sign)
        for start in range(0, len(rows), SOME):
            yield self._read_some(rows[start : start + SOME])
            if len(rows) > SOME:  # what these were held against is read no more
                self.env.flush_all()
                self.env.invalidate_all()

    def _read_some(self, rows):
        found = self._placements(rows)
        keys = self._keys(rows, found)
        known = self._known(keys)
        self._load_debts({one.id: one for one in found if one}.values())
        told = []
        for row, placement, key in zip(rows, found, keys, strict=True):
            one = placement and self._told(row, placement, key, known)
            if one:
                told.append(one)
        self._find_received([one for one in told if one.paid_to == money.CREDITOR])
        return told

    # --- whose file ------------------------------------------------------------------

    def _placements(self, rows):
        """Return the placed file of each row, None where there is a problem."""
        finder = self.env["recovery.placement"]
        found = finder._find_all(self.agency, self.company, rows)
        waiting = finder.search(
            [
                ("agency_id", "=", self.agency.id),
                ("company_id", "=", self.company.id),
                ("state", "not in", KNOWN),
                ("reference", "in", [bad.value for _one, bad in found if bad]),
            ]
        ).mapped("reference")
        return [
            self._placement(row, one, bad, waiting)
            for row, (one, bad) in zip(rows, found, strict=True)
        ]

    def _placement(self, row, one, bad, waiting):
        theirs = row.get("agency_reference")
        if bad and bad.column == "placement" and bad.value in waiting:
            self._tell(row, "placement", "not_placed")
        elif bad:
            heading = self.headings.get(bad.column) or bad.column
            self.problems.append(replace(bad, column=heading))
        elif theirs and one.agency_reference not in (False, theirs):
            known = ("known", one.agency_reference)
            self._tell(row, "agency_reference", "other_reference", known)
        else:
            return one
        return None

    def _bad(self, row, column, reason, *known):
        said = row.get(column)
        shown = "" if said is None else str(said)
        heading = self.headings.get(column) or column
        return Problem(row.get("line", 0), heading, shown, reason, known)

    def _tell(self, row, column, reason, *known):
        self.problems.append(self._bad(row, column, reason, *known))

    # --- one row ---------------------------------------------------------------------

    def _told(self, row, placement, key, known):
        count = len(self.problems)
        missing = [name for name in ("amount", "paid_on") if row.get(name) is None]
        for name in missing:
            self._tell(row, name, "missing_value")
        if missing:
            return None
        amount, currency = row["amount"], placement.currency_id
        self._check_money(row, placement)
        self._check_day(row)
        debt = self._debt_named(row, placement)
        if len(self.problems) > count or self._is_told_before(
            row, key, placement, known
        ):
            return None
        paid_to = row.get("paid_to") or money.AGENCY
        parts = money.parts_of(amount, row)
        one = Told(row["line"], key, placement, debt, amount, parts, row, paid_to)
        if amount < 0 and not self._find_undone(one):
            self._tell(row, "amount", "nothing_to_undo")
            return None
        self.in_file[key] = (placement.id, amount, paid_to)
        if amount > 0 and paid_to == money.AGENCY:
            self._allocate(one, currency)
        return one

    def _check_money(self, row, placement):
        amount, currency = row["amount"], placement.currency_id
        step = Decimal(str(currency.rounding))
        if row.get("currency") and row["currency"].upper() != currency.name:
            self._tell(row, "currency", "other_currency", ("currency", currency.name))
        if not amount:
            self._tell(row, "amount", "no_amount")
            return
        names = ("amount", *money.PARTS, "for_agency", "for_us")
        for name in names:
            if (
                row.get(name) is not None
                and money.rounded(row[name], step) != row[name]
            ):
                self._tell(
                    row, name, "other_decimals", ("number", currency.decimal_places)
                )
        if money.parts_of(amount, row) is None:
            self._tell(row, "amount", "parts_differ")
        mode = placement.contract_id.remittance_mode
        for name in money.told_wrong(amount, row, mode):
            self._tell(row, name, "shares_differ")
        if (row.get("paid_to") or money.AGENCY) not in (money.AGENCY, money.CREDITOR):
            self._tell(row, "paid_to", "not_a_word")

    def _check_day(self, row):
        day = row["paid_on"]
        if day > self.today:
            self._tell(row, "paid_on", "future_day")
        elif row.get("paid_to") != money.CREDITOR and self._is_closed(day):
            self._tell(row, "paid_on", "closed_period")

    def _is_closed(self, day):
        if day not in self.closed_days:
            company = self.company.sudo()
            journal = company.recovery_agency_journal_id
            locks = company._get_violated_lock_dates(day, True, journal)
            self.closed_days[day] = bool(locks)
        return self.closed_days[day]

    def _debt_named(self, row, placement):
        """Return the debt that the row names, or an empty one."""
        items = self.items[placement.id]
        name = row.get("document")
        if not name:
            return items.browse()
        placed = placement.line_ids.filtered(lambda line: line.name == name)
        named = items.filtered(lambda item: item.move_id.name == name)
        if not placed and not named:
            self._tell(row, "document", "not_its_document")
        heirs = items.browse(self.heirs.get(one, one) for one in placed.line_id.ids)
        return (named or (heirs & items))[:1]

    # --- debts -----------------------------------------------------------------------

    def _load_debts(self, placements):
        """Read what is open of the debts of these files, and of those that took them
        over as doubtful."""
        new = [one for one in placements if one.id not in self.items]
        items = self.env["account.move.line"].sudo()
        lines = items.union(*(one.line_ids.line_id.sudo() for one in new))
        heirs = self.env["recovery.receipt"].sudo()._successors(lines.ids)
        self.heirs.update({debt: went[-1] for debt, went in heirs.items()})
        for one in new:
            ids = []
            for line in one.line_ids.sorted(lambda x: (x.due or date.max, x.id)):
                went = self.heirs.get(line.line_id.id)
                ids += [line.line_id.id, *([went] if went else [])]
            self.items[one.id] = items.browse(dict.fromkeys(filter(None, ids)))
        for item in items.union(*(self.items[one.id] for one in new)):
            left = item.amount_residual_currency
            is_open = item.parent_state == "posted" and left > 0
            self.left[item.id] = Decimal(str(left)) if is_open else Decimal(0)

    def _allocate(self, one, currency):
        """Share a receipt over the debts of its file, the one it names first."""
        items = one.debt | self.items[one.placement.id]
        due = one.parts["principal"]
        open_items = [(item, self.left[item.id]) for item in items]
        one.debts, one.over = money.allocate(due, open_items)
        for item, amount in one.debts:
            self.left[item.id] -= amount
