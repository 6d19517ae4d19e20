from dataclasses import replace

from odoo import fields, models

from ..tools.rules.model import CHANNELS, Request
from .recovery_gate_facts import Subject
from .recovery_notice_rules import BY_PERSON

# Channels of rules that are one of ours in other hands; nobody is visited by us.
OURS = {"call": "voice", "voicemail": "voice", "visit": ""}
# What people may answer in spite of: the customer is expected to hear from somebody.
# A law that gives such a hold force stops them all the same.
ANSWERABLE = (
    *("promise", "plan", "dispute", "declared_paid", "complaint", "manual", "reply"),
)
CONTACT = frozenset({"contact"})
MEDIA = ("email", "phone", "post")


class RecoveryCase(models.Model):
    """The rules asked for one customer account: by a person who wants to contact it
    now, and by who looks when it may be contacted next."""

    _inherit = "recovery.case"

    def _decision_by_hand(self, channel, address="", is_answer=False):
        """Return the :class:`Decision` about a contact that a person makes now.

        :param channel: a code of ``CHANNELS``; a person's voice is a call
        :param address: normalised address or number, where there is one
        :param is_answer: it answers what the customer asked
        """
        return self._judged_by_hand(channel, address, is_answer).decision

    def _judged_by_hand(self, channel, address="", is_answer=False):
        """Return the :class:`Judged` of a contact by a person, as its decision."""
        self.ensure_one()
        pairs = [(self.partner_id, address)] if address else []
        channel = BY_PERSON.get(channel, channel)
        asked = {"is_machine": False, "is_answer": is_answer}
        return self._ask_gate({channel: pairs}, fields.Datetime.now(), **asked)[channel]

    def _next_contacts(self, at=None):
        """Return ``{channel: Decision}`` of what a scenario may do now, or when.

        All channels of rules are asked, those too for which no address is known.

        :param at: naive UTC instant; now when None
        """
        self.ensure_one()
        at = at or fields.Datetime.now()
        judged = self._ask_gate(self._pairs_by_channel(), at)
        return {channel: one.decision for channel, one in judged.items()}

    def _pairs_by_channel(self):
        """Return ``{channel of rules: [(contact, address)]}`` as reminders would go."""
        notice = self.env["recovery.notice"].new(
            {
                "case_id": self.id,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
            }
        )
        known = {"": []}
        for channel in CHANNELS:
            ours = OURS.get(channel, channel)
            if ours not in known:
                socket = self.env["recovery.channel"]._for(ours)
                known[ours] = notice._pairs_of(socket, notice)
        return {channel: known[OURS.get(channel, channel)] for channel in CHANNELS}

    def _ask_gate(self, wanted, at, **asked):
        """Return ``{channel: Judged}`` of ``{channel of rules: pairs}``.

        :param asked: what else the requests say
        """
        gate, company = self.env["recovery.gate"].sudo(), self.company_id
        points = {channel: self._points_of(wanted[channel]) for channel in wanted}
        subjects = [
            self._subject_of(channel, wanted[channel], points[channel])
            for channel in wanted
        ]
        found = gate._facts(company, subjects, at)
        book, debts = gate._book(company, at), self._chased_lines(at)
        judged = {}
        for channel, facts in found.items():
            request = Request(
                channel=channel,
                party=company._recovery_party(),
                debts=debts,
                **points[channel]._as_asked(company),
                **asked,
            )
            known = facts if request.is_machine else _answerable(facts)
            judged[channel] = gate._ask(book, request, known, at)
        return judged

    def _points_of(self, pairs):
        """Return the contact points that exist of this customer and these addresses."""
        addresses = [address for _contact, address in pairs]
        Reach = self.env["recovery.reach"].sudo()
        Reach._revive([(one, address) for one in MEDIA for address in addresses])
        return Reach.search(
            [
                *("|", ("debtor_id", "=", self.partner_id.id)),
                *("&", ("medium", "!=", "debtor"), ("address", "in", addresses)),
            ]
        )

    def _subject_of(self, channel, pairs, points):
        is_phone = self._for_phone(channel)
        return Subject(
            key=channel,
            debtor=self.partner_id.id,
            people=tuple(dict.fromkeys(contact.id for contact, _address in pairs)),
            points=tuple(points.ids),
            numbers=tuple(address for _contact, address in pairs if is_phone),
        )

    def _for_phone(self, channel):
        ours = OURS.get(channel, channel)
        return ours and self.env["recovery.channel"]._for(ours)._medium == "phone"

    def _chased_lines(self, at):
        """Return the ids of the debts that are chased now; None when there is none:
        what is held then bears on whatever one writes about."""
        today = self.company_id._recovery_today(at)
        rows = (
            self.env["recovery.exposure"]
            .sudo()
            ._rows(self.company_id, today, self.partner_id.ids)
        )
        return frozenset(row["line_id"] for row in rows if row["chaseable"] > 0) or None


def _answerable(facts):
    """Return the facts for a person: no hold of ours keeps him from answering."""
    holds = tuple(
        replace(hold, freezes=hold.freezes - CONTACT)
        if hold.kind in ANSWERABLE
        else hold
        for hold in facts.holds
    )
    return replace(facts, holds=holds)
