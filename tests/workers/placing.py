"""Jobs about placed files: one is approved, and somebody hands it over."""

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import UserError


def approve_file(env, customer):
    """Make an approved file of all that a customer owes, by a company that hands over
    without a notice; return its id."""
    env.company.write(
        {"recovery_placing_needs_notice": False, "recovery_placing_floor": 0}
    )
    lines = env["account.move.line"].search(
        [
            ("partner_id.name", "=", customer),
            ("account_type", "=", "asset_receivable"),
            ("company_id", "=", env.company.id),
            ("amount_residual", ">", 0),
        ]
    )
    partner = env["res.partner"].create({"name": "Cabinet Orvane", "is_company": True})
    agency = env["recovery.agency"].create(
        {"name": partner.name, "partner_id": partner.id}
    )
    contract = env["recovery.agency.contract"].create(
        {"name": "2026-014", "agency_id": agency.id}
    )
    placement = env["recovery.placement"].create(
        {
            "company_id": env.company.id,
            "partner_id": lines.partner_id.id,
            "agency_id": agency.id,
            "contract_id": contract.id,
            "currency_id": lines.currency_id.id,
            "line_ids": [
                Command.create(
                    {
                        "line_id": line.id,
                        "name": line.move_id.name,
                        "due": line.date_maturity,
                        "principal": line.amount_residual_currency,
                    }
                )
                for line in lines
            ],
        }
    )
    placement._move_to("approved")
    env.cr.commit()
    return placement.id


def hand_over(env, placement):
    """Hand it over, again after a lost race as a request is; return the number of files
    made, or why it may not be."""
    files = env["recovery.placement"].browse(placement)
    for _attempt in range(3):
        try:
            made = files._place()
            env.cr.commit()
            return len(made)
        except UserError as error:
            env.cr.rollback()
            return str(error)
        except SerializationFailure:
            env.cr.rollback()
            env.invalidate_all()
    return None
