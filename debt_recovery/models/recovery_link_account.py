from itertools import chain

from odoo import models

PAGE = 80  # items that are shown at once
FOLDED = 10  # longer tables are folded
KINDS = ("overdue", "upcoming", "apart", "credit", "in_flight")  # in this order
AREAS = ("due", "credit", "coming", "aside", "apart")


class RecoveryLink(models.Model):
    """The account's page: all open items of every currency, and what they come to.

    Figures are those of the statement, which are those of the exposure, read at that
    second; sums are over all items, words over those of the page shown.
    """

    _inherit = "recovery.link"

    def _contents(self, values):
        return {
            **super()._contents(values),
            "pay": lambda: self._account(values.get("at")),
        }

    def _account(self, at=None):
        """Return the account's page.

        :param at: number of the page of items that is asked for, as typed
        :return: ``amounts`` to pay, one a currency; ``blocks`` (``currency``,
            ``amount``, ``plain``) of those; ``sections`` of items; ``agreed``, what
            runs; ``next_words``; ``awaited``, where a plan's instalment that did not
            come is paid; ``progress``; ``announced`` charges; ``transfer``
        """
        statement = self.env["recovery.statement"]
        content = statement._sums(self.company_id, self.partner_id)
        items = self._placed(content)
        number, pages = _page_of(at, len(items))
        shown = statement._named(items[(number - 1) * PAGE : number * PAGE])
        agreed = self._standings()
        blocks = self._to_pay_blocks(content)
        return {
            "date": statement._day(content["as_of"], long=True),
            "amounts": [block["amount"] for block in blocks],
            "blocks": blocks,
            "sections": self._account_sections(content, items, shown),
            "is_first": number == 1,
            "number": number,
            "pages": pages,
            "agreed": [self._agreed_row(*one) for one in agreed.items()],
            "next_words": self._next_words(content, agreed),
            "awaited": not blocks and self._awaited(agreed),
            "progress": self._progress(agreed),
            "announced": self._announced(),
            "transfer": self._transfer(content["items"]) if blocks else False,
            "ways": self._offered_ways(),
            "may_settle": self._may_settle(),
        }

    def _offered_ways(self):
        """Return the ways that this visit may go, in order; who may only look is shown
        none that ``settles``."""
        may = self._may_settle()
        ways = [way for way in self._ways() if may or not way.get("settles")]
        return sorted(ways, key=lambda way: way["rank"])

    def _to_pay_blocks(self, content):
        statement = self.env["recovery.statement"]
        return [
            {
                "currency": currency.name,
                "amount": statement._money(total["to_pay"], currency),
                "plain": f"{total['to_pay']:.{currency.decimal_places}f}",
            }
            for currency, total in content["totals"].items()
            if total["to_pay"]
        ]

    # --- where an item stands --------------------------------------------------------

    def _placed(self, content):
        """Return the items with their ``area``, in the order of the page: what is to
        pay and what lowers it by currency, then the others, oldest first."""
        items = content["items"]
        paying = {
            item["currency"].id
            for item in items
            if item["kind"] == "overdue" and not item["spared"]
        }
        places, order = {}, {one.id: n for n, one in enumerate(content["totals"])}
        for item in items:
            area = item["area"] = self._area(item, paying)
            kind = KINDS.index(item["kind"]) if area in ("due", "credit") else 0
            place = AREAS.index(area), order[item["currency"].id], kind
            places.setdefault(place, []).append(item)
        return list(chain.from_iterable(places[place] for place in sorted(places)))

    def _area(self, item, paying):
        """Return where an item stands: due, credit (nothing is due that it lowers),
        coming, aside (not asked for now) or apart (never paid to us)."""
        if item["kind"] in ("credit", "in_flight"):
            return "due" if item["currency"].id in paying else "credit"
        if item["kind"] == "apart":
            return "apart"
        if item["spared"]:
            return "aside"
        return "due" if item["kind"] == "overdue" else "coming"

    def _asked_part(self, item):
        """Return what an item adds to the sum of its section."""
        if item["area"] in ("due", "coming"):
            return item["open"] - item["held"]
        return item["open"]

    # --- sections --------------------------------------------------------------------

    def _account_sections(self, content, items, shown):
        """Return the tables of the page shown, each with its sum over all pages."""
        known = self._known_of(content, shown)
        groups = {}
        for item in items:
            groups.setdefault((item["area"], item["currency"].id), []).append(item)
        rows = {}
        for item in shown:
            key = item["area"], item["currency"].id
            rows.setdefault(key, []).append(self._account_row(item, known))
        sections = [
            self._section(content, groups[key], some) for key, some in rows.items()
        ]
        if len(shown) == len(items):
            self._say_avoided_once(sections, shown, known)
        return sections

    def _say_avoided_once(self, sections, shown, known):
        """Say below the table of what is to pay which charges paying now avoids, in
        place of one sentence a line."""
        for section in sections:
            if section["area"] == "due":
                mine = [
                    known["avoided"][item["line_id"]]
                    for item in shown
                    if item["area"] == "due"
                    and item["currency"] == section["of"]
                    and item["line_id"] in known["avoided"]
                ]
                section["avoid"] = self._avoided_together(mine)
                for row in section["rows"]:
                    row["avoid"] = ""

    def _section(self, content, items, rows):
        area, currency = items[0]["area"], items[0]["currency"]
        statement, total = self.env["recovery.statement"], content["totals"][currency]
        several = len(content["totals"]) > 1
        amount = sum(self._asked_part(item) for item in items)
        surplus = 0.0
        if area == "due":
            amount, surplus = total["to_pay"], total["surplus"]
        return {
            "area": area,
            "title": self._area_title(area),
            "of": currency,
            "currency": currency.name if several else "",
            "rows": rows,
            "folded": len(rows) > FOLDED and self._items_words(len(rows)),
            "label": self._area_label(area),
            "amount": statement._money(amount, currency),
            "avoid": "",
            "surplus": surplus and statement._money(surplus, currency),
        }

    def _items_words(self, number):
        return self.env._("Show the %(number)s items", number=number)

    def _area_title(self, area):
        return {
            "due": self.env._("To pay now"),
            "credit": self.env._("In your favour"),
            "coming": self.env._("Coming up"),
            "aside": self.env._("Not asked for now"),
            "apart": self.env._("For information, not to be paid to us now"),
        }[area]

    def _area_label(self, area):
        if area == "due":
            return self.env._("Total to pay")
        return self.env._("Total")


def _page_of(asked, count):
    """Return ``(number, how many pages)``; any nonsense is the first page."""
    pages = max(1, -(-count // PAGE))
    text = str(asked or "")
    number = int(text) if text.isdecimal() and len(text) < 7 else 1
    return min(max(1, number), pages), pages
