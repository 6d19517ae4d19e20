from odoo import models
from odoo.exceptions import UserError

OF_CONSUMERS = ("not_received",)


class RecoveryLink(models.Model):
    """“I need something first”: what keeps one from paying and contests nothing."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"need", "need_one"}

    def _ways(self):
        way = {
            "part": "need",
            "label": self.env._("I need something first"),
            "hint": self.env._("The invoice, an order number, another recipient…"),
            "rank": 50,
        }
        return [*super()._ways(), way]

    def _contents(self, values):
        return {
            **super()._contents(values),
            "need": lambda: {"needs": self._needs()},
            "need_one": lambda: self._need_page(values),
        }

    def _needs(self):
        """Return what this customer can need, as :meth:`_all_needs`."""
        consumer, needs = self._is_consumer(), self._all_needs()
        return [one for one in needs if not consumer or one["kind"] in OF_CONSUMERS]

    def _all_needs(self):
        """Return what can be needed: ``{kind, label, hint}``."""
        return [
            {
                "kind": "not_received",
                "label": self.env._("I did not receive the invoice"),
                "hint": self.env._("Download it at once; we send it again too."),
            },
            {
                "kind": "order_number",
                "label": self.env._("The order number is missing"),
                "hint": self.env._("Give it here: we put it on the invoice."),
            },
            {
                "kind": "recipient",
                "label": self.env._("It is for somebody else"),
                "hint": self.env._("Tell us who handles our invoices."),
            },
            {
                "kind": "platform",
                "label": self.env._("It has to be filed on another platform"),
                "hint": self.env._("Tell us which one, and what it asks for."),
            },
        ]

    def _need(self, kind):
        """Return the need of ``kind`` that this customer may choose, or None."""
        return next((one for one in self._needs() if one["kind"] == kind), None)

    def _need_page(self, values):
        form = values.get("form") or {}
        rows = self._item_rows(form.get("items", ()))
        if len(rows) == 1:
            rows[0]["is_ticked"] = True
        return {"need": self._need(values.get("kind") or form["kind"]), "rows": rows}

    def _ask_first(self, kind, lines, form, files):
        """Note what is needed, and do at once what can be done at once."""
        self._check_open(lines)
        vals = self._need_values(kind, form)
        return self._ask(kind, lines, files, text=form["text"], **vals)

    def _need_values(self, kind, form):
        if kind == "order_number":
            return {"order_number": self._filled(form, "order_number")}
        if kind == "platform":
            return {"platform": self._filled(form, "platform")}
        if kind == "recipient":
            details = {key: form.get(key, "") for key in ("name", "email", "phone")}
            proposal = self._name_colleague(details, form["visitor"])
            return {"proposal_id": proposal.id}
        return {}

    def _filled(self, form, name):
        """Return one line that has to be filled in."""
        said = " ".join(form.get(name, "").split())[:100]
        if not said:
            raise UserError(self.env._("Please fill in what is missing."))
        return said
