from odoo import fields, models
from odoo.exceptions import AccessError, UserError

EXCEED = {"agent": "group_agent", "manager": "group_manager"}


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _check_may_plan(self, found, told):
        """Refuse what the user may not even ask for.

        One plan more than a customer may make in a year is how time is played for: who
        may not exceed the policy does not make it.

        :param found: :class:`PlanLimits`
        :param told: why it goes beyond the policy, as sentences
        """
        policy = found.policy
        if told and policy and policy.exceed_by == "nobody":
            raise UserError("\n".join([self.env._("Not granted."), *told]))
        most = found.limits.per_year
        if most and found.made >= most and not policy._may_exceed():
            raise UserError(
                self.env._(
                    "%(name)s made %(made)s payment plans in twelve months: another "
                    "one is for who may exceed the policy “%(policy)s”.",
                    name=self.display_name,
                    made=found.made,
                    policy=policy.name,
                )
            )


class RecoveryPlanPolicy(models.Model):
    _inherit = "recovery.plan.policy"

    def _may_exceed(self, user=None):
        """Tell whether ``user`` may grant more than this policy; without a policy, a
        manager may."""
        user = user or self.env.user
        group = EXCEED.get(self.exceed_by or "manager")
        return bool(group) and user.has_group(f"debt_recovery.{group}")


class RecoveryArrangement(models.Model):
    """From a draft to a plan that runs: approved where it exceeds its policy, offered
    to the customer or agreed with him."""

    _inherit = "recovery.arrangement"

    def _go(self, target, **vals):
        """Offer a draft (``offered``) or let it run (``active``); what goes beyond its
        policy waits for an approval first."""
        for plan in self:
            if plan.outside_text and not plan.approved_on:
                hold = plan._hold_meanwhile(plan._days_ahead())
                plan._move_to(
                    "to_approve", plan_next=target, offer_hold_id=hold.id, **vals
                )
                plan._ask_approval()
            elif target == "offered":
                plan._offer(**vals)
            else:
                plan._start("call", plan.proposed_id, **vals)

    # --- approval --------------------------------------------------------------------

    def _approve_plan(self, reason):
        """Grant a plan beyond its policy: by another person than who made it, one of
        the two with the right to exceed; where the company has one person, alone.

        :param reason: why; kept with the plan
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Write why it is granted."))
        for plan in self:
            alone = plan._check_approver()
            plan._move_to_next(
                approved_by_id=self.env.uid,
                approved_on=fields.Datetime.now(),
                approval_reason=reason.strip(),
                approved_alone=alone,
            )

    def _check_approver(self):
        """Return whether the user approves alone.

        :raises UserError, AccessError: when he may not
        """
        if self.state != "to_approve":
            raise UserError(
                self.env._(
                    "“%(name)s” does not wait for an approval.", name=self.display_name
                )
            )
        policy, maker = self.plan_policy_id.sudo(), self.create_uid
        alone = self.company_id._recovery_is_alone()
        if maker == self.env.user and not alone:
            raise UserError(
                self.env._(
                    "You made %(name)s: another person approves it.",
                    name=self.display_name,
                )
            )
        people = self.env.user | maker
        if not any(policy._may_exceed(person) for person in people):
            raise AccessError(
                self.env._(
                    "%(name)s goes beyond its policy: a manager approves it.",
                    name=self.display_name,
                )
            )
        return alone

    def _move_to_next(self, **vals):
        self.check_access("write")
        self.sudo().write(vals)
        self.activity_unlink(["mail.mail_activity_data_todo"])
        if self.plan_next == "active":
            self._start("call", self.proposed_id)
        else:
            self._offer()

    def _ask_approval(self):
        """Give it to the company's manager to decide."""
        company = self.company_id
        manager = company._recovery_acting(company.recovery_manager_id)
        if manager and manager != self.env.user:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=company._recovery_today(),
                summary=self.env._("Payment plan beyond its policy: decide"),
                note=self.outside_text,
                user_id=manager.id,
            )

    # --- offer -----------------------------------------------------------------------

    def _offer(self, **vals):
        """Offer it: the customer has some days to accept, without being chased."""
        today = self.company_id._recovery_today()
        until = self._days_ahead()
        if not self.first_at_once:  # else it is paid on accepting
            until = max(today, min(until, self._plan_parts()[:1].due_date))
        self._lift_hold()
        self._move_to(
            "offered",
            offered_until=until,
            look_on=fields.Date.add(until, days=1),
            offer_hold_id=self._hold_meanwhile(until).id,
            **vals,
        )
        self.env["recovery.event"]._log("plan_offered", self.case_id, self._words())
        self._write_offer()

    def _days_ahead(self):
        """Return until when one waits for an answer."""
        days = max(1, self.company_id.recovery_plan_days)
        return fields.Date.add(self.company_id._recovery_today(), days=days)

    def _hold_meanwhile(self, until):
        return self.env["recovery.hold"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "kind": "manual",
                "reason": self.env._(
                    "Payment plan %(name)s prepared", name=self.display_name
                ),
                "from_date": self.company_id._recovery_today(),
                "until_date": until,
                "line_ids": [fields.Command.set(self.item_ids.line_id.ids)],
            }
        )

    def _move_to(self, target, **vals):
        """What ends an offer ends its hold."""
        moved = super()._move_to(target, **vals)
        if target not in ("to_approve", "offered"):
            moved._lift_hold()
        return moved

    def _lift_hold(self):
        held = self.sudo().offer_hold_id.filtered(lambda one: one.is_active)
        held.action_lift()

    def _end(self, state, today, **vals):
        """What was proposed and not accepted ends with it."""
        result = super()._end(state, today, **vals)
        self.sudo().proposed_id._move_to("withdrawn")
        return result

    def _evaluate_due(self, company, as_of, debtor_ids=None):
        """An offer that nobody accepted in time ends."""
        changed = super()._evaluate_due(company, as_of, debtor_ids)
        domain = [
            ("company_id", "=", company.id),
            ("kind", "=", "plan"),
            ("state", "=", "offered"),
            ("offered_until", "<", as_of),
        ]
        if debtor_ids is not None:
            domain.append(("partner_id", "in", list(debtor_ids)))
        over = self.sudo().search(domain)
        over._expire(as_of)
        return changed | over

    def _expire(self, today):
        for plan in self:
            plan._end("expired", today)
            self.env["recovery.event"]._log("plan_expired", plan.case_id, plan._words())

    # --- start -----------------------------------------------------------------------

    def _start(self, source, version, name="", ip="", **vals):
        """Let it run as ``version`` says, which ``name`` accepted.

        :param source: one of ``SOURCES``: how it was accepted
        """
        now = fields.Datetime.now()
        version.sudo().write(
            {
                "accepted_at": now,
                "accepted_by": name or vals.get("agreed_with") or self.agreed_with,
                "accepted_ip": ip or False,
                "accepted_source": source,
                "pdf_id": False,  # the one of before, if any, stays with the plan
            }
        )
        self._apply_version(version)
        if self.state == "active":
            self._evaluate(self.company_id._recovery_today())
        else:
            self._move_to("active", agreed_at=now, offered_until=False, **vals)
            self._agreed()
        self._confirm(version)
