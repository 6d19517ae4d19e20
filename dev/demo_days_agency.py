"""L'Estran goes to an agency: advice, hand-over, 784,00 €, and back as a loss."""

import base64
import hashlib

from .demo_days import Part, plain
from .demo_report import expect, money

AGENCY = "Cabinet Orvane"
HEAD = "Votre dossier;Facture;Référence encaissement;Devise;Payé le;Payé à;Montant payé"
COLLECTED, NET = 1000.0, 784.0


class AgencyDays(Part):
    """The days of the agency, and the hand-over that a Belgian rule forbids."""

    def days(self):
        played = (
            ("2026-03-12", "Belgique : agence refusée", self.forbidden),
            ("2026-03-30", "À décider : L'Estran", self.decide),
            ("2026-03-31", "L'Estran confié", self.hand_over),
            ("2026-04-20", "Relevé de gestion de l'agence", self.statement),
            ("2026-04-21", "Virement de l'agence", self.transfer),
            ("2026-05-29", "L'agence restitue L'Estran", self.back),
        )
        return {self.on(day): (text, play) for day, text, play in played}

    @property
    def debt(self):
        return self.story.debts("FA-0120")

    @property
    def placement(self):
        return self.env["recovery.placement"].search(
            [("company_id", "=", self.desk.company.id)], limit=1
        )

    def _contract(self, company, rate):
        """Orvane's contract: 18 %, net, the tax of the country on its commission."""
        partner = self.env["res.partner"].create(
            {
                "name": AGENCY,
                "is_company": True,
                "email": "dossiers@orvane.example",
                "lang": "fr_FR",
                "country_id": self.env.ref("base.fr").id,
            }
        )
        agency = self._agency(company, partner)
        tax = self.env["account.tax"].search(
            [
                ("company_id", "=", company.id),
                ("type_tax_use", "=", "purchase"),
                ("amount", "=", rate),
                ("tax_exigibility", "=", "on_invoice"),
            ],
            limit=1,
        )
        contracts = self.env["recovery.agency.contract"].with_company(company)
        return contracts.create(
            {
                "name": "Mandat 2026",
                "agency_id": agency.id,
                "company_id": company.id,
                "tax_id": tax.id,
                "grant_months": 3,
                "commission_ids": [(0, 0, {"percent": 18.0})],
            }
        )

    def _agency(self, company, partner):
        layout = self.env.ref("debt_recovery.layout_remittance_csv")
        return self.env["recovery.agency"].create(
            {
                "name": AGENCY,
                "partner_id": partner.id,
                "company_id": company.id,
                "layout_ids": [(4, layout.id)],
            }
        )

    # --- before it may be -------------------------------------------------------------

    def forbidden(self):
        company, debt = self.belgian.company, self.story.debts("BE-0012")
        contract = self._contract(company, 21.0)
        placements = self.env["recovery.placement"].with_company(company)
        placements = placements.with_context(lang="fr_FR")
        said = placements._eligible(debt, contract, self.today)[debt.id]
        law = [sentence for code, sentence in said if code == "rule"]
        expect("Namur, may not be handed over", bool(law), True)
        self.say(f"Namur, 180,00 € : confier est refusé : « {plain(law[0])} »")

    # --- the hand-over ----------------------------------------------------------------

    def decide(self):
        house = self.story.house
        contract = self._contract(self.desk.company, 20.0)
        debt = self.debt
        advice = self.env["recovery.placing.advice"]._advise(
            self.desk.company, 6000.0, debt.currency_id, debt.date_maturity, contract
        )
        self.say(
            f"Conseil pour L'Estran ({money(6000)}) : en interne "
            f"{money(advice.kept)} attendus, confié {money(advice.net)} net de "
            "commission"
        )
        placements = self.env["recovery.placement"].with_user(house.accountant)
        found = placements._propose(debt, contract)
        expect("L'Estran, proposed", found.principal, 6000.0)
        found.with_user(house.manager)._approve()
        self.say(
            f"{found.reference} : {money(found.principal)} proposés par la comptable, "
            "approuvés par la direction"
        )

    def hand_over(self):
        placement = self.placement.with_user(self.story.house.accountant)
        file = placement._place().sudo()
        self.desk.settle()
        expect("L'Estran, state", placement.state, "placed")
        expect("L'Estran, to chase", self.story.case("estran").net_overdue, 0.0)
        digest = hashlib.sha256(base64.b64decode(file.body)).hexdigest()
        expect("L'Estran, digest", file.sha256, digest)
        self.say(
            f"L'Estran confié : {file.name}, empreinte {file.sha256[:12]}… ; relances "
            "internes gelées"
        )
        placement.action_export_again()
        copy = placement.file_ids.sudo().filtered("copy_of_id")
        expect("L'Estran, copy of", copy.copy_of_id, file)
        self.say(f"Second export : « copie », {copy.name}")

    # --- what comes back --------------------------------------------------------------

    def _received(self, name, rows, purpose="remittance"):
        """Take a file of the agency in, and look at it."""
        placement = self.placement
        body = "\r\n".join([HEAD, *rows, ""]).encode("utf-8-sig")
        files = self.env["recovery.agency.file"].with_user(self.story.house.accountant)
        file = files._take_in(
            placement.agency_id, placement.company_id, name, body, purpose
        )
        file._check()
        return file

    def _row(self, reference, amount):
        day = self.on("2026-04-14")
        return (
            f"{self.placement.reference};FA-0120;{reference};EUR;{day:%d/%m/%Y};nous;"
            f"{amount}"
        )

    def statement(self):
        """A file with one wrong amount books nothing; the right one is booked once."""
        rows = [self._row(f"ENC-{number}", "10,00") for number in range(1, 6)]
        wrong = self._received(
            "releve-faux.csv", [*rows, self._row("ENC-9", "1.000,00")]
        )
        expect("wrong statement", wrong.state, "refused")
        problem = wrong.problem_ids
        expect("wrong lines", problem.mapped("line"), [7])
        expect("nothing booked", self.debt.amount_residual, 6000.0)
        self.say(
            f"Un fichier mal lu : ligne {problem.line}, colonne « {problem.column} », "
            f"« {problem.value} » refusé, rien n'est comptabilisé"
        )
        self._bill()
        file = self._received("releve-avril.csv", [self._row("ENC-1", "1000,00")])
        expect("statement", file.state, "checked")
        file._apply()
        remittance = self.env["recovery.remittance"].search([("file_id", "=", file.id)])
        remittance.with_user(self.story.house.accountant).action_book()
        self.desk.settle()
        self._check_booked(remittance)

    def _bill(self):
        """The agency's bill arrives by itself."""
        placement = self.placement
        contract = placement.contract_id
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "company_id": placement.company_id.id,
                "partner_id": placement.agency_id.partner_id.id,
                "invoice_date": self.today,
                "ref": "H-2026-88",
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Honoraires",
                            "price_unit": 180.0,
                            "account_id": self.books.account("622600").id,
                            "tax_ids": [(6, 0, contract.tax_id.ids)],
                        },
                    )
                ],
            }
        )
        bill.action_post()
        expect("bill", bill.amount_total, 216.0)

    def _check_booked(self, remittance):
        entries = remittance.move_ids
        receipt = entries.filtered(lambda one: one.date == self.on("2026-04-14"))
        expect("receipts dated", len(receipt), 1)
        due = self.env["account.move"].search(
            [("tax_cash_basis_origin_move_id", "=", self.debt.move_id.id)]
        )
        vat = sum(
            -line.balance
            for line in due.line_ids
            if line.account_id.code == "445710" and due.state == "posted"
        )
        expect("VAT due", (round(vat, 2), due.date), (166.67, self.on("2026-04-14")))
        expect("L'Estran, left", self.debt.amount_residual, 5000.0)
        expect("bill matched", remittance.bill_id.ref, "H-2026-88")
        self.say(
            f"L'agence a encaissé {money(COLLECTED)} le 14/04 ; facture d'honoraires "
            f"{money(180)} + {money(36)} rapprochée ; TVA sur encaissement exigible "
            f"{money(166.67)} au 14/04 ; reste {money(5000)}"
        )

    def transfer(self):
        line = self.books.bank_file(
            NET, self.today, "VIR CABINET ORVANE REVERSEMENT", False
        )
        self.books.match()
        expect("bank line matched", line.is_reconciled, True)
        clearing = self.desk.company._recovery_agency_clearing()
        held = self.env["account.move.line"].search(
            [
                ("account_id", "=", clearing.id),
                ("company_id", "=", self.desk.company.id),
                ("parent_state", "=", "posted"),
            ]
        )
        expect("clearing account", round(sum(held.mapped("balance")), 2), 0.0)
        self.say(f"Virement de {money(NET)} lettré au centime ; compte d'attente soldé")

    # --- the end ----------------------------------------------------------------------

    def back(self):
        """Irrecoverable, says the certificate: a loss, and no VAT to declare."""
        house = self.story.house
        paper = self.env["ir.attachment"].create(
            {"name": "certificat-irrecouvrabilite.pdf", "raw": b"%PDF-1.4"}
        )
        placement = self.placement.with_user(house.accountant)
        placement._return("irrecoverable", "Débiteur sans actif saisissable", paper)
        expect("L'Estran, back", placement.state, "returned")
        request = placement.sudo().write_off_ids
        for approver in (house.accountant, house.manager):
            request.with_user(approver)._approve()
        request._book(self.today)
        self.desk.settle()
        found = (request.loss, request.cleared, self.debt.amount_residual)
        expect("L'Estran, loss", found, (4166.67, 833.33, 0.0))
        self.say(
            f"L'agence restitue L'Estran avec certificat : perte {money(4166.67)} HT, "
            f"TVA en attente {money(833.33)} soldée, aucune TVA à déclarer"
        )
        self.report.key("reversé par l'agence", money(NET))
