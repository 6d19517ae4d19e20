import logging

from odoo import api, models

from ..exceptions import DeliveryFailure
from ..tools.agency_ways import first_match, look, without

_logger = logging.getLogger(__name__)


class RecoveryAgencyFile(models.Model):
    """The job that looks into the agencies' folders: a file is taken when it is whole,
    kept, committed, and only then put out of the way."""

    _inherit = "recovery.agency.file"

    @api.model
    def _cron_poll(self):
        """Look at every agency that has a folder for us; one that fails leaves the
        others."""
        if not self._may_travel():
            return
        agencies = self.env["recovery.agency"].sudo()
        for agency in agencies.search([("way_folder_in", "!=", False)]):
            if agency._way()._fetches:
                company = agency.company_id or self.env.company
                person = company.recovery_manager_id or company.recovery_user_id
                lang = person.lang or company.partner_id.lang
                self.sudo()._poll_safely(agency.with_context(lang=lang))

    def _poll_safely(self, agency):
        try:
            note = self._poll(agency)
        except DeliveryFailure as failure:
            self.env.cr.rollback()
            note = without(str(failure), agency._secrets())
        except Exception as error:
            _logger.exception("Files of agency %s were not fetched", agency.id)
            self.env.cr.rollback()
            note = type(error).__name__
        agency._note_look(note)
        self._commit()

    def _poll(self, agency):
        """Take in what is whole; return what a person should know, "" for nothing."""
        way = agency._way()
        session = way._open(agency, agency.company_id or self.env.company)
        try:
            found = way._list(session)
            agency._forget_gone(found)
            unnamed, stay = [], []
            for waiting in found:
                inbox = agency._inbox_of(waiting.name)
                if inbox:
                    stay.append(self._poll_one(way, session, inbox, waiting))
                else:
                    unnamed.append(waiting.name)
        finally:
            way._close(session)
        return "\n".join(filter(None, [agency._unnamed_words(unnamed), *stay]))

    def _poll_one(self, way, session, inbox, waiting):
        """Look at one file; one that cannot be had leaves the others.

        :return: why it stays there, in words; "" when it does not, or may still grow
        """
        agency = inbox.agency_id
        verdict = look(agency._seen_of(waiting), waiting, agency.way_is_final)
        if verdict == "wait":
            agency._remember(waiting, False)
            self._commit()
            return ""
        try:
            if verdict == "take":
                self._fetch(way, session, inbox, waiting)
            way._done(session, waiting)
        except DeliveryFailure as failure:
            said = without(str(failure), agency._secrets())
            _logger.info("Agency %s, “%s”: %s", agency.id, waiting.name, said)
            return agency.env._(
                "“%(file)s” stays there: %(said)s", file=waiting.name, said=said
            )
        return ""

    def _fetch(self, way, session, inbox, waiting):
        """Keep one file and commit; then have it checked."""
        name, body = way._get(session, waiting)
        agency = inbox.agency_id
        file = self._take_in(agency, inbox.company_id, name, body, inbox.purpose)
        agency._remember(waiting, True)
        self._commit()
        file._check_arrived()

    def _check_arrived(self):
        """Check what came just now; an error here leaves the file to a person."""
        if self.state != "received":
            return
        try:
            self.with_company(self.company_id)._check()
        except Exception:
            _logger.exception("File %s could not be checked", self.id)
            self.env.cr.rollback()
        self._commit()


class RecoveryAgency(models.Model):
    """What the last look into an agency's folder saw."""

    _inherit = "recovery.agency"

    def _inbox_of(self, name):
        """Return the line whose pattern fits a file's name, or none."""
        lines = self.inbox_ids
        place = first_match(name, lines.mapped("pattern"))
        return lines.browse() if place is None else lines[place]

    def _seen_of(self, waiting):
        return (self.way_seen or {}).get(waiting.reference)

    def _remember(self, waiting, taken):
        entry = [waiting.size, waiting.stamp, taken]
        if self._seen_of(waiting) != entry:
            self.way_seen = {**(self.way_seen or {}), waiting.reference: entry}

    def _forget_gone(self, found):
        """Forget files that lie there no more."""
        names = {waiting.reference for waiting in found}
        seen = self.way_seen or {}
        kept = {name: entry for name, entry in seen.items() if name in names}
        if kept != seen:
            self.way_seen = kept

    def _unnamed_words(self, names):
        if not names:
            return ""
        return self.env._(
            "%(number)s files have names that no pattern knows, and stay there: "
            "%(names)s",
            number=len(names),
            names=", ".join(names[:5]),
        )

    def _note_look(self, note):
        """Keep what the last look came to, where it differs."""
        note = (note or "")[:500] or False
        if (self.way_note or False) != note:
            self.way_note = note
