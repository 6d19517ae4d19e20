from odoo import models
from odoo.tools import format_date


class RecoveryAgencyInbound(models.AbstractModel):
    """What is wrong in a row, in words."""

    _inherit = "recovery.agency.inbound"

    def _sentence(self, problem):
        """Return why a row is refused, in words; formats' reasons have theirs.

        ``problem.known``: what the sentence needs, values or pairs (name, value).
        """
        known = [
            one[1] if isinstance(one, tuple) and len(one) == 2 else one
            for one in problem.known
        ]
        first, second = (*map(self._said_value, known), "", "")[:2]
        said = self._sentences(first, second).get(problem.reason)
        return said or self.env["recovery.agency.problem"]._sentence(problem)

    def _said_value(self, value):
        return format_date(self.env, value) if hasattr(value, "year") else str(value)

    def _sentences(self, first, second):
        """Return ``{code: sentence}``; ``first`` and ``second`` are what it needs."""
        return {
            **self._whole_sentences(),
            **self._promise_sentences(first, second),
            "unknown_reference": self.env._(
                "No file placed with this agency has this reference."
            ),
            "no_file_named": self.env._("The row names no file: give its reference."),
            "several_files": self.env._(
                "Several files have this invoice: give the reference of the file."
            ),
            "other_currency": self.env._(
                "The file is placed in %(known)s.", known=first
            ),
            "future_day": self.env._("This day has not come yet."),
            "unknown_status": self.env._(
                "The agency's table of statuses does not have this word: add it "
                "there, then check the file again."
            ),
            "no_exit": self.env._(
                "This word does not say that the file is over: “%(meaning)s”.",
                meaning=first,
            ),
            "double_row": self.env._("Says the same as line %(line)s.", line=first),
            "other_reference": self.env._(
                "The agency's reference of this file is “%(known)s”.", known=first
            ),
            "reference_taken": self.env._(
                "The agency gives this reference to another file too."
            ),
            "unknown_request": self.env._(
                "This is none of: document, explanation, plan, discount, court."
            ),
            "not_away": self.env._("This file is not with the agency any more."),
        }

    def _promise_sentences(self, first, second):
        """Return what may be wrong with what was promised, or with a document."""
        return {
            "promise_without_day": self.env._(
                "A promise or a plan needs the day on which it is paid."
            ),
            "promise_before": self.env._(
                "Promised for a day before it was said, on %(day)s.", day=first
            ),
            "not_positive": self.env._("An amount above zero is needed."),
            "other_decimals": self.env._(
                "This currency has %(digits)s decimals.", digits=first
            ),
            "missing_document": self.env._(
                "The package does not hold a file of this name."
            ),
            "not_a_document": self.env._(
                "This is not a document that can be kept (PDF, picture, text)."
            ),
        }

    def _whole_sentences(self):
        """Return what may be wrong with a file as a whole."""
        return {
            "unreadable": self.env._(
                "The file cannot be read. The reason is in the server's log; ask the "
                "agency for the file again, in its usual form."
            ),
            "not_booked": self.env._(
                "Nothing was booked: the system could not finish. The reason is in "
                "the server's log."
            ),
            "no_rows": self.env._("The file holds no row."),
        }
