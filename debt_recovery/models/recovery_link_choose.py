from odoo import models
from odoo.exceptions import UserError

from .recovery_short_answer import DISCOUNT

PART, SHOWN = "choose", 80
PAYING = {PART, "checkout", "paid"}


class RecoveryLink(models.Model):
    """The page on which a customer ticks what he pays, how much of it."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | PAYING

    def _opens(self, part):
        """The link of a plan pays its instalments too."""
        return super()._opens(part) or (
            self.purpose == "arrangement" and part in PAYING
        )

    def _contents(self, values):
        return {
            **super()._contents(values),
            PART: lambda: self._choice(values.get("form") or {}),
        }

    def _choice(self, form):
        """Return the page: ``blocks``, one a currency, each a form of its own;
        ``agreed``: what may be paid of an agreement instead.

        :param form: what was typed before, where something was wrong
        """
        whole = self._is_account()  # the link of a plan pays that plan
        payables = self.case_id._payables() if whole else []
        by_currency = {}
        for payable in payables:
            by_currency.setdefault(payable.currency, []).append(payable)
        return {
            "blocks": [
                self._choice_block(currency, found, form)
                for currency, found in by_currency.items()
            ],
            "agreed": self._agreed_choices(),
            "reasons": self._short_reasons() if payables else [],
            "flying": self._flying_words() if whole else [],
            "typed": form,
        }

    def _choice_block(self, currency, payables, form):
        mine = form if form.get("currency") == currency.name else {}
        rows = [self._choice_row(one, mine) for one in payables[:SHOWN]]
        total = sum(row["value"] for row in rows if row["is_ticked"])
        return {
            "currency": currency.name,
            "digits": currency.decimal_places,
            "pattern": self._pattern(currency),
            "rows": rows,
            "total": self.env["recovery.statement"]._money(total, currency),
            "locale": self._language().replace("_", "-"),
            "covered": self._covered_words(currency, payables),
            **self._all_due(currency, payables),
            "parts": any(row["editable"] for row in rows),
        }

    def _all_due(self, currency, payables):
        """Return ``more`` (items that are not shown) and, where there are any,
        ``all_due``: what is due in all, to be paid in one go."""
        due = sum(one.usual for one in payables if one.is_due)
        more = max(0, len(payables) - SHOWN)
        words = self.env._("%(number)s more items are not shown here.", number=more)
        money = self.env["recovery.statement"]._money(due, currency)
        return {"more": more and words, "all_due": more and due and money}

    def _choice_row(self, payable, form):
        """Return one line of the form: ticked where it is due, or was ticked."""
        line_id, currency = payable.line.id, payable.currency
        statement = self.env["recovery.statement"]
        ticked = payable.is_due
        if form:
            ticked = str(line_id) in form.get("lines", ())
        least = payable.shortest(self.company_id)
        return {
            "id": line_id,
            "name": payable.name,
            "due": statement._day(payable.due),
            "mark": payable.mark,
            "open": statement._money(payable.residual, currency),
            "usual": statement._money(payable.usual, currency),
            "value": payable.usual,
            "plain": self._plain(payable.usual, currency),
            "least": self._plain(least, currency),
            "least_words": statement._money(least, currency),
            "editable": self.company_id.recovery_part_payment
            and currency.compare_amounts(least, payable.most) < 0,
            "typed": form.get(f"amount_{line_id}", ""),
            "is_ticked": ticked,
            "credit": payable.credit and statement._money(payable.credit, currency),
            "discount": payable.discount
            and self.env._(
                "Discount of %(amount)s until %(date)s",
                amount=statement._money(payable.discount, currency),
                date=statement._day(payable.until),
            ),
        }

    def _pattern(self, currency):
        """Return how an amount is written, with 0 in place of its figures."""
        sign = currency.symbol or currency.name
        return f"{sign}\u00a00" if currency.position == "before" else f"0\u00a0{sign}"

    def _plain(self, amount, currency):
        """Return an amount as one types it in the reader's language, without groups."""
        text = f"{amount:.{currency.decimal_places}f}"
        lang = self.env["res.lang"]._get_data(code=self._language())
        return text.replace(".", lang.decimal_point or ".")

    def _flying_words(self):
        """Say what is being paid online already."""
        statement = self.env["recovery.statement"]
        return [
            self.env._(
                "A payment of %(amount)s is being processed: %(names)s.",
                amount=statement._money(one.amount, one.currency_id),
                names=", ".join(one.recovery_checkout_id.line_ids.mapped("name")),
            )
            for one in self.case_id._under_way()
        ]

    def _covered_words(self, currency, payables):
        """Say what credits and payments under way cover of these."""
        credit = sum(one.row["netted"] for one in payables)
        flight = sum(one.row["in_flight"] for one in payables)
        statement, words = self.env["recovery.statement"], []
        if credit:
            words.append(
                self.env._(
                    "Credits of %(amount)s are deducted.",
                    amount=statement._money(float(credit), currency),
                )
            )
        if flight:
            words.append(
                self.env._(
                    "A payment of %(amount)s is being processed and deducted.",
                    amount=statement._money(float(flight), currency),
                )
            )
        return " ".join(words)

    def _short_reasons(self):
        reasons = self.env["recovery.dispute.reason"].sudo()
        return reasons.search([("code", "!=", DISCOUNT)])

    # --- what was agreed -------------------------------------------------------------

    def _agreed_choices(self):
        """Return what may be paid of a running plan or offer: its next instalments
        (the first one is its deposit), or its sum."""
        domain = [
            ("case_id", "=", self.case_id.id),
            ("kind", "in", ("plan", "settlement")),
            ("state", "=", "active"),
        ]
        found = self.env["recovery.arrangement"].sudo().search(domain)
        if not self._is_account():
            found &= self._plan()
        return [row for one in found for row in self._agreed_rows(one)]

    def _agreed_rows(self, agreed):
        statement = self.env["recovery.statement"]
        if agreed.kind == "settlement":
            label = self.env._("Settlement offer %(name)s", name=agreed.reference)
            day, money = agreed.last_due, agreed.open_amount
            rows = [("settlement", agreed.id, label, day, money)]
        else:
            rows = [
                (
                    "instalment",
                    part.id,
                    self.env._("Instalment of your plan %s", agreed.reference),
                    part.due_date,
                    agreed.currency_id.round(part.amount - part.received),
                )
                for part in agreed._parts_to_pay()
            ]
        return [
            {
                "kind": kind,
                "id": key,
                "label": label,
                "due": statement._day(day),
                "amount": statement._money(amount, agreed.currency_id),
            }
            for kind, key, label, day, amount in rows
        ]

    # --- the forms -------------------------------------------------------------------

    def _pay_chosen(self, form):
        """Make the checkout of a form.

        :param form: ``lines`` (ids as text), ``amount_<id>``, ``reason``, ``note``; or
            ``instalment``, or ``settlement``
        :raises UserError: in words for the customer
        """
        case, person = self.case_id, self._person()
        if form.get("instalment"):
            part = self._agreed_record("recovery.arrangement.instalment", form)
            return case._pay_instalment(part, person)
        if not self._is_account():
            raise UserError(self.env._("Choose what you want to pay."))
        if form.get("settlement"):
            offer = self._agreed_record("recovery.arrangement", form)
            return case._pay_settlement(offer, person)
        if form.get("all"):
            return case._pay_items(self._due_in(str(form.get("currency"))), person)
        ticked = {str(key) for key in form.get("lines", ())}
        typed = {name[7:] for name, text in form.items() if _is_amount(name, text)}
        chosen = {
            int(key): str(form.get(f"amount_{key}", ""))
            for key in ticked | typed  # an amount was typed: it is meant to be paid
            if key.isdecimal()
        }
        reason, note = str(form.get("reason", "")), str(form.get("note", "")).strip()
        return case._pay_items(chosen, person, reason, note[:1000])

    def _due_in(self, currency):
        """Return all that is due in a currency, as a form would name it."""
        found = self.case_id._payables()
        return {
            one.line.id: ""
            for one in found
            if one.is_due and one.currency.name == currency
        }

    def _agreed_record(self, model, form):
        """Return the instalment or offer of this account that a form names, or an
        empty one, which is refused."""
        is_part = model.endswith("instalment")
        key = form["instalment"] if is_part else form["settlement"]
        case = "arrangement_id.case_id" if is_part else "case_id"
        number = int(key) if str(key).isdecimal() and len(str(key)) < 10 else 0
        domain = [("id", "=", number), (case, "=", self.case_id.id)]
        if not self._is_account():
            domain.append(("arrangement_id", "=", self._plan().id))
        return self.env[model].sudo().search(domain)


def _is_amount(name, text):
    return name.startswith("amount_") and bool(str(text).strip())


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def _parts_to_pay(self):
        """Return the instalments that the customer may pay now: all that are late or
        due, and the next one."""
        waiting = self._plan_parts().filtered(
            lambda one: (
                one.state in ("waiting", "due", "late")
                and self.currency_id.compare_amounts(one.amount, one.received) > 0
            )
        )
        today = self.company_id._recovery_today()
        late = waiting.filtered(lambda one: one.due_date <= today)
        return late | (waiting - late)[:1]
