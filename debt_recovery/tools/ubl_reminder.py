"""UBL 2.1 ``Reminder``: a reminder that a machine books.

One document a customer: its debts are lines, each with the invoice it is about. Order
and names are those of the OASIS schema; amounts bear their currency, days are ISO.
"""

from decimal import Decimal

from lxml import etree

REMINDER = "urn:oasis:names:specification:ubl:schema:xsd:Reminder-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
NAMES = {None: REMINDER, "cac": CAC, "cbc": CBC}
# What a reminder says of a debt.
FIELDS = frozenset(
    (
        *("placement", "creditor", "creditor_address", "creditor_registry"),
        *("creditor_iban", "debtor_reference", "debtor_kind", "debtor_name"),
        *("debtor_registry", "debtor_vat", "debtor_street", "debtor_street2"),
        *("debtor_zip", "debtor_city", "debtor_state", "debtor_country"),
        *("debtor_email", "debtor_phone", "debtor_mobile", "document"),
        *("document_date", "currency", "principal", "interest", "interest_from"),
        *("interest_rate", "costs", "total", "description"),
    )
)
TRANSFER = "30"  # UNCL 4461: credit transfer
BAD_LETTERS = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)


def render(rows, about):
    """Return the bytes of one reminder.

    :param rows: neutral rows of one customer and one currency
    :param about: ``number``, ``day`` (date), ``copy_of`` ("" or the number of the
        first), ``sequence`` (which reminder this is, 0: not told)
    :raises ValueError: without rows, or with several currencies

    >>> body = render([{"document": "INV/1", "currency": "EUR", "total": Decimal(7)}],
    ...               {"number": "BT/1", "day": "2026-03-02"})
    >>> b'<cbc:PayableAmount currencyID="EUR">7</cbc:PayableAmount>' in body
    True
    """
    rows = list(rows)
    currencies = {row.get("currency") for row in rows}
    if len(currencies) != 1:
        raise ValueError("one currency a reminder")
    first, currency = rows[0], currencies.pop()
    root = etree.Element(f"{{{REMINDER}}}Reminder", nsmap=NAMES)
    _head(root, about, rows, currency)
    _party(_add(root, "cac:AccountingSupplierParty"), _creditor(first))
    _party(_add(root, "cac:AccountingCustomerParty"), _debtor(first))
    _payment(root, first, about)
    _costs(root, rows, currency)
    _totals(root, rows, currency)
    for number, row in enumerate(rows, start=1):
        _line(root, number, row, currency)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=1)


def _add(parent, name, text=None, **attributes):
    """Add one element; a text that is None or empty adds nothing."""
    if text is None and name.startswith("cbc:") or text == "":
        return None
    space, _colon, local = name.partition(":")
    child = etree.SubElement(parent, f"{{{NAMES[space]}}}{local}", attributes)
    if text is not None:
        child.text = str(text).translate(BAD_LETTERS)
    return child


def _amount(parent, name, value, currency):
    if value is not None:
        _add(parent, name, f"{value:f}", currencyID=currency)


def _head(root, about, rows, currency):
    _add(root, "cbc:UBLVersionID", "2.1")
    _add(root, "cbc:ID", about["number"])
    if about.get("copy_of"):
        _add(root, "cbc:CopyIndicator", "true")
    _add(root, "cbc:IssueDate", about["day"])
    if about.get("sequence"):
        _add(root, "cbc:ReminderSequenceNumeric", about["sequence"])
    _add(root, "cbc:Note", about.get("note"))
    _add(root, "cbc:DocumentCurrencyCode", currency)
    _add(root, "cbc:LineCountNumeric", len(rows))


def _creditor(row):
    return {
        "name": row.get("creditor"),
        "registry": row.get("creditor_registry"),
        "line": row.get("creditor_address"),
    }


def _debtor(row):
    said = ("kind", "name", "registry", "vat", "street", "street2", "zip", "city")
    said += ("state", "country", "email", "phone", "mobile", "reference")
    return {name: row.get(f"debtor_{name}") for name in said}


