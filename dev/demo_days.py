"""The story day by day: what the desk does, what the product makes of it, in words."""

from .demo_desk import check_mails
from .demo_report import DemoError


class StoryDays:
    """Plays the days of the story on its two companies.

    :param story: the loaded :class:`dev.demo_story.Story`
    :param desk: desk of the French company; ``belgian``: of its subsidiary
    :param carrier: the customers' phones, :class:`dev.demo_twilio.Carrier`
    """

    def __init__(self, story, desk, belgian, carrier, report):
        self.story, self.desk, self.belgian = story, desk, belgian
        self.env, self.carrier, self.report = desk.env, carrier, report
        self.today = story.start

    def play(self):
        """Play every day in order, each with its night before and its checks after."""
        from .demo_days_after import LaterDays
        from .demo_days_agency import AgencyDays
        from .demo_days_calls import CallDays
        from .demo_days_channels import ChannelDays
        from .demo_days_first import FirstHour
        from .demo_days_letters import LetterDays
        from .demo_days_reminders import FirstReminders
        from .demo_days_settle import SettleDays

        days = {}
        for part in (
            *(FirstHour, FirstReminders, CallDays, LetterDays, LaterDays),
            *(AgencyDays, SettleDays, ChannelDays),
        ):
            for day, played in part(self).days().items():
                days.setdefault(day, []).append(played)
        last = max(days)
        while self.today <= last:
            self._night()
            if self.today in days:
                texts, plays = zip(*days[self.today], strict=True)
                self.report.day(self.today, " ; ".join(texts))
                self.desk.clock.set(self.today, 9)
                for play in plays:
                    play()
            self._evening()
            self.today = type(last).fromordinal(self.today.toordinal() + 1)

    def _night(self):
        for books in (self.story.books, self.story.belgian):
            if self.today.weekday() < 5:  # the bank tells something every working day
                books.bank_file(-1.2, self.today, "FRAIS BANCAIRES", False)
        for desk in (self.desk, self.belgian):
            desk.night(self.today)

    def _evening(self):
        """Whatever the day was: only what was approved leaves, once."""
        for desk in (self.desk, self.belgian):
            left = desk.send(self.today, 17)
            if left.filtered(
                lambda notice: notice.channel != "task" and notice.purpose != "service"
            ):
                raise DemoError(f"{self.today}: something left that nobody approved")
            self.carrier.costs(desk.company)
        check_mails(self.env, self.desk.mails)

    def rows(self, *keys):
        partners = [self.story.who[key].id for key in keys] or [
            case.partner_id.id
            for case in self.env["recovery.case"].search(
                [("company_id", "=", self.desk.company.id)]
            )
        ]
        self.env["recovery.exposure"]._flush()
        return self.env["recovery.exposure"]._rows(
            self.desk.company, self.today, partners
        )


class Part:
    """Some days of the story; shares what :class:`StoryDays` holds."""

    def __init__(self, days):
        self.all, self.story, self.desk = days, days.story, days.desk
        self.belgian, self.env, self.report = days.belgian, days.env, days.report
        self.carrier = days.carrier
        self.books, self.on, self.say = self.story.books, self.story.on, days.report.say

    @property
    def today(self):
        return self.all.today

    def days(self):
        """Return ``{date: (title, what to play)}``."""
        raise NotImplementedError


def plain(text):
    """Return a text with ordinary spaces."""
    return str(text).replace("\xa0", " ").replace("\u202f", " ").replace("&nbsp;", " ")
