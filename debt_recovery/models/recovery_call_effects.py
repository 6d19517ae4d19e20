"""What follows from each outcome of a call: one function each.

Each takes the account and the :class:`Call`, makes the records, and returns sentences
that say so to the agent.
"""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang


def _promise(case, call):
    """Keep what is promised, and only that, out of what is chased until its day."""
    env = case.env
    terms = [(call.date, call.amount)]
    promise = case._agree("promise", call.lines, terms, "call", reason=call.note)
    return [
        env._(
            "%(money)s of %(names)s is not asked for until %(until)s.",
            money=promise._money(promise.amount),
            names=", ".join(promise.item_ids.mapped("name")),
            until=format_date(env, case.company_id._recovery_promise_end(call.date)),
        )
    ]


def _plan(case, call):
    env, company = case.env, case.company_id
    until = fields.Date.add(company._recovery_today(), days=company.recovery_plan_days)
    text = env._("Payment plan asked for on the phone: %(note)s", note=call.note)
    _hold(case, call, "manual", text, until)
    _task(case, env._("Plan asked for: answer by %(day)s", day=format_date(env, until)))
    env["recovery.event"]._log("plan_asked", case, call.note)
    return [
        env._(
            "The responsible answers; nothing leaves until %(until)s.",
            until=format_date(env, until),
        )
    ]


def _dispute(case, call):
    """Only what is disputed waits: somebody settles it by its deadline."""
    currency = _check_amount(case, call)
    env = case.env
    disputes = case._dispute(
        *(call.lines, call.amount, call.why or "other"), note=call.note, source="phone"
    )
    first = disputes[0]
    return [
        env._(
            "%(money)s of %(names)s waits; %(owner)s settles it by %(day)s.",
            money=formatLang(env, call.amount, currency_obj=currency),
            names=_names(disputes.item_ids.line_id),
            owner=first.user_id.name,
            day=format_date(env, first.deadline),
        )
    ]


def _paid(case, call):
    """The money is looked for, and these debts are left alone, once."""
    env = case.env
    claims = env["recovery.paid.claim"]
    lines = call.lines or _late_debts(case)
    known = claims._known(lines)
    said = []
    if known:
        again = lines.filtered(lambda line: line.id in known)
        said.append(claims._refusal(again, known))
    if not known or len(known) < len(lines):
        claim = case._declare_paid(
            lines, note=call.note, paid_on=call.date, source="phone"
        )
        said.append(
            env._(
                "%(owner)s looks for the payment; nothing leaves until %(until)s.",
                owner=claim.user_id.name,
                until=format_date(env, claim.until_date),
            )
        )
    return said


def _late_debts(case):
    """Return the late debts that are chased: what “it is paid” is about by itself."""
    today = case.company_id._recovery_today()
    rows = [r for r in case._exposure() if r["chaseable"] > 0 and r["due"] < today]
    return case.env["account.move.line"].browse([row["line_id"] for row in rows])


def _callback(case, call):
    callback = case.env["recovery.callback"]._plan(
        *(case, call.at),
        phone=call.phone,
        contact=call.contact,
        note=call.note,
        is_asked=True,
    )
    words = {"when": callback._when(), "who": callback.user_id.name}
    case.env["recovery.event"]._log(
        "callback_set", case, case.env._("%(when)s, %(who)s", **words)
    )
    return [case.env._("Call back: %(when)s, by %(who)s.", **words)]


def _statement(case, call):
    """Send what was asked for: the statement, to who gets the reminders."""
    env = case.env
    _check_may_send(case)
    if not case.partner_id._recovery_recipients():
        raise UserError(
            env._(
                "%(name)s has no e-mail address: note it on the customer first.",
                name=case.partner_id.display_name,
            )
        )
    composer = env["mail.compose.message"].with_context(
        default_model=case._name,
        default_res_ids=case.ids,
        default_composition_mode="comment",
        default_template_id=env.ref("debt_recovery.mail_template_statement").id,
        force_email=True,
        recovery_no_answer=True,  # what they wrote is not answered by it
    )
    message = composer.create({})
    message._action_send_mail()
    to = ", ".join(message.partner_ids.mapped("email"))
    return [env._("Statement sent to %(to)s.", to=to)]


def _check_may_send(case):
    env = case.env
    if not env["recovery.safety"].sudo()._may_send():
        raise UserError(env._("This database is a copy of another: nothing is sent."))
    if case.company_id.sudo().recovery_test_mode:
        raise UserError(env._("Test mode: nothing is sent to customers."))


