"""A company's desk on the days of the demonstration: the jobs, and daily checks."""

import base64
from dataclasses import dataclass, field
from datetime import timedelta

from dev.mail_sink import read_index

from .demo_report import DemoError, expect

CONTACTED = "('sending', 'sent', 'delivered', 'bounced', 'uncertain')"

# Who owes something net, in any currency, from the ledger alone: what is due within a
# week less every credit, on the receivable accounts.
_OWING = """
SELECT DISTINCT partner_id FROM (
    SELECT partner.commercial_partner_id AS partner_id, line.currency_id
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
      JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
       AND account.account_type = 'asset_receivable'
       AND line.amount_residual_currency <> 0
       AND (line.amount_residual_currency < 0
            OR COALESCE(line.date_maturity, line.date) <= %(day)s::date + 7)
     GROUP BY 1, 2 HAVING sum(line.amount_residual_currency) > 0
) AS owing
"""


@dataclass
class Desk:
    """Runs one company's jobs at set times, as its scheduled actions would."""

    env: object
    company: object
    clock: object
    mails: object  # folder of the mail sink
    sent: list = field(default_factory=list)  # reminders that left, in order

    def __post_init__(self):
        self.env = self.env(
            context=dict(self.env.context, allowed_company_ids=self.company.ids)
        )
        self.company = self.company.with_env(self.env)

    def night(self, day, full=None):
        """The night's look at the accounts of ``day``."""
        self.clock.set(day, 2)
        self.env.cr.commit()
        run = self.env["recovery.cycle"]._run(self.company, day, full=full)
        if not run:
            raise DemoError(f"{self.company.name}: another session measures it")
        evening = day - timedelta(days=1)
        self.env["recovery.snapshot"]._take(self.company, evening)
        self.env.invalidate_all()
        return run

    def settle(self):
        """What the settling job does within seconds of a change of the ledger."""
        self.env.cr.commit()
        self.env["recovery.cycle"]._settle(self.company, self.clock.day)
        self.env.invalidate_all()

    def waiting(self, *states):
        """Return the reminders in a state, oldest first."""
        return self.env["recovery.notice"].search(
            [("company_id", "=", self.company.id), ("state", "in", states)], order="id"
        )

    def approve(self, user, notices):
        """``user`` approves reminders, as on the screen."""
        notices.with_user(user).with_context(self.env.context)._approve()
        self.env.cr.commit()

    def send(self, day, hour=9, minute=0):
        """Run the outbox at a local time; return what left, and check it."""
        at = self.clock.set(day, hour, minute)
        self.env.cr.commit()
        owing = self._owing(day)
        before = set(self._left().ids)
        self.env["recovery.outbox"]._process(self.company, at=at)
        self.env.cr.commit()
        self.env.invalidate_all()
        left = self._left().filtered(lambda n: n.id not in before)
        wrong = left.filtered(
            lambda n: (
                n.channel != "task"
                and n.purpose != "service"
                and n.partner_id.id not in owing
            )
        )
        if wrong:
            raise DemoError(
                f"owes nothing, was contacted: {wrong.mapped('display_name')}"
            )
        self.sent += left.ids
        return left

    def post(self, day, mode="simple", hour=11):
        """Print the pile and give it to the post; return the letters that left."""
        self.clock.set(day, hour)
        pile = self.env["recovery.print.batch"].search(
            [("letter_mode", "=", mode), ("state", "=", "open")]
        )
        pile.action_print()
        pile.action_posted()
        self.env.cr.commit()
        self._keep(pile)
        return pile.notice_ids

    def _keep(self, piles):
        """Keep the printed letters beside the messages that left."""
        folder = self.mails / "letters"
        folder.mkdir(exist_ok=True)
        for pile in piles:
            name = f"{self.clock.day}-{pile.letter_mode}-{pile.id}.pdf"
            (folder / name).write_bytes(base64.b64decode(pile.pdf))

    def _owing(self, day):
        self.env.flush_all()
        self.env.cr.execute(_OWING, {"company": self.company.id, "day": day})
        return {row[0] for row in self.env.cr.fetchall()}

    def _left(self):
        return self.env["recovery.notice"].search(
            [("company_id", "=", self.company.id), ("sent_at", "!=", False)], order="id"
        )


def check_mails(env, folder):
    """The sink holds exactly one message per e-mail that left; return how many."""
    env.cr.execute(
        "SELECT provider_ref FROM recovery_notice "
        f"WHERE channel = 'email' AND state IN {CONTACTED} AND anchor <> 'import'"
    )
    sent = sorted(row[0] for row in env.cr.fetchall())
    found = sorted(message["message_id"] for message in read_index(folder))
    expect("messages in the mail sink", len(found), len(sent))
    expect("messages in the mail sink and e-mails sent", found, sent)
    return len(found)
