from markupsafe import Markup

from odoo import models

OTHERS = ("mail.message", "mail.activity", "ir.attachment", "mail.mail")


class RecoveryPersonal(models.AbstractModel):
    """The threads, tasks and files of records of ours: words of people, all of them."""

    _inherit = "recovery.personal"

    def _threads(self, rows):
        """Return ``{model name: records}`` of what hangs on these rows in other apps'
        tables: messages, tasks, files, mails that wait."""
        found = {name: self.env[name].sudo() for name in OTHERS}
        for name, records in rows.items():
            on = ("res_id", "in", records.ids)
            of_model = {
                "mail.message": ("model", "=", name),
                "mail.activity": ("res_model", "=", name),
                "ir.attachment": ("res_model", "=", name),
            }
            for other, which in of_model.items():
                found[other] |= self._hanging(other, [which, on])
            found["ir.attachment"] |= self._own_files(records)
        notices = rows.get("recovery.notice", self.env["recovery.notice"])
        piles = [("res_model", "=", "recovery.print.batch")]
        # a pile that holds a letter to somebody else is that person's too
        own = notices.print_batch_id.filtered(lambda one: one.notice_ids <= notices)
        piles.append(("res_id", "in", own.ids))
        found["ir.attachment"] |= self._hanging("ir.attachment", piles)
        found["mail.mail"] = found["mail.mail"].search(
            [("mail_message_id", "in", found["mail.message"].ids)]
        )
        return {name: records for name, records in found.items() if records}

    def _hanging(self, name, domain):
        if name == "ir.attachment":  # files of fields too
            domain = [*domain, "|", ("res_field", "=", False), ("res_field", "!=", "")]
        model = self.env[name].sudo().with_context(active_test=False)
        return model.search(domain)

    def _own_files(self, records):
        """Return the files that these records list, and no invoice of the ledger."""
        files = self.env["ir.attachment"].sudo()
        for name, field in records._fields.items():
            if field.comodel_name == "ir.attachment" and field.store:
                files |= records.mapped(name)
        ours = files.filtered(
            lambda one: (one.res_model or "recovery.").startswith("recovery.")
        )
        return ours.with_context(active_test=False)

    def _erase_threads(self, threads, family):
        """Empty messages, drop tasks, files and mails; return how many of each."""
        counts = {name: len(records) for name, records in threads.items()}
        for name in ("mail.mail", "mail.activity", "ir.attachment"):
            if name in threads:
                threads[name].unlink()
        messages = threads.get("mail.message", self.env["mail.message"]).exists()
        messages.tracking_value_ids.sudo().unlink()
        messages.notification_ids.sudo().unlink()
        messages.write(
            {
                "body": Markup("<p>–</p>"),
                "partner_ids": [(5,)],
                **dict.fromkeys(
                    (
                        *("subject", "email_from", "reply_to", "incoming_email_to"),
                        *("incoming_email_cc", "outgoing_email_to"),
                    ),
                    False,
                ),
            }
        )
        messages.filtered(lambda one: one.author_id in family).author_id = False
        return counts
