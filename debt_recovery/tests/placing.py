"""Debts at the end of their scenario, and what was given to who owes them."""

from datetime import date, timedelta

from odoo import Command
from odoo.tests import new_test_user

from .agency_case import AgencyCase
from .common import MONDAY

LATE = date(2026, 1, 10)


class PlacingCase(AgencyCase):
    """Lecoq is a French company; two agents and a manager decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france = cls.root.ref("base.fr")
        cls.company.partner_id.country_id = cls.france
        cls.lecoq.write(
            {"country_id": cls.france.id, "recovery_debtor_type": "company"}
        )
        cls.files = cls.root["recovery.placement"].with_company(cls.company)

    def setUp(self):
        super().setUp()
        self.clock.move_to("2026-03-02 08:00:00")

    @classmethod
    def person(cls, login, group="group_agent"):
        return new_test_user(
            cls.root,
            login,
            f"base.group_user,debt_recovery.{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def owed(cls, amount=1000, partner=None, due=LATE, **values):
        """An open item of a new invoice."""
        return cls.debt(cls.invoice(partner or cls.lecoq, amount, due, **values))

    def codes(self, lines, contract=None, day=MONDAY):
        """``[codes]`` of the debts, in their order."""
        found = self.files._eligible(lines, contract or self.contract, day)
        return [[code for code, _text in found[line.id]] for line in lines]

    def said(self, line, contract=None, day=MONDAY):
        found = self.files._eligible(line, contract or self.contract, day)
        return "; ".join(text for _code, text in found[line.id])

    def marie(self, **values):
        return self.customer(
            "Marie Collet",
            "marie@collet.example",
            **{
                "is_company": False,
                "recovery_debtor_type": "consumer",
                "country_id": self.france.id,
                **values,
            },
        )

    def give(self, partner, lines, day, code="formal_notice", **values):
        """Let a text have left for ``partner`` about these debts on ``day``."""
        case = self.case(partner) or self.root["recovery.case"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )
        return self.root["recovery.notice"].create(
            {
                "case_id": case.id,
                "company_id": self.company.id,
                "partner_id": partner.id,
                "state": "sent",
                "channel": "email",
                "purpose": "statutory",
                "notice_code": code,
                "planned_on": day,
                "left_on": day,
                "anchor_id": lines[:1].id,
                "line_ids": [
                    Command.create(
                        {
                            "line_id": line.id,
                            "name": line.move_id.name,
                            "kind": "overdue",
                            "currency_id": line.currency_id.id,
                        }
                    )
                    for line in lines
                ],
                **values,
            }
        )


class QueueCase(PlacingCase):
    """Lecoq owes 6,000 in a scenario of one reminder: then somebody decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = cls.policy({"days": 5, "is_entry": True})
        cls.lecoq.with_company(cls.company).recovery_policy_id = cls.scenario
        cls.line = cls.owed(6000)
        cls.advisor = cls.root["recovery.placing.advice"]

    def account_at_the_end(self):
        self.day(MONDAY)
        self.cycle(MONDAY + timedelta(days=1))
        return self.case(self.lecoq)

    def queue(self):
        return self.root["recovery.case"].search(
            [("is_to_decide", "=", True), ("company_id", "=", self.company.id)]
        )
