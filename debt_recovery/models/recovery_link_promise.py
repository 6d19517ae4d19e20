from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import typed
from ..tools.arrangements import PROMISE
from ..tools.calendar import add_working_days
from ..tools.segments import CONSUMER
from .recovery_arrangement_agree import owed_on
from .recovery_link_account import PAGE

WORDS = 64  # characters of a transfer's reference that are kept


class RecoveryLink(models.Model):
    """A payment that the customer announces: a day, an amount, for which invoices."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"promise"}

    def _ways(self):
        way = {
            "part": "promise",
            "label": self.env._("Announce a payment"),
            "hint": self.env._("Tell us when it comes: no reminder until then."),
            "rank": 30,
            "settles": True,
        }
        return [*super()._ways(), way]

    def _contents(self, values):
        return {
            **super()._contents(values),
            "promise": lambda: self._promise_page(values.get("form") or {}),
        }

    # --- the page --------------------------------------------------------------------

    def _promise_page(self, form):
        """Return the form: ``rows`` to tick, ``first`` and ``last`` day, the usual
        ``day``, ``limits`` in words, ``hidden_words`` on those not listed; ``closed``
        says why nothing can be announced here.

        :param form: what was typed, where it is shown again
        """
        company = self.company_id.sudo()
        today = company._recovery_today()
        content = self.env["recovery.statement"]._sums(company, self.partner_id)
        items = self._promisable(content)
        shown = self.env["recovery.statement"]._named(items[:PAGE])
        last = self._promise_last(today)
        ticked = form.get("lines")
        return {
            "rows": [self._promise_row(item, ticked) for item in shown],
            "hidden_words": self._hidden_words(len(items) - len(shown)),
            "first": today.isoformat(),
            "last": last.isoformat() if last else None,
            "day": form.get("day") or self._promise_usual(today, last),
            "limits": self._promise_limits(last),
            "closed": self._promise_closed(today, items),
            "wrong": self._promise_wrong(form) if form else "",
            "is_business": self.partner_id._recovery_kind() != CONSUMER,
        }

    def _promise_wrong(self, form):
        """Return the field that what was typed is refused for: day, lines or amount."""
        try:
            self._promised_day(form.get("day"))
        except UserError:
            return "day"
        return "amount" if form.get("lines") and form.get("amount") else "lines"

    def _hidden_words(self, number):
        if not number:
            return ""
        return self.env._(
            "The oldest are shown. For the %(number)s others, write to us.",
            number=number,
        )

    def _promise_last(self, today):
        """Return the last day that may be announced, or None: any."""
        longest = self.company_id.sudo().recovery_promise_longest
        return fields.Date.add(today, days=longest) if longest else None

    def _promise_usual(self, today, last):
        """Return the day that a business finds filled in: the next working day."""
        if self.partner_id._recovery_kind() == CONSUMER:
            return ""
        closed = self.company_id._recovery_closed_days(today)
        day = add_working_days(today, 1, closed)
        return min(day, last or day).isoformat()

    def _promise_limits(self, last):
        if not last:
            return self.env._("Any day from today on.")
        return self.env._(
            "Until %(day)s at the latest.",
            day=self.env["recovery.statement"]._day(last, long=True),
        )

    def _promise_closed(self, today, items):
        """Return why nothing can be announced here, in words, or nothing."""
        if not items:
            return self.env._("Nothing is open for which a payment could be announced.")
        case = self.case_id
        return case._promise_problem(today, True, case._promise_counts())

    def _promisable(self, content):
        """Return the items for which a payment may be announced, with ``owed``: what
        is asked for or comes up, and what was announced already, oldest first."""
        rows = {row["line_id"]: row for row in content["rows"]}
        found = []
        for item in content["items"]:
            row = rows.get(item["line_id"])
            free = item["kind"] in ("overdue", "upcoming") and (
                item["spared"] in ("", PROMISE)
            )
            running = item["frozen_by"] in ("plan", "settlement")
            if row and free and not running:
                owed = item["currency"].round(float(owed_on(row)))
                if owed > 0:
                    found.append({**item, "owed": owed, "area": "due"})
        return found

    def _promise_row(self, item, ticked):
        """Return a line to tick; what is late and not announced yet is ticked first.

        :param ticked: ids that were ticked, as typed; None where nothing was sent
        """
        statement = self.env["recovery.statement"]
        late = item["kind"] == "overdue" and not item["spared"]
        return {
            "id": item["line_id"],
            "name": item["name"],
            "reference": item["reference"],
            "due": self.env._("due on %(day)s", day=statement._day(item["due"])),
            "mark": statement._mark(item),
            "amount": statement._money(item["owed"], item["currency"]),
            "is_ticked": late if ticked is None else str(item["line_id"]) in ticked,
        }

    # --- what is sent ----------------------------------------------------------------

    def _theirs(self, ids):
        """Return the journal items of this account among ``ids`` as typed, or None
        where one is not of it."""
        if not all(one.isdecimal() and len(one) < 10 for one in ids):
            return None
        followed = self.env["recovery.account"]._followed(self.company_id)
        found = self.env["account.move.line"].search(
            [
                ("id", "in", [int(one) for one in ids]),
                ("company_id", "=", self.company_id.id),
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("account_id", "in", followed.account_id.ids),
                ("parent_state", "=", "posted"),
            ]
        )
        return found if len(found) == len(set(ids)) else None

    def _promise(self, lines, form):
        """Note the payment that is announced.

        :param lines: of :meth:`_theirs`
        :param form: ``day``, ``amount`` and ``reference`` as typed
        :return: the ``recovery.arrangement``
        :raises UserError: when what is typed, or a limit, forbids it
        """
        case = self.case_id
        self._check_promised(lines)
        day = self._promised_day(form.get("day"))
        case._alone_on_account()
        case._replace_promises(lines)  # what they kept aside is owed again
        owed = float(case._owed(lines).total)
        amount = self._promised_amount(form.get("amount"), lines.currency_id, owed)
        reference = " ".join(str(form.get("reference") or "").split())[:WORDS]
        return case._agree(
            PROMISE,
            lines,
            [(day, amount)],
            source="link" if self._is_stored() else "portal",
            reason=reference or False,
        )

    def _check_promised(self, lines):
        """Refuse none, what was settled meanwhile, and two currencies."""
        if not lines:
            raise UserError(self.env._("Tick at least one invoice."))
        content = self.env["recovery.statement"]._sums(self.company_id, self.partner_id)
        known = {item["line_id"] for item in self._promisable(content)}
        if set(lines.ids) - known:
            raise UserError(
                self.env._(
                    "One of these invoices was settled or agreed on meanwhile: please "
                    "look at the list again."
                )
            )
        if len(lines.currency_id) > 1:
            raise UserError(
                self.env._("Please announce one payment for each currency.")
            )

    def _promised_day(self, text):
        day, today = typed.day(text), self.company_id._recovery_today()
        last = self._promise_last(today)
        if not day:
            raise UserError(self.env._("Please choose the day of your payment."))
        if day < today:
            raise UserError(self.env._("Please choose today or a later day."))
        if last and day > last:
            raise UserError(
                self.env._(
                    "We can note a payment until %(day)s. For a later day, ask us for "
                    "a payment in instalments, or write to us: we look for a solution "
                    "with you.",
                    day=self.env["recovery.statement"]._day(last, long=True),
                )
            )
        return day

    def _promised_amount(self, text, currency, owed):
        """Return the amount announced; nothing typed: all that is ticked."""
        if not str(text or "").strip():
            return currency.round(owed)
        amount = typed.money(text)
        if not amount:
            raise UserError(self.env._("Please write an amount, for example 1,250.00."))
        if currency.compare_amounts(float(amount), owed) > 0:
            raise UserError(
                self.env._(
                    "You announce %(amount)s; %(owed)s is open on what you ticked.",
                    amount=self.env["recovery.statement"]._money(
                        float(amount), currency
                    ),
                    owed=self.env["recovery.statement"]._money(owed, currency),
                )
            )
        return currency.round(float(amount))
