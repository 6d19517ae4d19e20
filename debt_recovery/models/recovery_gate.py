from dataclasses import dataclass, replace
from datetime import datetime

from odoo import api, models

from ..tools.rules.model import THIRD, Decision, Facts, Request
from .recovery_gate_facts import Subject
from .recovery_hold import CONFIDENTIAL
from .recovery_template_notice import FORMAL

# Nobody writes to these unasked, not to thank them either; the law may forbid it. Who
# died is told by the word that hides it.
SILENT = ("cease", "lawyer", "deceased", "opt_out", CONFIDENTIAL)


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision with what it was asked and what was known, at which instant."""

    request: Request
    facts: Facts
    at: datetime
    decision: Decision


class RecoveryGate(models.AbstractModel):
    """Reminders against the rules: what they ask for, and the answer."""

    _inherit = "recovery.gate"

    @api.model
    def _judge(self, notices, at, pairs, debts=None):
        """Return ``{reminder: Decision}``; tasks inside the house are left out.

        :param at: naive UTC instant
        :param pairs: ``{reminder id: [(contact, address)]}``, as the channel has them
        :param debts: ``{reminder: ids of the journal items claimed}``; absent: unknown
        """
        found = self._look(notices, at, pairs, debts)
        return {notice: one.decision for notice, one in found.items()}

    @api.model
    def _look(self, notices, at, pairs, debts=None):
        """Return ``{reminder: Judged}``, as ``_judge``."""
        contacts = notices.filtered(lambda one: one.channel != "task")
        requests = contacts._requests(pairs, debts or {})
        judged = {}
        for company, some in contacts.grouped("company_id").items():
            subjects = [one._subject(pairs[one.id]) for one in some]
            facts = self._facts(company, subjects, at)
            book = self._book(company, at)
            for notice in some:
                judged[notice] = self._ask(
                    book, requests[notice.id], facts[notice.id], at
                )
        return judged

    @api.model
    def _book(self, company, at):
        """Return the rules that hold on the company's date at ``at``."""
        rules = self.env["recovery.rule"].sudo()
        return rules._book(company, company._recovery_today(at))

    @api.model
    def _ask(self, book, request, facts, at):
        """Return the :class:`Judged`. A service message that nobody asked for keeps to
        the hours, to objections and to the holds of who is not written to at all;
        contacts before it and notices to give do not bear on it."""
        asked, known = request, facts
        if request.purpose == "service" and not request.is_answer:
            asked = replace(request, purpose="receipt", is_threat=False)
            house = replace(facts.house, gap_days=0)
            holds = tuple(hold for hold in facts.holds if hold.kind in SILENT)
            known = replace(
                facts, touches=(), holds=holds, barred=frozenset(), house=house
            )
        return Judged(request, facts, at, book.decide(asked, known, at))


class RecoveryNotice(models.Model):
    """What a reminder asks the rules for."""

    _inherit = "recovery.notice"

    def _requests(self, pairs, debts=None):
        """Return ``{id: Request}`` of these.

        :param pairs: ``{id: [(contact, address)]}``
        :param debts: ``{reminder: ids of the journal items claimed}``; absent: unknown
        """
        debts = debts or {}
        return {one.id: one._request(debts.get(one)) for one in self}

    def _request(self, debts=None):
        """Return the :class:`Request` of one; a copy asks what its letter asked."""
        source = self.copy_of_id or self
        template = source.template_id
        legal = self._is_legal_notice()
        return Request(
            channel=self._rule_channel(),
            purpose="statutory" if legal else _consent_purpose(source),
            is_machine=not self._is_by_hand(),
            party=self.company_id._recovery_party(),
            debts=None if debts is None else frozenset(debts),
            is_answer=self._was_asked_for(),
            is_threat=source.purpose == "statutory" or template.letter_kind in FORMAL,
            notice=template.notice_code or "",
            message=source.id or 0,
            **self.reach_ids._as_asked(self.company_id),
        )

    def _subject(self, pairs):
        """Return the :class:`Subject` of one.

        :param pairs: ``[(contact, address)]``, the first one written to
        """
        is_phone = self.env["recovery.channel"]._for(self.channel)._medium == "phone"
        return Subject(
            key=self.id,
            debtor=self.partner_id.id,
            people=tuple(dict.fromkeys(contact.id for contact, _address in pairs)),
            points=tuple(self.reach_ids.ids),
            numbers=tuple(address for _contact, address in pairs if is_phone),
            gap_days=self.treatment_id.gap_days,
            purpose=_consent_purpose(self.copy_of_id or self),
        )


class RecoveryReach(models.Model):
    """What rules are told of the contact points that a message uses."""

    _inherit = "recovery.reach"

    def _as_asked(self, company):
        """Return ``points``, ``is_work`` and ``is_verified`` of a ``Request``.

        What an address itself speaks for binds who collects for others; else a person
        says first that it is at work.
        """
        used = self.sudo().filtered(lambda one: one.medium != "debtor")
        works = {one: one.is_work for one in used}
        if company._recovery_party() == THIRD:
            works = used._is_work()
        said = set(works.values())
        return {
            "points": frozenset(used.ids),
            "is_work": True if True in said else None if None in said else False,
            "is_verified": all(one.is_verified for one in used),
        }


def _consent_purpose(notice):
    return "service" if notice.purpose == "service" else "collection"