def _party(parent, who):
    party = _add(parent, "cac:Party")
    if who.get("reference"):
        _add(_add(party, "cac:PartyIdentification"), "cbc:ID", who["reference"])
    if who.get("name"):
        _add(_add(party, "cac:PartyName"), "cbc:Name", who["name"])
    _address(party, who)
    if who.get("vat"):
        scheme = _add(party, "cac:PartyTaxScheme")
        _add(scheme, "cbc:CompanyID", who["vat"])
        _add(_add(scheme, "cac:TaxScheme"), "cbc:ID", "VAT")
    if who.get("registry"):
        legal = _add(party, "cac:PartyLegalEntity")
        _add(legal, "cbc:RegistrationName", who.get("name"))
        _add(legal, "cbc:CompanyID", who["registry"])
    phone = who.get("phone") or who.get("mobile")
    if phone or who.get("email"):
        contact = _add(party, "cac:Contact")
        _add(contact, "cbc:Telephone", phone)
        _add(contact, "cbc:ElectronicMail", who.get("email"))


def _address(party, who):
    parts = ("street", "street2", "city", "zip", "state", "country", "line")
    if not any(who.get(one) for one in parts):
        return
    address = _add(party, "cac:PostalAddress")
    _add(address, "cbc:StreetName", who.get("street"))
    _add(address, "cbc:AdditionalStreetName", who.get("street2"))
    _add(address, "cbc:CityName", who.get("city"))
    _add(address, "cbc:PostalZone", who.get("zip"))
    _add(address, "cbc:CountrySubentity", who.get("state"))
    if who.get("line"):
        _add(_add(address, "cac:AddressLine"), "cbc:Line", who["line"])
    if who.get("country"):
        country = _add(address, "cac:Country")
        _add(country, "cbc:IdentificationCode", who["country"])


def _payment(root, row, about):
    if row.get("creditor_iban"):
        means = _add(root, "cac:PaymentMeans")
        _add(means, "cbc:PaymentMeansCode", TRANSFER)
        _add(means, "cbc:PaymentID", row.get("placement") or about["number"])
        _add(
            _add(means, "cac:PayeeFinancialAccount"), "cbc:ID", row.get("creditor_iban")
        )


def _sum(rows, name):
    return sum((row.get(name) or Decimal(0) for row in rows), Decimal(0))


def _costs(root, rows, currency):
    for name, reason in (("interest", "Late interest"), ("costs", "Fixed costs")):
        value = _sum(rows, name)
        if value:
            charge = _add(root, "cac:AllowanceCharge")
            _add(charge, "cbc:ChargeIndicator", "true")
            _add(charge, "cbc:AllowanceChargeReason", reason)
            _amount(charge, "cbc:Amount", value, currency)


def _totals(root, rows, currency):
    total = _add(root, "cac:LegalMonetaryTotal")
    principal = _sum(rows, "principal")
    charges = _sum(rows, "interest") + _sum(rows, "costs")
    _amount(total, "cbc:LineExtensionAmount", principal or None, currency)
    _amount(total, "cbc:ChargeTotalAmount", charges or None, currency)
    _amount(total, "cbc:PayableAmount", _sum(rows, "total"), currency)


def _line(root, number, row, currency):
    line = _add(root, "cac:ReminderLine")
    _add(line, "cbc:ID", number)
    _add(line, "cbc:Note", row.get("description"))
    _amount(line, "cbc:DebitLineAmount", row.get("principal"), currency)
    if row.get("interest_rate"):
        _add(line, "cbc:PenaltySurchargePercent", f"{row['interest_rate']:f}")
    _amount(line, "cbc:Amount", row.get("total"), currency)
    if row.get("interest_from"):
        period = _add(line, "cac:ReminderPeriod")
        _add(period, "cbc:StartDate", row["interest_from"])
    reference = _add(line, "cac:BillingReference")
    invoice = _add(reference, "cac:InvoiceDocumentReference")
    _add(invoice, "cbc:ID", row.get("document") or str(number))
    _add(invoice, "cbc:IssueDate", row.get("document_date"))
