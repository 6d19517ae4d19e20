"""The call desk in the story: Lecoq promises, and keeps the promise."""

from .demo_days import Part
from .demo_report import expect, money

PROMISED = 3200.0


class CallDays(Part):
    """Friday the 6th on the phone, Monday the 16th at the bank."""

    def days(self):
        return {self.on("2026-03-06"): ("Appel", self.call)}

    def call(self):
        """A text was to leave the next day; the promise cancels it."""
        text = self._text_of_tomorrow()
        case = self.story.case("lecoq").with_user(self.story.house.accountant)
        debt, day = self.story.debts("FA-0177"), self.on("2026-03-13")
        self.desk.clock.set(self.today, 10)
        case._call_outcome(
            "promise",
            {
                "amount": PROMISED,
                "date": str(day),
                "line_ids": debt.ids,
                "note": "par virement",
                "reason": "Rappel convenu avec le client",
            },
        )
        self.desk.settle()
        chased = [r["line_id"] for r in self.all.rows("lecoq") if r["chaseable"]]
        expect("Lecoq, line not chased", set(debt.ids) & set(chased), set())
        expect("Lecoq, text of the next day", text.state, "cancelled")
        self.say(
            f"Poste d'appel : Lecoq promet {money(PROMISED)} pour le vendredi "
            f"{day.day} ; seule FA-0177 est suspendue"
        )
        self.say(f"SMS du lendemain annulé : « {self._why(text)} »")

    def _text_of_tomorrow(self):
        """Nobody answered the statement for three days: a text is approved, which
        the delay between two contacts keeps until the fourth."""
        self.desk.send(self.today, 9)
        text = self.story.case("lecoq").notice_ids.filtered(
            lambda n: n.channel == "sms"
        )
        expect("Lecoq, text prepared", text.mapped("state"), ["draft"])
        self.desk.approve(self.story.house.accountant, text)
        left = self.desk.send(self.today, 9, 45)
        expect("Lecoq, text left too soon", text in left, False)
        expect("Lecoq, text", text.state, "queued")
        expect("Lecoq, put off", text.send_after.date() > self.today, True)
        self.say(
            "Lecoq n'a pas répondu : SMS approuvé, retenu par le délai entre contacts"
        )
        return text

    def _why(self, notice):
        field = notice.with_context(lang="fr_FR")._fields["reason"]
        env = self.env(context={"lang": "fr_FR"})
        return dict(field._description_selection(env))[notice.reason]

    def promise_kept(self):
        """The transfer of the 13th, read on the 16th."""
        self.desk.settle()
        promise = self.story.case("lecoq").arrangement_ids
        expect("Lecoq, promise", promise.mapped("state"), ["kept"])
