from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.rules.model import ALLOW, REFUSE, WAIT
from .recovery_notice_fallback import FRESH
from .recovery_notice_statement import CLAIMED


class RecoveryNotice(models.Model):
    """A letter between the moment it is written and the moment it is posted.

    ``to_post``: it waits for the printer or lies printed. It holds the contact (nothing
    else leaves meanwhile) but is no step done: only what was posted has left.
    """

    _inherit = "recovery.notice"

    print_batch_id = fields.Many2one(
        "recovery.print.batch",
        "Pile",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    letter_pdf_id = fields.Many2one(
        "ir.attachment", "Letter (PDF)", readonly=True, copy=False, ondelete="set null"
    )
    letter_reference = fields.Char("Our reference", compute="_compute_letter_reference")
    letter_pages = fields.Integer("Pages", readonly=True, copy=False)
    posted_on = fields.Date("Given to the post on", readonly=True, copy=False)
    copy_of_id = fields.Many2one(
        "recovery.notice",
        "Copy of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="The same message on a second medium: together they are one contact.",
    )

    def _compute_letter_reference(self):
        for notice in self:
            notice.letter_reference = notice._letter_reference()

    # --- life ----------------------------------------------------------------------

    def _note_sent(self, at, socket=None):
        """A letter that was written has not left: it waits for a person to post it."""
        if socket is None:
            socket = self.env["recovery.channel"]._for(self.channel)
        if not socket._posted_later:
            return super()._note_sent(at, socket)
        return self._move_to(
            "to_post", is_handed=False, failure_type=False, failure_text=False
        )

    def _after_sent(self):
        gone = self.filtered(lambda one: one.state != "to_post")
        result = super(RecoveryNotice, gone)._after_sent()
        for notice in gone:
            notice._plan_copy()
        return result

    def _posted(self, day):
        """These were given to the post on ``day``: they have left."""
        self._move_to("sent", sent_at=fields.Datetime.now(), left_on=day, posted_on=day)
        self._after_sent()
        registered = self.env["recovery.registered"].sudo()
        registered.search([("notice_id", "in", self.ids)]).deposited_on = day

    def _move_to(self, target, **vals):
        """What leaves the pile unposted has no place, no number and no PDF in it."""
        out = self.filtered(lambda one: one.state == "to_post" and target != "sent")
        piles = out.print_batch_id
        moved = super()._move_to(target, **vals)
        if out:
            letters = out.sudo()
            self.env["recovery.registered"].sudo().search(
                [("notice_id", "in", letters.ids)]
            ).unlink()
            letters.letter_pdf_id.unlink()
            letters.write({"print_batch_id": False, "left_on": False})
            piles.sudo()._after_taking_out()
        return moved

    # --- still true ----------------------------------------------------------------

    def _claim(self, today, rows=None):
        """A copy says what its original says."""
        if self.copy_of_id:
            return self.copy_of_id.with_env(self.env)._claim(today)
        return super()._claim(today, rows)

    def _letter_claims(self):
        """Return ``[(letter, its claim today)]``; the ledger is read once a company."""
        claims = []
        for company, letters in self.grouped("company_id").items():
            today = company._recovery_today()
            rows = letters._rows_by_debtor(company, today)
            claims += [
                (one, one._claim(today, rows.get(one.partner_id.id, [])))
                for one in letters
            ]
        return claims

    def _changed_letters(self):
        """Return those whose claim is no more what the ledger says, and those that the
        rules stop now."""
        claims = self._letter_claims()
        stopped = self._stopped_letters(claims)
        return self.browse(
            one.id
            for one, claim in claims
            if claim.reason or one in stopped or not one._says(claim)
        )

    def _stopped_letters(self, claims):
        """Return those that the rules refuse now, or that a hold lets wait; what is
        decided of these is written where it changed. Hours and delays were kept when
        they were written: paper waits for no better hour.

        :param claims: as ``_letter_claims``
        """
        due = {one: claim for one, claim in claims if not claim.reason}
        letters = self.browse().union(*due)
        letters.reach_ids._lock_and_write(waits=True)
        socket = self.env["recovery.channel.letter"]
        judged = letters._judge_claims(
            due, socket._addresses(letters), fields.Datetime.now()
        )
        stopped = letters.filtered(
            lambda one: (
                judged[one].decision.outcome == REFUSE
                or judged[one].decision.outcome == WAIT
                and judged[one].decision.governing.reason == "hold"
            )
        )
        allowed = letters._with_outcome(judged, ALLOW)
        (stopped | allowed)._log_changed(judged)
        return stopped

    def _says(self, claim):
        def key(line):
            return (line["line_id"] or 0, line["kind"], line["currency_id"])

        said = {
            (line.line_id.id or 0, line.kind, line.currency_id.id): line
            for line in self.line_ids.filtered(lambda one: one.kind in CLAIMED)
        }
        now = {key(line): line for line in claim.lines if line["kind"] in CLAIMED}
        return said.keys() == now.keys() and not any(
            line.currency_id.compare_amounts(line.amount, now[name]["amount"])
            for name, line in said.items()
        )

    def _judge_letters_again(self):
        """Cancel letters that no longer hold; have those that changed, or that the
        rules stop now, decided anew: they are written again, wait or stay here."""
        claims = self._letter_claims()
        stopped = self._stopped_letters(claims)
        for letter, claim in claims:
            if claim.reason:
                letter._cancel_letter(claim)
            elif letter in stopped or not letter._says(claim):
                letter._move_to("queued", send_after=False)
                letter._wake()

    def _cancel_fallen_letters(self):
        """Cancel those that wait and claim nothing any more. One on a printed pile
        stays: the paper is there, so a person is told and takes it out."""
        waiting = self.filtered(
            lambda one: (
                one.state == "to_post"
                and one.purpose != "service"
                and one.print_batch_id.state != "printed"
            )
        )
        for letter, claim in waiting._letter_claims():
            if claim.reason:
                letter._cancel_letter(claim)

    def _cancel_letter(self, claim):
        self._move_to("cancelled", reason=claim.reason, reason_text=claim.text)
        self._decide("refuse", claim.reason, claim.text)
        self.env["recovery.mark"]._add(self.company_id, self.partner_id, "cancelled")

    # --- paper ---------------------------------------------------------------------

    def _make_letters(self):
        """Print those that have no PDF yet, together; keep each with its account."""
        todo = self.filtered(lambda one: not one.letter_pdf_id)
        socket = self.env["recovery.channel.letter"]
        printed = self.env["recovery.paper"]._print(
            {one.id: socket._mark_page(one, one.body) for one in todo}
        )
        files = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{one._letter_reference()}.pdf",
                    "raw": printed[one.id][0],
                    "mimetype": "application/pdf",
                    "res_model": one.case_id._name,
                    "res_id": one.case_id.id,
                }
                for one in todo
            ]
        )
        for one, file in zip(todo, files, strict=True):
            one.write({"letter_pdf_id": file.id, "letter_pages": printed[one.id][1]})

    def action_reprint(self):
        """Print again what was posted, marked as a copy: no second contact."""
        self.ensure_one()
        self.check_access("write")
        if not self.posted_on:
            raise UserError(
                self.env._("This letter was not posted: print its pile instead.")
            )
        if not self.sudo().letter_pdf_id:
            raise UserError(self.env._("The PDF of this letter is not there any more."))
        today = self.company_id._recovery_today()
        speaking = self.with_context(lang=self.lang or self.env.lang)
        words = speaking.env._("Copy of %(date)s", date=speaking._short_date(today))
        file = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"{self._letter_reference()} - {words}.pdf",
                    "raw": self.env["recovery.paper"]._stamp(
                        self.sudo().letter_pdf_id.raw, words
                    ),
                    "mimetype": "application/pdf",
                    "res_model": self.case_id._name,
                    "res_id": self.case_id.id,
                }
            )
        )
        self.env["recovery.event"]._log("reprinted", self.case_id, words, self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{file.id}?download=1",
            "target": "new",
        }

    def action_open_letter(self):
        """Open the letter as it was printed."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.letter_pdf_id.id}",
            "target": "new",
        }

    # --- the same on a second medium --------------------------------------------------

    def _has_copy(self):
        """Tell whether the copy is planned: what came back may leave a second time."""
        return bool(self.search_count([("copy_of_id", "=", self.id)], limit=1))

    def _plan_copy(self):
        """Plan the copy that the step wants, where the customer has that address.

        It is part of the same contact: no delay and no limit counts it.
        """
        step = self.treatment_id
        if not step.copy_channel or self.copy_of_id or self.rank or self._has_copy():
            return
        vals = {
            **FRESH,
            "channel": step.copy_channel,
            "template_id": (step.copy_template_id or self.template_id).id,
            "letter_mode": step._letter_mode(step.copy_channel),
            "copy_of_id": self.id,
            "anchor": "copy",
            "anchor_id": self.id,
            "treatment_id": False,
            "purpose": "service",
            "mode": "automatic",
            "state": "queued",
            "rank": 0,
        }
        socket = self.env["recovery.channel"]._for(step.copy_channel)
        if socket._address(self):
            self.copy(vals)._wake()

    def _statement_files(self):
        """The copy of a letter brings the letter."""
        files = super()._statement_files()
        paper = self.copy_of_id.sudo().letter_pdf_id
        if paper:
            files.append((paper.name, paper.raw, paper.mimetype))
        return files