def _refuses(case, call):
    env, company = case.env, case.company_id
    decider = company._recovery_acting(company.recovery_manager_id)
    _task(case, env._("Refuses to pay: decide what comes next"), call.note, decider)
    env["recovery.event"]._log("refused_payment", case, call.note)
    return [env._("The next step waits for a decision; reminders go on meanwhile.")]


def _wrong_number(case, call):
    """Mark the number as bad, have it mended, let the other channels take over."""
    env = case.env
    if call.notice:
        call.notice._receive("bounced", failure_type="bad_address", hard=True)
        if call.phone:  # though the provider says that it was answered
            call.notice._repair_address("phone", call.phone, "bad_address", "")
    for notice in case._call_tasks().sudo().recovery_notice_id:
        notice._fall_back()
    return [
        env._(
            "%(phone)s is not called any more: a task asks for another.",
            phone=call.phone,
        )
    ]


def _opt_out(case, call):
    env = case.env
    env["recovery.reach"].sudo()._note_consent(
        "voice",
        call.phone,
        "opt_out",
        "call",
        case._call_words(call),
        partner=call.contact,
    )
    return [env._("%(phone)s is not called any more.", phone=call.phone)]


def _hardship(case, call):
    return _careful(case, call, "hardship")


def _vulnerable(case, call):
    return _careful(case, call, "vulnerable")


def _careful(case, call, kind):
    """Stop everything; a person goes on. Why is said in the hold alone."""
    env = case.env
    hold = _hold(case, call, kind, call.note, lines=False)
    _task(case, env._("Confidential hold: a trained colleague takes over"))
    env["recovery.event"]._log("careful", case, hold._kind_label(hold.kind))
    return [env._("Nothing leaves any more: a person goes on.")]


def _nothing(case, call):
    """The contact and its line in the history say it all."""


EFFECTS = {
    "promise": _promise,
    "plan": _plan,
    "dispute": _dispute,
    "paid": _paid,
    "callback": _callback,
    "statement": _statement,
    "refuses": _refuses,
    "no_answer": _nothing,
    "voicemail": _nothing,
    "busy": _nothing,
    "other_person": _nothing,
    "wrong_number": _wrong_number,
    "hardship": _hardship,
    "vulnerable": _vulnerable,
    "opt_out": _opt_out,
    "note": _nothing,
}


# --- what several of them need -------------------------------------------------


def _check_amount(case, call):
    """Return the currency of the chosen debts, whose sum bounds the amount."""
    env = case.env
    rows = {
        row["line_id"]: row for row in case._exposure() if row["residual"] > 0
    }  # read now, from the ledger
    if set(call.lines.ids) - rows.keys():
        raise UserError(env._("Choose open invoices of this customer."))
    chosen = [rows[line.id] for line in call.lines]
    currency = call.lines.currency_id
    if len(currency) > 1:
        raise UserError(env._("Choose invoices of one currency at a time."))
    most = sum(r["residual"] if r["spared"] else r["chaseable"] for r in chosen)
    amount = currency.round(call.amount)
    if currency.compare_amounts(amount, 0) <= 0 or (
        currency.compare_amounts(amount, float(most)) > 0
    ):
        raise UserError(
            env._(
                "%(names)s: %(most)s is to pay; the amount has to be more than zero "
                "and not more than that.",
                names=_names(call.lines),
                most=formatLang(env, float(most), currency_obj=currency),
            )
        )
    call.amount = amount
    return currency


def _hold(case, call, kind, reason, until=None, lines=None, **values):
    """Put the chosen debts on hold, or the whole account when none is chosen."""
    chosen = call.lines if lines is None else case.env["account.move.line"]
    return case.env["recovery.hold"].create(
        {
            "partner_id": case.partner_id.id,
            "company_id": case.company_id.id,
            "kind": kind,
            "reason": reason,
            "from_date": case.company_id._recovery_today(),
            "until_date": until,
            "line_ids": [(6, 0, chosen.ids)],
            **values,
        }
    )


def _task(case, summary, note="", user=None):
    """Give the account's responsible, or ``user``, something to do today."""
    user = user or case._acting() or case.env.user
    case.activity_schedule(
        "mail.mail_activity_data_todo",
        date_deadline=case.company_id._recovery_today(),
        summary=summary,
        note=note,
        user_id=user.id,
    )


def _names(lines):
    return ", ".join(line.move_id.name or line.name or "–" for line in lines)
