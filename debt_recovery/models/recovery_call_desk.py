from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import call_order

PAGE = 40
GROUP = "debt_recovery.group_agent"


class RecoveryCallDesk(models.AbstractModel):
    """The doors of the call desk's screen: the list, one account, what came of a call.

    One call a page of the list, one an account. Readers see, agents work.
    """

    _name = "recovery.call.desk"
    _inherit = ["recovery.call.queue"]
    _description = "Call desk"

    @api.model
    def queue(self, filters=None, offset=0):
        """Return one page of the accounts to call.

        :param filters: ``{"scope": "mine" | "all", "every": bool, "lang": code,
            "stage_id": id, "skill_id": id, "campaign_id": id}``, each may be missing
        :return: ``{"rows": […], "total", "may_work", "choices"}``
        """
        self.env["recovery.case"].check_access("read")
        filters = filters or {}
        found = self._wanted(filters)
        debtors = [one.case.partner_id.id for one in found[offset : offset + PAGE]]
        now = fields.Datetime.now()
        holders = self.env["recovery.call.seat"]._holders(debtors, now)
        return {
            "rows": [
                self._row(one, holders.get(one.case.partner_id.id))
                for one in found[offset : offset + PAGE]
            ],
            "total": len(found),
            "page": PAGE,
            "may_work": self.env.user.has_group(GROUP),
            "choices": self._choices() if not offset else None,
        }

    def _wanted(self, filters):
        """Return the candidates that the filters leave."""
        campaign = self._campaign(filters)
        domain = campaign._case_domain() if campaign else Domain.TRUE
        if filters.get("lang"):
            domain &= Domain("partner_id.lang", "=", filters["lang"])
        if filters.get("stage_id"):
            domain &= Domain("stage_id", "=", filters["stage_id"])
        every = bool(campaign or filters.get("every"))
        rested = self._rested(campaign) if campaign else set()
        found = self._candidates(domain, every, rested)
        if campaign:
            found = [one for one in found if self._in_campaign(one, rested)]
        elif filters.get("scope", "mine") == "mine":
            found = [one for one in found if one.owner_id == self.env.uid]
        skill = filters.get("skill_id")
        if skill:
            found = [one for one in found if skill in one.skills.ids]
        if self.env.user.has_group("debt_recovery.group_manager") and not campaign:
            return found  # who looks after the whole house
        return [one for one in found if self._has_skills(one)]

    def _has_skills(self, one):
        """Tell whether the user may get this call: late or delicate accounts go to
        those who have the skill."""
        return all(self.env.user in skill.user_ids for skill in one.skills)

    def _campaign(self, filters):
        campaign = self.env["recovery.campaign"].browse(filters.get("campaign_id") or 0)
        return campaign.exists()

    def _in_campaign(self, one, rested):
        """Leave out what belongs to somebody else or was called of late."""
        if one.callback and one.owner_id != self.env.uid:
            return False
        if call_order.kind(one.account) == call_order.LATER:
            return False
        return one.callback or one.case.id not in rested

    def _rested(self, campaign):
        """Return the accounts called too recently for this list."""
        today = campaign.company_id._recovery_today()
        since = fields.Date.subtract(today, days=campaign.rest_days)
        start = campaign.company_id._recovery_midnight(since)
        groups = self.env["recovery.event"]._read_group(
            [
                ("company_id", "=", campaign.company_id.id),
                ("kind", "=", "called"),
                ("happened_at", ">", start),
            ],
            ["case_id"],
        )
        return {case.id for (case,) in groups}

    def _row(self, one, holder):
        case = one.case
        return {
            "id": case.id,
            "name": case.partner_id.display_name,
            "why": self._why(one),
            "kind": call_order.kind(one.account),
            "amount": case.net_overdue,
            "currency_id": case.currency_id.id,
            "points": call_order.points(one.account),
            "stage": case.stage_id.name or "",
            "color": case.stage_id.color,
            "company": case.company_id.name if len(self.env.companies) > 1 else "",
            "skills": one.skills.mapped("name"),
            "holder": holder.name if holder and holder != self.env.user else "",
        }

    def _choices(self):
        """Return what the list can be narrowed to."""
        lists = self.env["recovery.campaign"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        return {
            "langs": [
                {"id": code, "name": name}
                for code, name in self.env["res.lang"].get_installed()
            ],
            "stages": self.env["recovery.stage"].search_read(
                [("company_id", "in", [False, *self.env.companies.ids])], ["name"]
            ),
            "skills": self.env["recovery.skill"].search_read(
                [("active", "=", True)], ["name"]
            ),
            "campaigns": [
                {"id": one.id, "name": one.name, "open": one._is_open(self._now())}
                for one in lists
                if one._may_call(self.env.user)
            ],
        }

    def _now(self):
        return fields.Datetime.now()

    # --- one account -----------------------------------------------------------

    @api.model
    def account(self, case_id, campaign_id=None):
        """Return all that the screen shows of one account, and take it in hand."""
        case = self.env["recovery.case"].browse(case_id).exists()
        case.check_access("read")
        if not case:
            raise UserError(self.env._("This account is gone: look at the list again."))
        holder = self._take(case)
        page = case._call_page(self, campaign_id and self._campaign_of(campaign_id))
        return {**page, "holder": holder}

    def _campaign_of(self, campaign_id):
        return self._campaign({"campaign_id": campaign_id})

    def _take(self, case):
        """Take the account in hand; return the name of who has it already."""
        if not self.env.user.has_group(GROUP):
            return ""
        debtor = case.partner_id.id
        seats = self.env["recovery.call.seat"]
        if seats._take([debtor], self.env.user, self._now()):
            return ""
        return seats._holders([debtor], self._now())[debtor].name

    @api.model
    def check_number(self, case_id, phone):
        """Return what speaks against calling this number now."""
        case = self.env["recovery.case"].browse(case_id)
        case.check_access("read")
        return case._call_warnings(phone)

    @api.model
    def ring(self, case_id, contact_id, phone, reason=""):
        """Ring a number, once nothing forbids it.

        :return: ``{"mode": "provider", "notice_id", "said"}`` when the provider rings
            the agent and then the customer; ``{"mode": "tel"}`` when the agent's own
            phone calls, by a link
        :raises UserError: naming what forbids the call, or asking for a reason
        """
        case = self.env["recovery.case"].browse(case_id).exists()
        case.check_access("write")
        said = case._call_warnings(phone)
        if said["blocks"]:
            raise UserError("\n".join(said["blocks"]))
        if said["warns"] and not (reason or "").strip():
            raise UserError("\n".join(said["warns"]))
        holder = self._take(case)
        if holder:
            raise UserError(
                self.env._("%(name)s has this customer in hand.", name=holder)
            )
        if not case._can_ring():
            return {"mode": "tel"}
        contact = self.env["res.partner"].browse(contact_id).exists()
        notice = case._ring(contact or case.partner_id, phone, reason)
        said = self.env._("Your phone rings first, then the customer's.")
        return {"mode": "provider", "notice_id": notice.id, "said": said}

    @api.model
    def record(self, case_id, code, vals, campaign_id=None):
        """Save how a call ended; in a campaign, return the next account in hand.

        :return: ``{"said": [sentences], "next": account id or None}``
        """
        case = self.env["recovery.case"].browse(case_id).exists()
        said = case._call_outcome(code, vals)
        campaign = self._campaign({"campaign_id": campaign_id})
        goes_on = campaign and not self._closed_to_me(campaign)
        return {"said": said, "next": self.next(campaign.id) if goes_on else None}

    # --- campaigns -------------------------------------------------------------

    @api.model
    def next(self, campaign_id):
        """Take the next account of a campaign in hand; None when there is none.

        :raises UserError: when the user or the hour is not the campaign's
        """
        campaign = self.env["recovery.campaign"].browse(campaign_id)
        campaign.check_access("read")
        self.env["recovery.case"].browse().check_access("write")
        problem = self._closed_to_me(campaign)
        if problem:
            raise UserError(problem)
        by_debtor = {}
        for one in self._wanted({"campaign_id": campaign_id}):
            by_debtor.setdefault(one.case.partner_id.id, one.case.id)
        taken = self.env["recovery.call.seat"]._take(
            list(by_debtor), self.env.user, self._now()
        )
        return by_debtor.get(taken)

    def _closed_to_me(self, campaign):
        """Say why the user gets no account of this campaign now, or nothing."""
        if not campaign._may_call(self.env.user):
            return self.env._("“%(name)s” is called by others.", name=campaign.name)
        if not campaign._is_open(self._now()):
            return self.env._(
                "“%(name)s” calls in its own hours only, on working days.",
                name=campaign.name,
            )
        return ""

    @api.model
    def leave(self):
        """Give back the account in hand: the agent closes the desk."""
        self.env["recovery.call.seat"]._free(self.env.user)
