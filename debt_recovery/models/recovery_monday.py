from collections import defaultdict
from datetime import UTC, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

HOUR = 7  # of the company's morning
CALLS, ROWS = 3, 25


class Customer(NamedTuple):
    """One late customer as a colleague reads it; all text."""

    name: str
    amount: str
    late: str
    contact: str
    phone: str
    link: str


class RecoveryMonday(models.AbstractModel):
    """Monday's summary to colleagues: once a week and company, on the first working
    morning on which the job runs. The manager gets five numbers and three names to
    call; each salesperson his own late customers; nobody anything when nothing is
    late."""

    _name = "recovery.monday"
    _inherit = ["recovery.job.mixin"]
    _description = "Monday's summary"

    @api.model
    def _cron_monday(self):
        self._each_company(self._work)

    def _work(self, company):
        self._process(company)
        self.env["ir.cron"]._commit_progress()

    @api.model
    def _process(self, company, at=None):
        """Write this week's messages, unless it is done already.

        :param at: the UTC instant that is taken for now; None: the clock
        :return: the ``mail.mail`` that Odoo's own queue sends
        """
        at = at or fields.Datetime.now()
        if not self._take_week(company, at):
            return self.env["mail.mail"]
        return self.with_company(company)._write(company, company._recovery_today(at))

    def _take_week(self, company, at):
        """Tell whether the summary is due; the week is taken in the same transaction
        as its messages, so that two jobs never write it twice."""
        today = company._recovery_today(at)
        monday = today - timedelta(days=today.weekday())
        last = company.recovery_monday_on
        if not company.recovery_monday_mail or (last and last >= monday):
            return False
        if not last and today != monday:  # installed in mid-week: from next Monday
            company.sudo().recovery_monday_on = monday
            return False
        hour = at.replace(tzinfo=UTC).astimezone(company._recovery_tz()).hour
        if hour < HOUR or company._recovery_next_working_day(today) != today:
            return False
        company.sudo().recovery_monday_on = today
        return True

    # --- who reads what --------------------------------------------------------------

    def _write(self, company, today):
        late = self._late(company)
        if not late:
            return self.env["mail.mail"]
        manager = self._reader(company, company.recovery_manager_id)
        lists = self._by_salesperson(company, late)
        mails = self.env["mail.mail"].sudo()
        for user in manager | self.env["res.users"].union(*lists):
            speaking = self.with_context(lang=user.lang or "en_US")
            numbers = user == manager and speaking._numbers(company, late, today)
            mails |= speaking._mail(company, user, today, numbers, late, lists)
        return mails

    def _late(self, company):
        return (
            self.env["recovery.case"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "open"),
                    ("net_overdue", ">", 0),
                ],
                order="net_overdue DESC, id",
            )
        )

    def _reader(self, company, user):
        """Return ``user`` if he works in the company and can be written to."""
        return user.sudo().filtered(
            lambda one: (
                one.active
                and not one.share
                and one.email_normalized
                and company in one.company_ids
            )
        )

    def _by_salesperson(self, company, late):
        """Return ``{user: his late customers}``, the largest amount first."""
        agents = self.env.ref("debt_recovery.group_agent").sudo().all_user_ids
        found = defaultdict(list)
        for case in late:
            user = case.partner_id.user_id
            if not user:  # who invoiced, unless that is his own desk's work
                user = case.oldest_line_id.move_id.invoice_user_id - agents
            if user:
                found[user].append(case.id)
        return {
            user: late.browse(ids)
            for user, ids in found.items()
            if self._reader(company, user)
        }

    # --- words -----------------------------------------------------------------------

    def _mail(self, company, user, today, numbers, late, lists):
        own = lists.get(user, late.browse())
        body = self.env["ir.qweb"]._render(
            "debt_recovery.monday_mail",
            {
                "date": format_date(self.env, today, date_format="long"),
                "numbers": numbers,
                "calls": self._customers(late[:CALLS], user) if numbers else [],
                "own": self._customers(own[:ROWS], user),
                "own_count": len(own),
                "own_total": self._money(sum(own.mapped("net_overdue")), company),
                "more": max(0, len(own) - ROWS),
            },
        )
        shown = late if numbers else own
        amount = self._money(sum(shown.mapped("net_overdue")), company)
        values = {
            "subject": self.env._(
                "Monday summary – %(company)s: %(amount)s to chase",
                company=company.name,
                amount=amount,
            ),
            "body_html": self.env["ir.qweb"]._render(
                "debt_recovery.mail_layout",
                {"body": body, "company": company, "mediator": False},
            ),
            "email_from": company.email_formatted or user.email_formatted,
            "email_to": user.email_formatted,
            "author_id": company.partner_id.id,
            "auto_delete": True,
            "headers": {"X-Auto-Response-Suppress": "OOF"},
        }
        return self.env["mail.mail"].sudo().create(values)

    def _customers(self, cases, user):
        reads = cases.with_user(user).has_access("read")
        return [self._customer(case, user, reads) for case in cases]

    def _customer(self, case, user, reads):
        """A salesperson without access to accounts is sent to the customer's card."""
        record = case if reads else case.partner_id
        base = case.company_id.get_base_url()
        contact = case.next_contact_on
        return Customer(
            name=case.partner_id.display_name,
            amount=self._money(case.net_overdue, case.company_id),
            late=self.env._("%(days)s days late", days=case.days_past_due),
            contact=self.env._(
                "next contact %(date)s", date=format_date(self.env, contact)
            )
            if contact
            else "",
            phone=case.partner_id.phone or "",
            link=f"{base}/mail/view?model={record._name}&res_id={record.id}",
        )

    def _money(self, amount, company):
        return formatLang(self.env, amount, currency_obj=company.currency_id)
