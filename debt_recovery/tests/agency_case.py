"""An agency, its contract and files placed with it, for the tests about agencies."""

from datetime import timedelta

from odoo import Command

from .common import MONDAY, RecoveryCase


class AgencyCase(RecoveryCase):
    """Cabinet Orvane collects for Ateliers Belleroche: 18 % and 20 % VAT, net."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency = cls.new_agency("Cabinet Orvane")
        cls.contract = cls.new_contract(cls.agency)

    @classmethod
    def new_agency(cls, name, **values):
        partner = cls.root["res.partner"].create(
            {"name": name, "is_company": True, "email": "dossiers@orvane.example"}
        )
        return cls.root["recovery.agency"].create(
            {
                "name": name,
                "partner_id": partner.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def new_contract(cls, agency, percent=18.0, **values):
        return (
            cls.root["recovery.agency.contract"]
            .with_company(cls.company)
            .create(
                {
                    "name": f"Contract of {agency.name}",
                    "agency_id": agency.id,
                    "company_id": cls.company.id,
                    "commission_ids": [Command.create({"percent": percent})],
                    **values,
                }
            )
        )

    @classmethod
    def placed(cls, *lines, contract=None, state="placed", **values):
        """A file placed with the agency, as if it had been approved and handed over;
        ``lines``: open receivable items of one customer, whole residuals."""
        contract = contract or cls.contract
        first = lines[0]
        placement = cls.root["recovery.placement"].create(
            {
                "company_id": first.company_id.id,
                "partner_id": first.partner_id.commercial_partner_id.id,
                "agency_id": contract.agency_id.id,
                "contract_id": contract.id,
                "currency_id": first.currency_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "line_id": line.id,
                            "name": line.move_id.name,
                            "document_date": line.move_id.invoice_date or line.date,
                            "due": line.date_maturity,
                            "principal": line.amount_residual_currency,
                        }
                    )
                    for line in lines
                ],
                **values,
            }
        )
        if state != "draft":
            placement.write(
                {
                    "state": state,
                    "placed_on": MONDAY,
                    "expires_on": MONDAY + timedelta(days=180),
                }
            )
        return placement
