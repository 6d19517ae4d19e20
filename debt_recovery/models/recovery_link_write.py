from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

SAID = 40  # the last messages of a conversation


class RecoveryLink(models.Model):
    """Writing to the house, and reading what was answered."""

    _inherit = "recovery.link"

    def _parts(self):
        return super()._parts() | {"write"}

    def _ways(self):
        way = {
            "part": "write",
            "label": self.env._("Write to us"),
            "hint": self.env._("A question, more time, something to correct."),
            "rank": 75,
        }
        return [*super()._ways(), way]

    def _contents(self, values):
        return {
            **super()._contents(values),
            "write": lambda: {"said": self._conversation()},
        }

    def _tell(self, text, files=()):
        """Hand over what the customer writes: an answer to read, followed here."""
        if not text:
            raise UserError(self.env._("Please write your message."))
        request = self._ask("message", files=files, text=text)
        self.case_id._replied(
            *("portal", text),
            notice=self.notice_id,
            contact=self._person(),
            files=request.attachment_ids,
        )
        return request

    def _conversation(self):
        """Return what was written here and what we answered, the latest last.

        :return: dictionaries ``at, when, is_ours, text, files`` (names)
        """
        written = self.env["recovery.request"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("kind", "=", "message"),
            ],
            limit=SAID,
        )
        said = [
            {
                "at": one.create_date,
                "is_ours": False,
                "text": one.text,
                "files": self._sent_files({"record": one}).mapped("name"),
            }
            for one in written
        ]
        said += [
            {"at": one.date, "is_ours": True, "text": self._answer_words(one.body)}
            for one in self._answers()
        ]
        said.sort(key=lambda one: one["at"])
        zone = self.company_id._recovery_tz().zone
        return [
            {
                **one,
                "when": format_datetime(
                    self.env, one["at"], tz=zone, dt_format="d MMM y, HH:mm"
                ),
            }
            for one in said[-SAID:]
        ]

    def _answers(self):
        """Return what colleagues wrote to this reader in the account's thread: no note
        of theirs, no word to somebody else."""
        reader = self._person() | self.partner_id
        found = self.env["mail.message"].search(
            [
                ("model", "=", "recovery.case"),
                ("res_id", "=", self.case_id.id),
                ("message_type", "=", "comment"),
                ("subtype_id.internal", "=", False),
                "|",
                ("partner_ids", "in", reader.ids),
                ("notified_partner_ids", "in", reader.ids),
            ],
            limit=SAID,
        )
        return found.filtered(self.case_id._is_to_customer)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _replies_read(self):
        """What was written on the customer's page counts as read too."""
        waiting = self.browse(self._unread().mapped("res_id"))
        result = super()._replies_read()
        messages = (
            (self - waiting)
            .sudo()
            .request_ids.filtered(
                lambda one: one.kind == "message" and one.state == "open"
            )
        )
        for company_messages in messages.grouped("company_id").values():
            company_messages._close("done")
        return result
