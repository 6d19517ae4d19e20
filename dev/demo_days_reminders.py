"""Tuesday 3 March: the first reminders leave; one is paid for just before."""

from .demo_days import Part, plain
from .demo_report import DemoError, expect, money, short
from .demo_story_data import START

TALBOT_IBAN = "FR7630006000011234567890189"


class FirstReminders(Part):
    """Approved at 8.30, a payment at 8.45, sent at 9."""

    def days(self):
        return {self.on("2026-03-03"): ("Premières relances", self.first_reminders)}

    def first_reminders(self):
        self.desk.clock.set(self.today, 8, 30)
        accountant = self.story.house.accountant
        for desk in (self.desk, self.belgian):
            desk.approve(accountant, desk.waiting("draft"))
        self._talbot_pays()
        left = self.desk.send(self.today, 9)
        self._print_reminders(left.filtered(lambda n: n.channel == "email"))
        tasks = left.filtered(lambda n: n.channel == "task")
        self.say(f"Tâches confiées à la maison : {len(tasks)}")
        expect("Kermor", self.story.case("kermor").spared_why, "factored")
        self._belgian_reminder()

    def _talbot_pays(self):
        """The statement of Monday is read on Tuesday, between approval and sending."""
        talbot, paid_on = self.story.who["talbot"], self.on("2026-03-02")
        notice = self.story.case("talbot").notice_ids
        expect("Talbot, prepared", notice.mapped("state"), ["queued"])
        self.desk.clock.set(self.today, 8, 45)
        talbot.bank_ids = [(0, 0, {"acc_number": TALBOT_IBAN})]
        books = self.story.books
        line = books.bank_file(3600.0, paid_on, "VIREMENT RECU", TALBOT_IBAN)
        expect("Talbot, matched without asking", books.match(), line)
        expect("Talbot, paid", self.story.debts("FA-0205").mapped("reconciled"), [True])
        self.say(
            f"8 h 45 relevé bancaire : Talbot, {money(3600)}, sans référence, IBAN et "
            "montant connus → lettré"
        )
        self.desk.settle()
        expect("Talbot, reminder", notice.mapped("state"), ["cancelled"])
        expect("Talbot, reason", notice.mapped("reason"), ["settled"])
        expect("Talbot, account", notice.case_id.state, "closed")
        self.say(f"Talbot : « Non envoyée : réglé le {short(paid_on)} »")

    def _print_reminders(self, left):
        """Print the messages of 9 o'clock and compare them with the story's."""
        names = {partner.id: key for key, partner in self.story.who.items()}
        subjects = {names[n.partner_id.id]: n for n in left}
        wanted = {
            "lecoq": "Point sur votre compte : 5 120,00 €",
            "clairval": "Facture FA-0190 échue le 10 février 2026 : un oubli ?",
            "mme_d": "Votre facture FA-0184 : petit rappel",
            "moreau": "Facture FA-0195 échue le 14 février 2026 : un oubli ?",
            "alpenhof": "Invoice FA-0188 due on February 20, 2026: an oversight?",
            "estran": "Dernier rappel avant mise en demeure",
            "mairie": "point de situation",
            "brehat": "Point sur votre compte : 25 650,00 €",
        }
        expect("who is written to on 3 March", sorted(subjects), sorted(wanted))
        self.say("9 h 00 envoi :")
        for key, text in wanted.items():
            notice = subjects[key]
            subject = plain(notice.subject)
            if text not in subject and self.story.start == START:
                raise DemoError(f"{key}: subject {subject!r}, expected {text!r}")
            self.say(f"  {notice.partner_id.name} – « {subject} » → {notice.address}")
        expect("Lecoq, claimed", subjects["lecoq"].amount, 5120.0)
        expect("Bréhat, claimed", subjects["brehat"].amount, 25650.0)
        self._check_alpenhof(subjects["alpenhof"])

    def _check_alpenhof(self, notice):
        """Its own currency, its own language, in a message of its own."""
        expect("Alpenhof, language", notice.lang, "en_US")
        body = plain(notice.body)
        if (
            "3,000.00" not in body
            or "CHF" not in body
            or "€" in body.split("To pay")[0]
        ):
            raise DemoError("Alpenhof: the message does not claim 3,000.00 CHF alone")
        self.say("  Alpenhof : 3 000,00 CHF, message à part, en anglais")

    def _belgian_reminder(self):
        both = self.belgian.send(self.today, 9, 5)
        left = both.filtered(lambda n: n.partner_id == self.story.who["namur"])
        expect("Namur, reminders", left.mapped("treatment_id.name"), ["Reminder 1"])
        expect("Namur, claimed", left.amount, 180.0)
        self.say(
            f"Belgique : consommatrice à Namur, {money(180)} : 1er rappel gratuit, "
            f"« {plain(left.subject)} »"
        )
        charges = self.env["recovery.charge"].with_context(lang="fr_FR")
        line = left.line_ids.line_id
        said = charges._permission_words("reminder_fee", line, self.today)
        if "CDE art. XIX.2" not in said:
            raise DemoError(f"Namur, fee: {said}")
        self.say(f"  Belgique, frais refusés – {said}")
