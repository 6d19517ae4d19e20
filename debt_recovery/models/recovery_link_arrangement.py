from odoo import models

from ..tools.arrangements import NEVER
from .recovery_link_follow import SHOWN as MOST

LED_TO = {"arrangement", "autopay", "change", "choose", "follow", "followed"}


class RecoveryLink(models.Model):
    """The page of a plan while it lives: what is paid, what is late and how to make
    good, and what the customer may do about it."""

    _inherit = "recovery.link"

    def _opens(self, part):
        """The link of a plan leads to what that plan needs."""
        of_plan = self.purpose == "arrangement" and part in LED_TO & self._parts()
        return of_plan or super()._opens(part)

    def _ways(self):
        """A plan that runs stands before the offer of another one."""
        ways, running = super()._ways(), self._running_plans()
        if running:
            ways.append(
                {
                    "part": "arrangement",
                    "label": self.env._("Your payment plan"),
                    "hint": running[0]["words"],
                    "rank": 10,
                }
            )
        return ways

    def _plan_page(self, plan, answer=""):
        page = super()._plan_page(plan, answer)
        plan = page["plan"]
        runs = plan and plan.state == "active"
        page["next"] = runs and self._next_to_pay(plan)
        page["cure"] = plan and plan.state == "broken" and self._cure_words(plan)
        page["may_change"] = runs and not plan.proposed_id
        page["waits"] = plan and plan._open_request().words
        page["mandate"] = runs and plan.mandate_id.means
        page["advice"] = self.partner_id._recovery_debt_advice(self.company_id)
        return page

    def _standing_of(self, plan, version):
        standing = super()._standing_of(plan, version)
        if standing != "over":
            return standing
        if plan.state == "broken":
            return "broken"
        return "refused" if plan.refused_why else "over"

    def _today(self):
        return self.company_id._recovery_today()

    def _next_to_pay(self, plan):
        """Return the instalment to pay first: ``title`` and ``words``, whether it
        ``is_due`` or ``is_late``, and its ``id`` for where it is paid."""
        part = plan._left_parts()[:1]
        if not part:
            return False
        late = part.state == "late" or part._late_from() <= self._today()
        title, words = self._instalment_words(plan, part, late)
        return {
            "id": part.id,
            "title": title,
            "words": words,
            "is_due": part.due_date <= self._today(),
            "is_late": late,
            "can_pay": self._opens("choose"),
        }

    def _instalment_words(self, plan, part, late):
        """Return ``(title, words)`` of the instalment to pay first."""
        env, today = self.env, self._today()
        words = {
            "amount": plan._money(part.amount - part.received),
            "day": plan._day(part.due_date),
        }
        if late:
            return env._("A payment has not reached us yet"), self._late_words(
                words, plan._pay_until(part, today)
            )
        if part.due_date <= today:
            return (
                env._("To pay now"),
                env._("%(amount)s, agreed for %(day)s.", **words),
            )
        means, title = plan.mandate_id.means, env._("Next payment")
        if means:
            return title, env._(
                "%(amount)s on %(day)s, charged to %(means)s: you need do nothing.",
                means=means,
                **words,
            )
        return title, env._("%(amount)s on %(day)s.", **words)

    def _late_words(self, words, until):
        if until:
            return self.env._(
                "%(amount)s, expected on %(day)s. Paid by %(until)s, your plan goes "
                "on as agreed.",
                until=self.env["recovery.statement"]._day(until, long=True),
                **words,
            )
        return self.env._(
            "%(amount)s, expected on %(day)s. Your plan goes on as soon as it is here.",
            **words,
        )

    def _cure_words(self, plan):
        """Say what takes a broken plan up again, "" where nothing does any more."""
        cure = plan._cure(self._today())
        return cure and self.env._(
            "A payment is missing. Pay %(amount)s by %(day)s, and the plan goes on as "
            "before.",
            amount=plan._money(cure[0]),
            day=plan._day(cure[1]),
        )

    # --- follow ----------------------------------------------------------------------

    def _follow_rows(self):
        plans = self.env["recovery.arrangement"].search(
            [
                ("case_id", "=", self.case_id.id),
                ("kind", "=", "plan"),
                ("state", "!=", "draft"),
            ],
            limit=MOST,
        )
        if self.arrangement_id:
            plans &= self.arrangement_id
        requests = plans.request_ids
        return [
            *super()._follow_rows(),
            *(self._plan_row(plan.with_env(self.env)) for plan in plans),
            *(self._change_row(one.with_env(self.env)) for one in requests),
        ]

    def _plan_row(self, plan):
        paid = plan.received and plan._money(plan.received)
        today = self.company_id._recovery_today
        return {
            "reference": plan.reference,
            "label": self.env._("Payment plan"),
            "state": self._plan_state(plan),
            "day": today(plan.agreed_at) if plan.agreed_at else today(plan.create_date),
            "amount": plan._money(plan.amount),
            "is_open": plan.state in ("offered", "to_approve", "active"),
            "is_declined": plan.state in ("cancelled", "broken", "expired"),
            "part": f"arrangement/{plan.reference}",
            "part_label": self.env._("See the payment plan"),
            "answer": plan.refused_why,
            "facts": [(self.env._("Paid so far"), paid)],
        }

    def _plan_state(self, plan):
        env = self.env
        if plan.state == "active" and plan.proposed_id:
            return env._("A change waits for your agreement")
        return {
            "offered": env._("Waiting for your agreement"),
            "to_approve": env._("Being looked at"),
            "active": env._("Running"),
            "kept": env._("Paid"),
            "cancelled": env._("Not granted") if plan.refused_why else env._("Ended"),
            "broken": env._("Ended: a payment is missing"),
            "expired": env._("Not accepted in time"),
        }.get(plan.state, env._("Ended"))

    def _change_row(self, request):
        env = self.env
        return {
            "reference": request.reference,
            "label": env._("Change of the payment plan"),
            "state": {
                "asked": env._("Being looked at"),
                "granted": env._("Granted"),
                "refused": env._("Not granted"),
                "over": env._("Ended"),
            }[request.state],
            "day": self.company_id._recovery_today(request.asked_at),
            "text": request.why or "",
            "is_open": request.state == "asked",
            "is_declined": request.state in ("refused", "over"),
            "answer": request.answer or "",
            "part": f"arrangement/{request.arrangement_id.reference}",
            "part_label": env._("See the payment plan"),
            "facts": [(env._("Asked for"), request.words)],
        }


class RecoveryArrangement(models.Model):
    _inherit = "recovery.arrangement"

    def _cure(self, today):
        """Return ``(amount, last day)`` that takes a broken plan up again, None where
        nothing does any more."""
        missed = [
            (part, judged)
            for part, judged in ((one, self._part(one)) for one in self._left_parts())
            if judged.judged < today
        ]
        until = min((judged.until for _part, judged in missed), default=NEVER)
        if not missed or until < today or until == NEVER:
            return None
        owed = sum(part.amount - part.received for part, _judged in missed)
        return self.currency_id.round(owed), until

    def _pay_until(self, part, today):
        """Return until when a late instalment keeps the plan, None while nothing ends
        it."""
        judged = self._part(part).judged
        return judged if judged != NEVER and judged >= today else None
