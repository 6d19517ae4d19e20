import base64
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..channels.letter import LETTER_MODES
from ..tools import csv_safe


class RecoveryPrintBatch(models.Model):
    """Letters that are printed together and taken to the post together.

    A letter has left when a person says that it was posted; until then it waits here,
    is judged again when it is printed and when it is posted, and can be taken out.
    """

    _name = "recovery.print.batch"
    _inherit = ["recovery.workflow.mixin"]
    _description = "Letters to print"
    _order = "id desc"
    _transitions = {
        "open": ("printed",),
        "printed": ("posted", "open"),
    }
    _free_fields = ("duplex", "posted_on", "registered_ids")

    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    letter_mode = fields.Selection(LETTER_MODES, "Kind", required=True, readonly=True)
    state = fields.Selection(
        [("open", "To print"), ("printed", "To post"), ("posted", "Given to the post")],
        "Status",
        required=True,
        default="open",
        index=True,
        readonly=True,
    )
    notice_ids = fields.One2many("recovery.notice", "print_batch_id", "Letters")
    registered_ids = fields.One2many("recovery.registered", "batch_id", "Post slip")
    letter_count = fields.Integer("Letters in it", compute="_compute_counts")
    page_count = fields.Integer("Pages", compute="_compute_counts")
    duplex = fields.Boolean(
        "Printed on both sides", help="Each letter begins on a sheet of its own."
    )
    printed_at = fields.Datetime("Printed on", readonly=True)
    posted_on = fields.Date(
        "Day of posting", help="The day on which the letters were given to the post."
    )
    pdf = fields.Binary("All letters (PDF)", attachment=True, readonly=True)
    manifest = fields.Binary("List (CSV)", attachment=True, readonly=True)

    @api.depends("letter_mode", "company_id", "create_date")
    def _compute_display_name(self):
        labels = dict(self._fields["letter_mode"]._description_selection(self.env))
        for batch in self:
            batch.display_name = self.env._(
                "%(kind)s no. %(number)s",
                kind=labels.get(batch.letter_mode, ""),
                number=batch._origin.id or 0,
            )

    @api.depends("notice_ids.letter_pages")
    def _compute_counts(self):
        rows = self.env["recovery.notice"]._read_group(
            [("print_batch_id", "in", self.ids)],
            ["print_batch_id"],
            ["__count", "letter_pages:sum"],
        )
        counted = {batch: numbers for batch, *numbers in rows}
        for batch in self:
            batch.letter_count, batch.page_count = counted.get(batch, (0, 0))

    @api.model
    def _open_for(self, notice):
        """Return the pile that this letter is laid on; a new one where none is open.

        The pile is held until the letter lies on it; one that prints is left alone.
        """
        vals = {
            "company_id": notice.company_id.id,
            "letter_mode": notice.letter_mode or "simple",
        }
        self.flush_model(["state", *vals])
        found = self.env.execute_query(
            SQL(
                """SELECT id FROM recovery_print_batch
                    WHERE state = 'open' AND company_id = %(company_id)s
                      AND letter_mode = %(letter_mode)s
                    ORDER BY id DESC LIMIT 1 FOR SHARE SKIP LOCKED""",
                **vals,
            )
        )
        return self.browse(found[0]) if found else self.create(vals)

    def _hold(self):
        """Let nothing be laid on these piles while they print."""
        self.flush_recordset(["state"])
        self.env.cr.execute(
            SQL(
                "SELECT FROM recovery_print_batch WHERE id = ANY(%s) FOR UPDATE",
                self.ids,
            )
        )

    # --- print ---------------------------------------------------------------------

    def action_print(self):
        """Judge the letters again, print those that still hold, and make the list.

        A letter whose debt was settled meanwhile is cancelled; one whose figures moved
        is written anew and waits on the next pile.
        """
        told = True
        for batch in self:
            batch.check_access("write")
            batch._hold()
            if batch.state == "posted":
                raise UserError(
                    self.env._("These letters were posted: print copies one by one.")
                )
            batch._take_out_changed()
            if not batch.notice_ids:
                told = self._say_nothing_left()
                continue
            batch._move_to("printed", printed_at=fields.Datetime.now())
            batch._make_files()
        return told

    def _say_nothing_left(self):
        """Say it without an error: what was taken out stays out."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "No letter is left to print: their debts changed."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _take_out_changed(self):
        notices = self.sudo().notice_ids
        notices._judge_letters_again()
        return notices.filtered(lambda notice: notice.state != "to_post")

    def _make_files(self):
        notices = self.sudo().notice_ids.sorted("id")
        notices._make_letters()
        self.sudo().write(
            {
                "pdf": base64.b64encode(
                    self.env["recovery.paper"]._merge(
                        [notice.letter_pdf_id.raw for notice in notices], self.duplex
                    )
                ),
                "manifest": base64.b64encode(self._manifest(notices)),
            }
        )

    def _manifest(self, notices):
        """Return the list of the letters as CSV: what each envelope is."""
        numbers = defaultdict(str)
        for registered in self.sudo().registered_ids:
            numbers[registered.notice_id] = registered.number or ""
        head = [
            self.env._("Letter"),
            self.env._("Customer"),
            self.env._("Address"),
            self.env._("Registered number"),
            self.env._("Pages"),
        ]
        rows = [
            (
                notice._letter_reference(),
                notice.partner_id.name or "",
                notice.address or "",
                numbers[notice],
                notice.letter_pages,
            )
            for notice in notices
        ]
        return csv_safe.table(head, rows)

    # --- post ----------------------------------------------------------------------

    def action_posted(self):
        """These letters were given to the post: now they have left.

        :raises UserError: naming those whose debt changed since they were printed
        """
        for batch in self:
            batch.check_access("write")
            day = batch.posted_on or batch.company_id._recovery_today()
            if day > batch.company_id._recovery_today():
                raise UserError(self.env._("The day of posting is in the future."))
            if day < batch.company_id._recovery_today(batch.printed_at):
                raise UserError(
                    self.env._("The day of posting is before the day of printing.")
                )
            batch._hold()
            batch._set_unprinted_aside()
            batch._refuse_changed()
            batch._move_to("posted", posted_on=day)
            batch.sudo().notice_ids._posted(day)
        return True

    def _set_unprinted_aside(self):
        """Lay what came while the pile printed on the next one: it is not on paper."""
        late = self.sudo().notice_ids.filtered(lambda one: not one.letter_pdf_id)
        if late:
            late.print_batch_id = self.sudo()._open_for(late[0])

    def _refuse_changed(self):
        changed = self.sudo().notice_ids._changed_letters()
        if changed:
            raise UserError(
                self.env._(
                    "These accounts changed since the letters were printed. Take their "
                    "letters out of the pile, then confirm:\n%(names)s",
                    names="\n".join(
                        f"{one._letter_reference()} {one.partner_id.name}"
                        for one in changed
                    ),
                )
            )

    def action_take_out_changed(self):
        """Take out the letters that may not leave any more."""
        for batch in self:
            batch.check_access("write")
            batch._take_out_changed()
            batch._after_taking_out()
        return True

    def _after_taking_out(self):
        """The files hold what is in the pile; an empty pile is printed no more."""
        if self.state == "printed":
            if self.notice_ids:
                self._make_files()
            else:
                self._move_to("open", pdf=False, manifest=False, printed_at=False)

    # --- see ------------------------------------------------------------------------

    def action_open_pdf(self):
        self.ensure_one()
        return self._download("pdf", f"{self.display_name}.pdf")

    def action_open_manifest(self):
        self.ensure_one()
        return self._download("manifest", f"{self.display_name}.csv")

    def _download(self, field, name):
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{field}/{name}?download=1",
            "target": "new",
        }
