"""What an agency collected, whose it is, and what it may keep of it.

Amounts are ``Decimal`` in one currency; ``step`` is its smallest coin. A receipt that
was sent back is the same with negative amounts. Nothing here reads a clock or a ledger.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PARTS = (
    "principal",
    "interest",
    "notice_charge",
    "default_charge",
    "other_cost",
    "other_default_cost",
)
CHARGES = ("notice_charge", "default_charge")
COSTS = ("other_cost", "other_default_cost")
NET, GROSS = "net", "gross"
AGENCY, CREDITOR = "agency", "creditor"
CENT = Decimal("0.01")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Scale:
    """One line of a commission scale; zero as an upper limit: none."""

    percent: Decimal = ZERO
    flat: Decimal = ZERO
    stage: str = ""  # amicable | court; empty: both
    age_from: int = 0
    age_to: int = 0
    amount_from: Decimal = ZERO
    amount_to: Decimal = ZERO

    def fits(self, stage, age, amount):
        """Tell whether it governs a file of this stage, age in days and amount.

        >>> Scale(age_from=90, age_to=180).fits("court", 180, Decimal(1))
        True
        >>> Scale(stage="court").fits("amicable", 0, Decimal(1))
        False
        """
        return (
            (not self.stage or self.stage == stage)
            and self.age_from <= age
            and (not self.age_to or age <= self.age_to)
            and self.amount_from <= amount
            and (not self.amount_to or amount <= self.amount_to)
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What of a receipt is the agency's own by its contract, and how it pays.

    ``tax_rate``: VAT on the commission, as a fraction (0.2 for 20 %).
    """

    mode: str = NET
    tax_rate: Decimal = ZERO
    keeps_interest: bool = False
    keeps_charges: bool = False
    keeps_costs: bool = True
    on_direct: bool = True  # commission on what the customer paid to us
    step: Decimal = CENT


@dataclass(frozen=True, slots=True)
class Share:
    """What one receipt should bring: ``ours`` of what the customer paid, the
    ``commission`` and its ``vat``, and what the agency ``pays`` us of it."""

    ours: Decimal
    commission: Decimal
    vat: Decimal
    pays: Decimal


def rounded(amount, step=CENT):
    """Round half away from zero, to a multiple of ``step``.

    >>> rounded(Decimal("0.125")), rounded(Decimal("-0.125"))
    (Decimal('0.13'), Decimal('-0.13'))
    >>> rounded(Decimal("12.5"), Decimal(1))
    Decimal('13')
    """
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def parts_of(amount, told):
    """Return the six components; what was told of none is principal.

    :param told: dictionary of neutral fields, absent or None where not told
    :return: dictionary, or None when they do not add up to the amount

    >>> parts_of(Decimal(100), {"interest": Decimal(4)})["principal"]
    Decimal('96')
    >>> parts_of(Decimal(100), {"principal": Decimal(90)}) is None
    True
    """
    parts = {name: told.get(name) or ZERO for name in PARTS}
    others = sum(parts.values(), ZERO)
    if told.get("principal") is None:
        parts["principal"] = amount - others
    same_side = all(part * amount >= 0 for part in parts.values())
    return parts if same_side and sum(parts.values(), ZERO) == amount else None


def ours_of(parts, terms):
    """Return ``{component: amount}`` of what is ours; the rest is the agency's own.

    >>> parts = parts_of(Decimal(1040), {"other_cost": Decimal(40)})
    >>> ours_of(parts, Terms())
    {'principal': Decimal('1000')}
    """
    not_ours = set()
    if terms.keeps_interest:
        not_ours.add("interest")
    if terms.keeps_charges:
        not_ours.update(CHARGES)
    if terms.keeps_costs:
        not_ours.update(COSTS)
    return {name: part for name, part in parts.items() if part and name not in not_ours}


def governing(scales, stage, age, amount):
    """Return the first line of the scale that fits, or None.

    >>> scales = [Scale(Decimal(25), age_from=180), Scale(Decimal(18))]
    >>> governing(scales, "amicable", 200, Decimal(50)).percent
    Decimal('25')
    """
    return next((one for one in scales if one.fits(stage, age, amount)), None)


def commission_of(scale, base, step=CENT):
    """Return the commission on ``base``, without VAT, never more than the base.

    A receipt that was sent back gives back what was kept on it.

    >>> commission_of(Scale(Decimal(18)), Decimal(1000))
    Decimal('180.00')
    >>> commission_of(Scale(Decimal(10), flat=Decimal(5)), Decimal(-100))
    Decimal('-15.00')
    >>> commission_of(None, Decimal(1000))
    Decimal('0')
    """
    if scale is None or not base:
        return ZERO
    size = abs(base)
    due = rounded(size * scale.percent / 100, step) + rounded(scale.flat, step)
    due = min(due, size)
    return due if base > 0 else -due


