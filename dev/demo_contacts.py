"""What left by which channel, and what became of it: the table of the demonstration,
checked against what the mail server, the provider and the post were really given."""

from collections import Counter

from .demo_report import expect, french
from .mail_sink import read_index

LEFT = ("sending", "sent", "delivered", "bounced", "uncertain")
HEADER = (
    "Canal",
    "prévues",
    "parties",
    "remises",
    "lues ou répondues",
    "non remises",
    "retenues",
    "annulées",
    "en attente",
    "coût",
)


def notices_of(env, companies):
    """Return every reminder of ``companies`` but those taken over from before."""
    return env["recovery.notice"].search(
        [("company_id", "in", companies.ids), ("anchor", "!=", "import")], order="id"
    )


def by_channel(notices):
    """Return ``{channel: figures}``, every reminder counted in one of the states.

    Calls by hand count with the calls; ``figures`` are a Counter, its ``cost`` a
    dictionary of amounts by currency.
    """
    found = {}
    for notice in notices:
        row = found.setdefault(notice.channel, Counter())
        row["planned"] += 1
        row[_state(notice)] += 1
        row["delivered"] += notice.state == "delivered"
        row["read"] += bool(notice.read_at or notice.answered_at)
    return found


def _state(notice):
    if notice.state in LEFT:
        return "bounced" if notice.state == "bounced" else "left"
    if notice.state in ("withheld", "failed", "cancelled"):
        return notice.state
    return "waiting"


def costs(notices):
    """Return ``{channel: "0,15 USD"}`` of what the providers charged."""
    sums = Counter()
    for notice in notices.filtered("cost_currency_id"):
        sums[notice.channel, notice.cost_currency_id.name] += notice.cost
    return {
        channel: f"{amount:.3f} {currency}".replace(".", ",")
        for (channel, currency), amount in sums.items()
    }


def show(env, companies, report):
    """Print the table per channel and why reminders did not leave."""
    notices = notices_of(env, companies)
    found, cost = by_channel(notices), costs(notices)
    labels = french(notices, "channel")
    rows = []
    for channel, label in labels.items():
        row = found.get(channel, Counter())
        rows.append(
            (
                label,
                row["planned"],
                row["left"] + row["bounced"],
                row["delivered"],
                row["read"],
                row["bounced"] + row["failed"],
                row["withheld"],
                row["cancelled"],
                row["waiting"],
                cost.get(channel, "–"),
            )
        )
    report.table(HEADER, rows)
    for text, count in _why(notices):
        report.say(f"  {text} : {count}")
    return found


def _why(notices):
    """Return why reminders were withheld, cancelled or failed, most frequent first."""
    channels, reasons, failures = (
        french(notices, name) for name in ("channel", "reason", "failure_type")
    )
    kept = Counter(
        f"{channels[one.channel]}, "
        + (reasons.get(one.reason) or failures.get(one.failure_type) or "").lower()
        for one in notices
        if one.state in ("withheld", "cancelled", "failed", "bounced")
    )
    return sorted(kept.items(), key=lambda item: (-item[1], item[0]))


def check(env, companies, mails, double):
    """Compare what we say left with what the outside was given, one by one.

    :return: ``{channel: contacts}`` that both agree on
    """
    env.flush_all()
    notices = notices_of(env, companies)
    left = notices.filtered(lambda one: one.state in LEFT and one.mode != "manual")
    courtesies = _confirmations(env, double)
    agreed = {}
    for channel, given in (
        ("email", [one["message_id"] for one in read_index(mails)]),
        ("sms", _given(double.messages(), "sms")),
        ("whatsapp", _given(double.messages(), "whatsapp")),
        ("voice", _given(double.calls(), "call")),
    ):
        ours = left.filtered(lambda one, c=channel: one.channel == c)
        said, found = Counter(ours.mapped("provider_ref")), Counter(given)
        lost = sum((said - found).values())
        doubled = sum((found - said - courtesies).values())
        expect(f"{channel}: contacts lost, doubled", (lost, doubled), (0, 0))
        agreed[channel] = sum(said.values())
    agreed["letter"] = _posted(env, left)
    return agreed


def _given(records, kind):
    return [one["sid"] for one in records if one["kind"] == kind]


def _confirmations(env, double):
    """Return the messages that confirmed an objection, one for each who objected."""
    numbers = Counter(
        env["recovery.consent"]
        .search([("state", "=", "opt_out"), ("source", "=", "reply")])
        .mapped("reach_id.address")
    )
    known = set(env["recovery.notice"].search([]).mapped("provider_ref"))
    more = [one for one in double.messages() if one["sid"] not in known]
    told = Counter(one["to"].removeprefix("whatsapp:") for one in more)
    expect("objections confirmed", told, numbers)
    return Counter(one["sid"] for one in more)


def _posted(env, left):
    """Letters that left stand each in one pile that was posted, with its PDF."""
    letters = left.filtered(lambda one: one.channel == "letter")
    piles = env["recovery.print.batch"].search(
        [("state", "=", "posted"), ("company_id", "in", left.company_id.ids)]
    )
    expect("letters posted", sorted(piles.notice_ids.ids), sorted(letters.ids))
    expect("letters printed", len(letters.letter_pdf_id), len(letters))
    return len(letters)
