from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, format_list

from ..tools.notice_codes import CODES
from ..tools.rules.model import Facts
from ..tools.rules.notices import fits, free_from


class RecoveryNoticeTerm(models.Model):
    """Until when a statutory text that was given makes the rest wait, by the rules as
    they stood that day. A rule that changes later brings no date nearer."""

    _name = "recovery.notice.term"
    _description = "Time to wait after a statutory text"
    _order = "free_on, id"
    _log_access = False

    notice_id = fields.Many2one(
        "recovery.notice", required=True, index=True, ondelete="cascade"
    )
    rule_code = fields.Char("Rule", required=True)
    rule_version = fields.Integer("Version", required=True)
    blocks = fields.Char("Waits", help="What waits until then.")
    free_on = fields.Date("Free on", required=True)

    _once = models.UniqueIndex(
        "(notice_id, rule_code)", "One time to wait a rule and text."
    )


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    term_ids = fields.One2many("recovery.notice.term", "notice_id", readonly=True)
    free_on = fields.Date("Time to wait ends on", compute="_compute_free_on")
    notice_rules = fields.Char("Rules then", compute="_compute_free_on")
    term_text = fields.Char("Time to wait", compute="_compute_term_text")
    never_came_on = fields.Date(
        "Said that it never came",
        readonly=True,
        copy=False,
        help="The customer says so: it was not given, and is to be sent again.",
    )

    @api.depends("term_ids.free_on")
    def _compute_free_on(self):
        for notice in self:
            terms = notice.sudo().term_ids
            notice.free_on = max(terms.mapped("free_on"), default=False)
            notice.notice_rules = ", ".join(
                f"{one.rule_code}@{one.rule_version}" for one in terms
            )

    @api.depends("free_on", "notice_code", "state", "never_came_on")
    @api.depends_context("lang")
    def _compute_term_text(self):
        """Say what a statutory text makes wait, and until when."""
        labels = dict(self._fields["notice_code"]._description_selection(self.env))
        for notice in self:
            notice.term_text = (
                notice._term_words(labels[notice.notice_code])
                if notice.notice_code
                else False
            )

    def _term_words(self, name):
        if self.never_came_on:
            return self.env._(
                "%(text)s: the customer says that it never came. It is to be sent "
                "again, and the time starts anew.",
                text=name,
            )
        if not self.term_ids:
            return name
        waits = {word for term in self.term_ids for word in term.blocks.split(",")}
        return self.env._(
            "%(text)s: %(what)s wait until %(date)s (%(rules)s).",
            text=name,
            what=format_list(self.env, self._waits_words(waits)),
            date=format_date(self.env, self.free_on),
            rules=self.notice_rules,
        )

    def _waits_words(self, waits):
        words = {
            "contact": self.env._("other contacts"),
            "interest": self.env._("interest"),
            "fee": self.env._("fees"),
            "threat": self.env._("legal steps"),
            "placement": self.env._("an agency"),
        }
        return [said for word, said in words.items() if word in waits]

    # --- counting --------------------------------------------------------------------

    def _after_sent(self):
        result = super()._after_sent()
        posted = self.env["recovery.registered"].sudo()
        registered = posted.search([("notice_id", "in", self.ids)]).notice_id
        (self - registered)._start_terms()
        return result

    def _start_terms(self):
        """Write until when these make the rest wait, by the rules of the day on which
        they were given; what is written stays."""
        given = self.filtered(
            lambda one: one.notice_code and one.state in ("sent", "delivered")
        )
        if not given:
            return
        registered = self.env["recovery.registered"].sudo()
        shown = registered.search([("notice_id", "in", given.ids)]).grouped("notice_id")
        values = []
        for notice in given.filtered(lambda one: not one.sudo().term_ids):
            day, medium = notice.left_on, notice.channel
            if notice in shown:
                day, medium = shown[notice].presented_on, "registered"
            if day:
                values += notice._term_values(day, medium)
        self.env["recovery.notice.term"].sudo().create(values)
        given.invalidate_recordset(["term_ids"])
        given._let_follow()

    def _let_follow(self):
        """Queue again what was withheld until these texts were given: it is judged anew
        when it is to leave."""
        for company, some in self.grouped("company_id").items():
            withheld = self.sudo().search(
                [
                    ("company_id", "=", company.id),
                    ("partner_id", "in", some.partner_id.ids),
                    ("state", "=", "withheld"),
                    ("reason", "=", "notice"),
                ]
            )
            withheld._move_to(
                "queued", send_after=False, reason=False, reason_text=False
            )
            withheld._wake()

    def _term_values(self, day, medium):
        """Return the terms that begin when this is given on ``day`` by ``medium``."""
        book = self.env["recovery.rule"]._book(self.company_id, day)
        closed = self.partner_id._recovery_closed_days(day)
        facts = Facts(holidays={"": closed})
        return [
            {
                "notice_id": self.id,
                "rule_code": rule.code,
                "rule_version": rule.version,
                "blocks": ",".join(sorted(rule.notice.blocks)),
                "free_on": free_from(rule.notice, day, medium, facts),
            }
            for rule in book.rules
            if rule.notice
            and rule.notice.code == self.notice_code
            and rule.notice.blocks
            and rule.notice.start != "first_contact"
            and fits(medium, rule.notice.media)
            and (not rule.valid_from or rule.valid_from <= day)
            and (not rule.valid_to or rule.valid_to >= day)
        ]

    # --- it never came --------------------------------------------------------------

    def action_never_came(self):
        """Note that the customer says that a statutory text never came: it was not
        given.

        :raises AccessError: for who does not work on reminders
        """
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise AccessError(self.env._("Only agents note what customers say."))
        self.check_access("read")
        for notice in self.filtered(lambda one: one.notice_code in CODES):
            if notice.never_came_on or not notice.left_on:
                continue
            notice.sudo().never_came_on = notice.company_id._recovery_today()
            self.env["recovery.event"]._log(
                "never_came", notice.case_id, notice.subject or "", notice
            )
            self.env["recovery.mark"]._add(
                notice.company_id, notice.partner_id, "never_came"
            )


class RecoveryRegistered(models.Model):
    _inherit = "recovery.registered"

    def _tell(self):
        result = super()._tell()
        self.filtered("presented_on").sudo().notice_id._start_terms()
        return result
