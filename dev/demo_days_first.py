"""Monday 2 March: the first hour, until the first reminders wait for approval."""

import base64

from .demo_control import control
from .demo_days import Part
from .demo_report import expect, money, short

IMPORTED = "customer;step;date;channel\n"
IMPORTED += "Restaurant L'Estran;Relance 1;{first};email\n"
IMPORTED += "Restaurant L'Estran;Relance 2;{second};email\n"


class FirstHour(Part):
    """Ties to the ledger, mends what is missing, releases the old debts."""

    def days(self):
        return {self.on("2026-03-02"): ("Mise en route", self.first_hour)}

    def first_hour(self):
        control(self.env, self.desk.company, self.today, self.report)
        self._to_match()
        self._to_qualify()
        self._opening_balance()
        self._import_history()
        self._simulate()
        self._release()

    def _to_match(self):
        """Customers that have open debts and open credits."""
        credits = {}
        rows = self.all.rows()
        owing = {row["debtor_id"] for row in rows if row["chaseable"] > 0}
        for row in rows:
            if row["residual"] < 0 and row["debtor_id"] in owing:
                credits.setdefault(row["debtor_id"], []).append(
                    -row["residual_company"]
                )
        expect("customers to match first", list(credits), [self.story.who["lecoq"].id])
        found = credits[self.story.who["lecoq"].id]
        expect("credits to match", (len(found), float(sum(found))), (2, 1600.0))
        self.say(
            f"« 1 client à lettrer d'abord : Lecoq, {len(found)} crédits, "
            f"{money(sum(found))} »"
        )

    def _to_qualify(self):
        """A person's card without a type counts as a consumer until someone says."""
        unknown = self.env["recovery.case"].search(
            [
                ("company_id", "=", self.desk.company.id),
                ("partner_id.is_company", "=", False),
                ("partner_id.recovery_debtor_type", "=", False),
            ]
        )
        moreau = self.story.who["moreau"]
        expect("customers to qualify", unknown.partner_id.ids, moreau.ids)
        expect("Moreau before", unknown.segment_id.name, "Consumer")
        moreau.recovery_debtor_type = "sole"
        self.desk.settle()
        expect("Moreau after", self.story.case("moreau").segment_id.name, "Business")
        self.say("« 1 client à qualifier : Garage Moreau → professionnel »")

    def _opening_balance(self):
        rows = [row for row in self.all.rows() if row["spared"] == "no_followup"]
        amount = float(sum(row["residual_company"] for row in rows))
        expect("opening balance left out", amount, 1870.0)
        self.say(f"« {money(amount)} de reprise exclus : décider »")

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
