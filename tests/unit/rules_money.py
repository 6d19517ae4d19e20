"""What the properties of charges draw from: the packs, places and sums."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

from odoo.addons.debt_recovery.tools.rules.book import Book
from odoo.addons.debt_recovery.tools.rules.model import Place

from tests.unit.rules_language import CHARGES
from tests.unit.rules_packs import packs
from tests.unit.rules_worlds import WHERE

BOOK = Book(packs())
DAY = timedelta(days=1)
FEES = ("fixed_fee", "reminder_fee", "collection_fee")
CLAUSE = frozenset({"contract_clause"})
everything = settings(deadline=None)
charges = st.sampled_from(CHARGES)
principals = st.integers(1, 3_000_000).map(lambda cents: Decimal(cents) / 100)
PLACES = [*WHERE, (Place("PL"), ("Europe/Warsaw",)), (Place("DK"), ("UTC",))]
