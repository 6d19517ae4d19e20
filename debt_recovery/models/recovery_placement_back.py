from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

CERTIFICATE = "certificate"  # reason of the write-off that an agency's paper proves
EVENTS = {"recalled": "file_recalled", "returned": "file_returned"}


class RecoveryPlacement(models.Model):
    """Coming back: recalled by us, returned by the agency, settled, given elsewhere."""

    _inherit = "recovery.placement"

    replaces_id = fields.Many2one(
        "recovery.placement",
        "Was placed before as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    write_off_ids = fields.Many2many(
        "recovery.write.off",
        "recovery_placement_write_off_rel",
        "placement_id",
        "write_off_id",
        "Write-offs",
        readonly=True,
        copy=False,
    )

    # --- coming back --------------------------------------------------------------

    def _recall(self, why, text=""):
        """Take these back now, and tell the agency; a repeat is nothing.

        :param why: one of ``ENDS``
        :return: those that were with an agency
        """
        self._check_placer()
        moved = self._end("recalled", why, text)
        moved._tell_recall()
        return moved

    def _tell_recall(self):
        """Tell their agencies that these are over, and why."""
        alike = self.grouped(lambda one: (one.agency_id, one.ended_why, one.ended_text))
        for (agency, why, text), some in alike.items():
            speaking = self.with_context(lang=agency.lang)
            field = speaking._fields["ended_why"]
            labels = dict(field._description_selection(speaking.env))
            said = (
                text if why != "replaced" else ""
            )  # who gets it now is not its matter
            some._tell_agency("recall", event=labels[why], event_text=said)

    def _settle(self, why="paid"):
        """Close these: nothing of their debts is open."""
        return self._end("settled", why, "")

    def _return(self, why, text="", attachments=None):
        """Close these as the agency gives them back: what is irrecoverable is proposed
        as a loss with the agency's paper, the rest waits for a decision.

        :param attachments: ``ir.attachment``: its certificate, its report
        """
        self._check_placer()
        attachments = attachments or self.env["ir.attachment"]
        attachments.check_access("read")
        attachments = attachments.sudo()
        moved = self._end("returned", why, text)
        for one in moved:
            papers = one._keep_papers(attachments, text)
            if why == "irrecoverable":
                one._propose_loss(text, papers)
            elif one._open_amount():
                one._ask_person(
                    self.env._("%(name)s is back: what now?", name=one.reference), text
                )
        return moved

    def _end(self, state, why, text):
        """Leave the agency; the debts are ours to chase again."""
        away = self.filtered(lambda one: one.state != state)
        for one in away:
            one._move_to(
                state,
                ended_on=one.company_id._recovery_today(),
                ended_why=why,
                ended_text=text,
            )
        if state in EVENTS:
            away._log_each(EVENTS[state], lambda one: one._end_words())
        away.request_ids._drop()
        return away

    def _end_words(self):
        labels = dict(self._fields["ended_why"]._description_selection(self.env))
        said = (self.reference, labels.get(self.ended_why), self.ended_text)
        return " – ".join(filter(None, said))

    def _keep_papers(self, attachments, text):
        """Hang copies of the agency's papers on this file; return them."""
        papers = self.env["ir.attachment"].sudo()
        for paper in attachments:
            papers |= paper.copy({"res_model": self._name, "res_id": self.id})
        if papers or text:
            body = text or self.env._("Closing report")
            self.sudo().message_post(body=body, attachment_ids=papers.ids)
        return papers

    def _propose_loss(self, text, papers):
        """Ask for what is open to be written off, with what proves it."""
        opens = self._open_by_line()
        lines = self.env["account.move.line"].sudo().browse(opens)
        amounts = {line: opens[line.id] for line in lines if opens[line.id] > 0}
        try:
            with self.env.cr.savepoint():
                asked = self.env["recovery.write.off"]._request(
                    amounts,
                    CERTIFICATE,
                    note=text,
                    evidence_ids=[Command.set(papers.ids)],
                )
        except UserError as error:  # asked for already, or paid meanwhile
            title = self.env._("%(name)s: no write-off proposed", name=self.reference)
            self._ask_person(title, str(error))
            return
        self.sudo().write_off_ids |= asked

    # --- elsewhere ----------------------------------------------------------------

    def _replace(self, contract):
        """Propose what is open of these to another agency, recalled first.

        :return: the draft placements
        :raises UserError: while this agency has the file for itself by contract, or
            where nothing of it may be given to the other: nothing is recalled then
        """
        self._check_placer()
        found = self.browse()
        for one in self:
            one._check_exclusive(contract)
            if one.state == "placed":
                one._recall("replaced", contract.agency_id.name)
            open_ids = [key for key, left in one._open_by_line().items() if left > 0]
            lines = self.env["account.move.line"].browse(open_ids)
            drafts = self._propose(lines, contract, one.stage)
            if not drafts:
                one._check_taken(lines, contract)
            drafts.sudo().write({"replaces_id": one.id})
            found |= drafts
        return found

    def _check_taken(self, lines, contract):
        """Refuse what cannot go elsewhere: it stays where it is.

        :raises UserError: what stands against each debt
        """
        day = self.company_id._recovery_today()
        said = self._said_against(self._eligible(lines, contract, day))
        raise UserError(
            "\n".join(
                [
                    self.env._(
                        "%(name)s: nothing of it may be given to %(agency)s.",
                        name=self.reference,
                        agency=contract.agency_id.name,
                    ),
                    *said,
                ]
            )
        )

    def _check_exclusive(self, contract):
        """Refuse another agency as long as one has these debts for itself."""
        today = self.company_id._recovery_today()
        agencies = self.env["recovery.agency"].sudo()
        for agency, until in self._bound_to(self.line_ids.line_id).values():
            if agency != contract.agency_id.id and today <= until:
                raise UserError(
                    self.env._(
                        "%(name)s: %(agency)s has it for itself until %(day)s.",
                        name=self.reference,
                        agency=agencies.browse(agency).name,
                        day=format_date(self.env, until),
                    )
                )
