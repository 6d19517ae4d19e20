from odoo import fields, models

SHOWN = ("offered", "to_approve", "active", "kept", "broken", "expired", "cancelled")


class RecoveryLink(models.Model):
    """The page of a payment plan: read it, accept it, see how it stands."""

    _inherit = "recovery.link"

    purpose = fields.Selection(
        selection_add=[("arrangement", "Payment plan")],
        ondelete={"arrangement": "cascade"},
    )
    arrangement_id = fields.Many2one(
        "recovery.arrangement",
        "Payment plan",
        index="btree_not_null",
        ondelete="cascade",
    )

    def _plan(self, reference=""):
        """Return the plan that this visit shows: the link's own and no other one; else
        that of ``reference``, or the last one. Only a plan of the account is shown."""
        plan = self.arrangement_id
        if plan and plan.case_id == self.case_id:
            return plan if reference in ("", plan.reference) else plan.browse()
        domain = [
            ("case_id", "=", self.case_id.id),
            ("kind", "=", "plan"),
            ("state", "in", SHOWN),
        ]
        if reference:
            domain.append(("reference", "=", reference))
        return self.env["recovery.arrangement"].search(domain, limit=1)

    def _kept_values(self):
        """A new link opens the plan of the one that ended, no other one."""
        return {**super()._kept_values(), "arrangement_id": self.arrangement_id.id}

    def _contents(self, values):
        return {
            **super()._contents(values),
            "arrangement": lambda: self._plan_page(
                self._plan(values.get("reference", "")), values.get("answer", "")
            ),
        }

    def _parts(self):
        return super()._parts() | {"arrangement"}

    def _plan_page(self, plan, answer=""):
        """Return what the page shows.

        :param answer: what came of accepting, see ``_accept``
        """
        plan = plan.with_env(self.env)
        version = plan._to_accept() if plan else None
        shown = version or plan.version_id or plan.proposed_id
        return {
            "answer": answer,
            "plan": plan,
            "reference": plan.reference,
            "amount": plan and plan._money(plan.amount),
            "open_amount": plan and plan._money(plan.open_amount),
            "version": version,
            "text": shown.text if plan and self._is_shown(plan, version) else "",
            "proof": shown.accepted_at and shown._speaking()._acceptance_words(),
            "rows": [plan._page_row(one) for one in plan._plan_parts()],
            "until": plan.offered_until and plan._day(plan.offered_until),
            "can_print": bool(plan and plan.version_id),
            "standing": self._standing_of(plan, version),
        }

    def _is_shown(self, plan, version):
        return bool(version) or plan.state in ("active", "kept")

    def _standing_of(self, plan, version):
        """Return what the page is about: to_accept, to_confirm (agreed on the phone),
        active, kept, over or waiting."""
        if version:
            return "to_confirm" if version.accepted_at else "to_accept"
        if plan.state in ("active", "kept"):
            return plan.state
        return "waiting" if plan.state == "to_approve" else "over"

    def _accept_plan(self, plan, fingerprint, name, ip):
        """Accept on this page; return what came of it."""
        return plan._accept(fingerprint, name, self._by_way(), ip) if plan else "over"

    def _by_way(self):
        """Return how this visitor came, as ``SOURCES`` has it."""
        return "link" if self._is_stored() else "portal"


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def _page_row(self, part):
        return {
            "day": self._day(part.due_date),
            "amount": self._money(part.amount),
            "is_paid": part.state == "received",
            "is_late": part.state == "late",
        }


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _link(self, purpose, contact=None, notice=None):
        """A message about a plan leads to that plan."""
        plan = notice.agreement_id if notice else None
        if purpose != "arrangement" or not plan:
            return super()._link(purpose, contact, notice)
        self.ensure_one()
        return self.env["recovery.link"]._issue(
            *(self, purpose, contact, notice), arrangement_id=plan.id
        )
