from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools import wording
from ..tools.wording_guard import rule_of
from ..tools.wording_lint import ANY, ERROR, Draft, errors, language, lint, plain
from .recovery_template import HTML_PLACEHOLDERS, PLACEHOLDERS, TABLES, WORDED

PLACES = {"voice_details": "details"}  # fields called otherwise by the lint


class RecoveryTemplate(models.Model):
    """What may not be saved: a word that nobody fills, a threat, a debt told to
    whoever holds the phone. What is only doubtful is said beside the text."""

    _inherit = "recovery.template"

    @api.constrains(*WORDED, "channel", "purpose", "audience", "notice_code")
    def _check_wording(self):
        for template in self:
            languages = [code for code, _name in self.env["res.lang"].get_installed()]
            for lang in languages:
                template.with_context(lang=lang)._check_wording_in_language(lang)

    def _check_wording_in_language(self, lang):
        body = self.text if self._is_plain() else self.body
        self._check_text(self.subject, body, lang)

    def _check_text(self, subject, body, lang, audience=None):
        """Check a text written in place of this one, or this one itself.

        :param body: HTML, or plain text on a channel without any form
        :param audience: whom it is written to, if not those of this text
        :raises ValidationError: saying which word is wrong or missing
        """
        try:
            self._check_words(subject, body)
        except wording.WordingError as error:
            raise ValidationError(self._explain(error, lang)) from error
        problem = self._shape_problem(subject, body)
        if not problem:
            found = errors(self._remarks(lang, subject, body, audience))
            problem = found and self._remark_words(found[0])
        if problem:
            raise ValidationError(
                self.env._(
                    "Text “%(name)s” (%(lang)s): %(problem)s",
                    name=self.name,
                    lang=lang,
                    problem=problem,
                )
            )

    def _check_words(self, subject, body):
        wording.check(subject or "", set(PLACEHOLDERS) - HTML_PLACEHOLDERS)
        known = set(PLACEHOLDERS)
        if self._is_plain():
            known -= TABLES
        if self.channel == "voice":
            known -= {"offers"}  # nobody can follow a link by ear
        wording.check(body or "", known)
        if self.channel == "voice":
            wording.check(self.voice_details or "", known)
            wording.check(self.voicemail or "", known)

    def _shape_problem(self, subject, body):
        """Return what the text lacks to be one at all, or nothing."""
        if "\n" in (subject or ""):
            return self.env._("the subject must stand on one line.")
        if self._is_plain():
            return "" if (body or "").strip() else self.env._("the text is empty.")
        if not (subject or "").strip():
            return self.env._("the subject is empty.")
        claims = self.channel == "email" and self.purpose != "service"
        if claims and "items" not in wording.placeholders(body or ""):
            return self.env._("the table {items} is missing.")
        return ""

    # --- remarks -------------------------------------------------------------------

    def _remarks(self, lang, subject, body, audience=None):
        """Return what there is to say of a text in ``lang``, errors first; it is read
        in the language in which it is written: not all is translated.
        """
        places = {"subject": plain(subject), "text": plain(body)}
        if self._is_plain():
            places = {"text": body or ""}
        if self.channel == "voice":
            places |= {
                PLACES.get(name, name): self[name]
                for name in ("voice_details", "voicemail")
                if self[name]
            }
        expected = "fr" if lang.startswith("fr") else "en"
        company = self.company_id or self.env.company
        return lint(
            Draft(
                self.channel or "email",
                places,
                language(" ".join(places.values()), expected),
                audience or self.audience or ANY,
                self.purpose or "collection",
                company.recovery_sms_can_receive,
                self.notice_code or "",
            )
        )

    def _remark_rows(self, remarks):
        """Return ``[{"level", "text", "around"}]`` for a screen."""
        return [
            {
                "level": "danger" if remark.level == ERROR else "warning",
                "text": self._remark_words(remark),
                "around": remark.around,
            }
            for remark in remarks
        ]

    def _remark_words(self, remark):
        """Say one remark in a sentence, with its word, its place and its rule."""
        said = self._said_wrong().get(remark.code) or self._said_missing()[remark.code]
        rule = rule_of(remark.code)
        if rule:
            said = self.env._("%(said)s Rule %(rule)s.", said=said, rule=rule)
        places = {
            "subject": self.env._("in the subject"),
            "details": self.env._("after the key"),
            "voicemail": self.env._("on the answering machine"),
        }
        place = places.get(remark.place)
        if not remark.word:
            return f"{said} ({place})" if place else said
        word = f"“{remark.word}”"
        return f"{word} {place}: {said}" if place else f"{word}: {said}"

    def _said_wrong(self):
        """Return what is wrong with a word that stands there, by code."""
        return {
            "threat": self.env._("a threat, or a third person, has no place here."),
            "legal": self.env._("not before the formal notice."),
            "trade": self.env._(
                "customers do not read this word before the formal notice: say account "
                "or invoice."
            ),
            "debt": self.env._("to a professional say invoice or balance."),
            "enforcement": self.env._(
                "no enforcement and no agency is announced to a public body."
            ),
            "charge": self.env._("no fee, sum or interest is asked of a consumer."),
            "claim": self.env._(
                "a figure about other customers comes from {peers}, counted in your "
                "own books."
            ),
            "detail": self.env._("tells of the debt to whoever holds the phone."),
            "amount": self.env._(
                "no amount where others may read or hear it: it stands behind the link."
            ),
            "paper": self.env._(
                "no invoice where others may read or hear it: it stands behind the "
                "link."
            ),
            "certain": self.env._(
                "announce only what you have decided already: “may” where it is not."
            ),
            "stop": self.env._(
                "your sender cannot receive: put {preferences} instead of STOP."
            ),
            "reply": self.env._("your sender cannot receive: nobody reads the answer."),
            "space": self.env._("a non-breaking space is missing."),
            "apostrophe": self.env._("write the typographic apostrophe ’."),
            "familiar": self.env._("French customers are addressed as “vous”."),
        }

    def _said_missing(self):
        """Return what is missing in a text, by code."""
        return {
            "no_company": self.env._("Who writes is missing: {company}."),
            "no_link": self.env._("The customer's page is missing: {link}."),
            "no_preferences": self.env._(
                "Your sender cannot receive: {preferences} is how to object."
            ),
            "no_voicemail": self.env._("Nothing is said to an answering machine."),
            "no_deadline": self.env._("A formal notice gives a term: {deadline}."),
            "no_total": self.env._("What is to pay is missing: {items} or {total}."),
            "no_reference": self.env._("What it is about is missing: {invoice}."),
            "no_way_to_pay": self.env._(
                "How to pay is missing: {transfer}, {reference} or {link}."
            ),
            "no_contact": self.env._("Whom to call is missing: {contact}."),
            "no_problem": self.env._("It does not say how to tell of a problem."),
            "no_thanks": self.env._(
                "It does not say “if your payment is on its way, thank you”."
            ),
        }

    def _explain(self, error, lang):
        names = ", ".join("{%s}" % name for name in error.names)
        if error.code == "unknown":
            return self.env._(
                "Text “%(name)s” (%(lang)s): %(words)s is not a known word. Known are "
                "%(known)s.",
                name=self.name,
                lang=lang,
                words=names,
                known=", ".join("{%s}" % word for word in PLACEHOLDERS),
            )
        if error.code == "missing" and "peers" in error.names:
            return self.env._(
                "Text “%(name)s” (%(lang)s): too few comparable customers were counted "
                "to say how others pay, or too few of them paid.",
                name=self.name,
                lang=lang,
            )
        if error.code == "missing":
            return self.env._(
                "Text “%(name)s” (%(lang)s): nothing to write for %(words)s.",
                name=self.name,
                lang=lang,
                words=names,
            )
        return self.env._(
            "Text “%(name)s” (%(lang)s): a brace is open or empty near “%(words)s”.",
            name=self.name,
            lang=lang,
            words=names or "{",
        )
