"""The story from Wednesday 4 March on: payments, holds, a bill returned."""

from .demo_days import Part
from .demo_days_calls import CallDays
from .demo_days_letters import LetterDays
from .demo_ledger import Ledger
from .demo_report import expect, money, short


class LaterDays(Part):
    """The days after the first reminders."""

    def days(self):
        played = (
            ("2026-03-04", "Hôtel du Parc paie", self.hotel_pays),
            ("2026-03-10", "Effet à l'encaissement", self.bill_cashed),
            ("2026-03-12", "L'effet revient impayé", self.bill_returns),
            ("2026-03-16", "Virement de Lecoq ; L'Estran", self.transfer_of_lecoq),
            ("2026-03-20", "Redressement judiciaire de Bréhat", self.insolvency),
            ("2026-03-24", "Mairie", self.town_hall),
            ("2026-03-25", "Facture postérieure au jugement", self.later_invoice),
            ("2026-04-02", "La mairie paie", self.town_hall_pays),
        )
        return {self.on(day): (text, play) for day, text, play in played}

    def _receive(self, key, amount, label, *documents, day=None):
        line = self.books.bank_line(
            self.story.who[key],
            amount,
            day or self.today,
            label,
            self.story.debts(*documents).filtered(lambda line: not line.reconciled),
        )
        self.desk.settle()
        return line

    def _mails_to(self, key):
        return self.story.case(key).notice_ids.filtered(
            lambda n: n.channel == "email" and n.sent_at
        )

    # --- days --------------------------------------------------------------------

    def hotel_pays(self):
        self._receive("parc", 2160.0, "VIR HOTEL DU PARC FA-0231", "FA-0231")
        case = self.story.case("parc")
        expect("Hôtel du Parc, account", case.state, "closed")
        expect("Hôtel du Parc, reminders", len(case.notice_ids), 0)
        self.say(f"Hôtel du Parc paie {money(2160)} : jamais relancé")

    def bill_cashed(self):
        bill = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.story.who["brehat"].id,
                "amount": 5400.0,
                "date": self.today,
                "journal_id": self.books.bank.id,
                "destination_account_id": self.books.account("413000").id,
                "memo": "LCR 0007",
                "company_id": self.desk.company.id,
            }
        )
        bill.action_post()
        debt = self._bill()
        (debt + Ledger.debts(bill.move_id)).reconcile()
        self.desk.settle()
        expect("bill cashed", debt.amount_residual, 0.0)
        self.say(f"LCR 0007 Bréhat, {money(5400)} : à l'encaissement")

    def _bill(self):
        return self.story.documents["LCR 0007"].line_ids.filtered(
            lambda line: line.balance > 0
        )

    def bill_returns(self):
        """The bank takes it back: the debt is what it was, as old as it was."""
        before = self.story.case("brehat").net_overdue
        bill = self.env["account.payment"].search([("memo", "=", "LCR 0007")])
        reason = "Effet impayé : provision insuffisante"
        bill.memo = f"LCR 0007 – {reason}"
        bill.move_id._reverse_moves(
            [{"date": self.today, "ref": bill.memo}], cancel=True
        )
        bill.action_reject()
        self.desk.settle()
        row = next(
            r for r in self.all.rows("brehat") if r["line_id"] == self._bill().id
        )
        expect("bill, due", row["due"], self.on("2026-03-10"))
        expect("bill, to chase", float(row["chaseable"]), 5400.0)
        case = self.story.case("brehat")
        expect("Bréhat, to chase", case.net_overdue, before + 5400.0)
        event = case.event_ids.filtered(lambda e: e.kind == "payment_returned")
        expect("returned payments", len(event), 1)
        self.say(
            f"LCR Bréhat impayée : {money(5400)} reviennent à leur ancienne échéance "
            f"({short(row['due'])}), motif : {event.text}"
        )

    def transfer_of_lecoq(self):
        case, paid_on = self.story.case("lecoq"), self.on("2026-03-13")
        self._receive("lecoq", 3200.0, "VIR BOULANGERIES LECOQ", "FA-0177", day=paid_on)
        CallDays(self.all).promise_kept()
        expect("Lecoq, left", case.net_overdue, 1920.0)
        self.say(
            f"Relevé : virement Lecoq {money(3200)} daté du {paid_on.day} → promesse "
            f"tenue ; reste {money(case.net_overdue)}"
        )
        LetterDays(self.all).formal_notice()

    def insolvency(self):
        """What was born before the judgment is frozen and claimed in one go."""
        proceedings = self.env["recovery.insolvency"].create(
            {
                "partner_id": self.story.who["brehat"].id,
                "kind": "receivership",
                "judgment_date": self.on("2026-03-16"),
                "publication_date": self.today,
            }
        )
        self.desk.settle()
        rows = self.all.rows("brehat")
        frozen = sum(float(row["residual"]) for row in rows if row["spared"])
        expect("Bréhat, frozen", frozen, 32400.0)
        case = self.story.case("brehat")
        expect("Bréhat, to chase", case.net_overdue, 0.0)
        self.say(
            f"BODACC : gel de {money(frozen)} ({money(25650)} + {money(1350)} à échoir "
            f"+ {money(5400)})"
        )
        self._claim(proceedings)

    def _claim(self, proceedings):
        claim = proceedings.claim_ids.filtered(
            lambda one: one.company_id == self.desk.company
        )
        expect("Bréhat, due at the judgment", claim.amount_due, 31050.0)
        expect("Bréhat, not due yet", claim.amount_to_come, 1350.0)
        expect("Bréhat, claim until", claim.claim_until, self.on("2026-05-20"))
        self.say(
            f"Déclaration de créance de {money(claim.amount_total)} préparée, à "
            f"déposer avant le {short(claim.claim_until)}"
        )
        expect("Bréhat, charges", round(claim.amount_charges, 2), 480.4)
        self.say(
            f"  dont pénalités arrêtées au jugement {money(claim.amount_charges)} "
            f"({money(469.61)} + {money(10.79)})"
        )

    def town_hall(self):
        debt = self.story.debts("FA-0168")
        dues = self.env["recovery.charge"]._due(debt, self.today)[debt.id]
        amounts = {due.kind: float(due.amount) for due in dues}
        expect("Mairie, charges", amounts, {"interest": 80.09, "fixed_fee": 40.0})
        self.say(
            f"Mairie : 40 j × 10,15 % = {money(80.09)} d'intérêts moratoires + "
            f"{money(40)}"
        )

    def later_invoice(self):
        self.story.documents["FA-0245"] = self.books.invoices(
            [
                {
                    "name": "FA-0245",
                    "partner": self.story.who["brehat"],
                    "date": self.today,
                    "due": self.on("2026-04-24"),
                    "total": 1800.0,
                    "tax": "goods",
                    "label": "Enseigne",
                }
            ]
        )
        self.desk.settle()
        line = self.story.debts("FA-0245")
        row = next(r for r in self.all.rows("brehat") if r["line_id"] == line.id)
        expect(
            "later invoice", (row["spared"], float(row["chaseable"])), (None, 1800.0)
        )
        self.say(f"La facture du {short(self.today)} ({money(1800)}) reste exigible")

    def town_hall_pays(self):
        self._receive("mairie", 7200.0, "DGFIP FA-0168", "FA-0168")
        expect("Mairie, account", self.story.case("mairie").state, "closed")
        self.say(f"Mairie : principal de {money(7200)} payé, compte soldé")
        left = self.env["recovery.charge"].search(
            [("partner_id", "=", self.story.who["mairie"].id)]
        )
        amounts = {one.kind: one.amount for one in left}
        expect("Mairie, left", amounts, {"interest": 98.11, "fixed_fee": 40.0})
        expect("Mairie, survives", left.mapped("survives"), [True, True])
        self.say(f"  {money(98.11)} d'intérêts moratoires + {money(40)} survivent")
