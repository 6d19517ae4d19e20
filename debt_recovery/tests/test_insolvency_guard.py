from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MONDAY
from .test_insolvency import JUDGMENT, PUBLISHED, InsolvencyCase


@tagged("post_install", "-at_install")
class TestInsolvencyGuard(InsolvencyCase):
    """Proceedings and claims move by their buttons only, and end what they began."""

    def agent(self, name="agnes", group="agent"):
        values = {"company_id": self.company.id}
        values["company_ids"] = [(6, 0, self.company.ids)]
        groups = f"base.group_user,debt_recovery.group_{group}"
        return new_test_user(self.root, name, groups=groups, **values)

    def test_no_call_lifts_another_hold_or_skips_the_proof(self):
        other = self.root["recovery.hold"].create(
            {"partner_id": self.lecoq.id, "kind": "manual", "reason": "asked"}
        )
        agent = self.agent()
        mine = self.opened().with_user(agent)
        for record, values in (
            (mine, {"hold_id": other.id}),
            (mine, {"state": "ended"}),
            (self.claim(mine), {"state": "filed", "filed_amount": 9}),
            (other.with_user(agent), {"insolvency_ids": [(4, mine.id)]}),
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                record.write(values)
                record.flush_recordset()
        with self.assertRaisesRegex(UserError, "end the proceedings"):
            mine.hold_id.with_context(insolvency_ended=True).action_lift()
        with self.assertRaisesRegex(UserError, "end the proceedings"):
            mine.sudo().hold_id.unlink()
        typed = self.root["recovery.insolvency"].with_user(agent)
        typed = typed.with_company(self.company).create(
            {
                "partner_id": self.customer("Talbot", "a@talbot.example").id,
                "kind": "receivership",
                "judgment_date": JUDGMENT,
                "hold_id": other.id,
                "state": "ended",
            }
        )
        self.assertEqual((typed.state, typed.hold_id.id), ("open", False))

    def test_an_agent_does_all_of_it_by_its_buttons(self):
        agent = self.agent()
        mine = self.opened().with_user(agent)
        mine.publication_date = PUBLISHED
        claim = self.claim(mine)
        claim.proof_ids = (
            self.root["ir.attachment"]
            .with_user(agent)
            .create({"name": "slip.pdf", "raw": b"%PDF"})
        )
        claim.action_print()
        claim.action_file()
        self.assertEqual(claim.state, "filed")
        mine.action_end()
        self.assertEqual(mine.state, "ended")
        self.assertFalse(mine.hold_id.is_active)

    def test_what_is_filed_is_the_amount_of_the_document(self):
        claim = self.claim(self.opened(publication_date=PUBLISHED))
        claim.action_print()
        self.pay(self.lecoq, 1000, MONDAY, self.debt(self.late))
        claim.proof_ids = self.root["ir.attachment"].create(
            {"name": "slip.pdf", "raw": b"%PDF"}
        )
        claim.action_file()
        self.assertEqual(claim.filed_amount, 1750)

    def test_a_corrected_date_that_catches_nothing_lets_all_go(self):
        proceedings = self.opened()
        hold = proceedings.hold_id
        proceedings.judgment_date = date(2025, 1, 1)
        self.assertFalse(proceedings.hold_id or proceedings.claim_ids)
        self.assertFalse(hold.is_active or hold.freeze_contact)
        self.settle(MONDAY)
        self.assertEqual(self.case(self.lecoq).net_overdue, 1550)

    def test_proceedings_that_lapsed_catch_and_redirect_no_more(self):
        proceedings = self.opened(write_to_officer=True, end_date=MONDAY)
        self.assertEqual(self.lecoq._recovery_officers_by()[self.lecoq], self.officer)
        self.clock.move_to("2026-03-03 08:00:00")
        self.assertFalse(self.lecoq._recovery_officers_by())
        forgotten = self.invoice(
            self.lecoq, 80, date(2026, 3, 20), issued=date(2026, 2, 20)
        )
        self.root["recovery.insolvency"]._join(self.company)
        self.assertNotIn(self.debt(forgotten), proceedings.hold_id.line_ids)

    def test_a_company_without_country_is_not_abroad(self):
        self.company.partner_id.country_id = False
        france = self.env.ref("base.fr").id
        claim = self.claim(self.opened(publication_date=PUBLISHED, country_id=france))
        self.assertEqual(claim.claim_until, date(2026, 5, 10))

    def test_the_clock_tells_nobody_that_a_person_is_insolvent(self):
        marie = self.customer("Marie Collet", "m@collet.example", is_company=False)
        marie.country_id = self.env.ref("base.fr")
        invoice = self.invoice(marie, 300, date(2026, 2, 10))
        claim = self.claim(self.opened(marie))
        claim.proof_ids = self.root["ir.attachment"].create(
            {"name": "slip.pdf", "raw": b"%PDF"}
        )
        claim.action_file()
        events = self.root["recovery.limitation.event"]
        mine = events.search([("partner_id", "=", marie.id)])
        self.assertTrue(mine.is_sensitive)
        auditor = self.agent("audrey", "auditor")
        self.assertFalse(events.with_user(auditor).search([("id", "in", mine.ids)]))
        self.assertNotIn("insolv", invoice.recovery_limitation_text)