def share_of(amount, parts, scale, terms, paid_to=AGENCY):
    """Return the :class:`Share` that the contract gives of one receipt.

    >>> told = {"principal": Decimal(1000)}
    >>> parts = parts_of(Decimal(1000), told)
    >>> terms = Terms(tax_rate=Decimal("0.2"))
    >>> share_of(Decimal(1000), parts, Scale(Decimal(18)), terms)
    ... # doctest: +NORMALIZE_WHITESPACE
    Share(ours=Decimal('1000'), commission=Decimal('180.00'), vat=Decimal('36.00'),
          pays=Decimal('784.00'))
    """
    direct = paid_to == CREDITOR
    ours = amount if direct else sum(ours_of(parts, terms).values(), ZERO)
    scale = None if direct and not terms.on_direct else scale
    commission = commission_of(scale, ours, terms.step)
    vat = rounded(commission * terms.tax_rate, terms.step)
    kept = commission + vat if terms.mode == NET else ZERO
    return Share(ours, commission, vat, (ZERO if direct else ours) - kept)


def paid_to_us(amount, told, share, paid_to=AGENCY):
    """Return what the agency says it pays us of a receipt.

    Of a direct payment, which we have already, this is what it takes off: negative.

    :param told: ``for_agency`` and ``for_us``, None where not told

    >>> share = Share(Decimal(100), Decimal(18), Decimal("3.6"), Decimal("-21.6"))
    >>> told = {"for_agency": Decimal("21.6")}
    >>> paid_to_us(Decimal(100), told, share, CREDITOR)
    Decimal('-21.6')
    >>> paid_to_us(Decimal(100), {}, share)
    Decimal('-21.6')
    """
    for_us, for_agency = told.get("for_us"), told.get("for_agency")
    if for_us is None and for_agency is None:
        return share.pays
    if for_us is None:
        for_us = amount - for_agency
    return for_us - amount if paid_to == CREDITOR else for_us


def told_wrong(amount, told, mode):
    """Return the columns whose amounts cannot be: on the wrong side, more than was
    paid, or, net, not adding up to it.

    >>> told = {"for_agency": Decimal(216), "for_us": Decimal(785)}
    >>> told_wrong(Decimal(1000), told, NET)
    ['for_us']
    """
    wrong = [
        name
        for name in ("for_agency", "for_us")
        if told.get(name) is not None
        and (told[name] * amount < 0 or abs(told[name]) > abs(amount))
    ]
    both = told.get("for_agency") is not None and told.get("for_us") is not None
    adds_up = not both or told["for_agency"] + told["for_us"] == amount
    if not wrong and mode == NET and not adds_up:
        wrong.append("for_us")
    return wrong


def is_rounding(difference, count, step=CENT):
    """Tell whether a difference is no more than a coin a line, of a hundred at most.

    >>> is_rounding(Decimal("-0.02"), 2), is_rounding(Decimal("0.03"), 2)
    (True, False)
    >>> is_rounding(Decimal("1.01"), 20_000)
    False
    """
    return abs(difference) <= step * min(count, 100)


def pick_bill(bills, amount, reference, tolerance):
    """Return the key of the one bill that is for this commission, or None.

    A bill that names the remittance is it, whatever its amount; else the only one of
    about that amount.

    :param bills: ``[(key, amount with VAT, text)]``

    >>> bills = [(1, Decimal(216), "F-88"), (2, Decimal(240), "REV/2026/7")]
    >>> pick_bill(bills, Decimal(216), "REV/2026/7", CENT)
    2
    >>> pick_bill(bills, Decimal(216), "REV/2026/8", CENT)
    1
    >>> pick_bill([*bills, (3, Decimal(216), "F-89")], Decimal(216), "x", CENT)
    """
    named = [key for key, _total, text in bills if reference and reference in text]
    near = [key for key, total, _text in bills if abs(total - amount) <= tolerance]
    for found in (named, near):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def receipt_keys(rows, seen):
    """Return one reference a row: the agency's own, else one made of what it says.

    Rows that say the same without a reference are counted, so that two equal payments
    of one day are two; what was sent back has a reference beside its receipt's.

    :param rows: ``[(reference, placement, day, amount)]``
    :param seen: a ``Counter``, the same for all the rows of a file

    >>> from collections import Counter
    >>> receipt_keys([("R1", "DC/1", "d", 5), (None, "DC/1", "d", 5)], Counter())
    ['R1', '~DC/1/d/5/1']
    >>> receipt_keys([("R1", "DC/1", "d", -5)], Counter())
    ['-R1']
    """
    keys = []
    for reference, placement, day, amount in rows:
        if reference:
            keys.append(f"-{reference}" if amount and amount < 0 else reference)
            continue
        same = f"~{placement}/{day}/{amount}"
        seen[same] += 1
        keys.append(f"{same}/{seen[same]}")
    return keys


def allocate(amount, open_items):
    """Share a payment over debts in their order.

    :param open_items: ``[(key, open amount)]``, amounts positive
    :return: ``([(key, amount)], rest)``

    >>> allocate(Decimal(50), [("a", Decimal(40)), ("b", Decimal(30))])
    ([('a', Decimal('40')), ('b', Decimal('10'))], Decimal('0'))
    """
    parts, left = [], amount
    for key, owed in open_items:
        part = min(left, owed)
        if part > 0:
            parts.append((key, part))
            left -= part
    return parts, left
