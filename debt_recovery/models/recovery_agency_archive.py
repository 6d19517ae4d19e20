import base64
import hashlib
import uuid
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import uploads

SHOWN = 20  # names of invoices in one sentence
# what an exchanged file is; nobody changes it, not even a job
FIXED = {
    *("name", "body", "sha256", "size", "direction", "purpose", "agency_id"),
    *("company_id", "key"),
}


class RecoveryAgencyFile(models.Model):
    """The archive: each file as it left or came, with its fingerprint, for good."""

    _inherit = "recovery.agency.file"

    key = fields.Char(
        "Idempotency key", readonly=True, copy=False, help="The same for each try."
    )

    _key_once = models.UniqueIndex("(key) WHERE key IS NOT NULL", "Made twice.")
    _inbound_name_idx = models.Index(
        "(agency_id, company_id, name) WHERE direction = 'in'"
    )

    @api.model
    def _make(
        self, agency, company, purpose, name, body, placements, info, copy_of=None
    ):
        """Keep a file that is to reach the agency; the job sends it.

        A hand-over of placed files that were handed over before is a copy, said or
        not.

        :param placements: ``recovery.placement`` it is about, of this agency
        :param info: ``{"rows": n, "totals": {ISO: Decimal}, "format": code}``, and
            ``missing``: invoices of which no paper goes along
        :param copy_of: the file that this one repeats
        :return: the file, in state ``made``
        """
        self._check_placed(agency, company, placements)
        if purpose == "placement" and not copy_of:
            copy_of = self._handed_over(agency, company, placements)
        file = self._archive(
            agency,
            company,
            name,
            body,
            direction="out",
            purpose=purpose,
            key=str(uuid.uuid4()),
            row_count=info["rows"],
            total=_totals(info["totals"]),
            format_code=info["format"],
            copy_of_id=copy_of.id if copy_of else False,
            placement_ids=[fields.Command.set(placements.ids)],
        )
        file._move_to("made")
        if info.get("missing"):
            file._tell_missing(info["missing"])
        file._wake()
        return file

    def _tell_missing(self, names):
        """Say which invoices leave without their paper: none was printed yet."""
        self.message_post(
            body=self.env._(
                "Left without its PDF, as none was made yet: %(names)s. Print or send "
                "it, then hand over a copy.",
                names=", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else ""),
            )
        )

    def _check_placed(self, agency, company, placements):
        strangers = placements.filtered(
            lambda one: one.agency_id != agency or one.company_id != company
        )
        if strangers:
            raise UserError(
                self.env._(
                    "%(reference)s is not placed with %(agency)s by %(company)s.",
                    reference=strangers[0].reference,
                    agency=agency.name,
                    company=company.name,
                )
            )

    @api.model
    def _handed_over(self, agency, company, placements):
        """Return the first hand-over that holds one of these placed files, or none."""
        return self.sudo().search(
            [
                ("agency_id", "=", agency.id),
                ("company_id", "=", company.id),
                ("direction", "=", "out"),
                ("purpose", "=", "placement"),
                ("placement_ids", "in", placements.ids),
            ],
            order="id",
            limit=1,
        )

    @api.model
    def _take_in(self, agency, company, name, body, purpose):
        """Keep a file of the agency as it came.

        :return: the new file in state ``received``; or the one that holds the same
            bytes, when they came before: a line for this copy is kept, ``ignored``.
            One that was refused as something else gives way: it was not that
        """
        name = uploads.cleaned(name)
        known = self._known(agency, company, body)
        if known and not known._gives_way(purpose):
            self._archive(
                agency,
                company,
                name,
                body,
                direction="in",
                purpose=known.purpose,
                copy_of_id=known.id,
                state="ignored",  # from the start: the bytes have their file
                done_at=fields.Datetime.now(),
            )
            return known
        before = self._same_name(agency, company, name)
        file = self._archive(
            agency,
            company,
            name,
            body,
            direction="in",
            purpose=purpose,
            done_at=fields.Datetime.now(),
        )
        file._move_to("received")
        if before:
            file._warn_changed(before)
        return file

    def _gives_way(self, purpose):
        """Tell whether it was refused as what it is not; then it is ``ignored``."""
        if self.state != "refused" or self.purpose == purpose:
            return False
        self._move_to("ignored")
        self.flush_recordset()
        return True

    def _archive(self, agency, company, name, body, **values):
        files = self.sudo().with_context(image_no_postprocess=True)  # to the byte
        return files.create(
            {
                "name": name,
                "agency_id": agency.id,
                "company_id": company.id,
                "body": base64.b64encode(body),
                "sha256": hashlib.sha256(body).hexdigest(),
                "size": len(body),
                "transport_code": agency.transport_code,
                "user_id": self.env.uid,
                **values,
            }
        )

    def _known(self, agency, company, body):
        return self.sudo().search(
            [
                ("agency_id", "=", agency.id),
                ("company_id", "=", company.id),
                ("sha256", "=", hashlib.sha256(body).hexdigest()),
                ("direction", "=", "in"),
                ("state", "!=", "ignored"),
            ],
            limit=1,
        )

    def _same_name(self, agency, company, name):
        return self.sudo().search(
            [
                ("agency_id", "=", agency.id),
                ("company_id", "=", company.id),
                ("name", "=", name),
                ("direction", "=", "in"),
                ("state", "!=", "ignored"),
            ],
            limit=1,
        )

    def _warn_changed(self, before):
        """Say that a file came again under its name with other content."""
        self.message_post(
            body=self.env._(
                "A file of this name came before, with other content (%(when)s, "
                "%(state)s): look at what changed before you book it.",
                when=fields.Datetime.to_string(before.done_at),
                state=before._state_label(before.state),
            )
        )

    def _content(self):
        """Return the bytes as they were kept.

        :raises UserError: they are not those any more
        """
        self.ensure_one()
        raw = base64.b64decode(self.sudo().with_context(bin_size=False).body or b"")
        if hashlib.sha256(raw).hexdigest() != self.sha256:
            raise UserError(
                self.env._(
                    "“%(file)s” is not any more what it was when it was kept: "
                    "its SHA-256 differs.",
                    file=self.name,
                )
            )
        return raw

    def write(self, vals):
        if FIXED & vals.keys():
            raise UserError(
                self.env._("An exchanged file stays as it left or came. Make another.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Exchanged files are kept: they are evidence."))

    def action_download(self):
        """Hand out the file as it was kept."""
        self.ensure_one()
        self._content()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/body?"
            + urlencode({"download": "true", "filename": self.name}),
            "target": "download",
        }


class IrAttachment(models.Model):
    """The bytes of an exchanged file are nobody's to change or remove."""

    _inherit = "ir.attachment"

    def write(self, vals):
        fixed = {"datas", "raw", "res_id", "res_model", "res_field"} & vals.keys()
        if fixed and not (fixed == {"raw"} and self._holds(vals["raw"])):
            self._check_archive()
        return super().write(vals)

    def _holds(self, raw):
        """Tell whether these are its bytes: they may be kept elsewhere, unchanged."""
        return len(self) == 1 and self.raw == raw

    @api.ondelete(at_uninstall=False)
    def _unlink_archive_never(self):
        self._check_archive()

    def _check_archive(self):
        own = self.sudo().filtered(
            lambda one: (
                one.res_model == "recovery.agency.file" and one.res_field == "body"
            )
        )
        if own:
            raise UserError(
                self.env._("The bytes of an exchanged file stay as they were.")
            )


def _totals(totals):
    """Return sums by currency as text.

    :param totals: ``{ISO: Decimal}``
    """
    return ", ".join(f"{amount} {code}" for code, amount in sorted(totals.items()))
