import base64
import csv
import io
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..channels.letter import LETTER_MODES


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
        """Return the pile that this letter is laid on; a new one where none is open."""
        vals = {
            "company_id": notice.company_id.id,
            "letter_mode": notice.letter_mode or "simple",
        }
        domain = [("state", "=", "open"), *((k, "=", v) for k, v in vals.items())]
        return self.search(domain, limit=1) or self.create(vals)

    # --- print ---------------------------------------------------------------------

    def action_print(self):
        """Judge the letters again, print those that still hold, and make the list.

        A letter whose debt was settled meanwhile is cancelled; one whose figures moved
        is written anew and waits on the next pile.
        """
        for batch in self:
            batch.check_access("write")
            if batch.state == "posted":
                raise UserError(
                    self.env._("These letters were posted: print copies one by one.")
                )
            batch._take_out_changed()
            if not batch.notice_ids:
                raise UserError(
                    self.env._("No letter is left to print: their debts changed.")
                )
            batch._move_to("printed", printed_at=fields.Datetime.now())
            batch._make_files()
        return True

    def _take_out_changed(self):
        notices = self.sudo().notice_ids
        for notice in notices:
            notice._judge_letter_again()
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
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(
            [
                self.env._("Letter"),
                self.env._("Customer"),
                self.env._("Address"),
                self.env._("Registered number"),
                self.env._("Pages"),
            ]
        )
        for notice in notices:
            cells = (
                notice._letter_reference(),
                notice.partner_id.name or "",
                notice.address or "",
                numbers[notice],
            )
            writer.writerow([*map(_safe, cells), notice.letter_pages])
        return stream.getvalue().encode("utf-8-sig")

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
            batch._refuse_changed()
            batch._move_to("posted", posted_on=day)
            batch.sudo().notice_ids._posted(day)
        return True

    def _refuse_changed(self):
        changed = self.sudo().notice_ids.filtered(
            lambda notice: not notice._letter_holds()
        )
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


def _safe(text):
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
