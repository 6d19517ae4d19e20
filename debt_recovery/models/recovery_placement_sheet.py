from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import csv_safe
from .recovery_notice import LEFT
from .recovery_placement_words import rate_words

WORKED = ("answered", "replied", "clicked", "read", "delivered")  # the best first
ON_PHONE = "called"


class RecoveryPlacement(models.Model):
    """The hand-over sheet: all that a clerk asks for in the first hour."""

    _inherit = "recovery.placement"

    unpaid_why = fields.Text("Why it is not paid")
    guarantees = fields.Text()
    co_debtors = fields.Text()
    penalty_clause = fields.Text()

    def _sheet(self):
        """Return one file as its sheet shows it, in the language of the reader.

        :return: ``facts``, ``mandate``: ``[(label, words)]``; ``debts``, ``sums``;
            ``contacts``; ``documents``: ``[(name, is there)]``
        """
        self.ensure_one()
        today = self.company_id._recovery_today()
        return {
            "file": self,
            "agency": self.agency_id,
            "company": self.company_id,
            "partner": self.partner_id,
            "date": self._sheet_day(self.placed_on or today),
            "mandate": self._sheet_mandate(),
            "facts": self._sheet_facts(),
            "debts": [self._sheet_debt(line) for line in self.line_ids],
            "sums": self._sheet_sums(),
            "contacts": self._sheet_contacts(),
            "documents": self._sheet_documents(),
        }

    def _sheet_day(self, day):
        return format_date(self.env, day) if day else ""

    def _sheet_label(self, record, name):
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")

    # --- the mandate --------------------------------------------------------------

    def _sheet_mandate(self):
        contract = self.contract_id
        months, waiver = contract.grant_months, contract.grant_waiver
        granted = [
            months and self.env._("up to %(months)s months", months=months),
            waiver
            and self.env._(
                "a waiver of up to %(rate)s %%", rate=rate_words(self.env, waiver)
            ),
        ]
        none = self.env._("nothing without asking us")
        return [
            (self.env._("Mandate"), contract.name),
            (self.env._("Scope"), self._sheet_label(contract, "scope")),
            (self.env._("Phase"), self._sheet_label(self, "stage")),
            (
                self.env._("May be granted without asking"),
                ", ".join(filter(None, granted)) or none,
            ),
            (self.env._("Customers pay"), self._sheet_label(contract, "paid_to")),
            (self.env._("Back by"), self._sheet_day(self.expires_on)),
            (self.env._("Instructions and no-goes"), contract.instructions or ""),
        ]

    # --- the customer -------------------------------------------------------------

    def _sheet_facts(self):
        """Return what is known of the customer and of why he does not pay."""
        partner = self.partner_id.sudo()
        registry = (partner.company_registry or "").replace(" ", "")
        country = partner.country_id or self.company_id.country_id
        is_french = country.code == "FR"
        paid, tail = self._last_payment()
        return [
            (self.env._("Kind"), self._debtor_kind_words()),
            ("SIREN", registry[:9])
            if is_french
            else (self.env._("Register"), registry),
            (self.env._("VAT number"), partner.vat or ""),
            (self.env._("Address"), self._address_words(partner)),
            (self.env._("Language"), self._language_words(partner)),
            (self.env._("Why it is not paid"), self.unpaid_why or ""),
            (self.env._("Known dispute"), self._dispute_words()),
            (self.env._("Last payment"), paid),
            (self.env._("Paid from an account ending in"), tail),
            (self.env._("Guarantees"), self.guarantees or ""),
            (self.env._("Co-debtors"), self.co_debtors or ""),
            (self.env._("Penalty clause"), self.penalty_clause or ""),
        ]

    def _address_words(self, partner):
        lines = partner._display_address(without_company=True).splitlines()
        return "\n".join(line for line in lines if line.strip())

    def _language_words(self, partner):
        """Return the customer's language by its name, not its code."""
        languages = dict(self.env["res.lang"].get_installed())
        name = languages.get(partner.lang, partner.lang or "")
        return name.rpartition("/")[2].strip()

    def _debtor_kind_words(self):
        partner = self.partner_id
        kind = partner._recovery_kind()
        selection = partner._fields["recovery_debtor_type"]
        return dict(selection._description_selection(self.env)).get(kind, kind)

    def _dispute_words(self):
        """Say the last dispute about these debts and how it ended."""
        dispute = self.env["recovery.dispute"].sudo()
        found = dispute.search(
            [
                ("item_ids.line_id", "in", self.line_ids.line_id.ids),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
            order="id desc",
        )
        if not found:
            return self.env._("none")
        return f"{found.name} – {self._sheet_label(found, 'state')}"

    def _last_payment(self):
        """Return ``(day and amount, last digits of the account)``, empty where none."""
        receipts = self.env["recovery.receipt"].sudo()
        found = receipts._payments(self.company_id, self.partner_id)[:1]
        if not found:
            return self.env._("none"), ""
        payment = found[0]
        move = payment["line"].move_id
        account = move.statement_line_id.account_number or (
            move.origin_payment_id.partner_bank_id.acc_number
        )
        money = payment["currency"].format(payment["amount"])
        words = f"{self._sheet_day(payment['day'])} – {money}"
        return words, (account or "").replace(" ", "")[-4:]

    # --- contacts -----------------------------------------------------------------

    def _sheet_contacts(self):
        """Return the contacts with their addresses and what worked: ``(who, role,
        address, what)``."""
        partner = self.partner_id.sudo()
        tried = self._tried()
        rows = []
        for one in partner | partner.child_ids:
            role = one.function or self._sheet_label(one, "type")
            for address in filter(None, (one.email, one.phone)):
                key = one.email_normalized if address == one.email else one.phone
                what = tried.get(key) or tried.get(one.phone_sanitized)
                never = self.env._("not tried")
                rows.append((one.name or partner.name, role, address, what or never))
        return rows

    def _tried(self):
        """Return ``{address: what came of it}`` of all that left for this customer."""
        notices = self.env["recovery.notice"].sudo()
        left = notices.search(
            [
                ("case_id.partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", LEFT),
                ("address", "!=", False),
            ],
            order="left_on",
        )
        events = self.env["recovery.event"].sudo()
        kinds = dict(events._fields["kind"]._description_selection(self.env))
        by_notice = events.search([("notice_id", "in", left.ids)]).grouped("notice_id")
        found = {}
        for address, some in left.grouped("address").items():
            seen = {e.kind for one in some for e in by_notice.get(one, ())}
            best = next((kind for kind in (*WORKED, ON_PHONE) if kind in seen), "sent")
            found[address] = self.env._(
                "%(what)s (%(count)s, last on %(day)s)",
                what=kinds[best],
                count=len(some),
                day=self._sheet_day(some[-1].left_on),
            )
        return found

    # --- debts and documents ------------------------------------------------------

    def _sheet_debt(self, line):
        money = self.currency_id.format
        return {
            "name": line.name,
            "dated": self._sheet_day(line.document_date),
            "due": self._sheet_day(line.due),
            "principal": money(line.principal),
            "interest": line.interest and money(line.interest),
            "since": line.interest
            and self.env._(
                "since %(day)s, %(rate)s %%",
                day=self._sheet_day(line.interest_from),
                rate=rate_words(self.env, line.interest_rate),
            ),
            "costs": line.costs and money(line.costs),
        }

    def _sheet_sums(self):
        money = self.currency_id.format
        names = ("principal", "interest", "costs", "amount")
        return {name: money(self[name]) for name in names}

    def _sheet_documents(self):
        """Return ``[(document, is there)]``: what an agency needs to prove the debt."""
        found = []
        for move in self.line_ids.line_id.move_id.sudo():
            name = self.env._("Invoice %(name)s", name=move.name)
            found.append((name, bool(move.invoice_pdf_report_id)))
        notices = self.env["recovery.notice"].sudo()
        sent = notices.search(
            [("case_id.partner_id", "=", self.partner_id.id), ("state", "in", LEFT)]
        ).filtered(lambda one: one.company_id == self.company_id)
        formal = sent.filtered(lambda one: one.purpose == "statutory")
        papers = self._hung_papers()
        return [
            *found,
            (self.env._("Reminders sent"), bool(sent)),
            (self.env._("Formal notice"), bool(formal)),
            (self.env._("Contract, order or delivery note"), bool(papers)),
        ]

    # --- as rows ------------------------------------------------------------------

    def _sheet_csv(self):
        """Return the sheets as rows of a table: file, part, what, words."""
        head = [
            self.env._("Our reference"),
            self.env._("Customer"),
            self.env._("What"),
            self.env._("In words"),
        ]
        rows = []
        missing, there = self.env._("MISSING"), self.env._("there")
        for one in self:
            page, who = one._sheet(), one.partner_id.display_name
            said = [*page["mandate"], *page["facts"]]
            said += [(c[2], " – ".join((c[0], c[1], c[3]))) for c in page["contacts"]]
            said += [(d, there if ok else missing) for d, ok in page["documents"]]
            said += [
                (d["name"], f"{d['due']} – {d['principal']}") for d in page["debts"]
            ]
            rows += [[one.reference, who, what, words] for what, words in said]
        return csv_safe.table(head, rows)

    def _sheet_name(self):
        number = (self[:1].batch or self[:1].reference or "").replace("/", "-")
        return self.env._("Hand-over sheet %(number)s", number=number)


class ReportPlacementSheet(models.AbstractModel):
    """Sheets in the agency's language, for one file or a whole hand-over."""

    _name = "report.debt_recovery.report_placement_sheet"
    _description = "Printed hand-over sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        files = self.env["recovery.placement"].browse(docids)
        files.check_access("read")
        lang = self.env.context.get("reader_lang")
        pages = []
        for one in files:
            speaking = one.with_context(lang=lang or one.agency_id.lang or "en_US")
            pages.append(speaking._sheet())
        return {"docs": files, "pages": pages, "lang": lang}
