from odoo import models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

SHOWN = 80  # the last ones of a kind


class RecoveryLink(models.Model):
    """What the customer did or told us: a reference, a state in his words, a page."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"follow", "followed"}

    def _ways(self):
        way = {
            "part": "follow",
            "label": self.env._("Follow my requests"),
            "hint": self.env._("What you told us, and where it stands."),
            "rank": 90,
        }
        return [*super()._ways(), way]

    def _contents(self, values):
        return {
            **super()._contents(values),
            "follow": lambda: {"rows": self._followed_rows()},
            "followed": lambda: self._followed_page(values),
        }

    def _reference_of(self, made):
        """Return the number under which something that a form made is followed."""
        return made.reference

    def _follow_rows(self):
        """Return what can be followed, in any order; each part adds its own.

        :return: dictionaries ``reference, label, state, day`` (a date) and, where there
            is something to say, ``amount`` (in words), ``text``, ``is_open`` (an
            answer or an event is awaited), ``is_declined`` (not green: it did not go
            as asked), ``part`` and ``part_label`` (the page where
            it is acted on), ``facts`` (pairs of label and words), ``answer`` (ours),
            ``record`` (what it stands for, whose files are listed), ``documents`` (to
            download: pairs of number and name), ``adds`` (more may be added)
        """
        return []

    def _followed_rows(self):
        """Return the rows as the list shows them, the latest first."""
        rows = sorted(
            self._follow_rows(),
            key=lambda row: (row["day"], row["reference"]),
            reverse=True,
        )
        day = self.env["recovery.statement"]._day
        return [{**row, "date": day(row["day"])} for row in rows]

    def _followed(self, reference):
        """Return ``{"row": …}`` of one thing of this account, or None."""
        rows = (row for row in self._followed_rows() if row["reference"] == reference)
        row = next(rows, None)
        return row and {"row": row}

    def _followed_page(self, values):
        form = values.get("form") or {}
        found = self._followed(values.get("reference") or form["reference"])
        files = self._sent_files(found["row"])
        return {**found, "files": [(file.id, file.name) for file in files]}

    def _sent_files(self, row):
        """Return the files of one thing that were sent here: those that colleagues
        added stay theirs."""
        record = row.get("record")
        if not record or "attachment_ids" not in record._fields:
            return self.env["ir.attachment"]
        return record.attachment_ids.filtered(lambda file: file.create_uid.share)

    def _sent_file(self, attachment_id):
        """Return a file that was sent here with anything of this account, or an empty
        one."""
        sent = self.env["ir.attachment"].union(
            *map(self._sent_files, self._follow_rows())
        )
        return sent.filtered(lambda file: file.id == attachment_id)

    def _add_to(self, row, text, files):
        """Add words or files to what can be added to; somebody reads them.

        :return: the record that it was added to
        """
        record = row.get("record")
        if not record or not row.get("adds"):
            raise UserError(self.env._("Nothing can be added any more: write to us."))
        self._check_flood()
        kept = self._take_files(record, files)
        if not (text or kept):
            raise UserError(self.env._("Please write something or add a file."))
        said = [f"{row['reference']}: {text}", ", ".join(kept.mapped("name"))]
        self.case_id._replied(
            *("portal", "\n".join(filter(None, said))),
            notice=self.notice_id,
            contact=self._person(),
            files=kept,
        )
        return record

    def _answer_words(self, body):
        """Return an answer of ours (HTML) as lines of text: no style comes along."""
        return html2plaintext(body or "").strip()
