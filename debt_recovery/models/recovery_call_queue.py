from dataclasses import asdict, dataclass

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ..tools import call_order
from .recovery_skill import SENSITIVE

CANDIDATES = 500  # the largest amounts; what has a call to make is always among them


@dataclass
class Candidate:
    """An account that may be called, and all that its place in the list depends on."""

    case: object
    account: call_order.Account
    owner_id: int = 0
    skills: object = None
    callback: object = None
    task: object = None
    promise: object = None


class RecoveryCallQueue(models.AbstractModel):
    """Whom to call, in which order, with the reason in one sentence.

    The facts of all candidates are read in sets: the number of queries does not grow
    with the list. The order itself is ``tools/call_order``.
    """

    _name = "recovery.call.queue"
    _description = "Accounts to call"

    def _candidates(self, domain, every=False, rested=()):
        """Return the candidates among the accounts of ``domain``, in calling order.

        :param every: all late accounts, not only those with a call to make
        :param rested: ids of accounts that only a call to make brings back
        """
        base = Domain("company_id", "in", self.env.companies.ids)
        base &= Domain("state", "=", "open") & Domain(domain)
        cases = self.env["recovery.case"].search(base & self._asked())
        if every:
            cases |= self.env["recovery.case"].search(
                base
                & Domain("net_overdue", ">", 0)
                & Domain("id", "not in", list({*cases.ids, *rested})),
                order="net_overdue desc, id",
                limit=CANDIDATES,
            )
        found = {}
        for company, group in cases.grouped("company_id").items():
            found.update(self._facts(company, group))
        ordered = call_order.order({key: one.account for key, one in found.items()})
        return [found[key] for key in ordered]

    def _asked(self):
        """Return the accounts with a call to make: set, promised, or a step's."""
        call = self.env.ref("mail.mail_activity_data_call").id
        tasks = Domain("activity_type_id", "=", call) | Domain(
            "recovery_notice_id.template_id.is_call", "=", True
        )
        promises = self.env["recovery.arrangement"]
        promised = Domain("id", "in", promises.search(promises._unkept()).case_id.ids)
        waiting = Domain("callback_ids.state", "=", "waiting")
        return waiting | Domain("activity_ids", "any", tasks) | promised

    # --- facts -----------------------------------------------------------------

    def _facts(self, company, cases):
        """Return ``{account id: Candidate}`` of accounts of one company."""
        now, today = fields.Datetime.now(), company._recovery_today()
        tasks = self._tasks_of(cases, today)
        callbacks = cases.callback_ids.filtered(lambda c: c.state == "waiting")
        callbacks = {callback.case_id: callback for callback in callbacks}
        promises, sensitive = self._unkept_of(cases), self._careful_of(company, cases)
        histories = cases._tone_advice(today)
        acting = self.env["recovery.absence"]._substitutes(company, today)
        skills = company._recovery_skills()
        usual = company.recovery_user_id
        found = {}
        for case in cases:
            callback, task = callbacks.get(case), tasks.get(case)
            owner = (callback or task or case).user_id or case.user_id or usual
            delicate = case.partner_id.id in sensitive
            found[case.id] = Candidate(
                case=case,
                account=call_order.Account(
                    net=case.net_overdue,
                    days=_days_late(case, today),
                    history=histories[case.id][1],
                    callback=callback and ("due" if callback._is_due(now) else "later"),
                    promise_late=case in promises,
                    step=bool(task),
                    consumer=case._audience() == "consumer",
                    sensitive=delicate,
                ),
                owner_id=acting.get(owner.id, owner.id),
                skills=skills._needed(case.days_past_due, delicate, case.segment_id),
                callback=callback,
                task=task,
                promise=promises.get(case),
            )
        return found

    def _tasks_of(self, cases, today):
        """Return ``{account: the first call that is to make today}``."""
        due = cases._call_tasks().filtered(lambda task: task.date_deadline <= today)
        ordered = due.sorted(lambda task: (task.date_deadline, task.id), reverse=True)
        by_id = {case.id: case for case in cases}
        return {by_id[task.res_id]: task for task in ordered}

    def _unkept_of(self, cases):
        """Return ``{account: its latest promise that was not kept}``."""
        promises = self.env["recovery.arrangement"]
        found = promises.search(
            Domain("case_id", "in", cases.ids) & promises._unkept(), order="id"
        )
        return {promise.case_id: promise for promise in found}

    def _careful_of(self, company, cases):
        """Return the ids of the customers to be careful with."""
        holds = self.env["recovery.hold"].search(
            [
                ("partner_id", "in", cases.partner_id.ids),
                ("company_id", "in", (False, company.id)),
                ("kind", "in", SENSITIVE),
                ("is_active", "=", True),
            ]
        )
        return set(holds.partner_id.ids)

    # --- in words --------------------------------------------------------------

    def _why(self, one):
        """Say in one sentence why this account stands where it stands."""
        case = one.case
        words = {
            "amount": formatLang(
                self.env, case.net_overdue, currency_obj=case.currency_id
            ),
            "days": one.account.days,
        }
        text = self.env._("%(amount)s, %(days)s days late", **words)
        if not case.net_overdue:
            text = self.env._("nothing to chase now")
        return self.env._(
            "%(reason)s – %(stake)s", reason=self._reason(one), stake=text
        )

    def _reason(self, one):
        kind = call_order.kind(one.account)
        if one.callback:
            return self.env._("Call back: %(when)s", when=one.callback._when())
        if kind == call_order.PROMISE:
            return self.env._(
                "Promise not kept: %(promise)s", promise=one.promise._words_now()
            )
        if one.task:
            since = format_date(self.env, one.task.date_deadline)
            name = one.task.sudo().recovery_notice_id.treatment_id.name
            name = name or one.task.summary or one.task.activity_type_id.name
            return self.env._("“%(step)s” since %(date)s", step=name, date=since)
        return self.env._("Late")

    def _tone_words(self, reason, account):
        """Say why a tone is advised."""
        habits = self.env["recovery.notice"]._tone_words()
        return {
            **{code: text % asdict(account.history) for code, text in habits.items()},
            "sensitive": self.env._("a delicate situation: no pressure, find a way"),
            "consumer": self.env._("a private person: understanding first"),
            "promise": self.env._("a promise was not kept"),
            "old": self.env._("late for more than two months"),
        }[reason]


def _days_late(case, today):
    return max(0, (today - case.oldest_due).days) if case.oldest_due else 0
