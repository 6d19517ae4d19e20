"""Jobs about an agency: it is set up, files are made for it, sent to it, fetched."""

from decimal import Decimal

from odoo import Command


def agency(env, **settings):
    """Make an agency whose files travel by SFTP, or as ``settings`` say; return its
    id."""
    partner = env["res.partner"].create({"name": "Cabinet Orvane", "is_company": True})
    found = env["recovery.agency"].create(
        {
            "name": "Cabinet Orvane",
            "partner_id": partner.id,
            "company_id": env.company.id,
            "transport_code": "sftp",
            "user_ids": [Command.set(env.ref("base.user_admin").ids)],
            "inbox_ids": [Command.create({"pattern": "*", "purpose": "status"})],
            **settings,
        }
    )
    return found.id


def give(env, name, size):
    """Make a file for the agency of so many bytes; return its fingerprint."""
    body = (bytes(range(256)) * (size // 256 + 1))[:size]
    info = {"rows": 1, "totals": {"EUR": Decimal("1.00")}, "format": "csv"}
    file = env["recovery.agency.file"]._make(
        *(env["recovery.agency"].search([]), env.company, "answer", name, body),
        *(env["recovery.placement"], info),
    )
    return file.sha256


def send_files(env):
    """Send what waits, as the job does; return ``{name: state}`` of all."""
    files = env["recovery.agency.file"]
    files._cron_send()
    return {file.name: file.state for file in files.search([])}


def fetch(env):
    """Look into the agency's folder, as the job does; return what a person is told."""
    env["recovery.agency.file"]._cron_poll()
    return env["recovery.agency"].search([]).way_note or ""
