from odoo import models
from odoo.tools import format_date, formatLang

from ..tools import call_order, call_outcomes, phones

MOMENTS = 30


class RecoveryCase(models.Model):
    """What an agent sees of an account while calling: one page, read at once."""

    _inherit = "recovery.case"

    def _call_page(self, desk, campaign=None):
        """Return the account as the call desk shows it; money live from the ledger.

        :param desk: ``recovery.call.desk``, which knows the account's place
        """
        self.ensure_one()
        one = desk._facts(self.company_id, self)[self.id]
        rows = self._exposure()
        numbers = self._call_numbers(one.callback)
        first = numbers[0]["phone"] if numbers else ""
        tone = self._call_tone(desk, one)
        return {
            **self._call_head(),
            "why": desk._why(one),
            "points": round(call_order.points(one.account)),
            "tone": tone,
            "debts": self._call_debts(rows),
            "totals": self._exposure_totals(rows),
            "numbers": numbers,
            "warnings": self._call_warnings(first) if first else _no_warnings(),
            "callback": one.callback._when() if one.callback else "",
            "missing_skills": [
                skill.name
                for skill in one.skills
                if self.env.user not in skill.user_ids
            ],
            "timeline": self._call_timeline(),
            "script": self._call_script(one, tone["code"], rows, campaign),
            "outcomes": self._call_outcomes(),
        }

    def _call_head(self):
        """Return who it is, and what is known of the payer."""
        return {
            "id": self.id,
            "name": self.partner_id.display_name,
            "audience": self._audience(),
            "stage": self.stage_id.name or "",
            "policy": self.policy_id.name or "",
            "responsible": self._acting().name or "",
            "note": self.collection_note or "",
            "runs": self._call_runs(),
            "habits": self.habits_count or "",
            "holds": (self.hold_text or "").splitlines(),
        }

    def _call_tone(self, desk, one):
        """Return the advised tone, with its reason."""
        code, reason = call_order.tone(one.account)
        labels = {
            "soft": self.env._("Courteous"),
            "neutral": self.env._("Neutral"),
            "firm": self.env._("Firm"),
            "human": self.env._("With care"),
        }
        why = desk._tone_words(reason, one.account)
        return {"code": code, "label": labels[code], "why": why}

    def action_call(self):
        """Open the call desk on this account."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "debt_recovery.calls",
            "name": self.env._("Call desk"),
            "params": {"case_id": self.id},
        }

    def _call_runs(self):
        known = self.payment_run_text or self.payment_run_learned
        return self.payment_run_words if known else ""

    def _call_debts(self, rows):
        """Return the open items, as lines that an outcome can be about."""
        today = self.company_id._recovery_today()
        debts = []
        for row in rows:
            shown = self._exposure_row(row, today)
            is_debt = row["residual"] > 0
            open_now = row["residual"] if row["spared"] else row["chaseable"]
            if row["frozen_by"] == "promise" and not row["spared"]:
                open_now += row["arranged"]  # a new promise takes its place
            debts.append(
                {
                    **{name: str(value) for name, value in shown.items()},
                    "id": row["line_id"],
                    "move_id": row["move_id"],
                    "late": shown["late"],
                    "is_credit": shown["is_credit"],
                    "currency_id": row["currency_id"],
                    "open": float(open_now) if is_debt else 0.0,
                    "chased": bool(row["chaseable"]),
                }
            )
        return debts

    # --- whom, and on which number ---------------------------------------------

    def _call_numbers(self, callback=None):
        """Return the numbers of the customer's contacts, the one to try first first."""
        family = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("phone", "not in", (False, "")),
            ]
        )
        order = {"collections": 0, "invoice": 1}
        people = family.sorted(
            lambda one: (
                callback is not None and one != callback.contact_id,
                order.get(one.type, 2),
                one != self.partner_id,
                one.id,
            )
        )
        numbers = [self._call_number(one, one.phone) for one in people]
        wanted = callback and callback.phone
        if wanted and wanted not in [number["phone"] for number in numbers]:
            numbers.insert(0, self._call_number(callback.contact_id, wanted))
        wrong = self.env["recovery.reach"]._is_invalid(
            "phone", [number["phone"] for number in numbers]
        )
        return sorted(numbers, key=lambda number: number["phone"] in wrong)

    def _call_number(self, contact, phone):
        contact = contact or self.partner_id
        country = (contact.country_id or self.company_id.country_id).code
        kinds = {
            "mobile": self.env._("mobile"),
            "fixed_line": self.env._("landline"),
            "premium_rate": self.env._("premium rate"),
        }
        number = phones.e164(phone, country)
        return {
            "contact_id": contact.id,
            "contact": contact.name or contact.display_name,
            "role": contact.function or "",
            "shown": phone,
            "phone": number or phone,
            "kind": kinds.get(phones.kind(phone, country), ""),
            "valid": bool(number),
        }

    def _call_warnings(self, phone):
        """Return what forbids, and what speaks against, a call to this number now."""
        if not phone:
            return _no_warnings()
        said = self._warnings_by_hand("voice", phone)
        if said["warns"] and self._waiting_callback():
            said["warns"] = []  # the customer expects the call
        return said

    # --- history, script, outcomes ---------------------------------------------

    def _call_timeline(self):
        story = self._timeline()
        moments = story["moments"][:MOMENTS]
        return {**story, "moments": moments, "hidden": 0}

    def _call_script(self, one, tone, rows, campaign):
        scripts = self.env["recovery.script"]
        script = campaign.script_id if campaign else scripts
        script = script or scripts._choose(
            self.company_id,
            self._audience(),
            tone,
            bool(one.promise),
            self.stage_id,
            self.segment_id,
        )
        lang = self.partner_id.lang or self.env.lang
        words = self.with_context(lang=lang)._script_words(rows, one.promise)
        return script.with_context(lang=lang)._told(words)

    def _script_words(self, rows, promise):
        """Return what the words of a script say, in the customer's language."""
        env, company = self.env, self.company_id
        today = company._recovery_today()
        late = [row for row in rows if row["chaseable"] > 0 and row["due"] < today]
        line = env["account.move.line"].browse(late[0]["line_id"] if late else 0)
        move = line.move_id
        due = late[0]["due"] if late else None

        def day(value):
            return format_date(env, value, date_format="long") if value else "…"

        return {
            "customer": self.partner_id.display_name,
            "company": company.name,
            "agent": env.user.name,
            "phone": env.user.partner_id.phone
            or company.recovery_phone
            or company.phone
            or "…",
            "invoice": move.name or "…",
            "invoice_date": day(move.invoice_date or move.date),
            "due_date": day(due),
            "days_late": str((today - due).days) if due else "…",
            "total": self._late_words(late) or "…",
            "promise_amount": promise._money(promise.amount) if promise else "…",
            "promise_date": day(promise and promise.last_due),
        }

    def _late_words(self, rows):
        """Return what is to pay, one amount a currency."""
        totals = {}
        for row in rows:
            currency = self.env["res.currency"].browse(row["currency_id"])
            totals[currency] = totals.get(currency, 0) + row["chaseable"]
        return " + ".join(
            formatLang(self.env, amount, currency_obj=currency)
            for currency, amount in totals.items()
        )

    def _call_outcomes(self):
        """Return the outcomes as buttons: label, key, what each asks."""
        labels = dict(self._call_labels())
        known = self.env["recovery.dispute.reason"].search([("active", "=", True)])
        reasons = [{"code": one.code, "label": one.name} for one in known]
        return [
            {
                "code": code,
                "label": labels[code],
                "key": outcome.key,
                "talked": outcome.talked,
                "identified": outcome.identified,
                "asks": [
                    {"name": name.strip("()"), "required": not name.startswith("(")}
                    for name in outcome.asks
                ],
                "reasons": reasons if "(why)" in outcome.asks else [],
            }
            for code, outcome in call_outcomes.OUTCOMES.items()
        ]


def _no_warnings():
    return {"blocks": [], "warns": []}
