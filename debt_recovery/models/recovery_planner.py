from datetime import date, timedelta

from ..tools import ageing, ladder, payment_runs, segments, steps
from .recovery_facts import KEY_BASE
from .recovery_past import Past

EPOCH = date(2000, 1, 1)
NEW_STEP = 1 << 40  # above every id: names of steps that are not saved


def read_key(key):
    """Return ``(due date, line id)`` of a key made by the facts, or Nones."""
    if key is None:
        return None, None
    days, line = divmod(key, KEY_BASE)
    return EPOCH + timedelta(days=days), line


class Planner:
    """Decides for the debtors of one company on one day; reads settings once.

    :param env: environment of the cycle
    :param company: one ``res.company``
    :param as_of: the day of the look
    :param drafts: ``{policy id: recovery.policy}`` to plan by instead of the saved
        ones, such as records that exist in memory only
    :param afresh: nobody has gone through the steps of the drafts
    """

    def __init__(self, env, company, as_of, drafts=None, afresh=False):
        self.env, self.company, self.as_of = env, company, as_of
        self.drafts, self.afresh = drafts or {}, afresh
        self.cutoff = company.recovery_cutoff_date
        stages = env["recovery.stage"].search([("company_id", "=", company.id)])
        self.bands = [(s.id, s.from_dpd, s.to_dpd) for s in stages]
        self.from_dpd = {s.id: s.from_dpd for s in stages}
        self.segments = env["recovery.segment"]._conditions(company, as_of)
        self.late_rules = [rule for rule in self.segments if rule.max_dpd]
        self.default_policy = env["recovery.policy"]._default_for(company).id
        self.on_lines = env["recovery.assignment"]._by_line(company)
        self.closed = company._recovery_closed_days(as_of)
        self.ladders, self.sequence, self.records = {}, {}, {}
        self.renamed = {}  # saved steps that the drafts do afresh
        policies = env["recovery.policy"]._followed(company)
        self.kept = {p.id: p.current_id.id for p in policies if p.current_id}
        for policy in policies:
            self._load_ladder(policy.id, self.drafts.get(policy.id, policy))

    def _load_ladder(self, key, policy):
        """Read the steps of a scenario; one archived since still counts as done."""
        rungs, money = [], policy.currency_id
        afresh = self.afresh and key in self.drafts
        for number, record in enumerate(policy.step_ids, start=1):
            name = saved = record._origin.id
            if afresh or not saved:
                # in the order of the page, behind the saved ones of one sequence
                name = NEW_STEP + 1000 * key + number
                self.renamed[saved] = name
            step = record._as_step(self.company, self.as_of, money, name)
            self.sequence[step.id] = (key, step)
            self.records[step.id] = record
            if record.active:
                rungs.append(step)
        self.ladders[key] = ladder.Ladder(
            rungs,
            self.as_of,
            grace=policy.grace_days,
            gap=self.company.recovery_gap_days,
            closed=self.closed,
            floor=money._convert(
                policy.min_amount,
                self.company.currency_id,
                self.company,
                self.as_of,
                round=False,
            ),
            run_wait=self.company.recovery_run_wait_days,
        )

    def load_past(self, rows, anew=False):
        """Load what happened before to the debtors of ``rows``, once a chunk.

        :param anew: as if nothing waited: reminders not yet sent are decided again
        """
        zone = self.company._recovery_tz().zone
        self.past = Past(self.env, rows, self.as_of, self.sequence, zone, anew)

    # --- one debtor --------------------------------------------------------------

    def decide(self, row):
        """Return ``(values, choices)`` of one debtor; values are the account's columns.

        :param row: one row of ``recovery.facts._chunk``
        """
        oldest_due, oldest_line = read_key(row["oldest_key"])
        next_due, next_line = read_key(row["next_key"])
        base = oldest_due or next_due or row["idle_due"]
        if base is None:
            return self._closed(row), ()
        first = min(filter(None, (oldest_due, next_due, row["idle_due"])))
        dpd = (self.as_of - base).days
        stage = ageing.band_of(self.bands, dpd)
        stage_since, stage_why = self._stage_since(row, stage, base)
        segment, policy, policy_why = self._policy(row, oldest_line, dpd)
        values = {
            "is_open": True,
            "stage_id": stage,
            "stage_since": stage_since,
            "stage_why": stage_why,
            "segment_id": segment,
            "policy_id": policy,
            "policy_why": policy_why,
            "released_on": row["released_on"]
            or (self.as_of if not self.cutoff or first >= self.cutoff else None),
            "oldest_due": oldest_due,
            "oldest_line_id": oldest_line,
            "next_due": next_due,
            "spared_why": row["spared_why"] if oldest_due is None else None,
        }
        choices = self._plan(row, values, next_line)
        values["next_check_on"] = self._next_check(row, values, base, stage)
        return values, choices

    def _closed(self, row):
        return {"is_open": False, "released_on": row["released_on"]}

    def _stage_since(self, row, stage, base):
        """Return since when the net debt is in its bracket, and why it moved there.

        Time moves a debt up on the day it crosses the edge; a payment moves it down,
        and a returned payment up again, on the day this is seen.
        """
        if stage is None:
            return None, None
        before = row["stage_id"] if row["state"] == "open" else None
        if stage == before:
            return row["stage_since"], None
        crossed = base + timedelta(days=self.from_dpd[stage])
        if before is None:
            return crossed, "reopened" if row["state"] == "closed" else "opened"
        if self.from_dpd[stage] < self.from_dpd.get(before, 0):
            return self.as_of, "paid"
        if crossed >= row["stage_since"]:
            return crossed, "aged"
        return self.as_of, "returned"

    def _policy(self, row, oldest_line, dpd):
        payer = segments.Payer(
            kind=row["kind"] or "",
            is_company=bool(row["is_company"]),
            country_id=row["country_id"] or 0,
            tag_ids=row["tag_ids"],
            since=row["since"],
            defaults=row["defaults"] or 0,
            returned=row["returned"] or 0,
            late_lines=row["late_lines"] or 0,
            dpd=dpd,
            net=float(row["net"] or 0),
        )
        found = segments.segment_of(self.segments, payer, self.as_of)
        segment = found.key if found else None
        for policy, why in (
            (self.on_lines.get(oldest_line), "invoice"),
            (row["partner_policy_id"], "partner"),
            (found.policy if found else None, "segment"),
            (self.default_policy, "company"),
        ):
            if policy in self.ladders:
                return segment, self._version(row, policy), why
        return segment, None, None

    def _version(self, row, policy):
        """Return the version that this account was promised to go on with."""
        kept = row["kept_policy_id"]
        if row["state"] == "open" and self.kept.get(kept) == policy:
            return kept
        return policy

    def _plan(self, row, values, next_line):
        """Fill the plan into ``values``; return the chosen steps."""
        values["next_treatment_id"] = values["next_contact_on"] = None
        values["look"] = None
        rungs = self.ladders.get(values["policy_id"])
        if rungs is None:
            values["why"] = "no_policy"
            return ()
        if not (row["net"] or row["upcoming"]):
            values["why"] = "spared" if row["spared"] else "settled"
            if row["in_flight"]:
                values["why"] = "in_flight"
            return ()
        plan = rungs.plan(self._debt(row, values, next_line))
        values["look"] = plan.next_check
        values["next_treatment_id"] = plan.expected or None
        values["next_contact_on"] = plan.expected_on
        values["why"] = plan.why
        if values["released_on"] is None:
            values["why"] = "not_released"
            return ()
        return plan.choices

    def _debt(self, row, values, next_line):
        line, policy, case = (
            values["oldest_line_id"],
            values["policy_id"],
            row["case_id"],
        )
        step, left_on, notice, times = self.past.done[line].get(
            policy, (None, None, 0, 0)
        )
        contacted = (case, policy) in self.past.contacted
        if self.afresh and policy in self.drafts:
            contacted = False
        return steps.Debt(
            net=float(row["net"] or 0),
            line_id=line or 0,
            oldest_due=values["oldest_due"],
            upcoming=float(row["upcoming"] or 0),
            next_line_id=next_line or 0,
            next_due=values["next_due"],
            stage_id=values["stage_id"] or 0,
            stage_since=values["stage_since"],
            segment_id=values["segment_id"] or 0,
            late_count=row["late_count"] or 0,
            done=step.sequence if step else None,
            done_step=step.id if step else 0,
            done_on=left_on,
            done_notice=notice,
            repeats=times,
            contacted=contacted,
            last_contact=self.past.last_contact.get(case),
            entry=0 if contacted else self._entry(row, policy),
            planned=frozenset(self.past.planned[line]),
            planned_next=frozenset(self.past.planned[next_line]),
            left=frozenset(self.past.left[line]),
            events=tuple(self.past.events[case]),
            back=self.past.back.get(case),
            runs=self._runs(row),
            released_on=values["released_on"],
        )

    def _entry(self, row, policy):
        """Return the step chosen at release; none when it was for another scenario,
        is archived since, or became what can never be a first contact."""
        entry = row["entry_treatment_id"] or 0
        if self.afresh:
            entry = self.renamed.get(entry, entry)
            if entry in self.records and not self.records[entry].is_entry:
                return 0  # starting again is at a first step
        if entry not in self.ladders[policy].by_id:
            return 0
        return 0 if self.records[entry].purpose == "statutory" else entry

    def _runs(self, row):
        """Return the payment runs typed for the customer, else those learned."""
        text = row["payment_run_text"] or row["payment_run_learned"]
        return payment_runs.parse(text) if text else None

    def _next_check(self, row, values, base, stage):
        """Return the first day on which anything about this debtor can change."""
        days = [values.pop("look"), self.past.again.get(values["oldest_line_id"])]
        if stage is not None:
            end = next(to for key, _from, to in self.bands if key == stage)
            if end < ageing.NO_LIMIT:
                days.append(base + timedelta(days=end + 1))
        if row["look_on"]:
            days.append(row["look_on"] + timedelta(days=1))
        if row["in_flight"]:
            days.append(self.as_of + timedelta(days=1))
        if row["late_until"]:
            days.append(row["late_until"])
        if row["since"]:
            days.extend(self._months_edges(row["since"]))
        leaves = (base + timedelta(rule.max_dpd + 1) for rule in self.late_rules)
        days.extend(day for day in leaves if day > self.as_of)
        tomorrow = self.as_of + timedelta(days=1)
        return min((max(day, tomorrow) for day in days if day), default=None)

    def _months_edges(self, since):
        """Yield the days on which a profile by age of relation changes."""
        for rule in self.segments:
            for months in (rule.min_months, rule.max_months):
                if months:
                    # one day late at month ends at most; looked at from that day on
                    month = since.month - 1 + months
                    day = date(since.year + month // 12, month % 12 + 1, 1)
                    day += timedelta(days=since.day - 1)
                    if day > self.as_of:
                        yield day
