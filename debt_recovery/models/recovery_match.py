from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.matching import judge

ROUNDS = 30  # a customer's lines are matched one after the other
CHUNK = 100  # lines booked in one transaction
OLDEST = 400  # days: older lines wait for a person


class RecoveryMatch(models.Model):
    """What became of one bank line: who seems to pay, what was matched, by whom.

    One row a line at most, so that nobody matches a line twice. The money itself is in
    the ledger: this row says why it went where it went, and takes it back.
    """

    _name = "recovery.match"
    _inherit = ["recovery.workflow.mixin", "recovery.job.mixin"]
    _description = "Matched receipt"
    _order = "decided_at desc, id desc"
    _rec_name = "statement_line_id"

    _transitions = {
        "waiting": ("matched", "aside"),
        "matched": ("undone",),
        "undone": ("matched", "aside"),
        "aside": ("waiting", "matched"),
    }

    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Bank line",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index=True, ondelete="set null"
    )
    named_before_id = fields.Many2one(
        "res.partner", "Named on the line before", readonly=True, ondelete="set null"
    )
    state = fields.Selection(
        [
            ("waiting", "To match"),
            ("matched", "Matched"),
            ("undone", "Taken back"),
            ("aside", "Not a customer payment"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    is_automatic = fields.Boolean("Matched without asking", readonly=True)
    shape = fields.Char(readonly=True, export_string_translation=False)
    signs = fields.Char(readonly=True, export_string_translation=False)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="set null")
    decided_at = fields.Datetime("Decided on", readonly=True)

    _line_unique = models.UniqueIndex(
        "(statement_line_id)", "This bank line is matched already."
    )

    # --- jobs ----------------------------------------------------------------------

    @api.model
    def _cron_match(self):
        """Match what is exact and unique, in every company in use."""
        self._each_company(lambda company: self._match_new(company))

    @api.model
    def _match_new(self, company, commit=True):
        """Match the unmatched lines of a company that only one explanation fits.

        A customer's lines are matched one after the other: each is judged against what
        the one before left open. A line that fails is left to a person.

        :return: the lines that were matched
        """
        self = self.sudo().with_company(company)
        matched = self.env["account.bank.statement.line"]
        todo = self._open_lines(company)
        for _round in range(ROUNDS):
            verdicts = self._verdicts(company, todo)
            self._note_payers(company, verdicts)
            chosen = self._one_each(verdicts) if company.recovery_match_alone else {}
            if not chosen:
                break
            for start in range(0, len(chosen), CHUNK):
                some = dict(list(chosen.items())[start : start + CHUNK])
                matched |= self._match_some(some)
                if commit:
                    self.env["ir.cron"]._commit_progress(len(some), remaining=0)
            todo -= matched.browse().union(*chosen)
            self.env.invalidate_all()
        return matched

    def _match_some(self, chosen):
        """Match these together; where one fails, each by itself."""
        lines = self.env["account.bank.statement.line"].union(*chosen)
        try:
            with self.env.cr.savepoint():
                return lines._recovery_match_all(chosen)
        except UserError:
            done = lines.browse()
        for line, candidate in chosen.items():
            try:
                with self.env.cr.savepoint():
                    done |= line._recovery_match_all({line: candidate})
            except UserError:  # a closed period: a person reads why, when he tries
                continue
        return done

    def _one_each(self, verdicts):
        """Return ``{line: candidate}``: at most one line of each customer."""
        chosen, seen = {}, set()
        undone = self.search(
            [("state", "=", "undone"), ("company_id", "=", self.env.company.id)]
        ).statement_line_id
        for line, verdict in verdicts.items():
            one = verdict.chosen
            if one and line not in undone and one.debtor not in seen:
                seen.add(one.debtor)
                chosen[line] = one
        return chosen

    # --- reading -------------------------------------------------------------------

    @api.model
    def _open_lines(self, company):
        """Return the incoming bank lines of a company that nobody matched or put
        aside, oldest first."""
        for name in ("account.bank.statement.line", "account.move", "recovery.match"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT s.id FROM account_bank_statement_line s
                  JOIN account_move m ON m.id = s.move_id AND m.state = 'posted'
                  LEFT JOIN recovery_match r ON r.statement_line_id = s.id
                 WHERE s.company_id = %(company)s AND s.is_reconciled IS NOT TRUE
                   AND s.amount > 0 AND m.date >= %(today)s::date - %(oldest)s
                   AND (r.id IS NULL OR r.state IN ('waiting', 'undone'))
                 ORDER BY m.date, s.id""",
                company=company.id,
                today=company._recovery_today(),
                oldest=OLDEST,
            )
        )
        return self.env["account.bank.statement.line"].browse(row[0] for row in rows)

    @api.model
    def _verdicts(self, company, lines):
        """Return ``{bank line: Verdict}``."""
        if not lines:
            return {}
        books = self.env["recovery.match.book"]
        payments = books._payments(lines)
        book = books._build(company, payments)
        return {line: judge(payment, book) for line, payment in payments.items()}

    # --- writing -------------------------------------------------------------------

    def _decided(self, state, user_id):
        """Move to ``state``; keep who decided and when."""
        return self._move_to(state, user_id=user_id, decided_at=fields.Datetime.now())

    def _note_payers(self, company, verdicts):
        """Keep who seems to pay each line: while it waits, that customer is not chased
        for the money."""
        payers = {}
        for line, verdict in verdicts.items():
            known = {one.debtor for one in verdict.candidates if one.tier != 1}
            if len(known) == 1:
                payers[line.id] = known.pop()
        self._keep_payers(company, payers)

    def _keep_payers(self, company, payers):
        """Write ``{bank line id: partner id}`` where no one is known yet."""
        known = self.search([("statement_line_id", "in", list(payers))])
        for one in known.filtered(lambda r: r.state == "waiting"):
            if one.partner_id.id != payers[one.statement_line_id.id]:
                before = one.partner_id
                one.partner_id = payers[one.statement_line_id.id]
                both = before | one.partner_id
                self.env["recovery.mark"]._add(company, both, "bank")
        new = set(payers) - set(known.statement_line_id.ids)
        made = self.create(
            [
                {
                    "statement_line_id": line,
                    "company_id": company.id,
                    "partner_id": payers[line],
                }
                for line in sorted(new)
            ]
        )
        self.env["recovery.mark"]._add(company, made.partner_id, "bank")

    @api.model
    def _of_lines(self, lines):
        """Return ``{bank line: its row}``, made where there is none."""
        known = self.search([("statement_line_id", "in", lines.ids)])
        missing = lines - known.statement_line_id
        known |= self.create(
            [
                {"statement_line_id": line.id, "company_id": line.company_id.id}
                for line in missing
            ]
        )
        return {one.statement_line_id: one for one in known}
