"""How debts are settled in the story: a plan, a dispute, a loss with its VAT."""

from decimal import Decimal

from .demo_days import Part
from .demo_desk import check_mails
from .demo_ledger import Ledger
from .demo_report import expect, money, short

PARTS = ("2026-03-04", "2026-04-07", "2026-05-04", "2026-06-04")
PART = 310.0


class SettleDays(Part):
    """Mme D. pays in four, Clairval contests a part, Vaugan is written off."""

    def days(self):
        played = (
            ("2026-03-04", "Échéancier de Mme D.", self.plan),
            ("2026-03-10", "Litige de Clairval", self.dispute),
            ("2026-03-17", "Clairval solde son compte", self.dispute_ends),
            ("2026-04-07", "Deuxième versement de Mme D.", self.second_part),
            ("2026-05-04", "Troisième versement de Mme D.", self.third_part),
            ("2026-05-29", "Clôture", self.closing),
        )
        return {self.on(day): (text, play) for day, text, play in played}

    # --- Mme D. --------------------------------------------------------------------

    def plan(self):
        """Four times without a fee, the first one by card at once."""
        from odoo.addons.debt_recovery.tools.instalments import Terms, schedule

        case = self.story.case("mme_d").with_user(self.story.house.accountant)
        closed = self.desk.company._recovery_closed_days(self.today)
        parts = schedule(
            Decimal(1240), Terms(self.today, 4, at_once=True), closed=closed
        )
        plan = case._make_plan(
            self.story.debts("FA-0184"), parts, "monthly", "call", agreed_with="Mme D."
        )
        plan._go("active")
        self.desk.settle()
        days = [one.due_date for one in plan.instalment_ids]
        expect("Mme D., days", days, [self.on(day) for day in PARTS])
        expect("Mme D., parts", set(plan.instalment_ids.mapped("amount")), {PART})
        expect("Mme D., to chase", self.story.case("mme_d").net_overdue, 0.0)
        self._receive_part("CB MME D.")
        expect("Mme D., paid", plan.received, PART)
        self.say(
            f"Mme D. : échéancier de 4 × {money(PART)}, sans frais ; 1er versement par "
            f"carte, suite {', '.join(short(day) for day in days[1:])} ; l'échelle se "
            "tait"
        )
        left = self.desk.send(self.today, 11)
        sent = left.filtered(lambda notice: notice.purpose == "service").partner_id
        expect("Mme D., agreement sent", sent, self.story.who["mme_d"])

    def second_part(self):
        self._next_part(2)

    def third_part(self):
        self._next_part(3)

    def _next_part(self, number):
        """A transfer that names nothing of the plan moves it on all the same."""
        self._receive_part("VIR MME D.")
        plan = self.story.case("mme_d").arrangement_ids
        expect("Mme D., plan", plan.state, "active")
        expect("Mme D., paid", plan.received, number * PART)
        self.say(
            f"Mme D. : virement de {money(PART)} sans référence → versement {number} "
            f"reçu, reste {money(plan.open_amount)}"
        )

    def _receive_part(self, label):
        self.books.bank_line(
            self.story.who["mme_d"],
            PART,
            self.today,
            label,
            self.story.debts("FA-0184"),
        )
        self.desk.settle()

    # --- Clairval ------------------------------------------------------------------

    def dispute(self):
        """Nothing stops but the part that is contested."""
        case = self.story.case("clairval").with_user(self.story.house.accountant)
        dispute = case._dispute(
            self.story.debts("FA-0190"),
            300.0,
            "service_incomplete",
            note="Pose incomplète",
        )
        self.desk.settle()
        expect("Clairval, to chase", case.net_overdue, 700.0)
        (row,) = self.all.rows("clairval")
        found = (float(row["disputed"]), float(row["chaseable"]))
        expect("Clairval, contested and to chase", found, (300.0, 700.0))
        self.say(
            f"Clairval conteste {money(dispute.amount)} (pose incomplète) : la relance "
            f"suivante dit {money(case.net_overdue)}"
        )

    def dispute_ends(self):
        invoice = self.story.documents["FA-0190"]
        self.books.bank_line(
            invoice.partner_id,
            700.0,
            self.today,
            "VIR RESIDENCE CLAIRVAL",
            Ledger.debts(invoice),
        )
        self.desk.settle()
        case = self.story.case("clairval")
        expect("Clairval, to chase", case.net_overdue, 0.0)
        dispute = case.dispute_ids.with_user(self.story.house.accountant)
        note = dispute._accept(day=self.today)
        self.desk.settle()
        expect("Clairval, credit note", note.amount_total, 300.0)
        expect("Clairval, account", case.state, "closed")
        self.say(
            f"Clairval : {money(700)} payés, avoir de {money(note.amount_total)} en un "
            "clic ; compte soldé"
        )

    # --- closing -------------------------------------------------------------------

    def closing(self):
        """Vaugan's liquidation ended without assets: the loss, and its VAT back."""
        debt = self.story.debts("FA-0089")
        house = self.story.house
        proof = self.env["ir.attachment"].create(
            {"name": "jugement-de-cloture.pdf", "raw": b"%PDF-1.4"}
        )
        request = (
            self.env["recovery.write.off"]
            .with_user(house.accountant)
            ._request(
                {debt: debt.amount_residual},
                "judicial_liquidation",
                evidence_ids=[(6, 0, proof.ids)],
            )
        )
        for approver in (house.accountant, house.manager):
            request.with_user(approver)._approve()
        expect("Vaugan, loss", request.state, "approved")
        entry = request.sudo()._book(self.today)
        self.desk.settle()
        self._check_loss(entry)
        self._paper(request.sudo())
        self._impairment()
        self._count()

    def _check_loss(self, entry):
        by_code = {}
        for line in entry.line_ids:
            code = line.account_id.code
            by_code[code] = by_code.get(code, 0.0) + line.balance
        expect("Vaugan, loss", by_code.get("654400"), 2000.0)
        vat = sum(amount for code, amount in by_code.items() if code[:4] == "4457")
        expect("Vaugan, VAT back", vat, 400.0)
        expect("Vaugan, open", self.story.debts("FA-0089").amount_residual, 0.0)
        self.say(
            f"Vaugan : perte de {money(2000)} HT (654400) et {money(400)} de TVA "
            f"récupérée, écriture {entry.name} du {short(self.today)}"
        )

    def _paper(self, request):
        """The paper of art. 272, by letter: a company in liquidation reads no mail."""
        file = request._make_paper()
        request._note_paper(self.today, "letter")
        expect("Vaugan, paper", request.paper, "sent")
        self.say(f"  état de l'art. 272 envoyé et classé : {file.name}")

    def _impairment(self):
        found = self.env["recovery.provision"]._propose(self.desk.company, self.today)
        self.say(
            f"Proposition de dépréciation : {money(found.target)} sur "
            f"{len(found.line_ids)} créances"
        )

    def _count(self):
        messages = check_mails(self.env, self.desk.mails)
        waiting = len(self.desk.waiting("draft"))
        self.say(f"{messages} messages partis, {waiting} relances à approuver")
        self.report.key("messages de l'histoire", messages)
