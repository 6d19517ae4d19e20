"""Write documents into a ledger as a person would: posted, and matched natively."""

CODES = {"goods": "20% G", "service": "20% S", "export": "0% EX G", "be": "21%"}


class Ledger:
    """The books of one company.

    :param env: superuser environment
    :param company: one ``res.company`` with its chart of accounts
    """

    def __init__(self, env, company):
        self.env = env(context=dict(env.context, allowed_company_ids=company.ids))
        self.company = company.with_env(self.env)
        journals = self.env["account.journal"].search([("company_id", "=", company.id)])
        self.sales = journals.filtered(lambda j: j.type == "sale")[:1]
        self.bank = journals.filtered(lambda j: j.type == "bank")[:1]
        self.general = journals.filtered(lambda j: j.code == "MISC")[:1]
        self.income = self.sales.default_account_id

    def account(self, code):
        """Return the account of a code."""
        return self.env["account.account"].search(
            [("code", "=", code), ("company_ids", "in", self.company.ids)], limit=1
        )

    def tax(self, kind):
        return self.env["account.tax"].search(
            [
                ("name", "=", CODES[kind]),
                ("type_tax_use", "=", "sale"),
                ("company_id", "=", self.company.id),
            ],
            limit=1,
        )

    # --- invoices ----------------------------------------------------------------

    def invoices(self, documents):
        """Create and post documents; return them in order.

        :param documents: dictionaries of name, partner, date, due or term, total
            (taxes included), tax, and optionally currency, label, refund
        """
        moves = self.env["account.move"].create([self._values(d) for d in documents])
        for move, document in zip(moves, documents, strict=True):
            if abs(move.amount_total - document["total"]) > 0.004:
                raise ValueError(f"{move.name}: {move.amount_total}, not as asked")
        moves.action_post()
        return moves

    def _values(self, document):
        tax = self.tax(document["tax"])
        price = round(document["total"] / (1 + tax.amount / 100), 2)
        currency = document.get("currency") or self.company.currency_id
        values = {
            "move_type": "out_refund" if document.get("refund") else "out_invoice",
            "name": document["name"],
            "partner_id": document["partner"].id,
            "journal_id": self.sales.id,
            "currency_id": currency.id,
            "invoice_date": document["date"],
            "invoice_payment_term_id": document.get("term") or False,
            "line_ids": [],
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "name": document.get("label", "Fourniture"),
                        "price_unit": price,
                        "account_id": self.income.id,
                        "tax_ids": [(6, 0, tax.ids)],
                    },
                )
            ],
        }
        if not document.get("term"):
            values["invoice_date_due"] = document["due"]
        return values

    @staticmethod
    def debts(moves):
        """Return the receivable lines of documents."""
        return moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def open_debts(self):
        """Return the customers' open debts, oldest first."""
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("balance", ">", 0),
            ],
            order="date_maturity, id",
        )

    # --- the rest ----------------------------------------------------------------

    def bank_line(self, partner, amount, day, label, match=None):
        """Enter a line of the bank statement; match it with open items if given.

        Without ``match`` the receipt stays on the customer's account, to be matched.
        """
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": day,
                "payment_ref": label,
                "amount": amount,
                "partner_id": partner.id,
            }
        )
        _liquidity, suspense, _other = line._seek_for_lines()
        account = match.account_id if match else self.account("411100")
        suspense.write({"account_id": account.id, "partner_id": partner.id})
        if match:
            (suspense + match).reconcile()
        return line

    def bank_file(self, amount, day, label, iban):
        """Enter a line as a statement file brings it: no customer, an account."""
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": day,
                "payment_ref": label,
                "amount": amount,
                "account_number": iban,
            }
        )

    def match(self):
        """Let the product match what only one explanation fits."""
        return self.env["recovery.match"]._match_new(self.company, commit=False)

    def entry(self, day, label, lines, journal=None):
        """Post an entry of the general journal.

        :param lines: ``(account code, partner or None, amount, due or None)``, debit
            positive
        """
        move = self.env["account.move"].create(
            {
                "journal_id": (journal or self.general).id,
                "date": day,
                "ref": label,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": label,
                            "account_id": self.account(code).id,
                            "partner_id": partner.id if partner else False,
                            "balance": amount,
                            "date_maturity": due,
                        },
                    )
                    for code, partner, amount, due in lines
                ],
            }
        )
        move.action_post()
        return move

    def transfer(self, debts, code, day, label, due):
        """Move open debts to another receivable account; return the new line.

        A retention or an accepted bill: the customer's line is matched, nobody paid.
        """
        amount = sum(debts.mapped("amount_residual"))
        partner = debts.partner_id
        move = self.entry(
            day,
            label,
            [
                (code, partner, amount, due),
                (debts.account_id.code, partner, -amount, day),
            ],
        )
        taken = move.line_ids.filtered(lambda line: line.balance > 0)
        (debts + (move.line_ids - taken)).reconcile()
        taken.no_followup = False  # followed again from its maturity
        return taken
