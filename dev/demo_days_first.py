"""Monday 2 March: the first hour, until the first reminders wait for approval."""

import base64

from .demo_control import control
from .demo_days import Part, plain
from .demo_report import expect, french, short

# what the first hour mends; the credits stay to be matched, the bank is entered later
MENDED = ("ledger", "type", "reach", "release")

IMPORTED = "customer;step;date;channel\n"
IMPORTED += "Restaurant L'Estran;Relance 1;{first};email\n"
IMPORTED += "Restaurant L'Estran;Relance 2;{second};email\n"


class FirstHour(Part):
    """Ties to the ledger, mends what is missing, releases the old debts."""

    def days(self):
        return {self.on("2026-03-02"): ("Mise en route", self.first_hour)}

    def first_hour(self):
        control(self.env, self.desk.company, self.today, self.report)
        self._seven_lines()
        self._to_qualify()
        self._import_history()
        self._simulate()
        self._release()
        done = self._page()
        expect("lines mended", [c for c in MENDED if done[c]["state"] != "ok"], [])

    def _start(self, who):
        """The page as a person of the house reads it, in French."""
        return (
            self.env["recovery.start"]
            .with_user(who)
            .with_context(lang="fr_FR", allowed_company_ids=self.desk.company.ids)
        )

    def _page(self):
        lines = self._start(self.story.house.accountant).load()["lines"]
        return {line["code"]: line for line in lines}

    def _seven_lines(self):
        """What Getting started says before anything is mended, as it says it."""
        lines = self._page()
        for number, line in enumerate(lines.values(), start=1):
            mark = "✔" if line["state"] == "ok" else "–"
            self.say(f"{number}. {line['title']} {mark} « {plain(line['text'])} »")
            for note in line["notes"]:
                self.say(f"     « {plain(note)} »")
        for code, amount, count, shown in (
            ("ledger", 1870.0, 1, "77 140,00 €"),
            ("match", 1600.0, 2, "Boulangeries Lecoq"),
            ("type", 480.0, 1, "Garage Moreau"),
            ("reach", 0.0, 0, ""),
        ):
            line = lines[code]
            found = (line["amount"], line["count"], shown in plain(line["text"]))
            expect(f"Getting started, {code}", found, (amount, count, True))
        said = plain(" ".join(lines["ledger"]["notes"]))
        expect("opening balance, to decide", "1 870,00 €" in said, True)
        self._start(self.story.house.manager).run("leave", "ledger")

    def _to_qualify(self):
        """A person's card without a type counts as a consumer until someone says."""
        moreau = self.story.who["moreau"]
        case = self.story.case("moreau")
        expect("Moreau before", case.segment_id.name, "Consumer")
        moreau.with_user(self.story.house.accountant).action_recovery_accept_type()
        self.desk.settle()
        expect("Moreau after", self.story.case("moreau").segment_id.name, "Business")
        said = french(moreau, "recovery_debtor_type")[moreau.recovery_debtor_type]
        self.say(f"Garage Moreau : proposition acceptée, {said.lower()}")

    def _import_history(self):
        first, second = self.on("2026-01-20"), self.on("2026-02-05")
        text = IMPORTED.format(first=first, second=second)
        accountant = self.story.house.accountant
        wizard = (
            self.env["recovery.history.wizard"]
            .with_user(accountant)
            .with_context(lang="fr_FR")
            .create(
                {
                    "company_id": self.desk.company.id,
                    "file": base64.b64encode(text.encode()),
                }
            )
        )
        wizard.action_import()
        self.desk.settle()
        known = self.story.case("estran").notice_ids
        expect("reminders imported", sorted(known.mapped("left_on")), [first, second])
        self.say(
            f"Historique importé : L'Estran relancé les {short(first)} et "
            f"{short(second)}"
        )

    def _simulate(self):
        """Who would get what tomorrow, were everybody released."""
        day = self.on("2026-03-03")
        found = self.env["recovery.cycle"]._simulate(
            self.desk.company, day, released=True
        )
        steps = self.env["recovery.treatment"].browse(
            choice.step.id for _p, _v, choices in found for choice in choices
        )
        contacts = steps.filtered(lambda step: step.channel == "email")
        statutory = steps.filtered(lambda step: step.purpose == "statutory")
        expect("formal notices as first contact", statutory.mapped("name"), [])
        self.say(
            f"Simulation du {short(day)} : {len(contacts)} relances, personne n'est "
            "mis en demeure d'entrée"
        )

    def _release(self):
        """Old debts wait until a person lets them go, here in one lot each."""
        expect("reminders before the release", len(self.desk.waiting("draft")), 0)
        for desk in (self.desk, self.belgian):
            wizard = (
                self.env["recovery.release.wizard"]
                .with_user(self.story.house.accountant)
                .with_context(allowed_company_ids=desk.company.ids)
                .create({"company_id": desk.company.id})
            )
            wizard.action_release()
            desk.settle()
        drafts = self.desk.waiting("draft").filtered(lambda n: n.channel == "email")
        self.say(f"Lot libéré : {len(drafts)} relances préparées, à approuver")
        expect("Kermor, why", self.why("kermor"), "Affacturée")
        self.say(f"Kermor : « {self.why('kermor')} »")
        self._spared_hotel()

    def why(self, key):
        """Return in French why a customer's debts are not chased."""
        case = self.story.case(key).with_context(lang="fr_FR")
        return case._spared_label(case.spared_why)

    def _spared_hotel(self):
        case = self.story.case("parc")
        expect("Hôtel du Parc, profile", case.segment_id.name, "Good payer")
        expect("Hôtel du Parc, next", case.next_contact_on, self.on("2026-03-06"))
        first = self.env["account.move"].search(
            [
                ("partner_id", "=", case.partner_id.id),
                ("move_type", "=", "out_invoice"),
            ],
            order="invoice_date",
            limit=1,
        )
        self.say(
            f"Hôtel du Parc : « Épargné jusqu'au {short(case.next_contact_on)} : "
            f"client depuis {first.invoice_date.year}, aucun défaut »"
        )
