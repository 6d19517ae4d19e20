import hashlib

from odoo import models
from odoo.exceptions import UserError

from .recovery_plan_accept import NAME


class RecoveryLink(models.Model):
    """The page on which a customer has his plan charged to a means of payment that he
    saved, and ends that: the very words that he agrees to are those he reads."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"autopay"}

    def _contents(self, values):
        return {
            **super()._contents(values),
            "autopay": lambda: self._autopay_page(
                self._plan(values.get("reference", ""))
            ),
        }

    def _autopay_page(self, plan):
        """Return what the page shows: the consent in force, or the means to choose."""
        plan = plan.with_env(self.env)
        mandate = plan.mandate_id
        return {
            "plan": plan,
            "reference": plan.reference,
            "mandate": mandate
            and {
                "means": mandate.means,
                "text": mandate.text,
                "day": self.env["recovery.statement"]._day(
                    self.company_id._recovery_today(mandate.agreed_at), long=True
                ),
            },
            "means": [
                {"id": token.id, "name": token.display_name, "text": text, "seen": seen}
                for token, text, seen in self._means_of(plan)
            ]
            if plan.state == "active"
            else [],
            "first": plan._left_parts()[:1].id,
            "can_save": self._opens("choose"),
        }

    def _knows_means(self, plan):
        """Tell whether a means of payment is saved that this page shows."""
        return bool(plan.mandate_id) or bool(self._means_of(plan))

    def _means_of(self, plan):
        """Return ``[(token, words to agree to, their fingerprint)]``: what this person
        or the customer itself saved, never a colleague's own card."""
        people = self._person() | self.partner_id
        found = []
        for token in plan._saved_means():
            if token.partner_id in people:
                text = plan._mandate_text(token)
                found.append((token, text, hashlib.sha256(text.encode()).hexdigest()))
        return found

    def _agree_autopay(self, plan, form, ip):
        """Keep the consent that was given on this page; return the plan.

        :param form: ``means``: the number of a token, ``seen``: fingerprint of the
            words, ``name``, ``agree``
        :raises UserError: in words for the customer
        """
        plan = plan.with_env(self.env)
        name = " ".join(str(form.get("name") or "").split())[:NAME]
        if not form.get("agree") or not name:
            raise UserError(self.env._("Please type your name and tick the box."))
        for token, text, seen in self._means_of(plan):
            if str(token.id) == form.get("means"):
                if seen != form.get("seen"):
                    break
                proof = f"{name}, {ip} – {self._proof(ip)}"
                plan._authorise(token, self._by_way(), proof, text)
                return plan
        raise UserError(
            self.env._("These words changed meanwhile: please read them again.")
        )

    def _end_autopay(self, plan):
        """End the consent at once."""
        plan.mandate_id._revoke("customer")


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def _saved_means(self):
        """Return the means of payment that this customer's people saved and that can
        be charged for this plan."""
        tokens = (
            self.env["payment.token"]
            .sudo()
            .search(
                [
                    ("partner_id", "child_of", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        )
        return tokens.filtered(self._can_charge)

    def _can_charge(self, token):
        try:
            self._check_token(token)
        except UserError:
            return False
        return True
