from odoo import models
from odoo.tools import html2plaintext

from ..tools import wording_words as words
from ..tools.notice_codes import lifted_by
from ..tools.segments import CONSUMER, PUBLIC
from ..tools.wording import WordingError
from ..tools.wording_guard import found, hints, rule_of, threat_in, without_charges

OPEN = ("sms", "whatsapp", "voice")  # where others may read or hear it at once


class RecoveryNotice(models.Model):
    """The last look at the words, when the customer is known: what may not be said to
    this one now is left out, or the message stays here and says why."""

    _inherit = "recovery.notice"

    # --- fees: unknown is a consumer ---------------------------------------------

    def _edited_words(self, template):
        """Leave out what speaks of fees to who may be a consumer."""
        edited = super()._edited_words(template)
        if self._may_name_charges():
            return edited
        text = edited or (template.text if template._is_plain() else template.body)
        left, _word = self._once(("charges", text), lambda: without_charges(text or ""))
        return left if left != (text or "") else edited

    def _may_name_charges(self):
        if self.channel == "task" or self.purpose == "service":
            return True
        if self.partner_id._recovery_strict_kind() != CONSUMER:
            return True
        return "charge" in lifted_by(self.template_id.notice_code or "")

    # --- at leaving --------------------------------------------------------------

    def _words(self, claim, recipient, today):
        if self.channel != "task" and self.purpose != "service":
            self._guard_language()
            self._guard_threats(claim, today)
        return super()._words(claim, recipient, today)

    def _fill(self, values):
        if self.channel == "task" or self.purpose == "service":
            return super()._fill(values)
        if not self._may_name_charges():
            self._guard_words("charge", words.CHARGES)
        if self.partner_id._recovery_kind() == PUBLIC:
            self._guard_words("enforcement", words.ENFORCEMENT)
        return self._guard_open(*super()._fill(values))

    def _guard_words(self, code, patterns):
        """Refuse a text of ours with such a word; names of customers and goods may have
        any."""
        said = self._unfilled()
        word = self._once((code, said), lambda: _first(said, patterns))
        if word:
            raise WordingError(code, [word])

    def _unfilled(self):
        """Return what this reminder says, its placeholders not filled."""
        template = self.template_id.with_context(lang=self.env.context.get("lang"))
        said, edited = template._said(), self._edited_words(template)
        if edited:
            said[:2] = [self.edited_subject or template.subject, edited]
        return tuple(said)

    def _guard_open(self, subject, body):
        """Have nothing tell of a debt where somebody else may read or hear it."""
        seen = body if self.channel in OPEN else subject
        if self.channel == "letter" or not self._is_person() or not hints(seen or ""):
            return subject, body
        if not self.reach_ids._is_open_to_others(self.company_id):
            return subject, body
        if self.channel in OPEN:
            raise WordingError("open", [hints(seen)])
        neutral = self.env._("A message from %(company)s", company=self.company_id.name)
        return neutral, body

    def _is_person(self):
        return self.partner_id._recovery_kind() in (CONSUMER, "sole")

    def _guard_threats(self, claim, today):
        """Announce nothing on debts that time has barred."""
        said = self._unfilled()
        word = self._once(
            ("threat", said),
            lambda: threat_in(" ".join(html2plaintext(one or "") for one in said)),
        )
        if not word:
            return
        partner, company = self.partner_id, self.company_id
        barred = self.env["recovery.limitation"].with_company(company)
        barred = barred._barred(partner, today).get(partner.id, frozenset())
        if barred.intersection(
            line["line_id"] for line in claim.lines if line.get("line_id")
        ):
            raise WordingError("barred", [word])

    def _guard_language(self):
        """Write to a consumer in his own language, never silently in another one."""
        lang = self.env.context.get("lang") or ""
        if lang[:2] in ("en", "fr", "") or not self._is_person():
            return
        template = self.template_id
        own, source = (
            template.with_context(lang=lang),
            template.with_context(lang="en_US"),
        )
        written = self.edited_body or self.edited_text  # by a person, for this one
        if not written and own._said() == source._said():
            raise WordingError("language", [lang])


def _first(parts, patterns):
    """Return the first word of ``patterns`` in one of ``parts``, each read in its own
    language; "" without one."""
    words_there = (found(html2plaintext(one or ""), patterns) for one in parts)
    return next(filter(None, words_there), "")


class RecoveryTemplate(models.Model):
    _inherit = "recovery.template"

    def _explain(self, error, lang):
        said = self._said_at_leaving().get(error.code)
        if not said:
            return super()._explain(error, lang)
        rule = rule_of(error.code)
        name = error.names[0] if error.names else ""
        if rule:
            return self.env._(
                "“%(word)s”: %(said)s Rule %(rule)s.", word=name, said=said, rule=rule
            )
        return self.env._("“%(word)s”: %(said)s", word=name, said=said)

    def _said_at_leaving(self):
        """Return why words may not leave for one customer, by code."""
        return {
            "charge": self.env._(
                "no fee, sum or interest is asked of a consumer, nor of a customer "
                "whose type nobody said."
            ),
            "enforcement": self.env._(
                "no enforcement and no agency is announced to a public body."
            ),
            "barred": self.env._("nothing is announced on debts that time has barred."),
            "open": self.env._(
                "a work or shared number gets nothing that tells of an account."
            ),
            "language": self.env._(
                "this text is not written in the customer's language."
            ),
        }
