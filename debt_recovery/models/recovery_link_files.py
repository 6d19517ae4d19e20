import logging
import shlex
import subprocess
import tempfile

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..tools import uploads

SCAN = "recovery_scan_command"  # of the server's configuration file
SCAN_SECONDS = 20
INFECTED = 1  # as scanners answer; any other code but 0: nobody looked at it
_logger = logging.getLogger(__name__)


class RecoveryLink(models.Model):
    """Files that the customer sends with what he tells us."""

    _inherit = "recovery.link"

    def _take_files(self, record, files):
        """Keep files on ``record``; who reads the record reads them.

        :param files: what a form sent (``werkzeug`` file storages)
        :return: the ``ir.attachment``
        :raises UserError: with the customer's words, when one of them is not taken
        """
        try:
            taken = uploads.checked([self._read_file(one) for one in files])
        except uploads.Refused as refused:
            raise UserError(self._refused_words(refused)) from refused
        for one in taken:
            self._scan(one.name, one.raw)
        attachments = self.env["ir.attachment"].with_context(
            image_no_postprocess=True  # as it was sent
        )
        kept = attachments.create(
            [
                {
                    "name": one.name,
                    "raw": one.raw,
                    "mimetype": one.mimetype,
                    "res_model": record._name,
                    "res_id": record.id,
                    "company_id": self.company_id.id,
                }
                for one in taken
            ]
        )
        if kept and "attachment_ids" in record._fields:
            keep = [fields.Command.link(file.id) for file in kept]
            record.sudo().attachment_ids = keep
        return kept

    def _read_file(self, storage):
        """Return name and bytes, one more byte than is taken at most: what is too
        large is never read whole."""
        storage.stream.seek(0)  # the transaction may run again
        return storage.filename, storage.stream.read(uploads.MAX_BYTES + 1)

    def _refused_words(self, refused):
        kinds = ", ".join(kind.upper() for kind in uploads.KINDS)
        words = {
            "count": self.env._(
                "At most %(count)s files can be sent at a time.",
                count=uploads.MAX_FILES,
            ),
            "total": self.env._(
                "These files are too large together: %(size)s MB at most.",
                size=uploads.MAX_TOTAL // uploads.MEGABYTE,
            ),
            "size": self.env._(
                "“%(name)s” is too large: %(size)s MB at most.",
                name=refused.name,
                size=uploads.MAX_BYTES // uploads.MEGABYTE,
            ),
            "empty": self.env._("“%(name)s” is empty.", name=refused.name),
            "kind": self.env._(
                "“%(name)s” is of a kind that we cannot take: %(kinds)s.",
                name=refused.name,
                kinds=kinds,
            ),
        }
        return words[refused.code]

    def _scan(self, name, raw):
        """Have a file looked at by the house's virus scanner, where there is one.

        The command stands in the server's configuration file, so that nobody who
        manages Odoo alone can choose what the server runs: ``recovery_scan_command =
        clamdscan --no-summary --fdpass``. The file's path is added; 0 means clean.

        :raises UserError: for a file that is not clean, or that nobody could look at
        """
        said = config.get(SCAN) or ""
        if not said.strip():
            return
        with tempfile.NamedTemporaryFile(prefix="recovery_scan_") as copy:
            copy.write(raw)
            copy.flush()
            try:
                done = subprocess.run(  # noqa: S603 - no shell, the server's own words
                    [*shlex.split(said), copy.name],
                    capture_output=True,
                    timeout=SCAN_SECONDS,
                    check=False,
                )
            except (OSError, ValueError, subprocess.TimeoutExpired) as error:
                _logger.error("%s does not run: %s", SCAN, error)
                raise UserError(self._scan_words(name, False)) from error
        if done.returncode == INFECTED:
            _logger.warning("The virus scan refused a file that a customer sent.")
        elif done.returncode:
            told = (done.stderr or done.stdout).decode(errors="replace").strip()
            _logger.error("%s answered %s: %s", SCAN, done.returncode, told[-500:])
        if done.returncode:
            raise UserError(self._scan_words(name, done.returncode == INFECTED))

    def _scan_words(self, name, is_infected):
        if is_infected:
            return self.env._("“%(name)s” is not safe: it was not taken.", name=name)
        return self.env._(
            "“%(name)s” cannot be checked just now: please try again later, or send "
            "the form without it.",
            name=name,
        )
