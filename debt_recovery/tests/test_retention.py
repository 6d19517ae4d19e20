"""Data is kept as long as somebody said, and purged with a line in the log."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MONDAY, RecoveryCase

LATE, PAID, LATER = date(2026, 2, 20), date(2026, 3, 4), date(2031, 3, 7)


@tagged("post_install", "-at_install")
class TestRetention(RecoveryCase):
    """A settled account, five years later."""

    def setUp(self):
        super().setUp()
        self.move = self.invoice(self.lecoq, 500, LATE)
        self.day(MONDAY)
        self.pay(self.lecoq, 500, PAID, self.debt(self.move))
        self.cycle(date(2026, 3, 5))
        self.open = self.customer("Café Nord", "cafe@nord.example")
        self.invoice(self.open, 90, LATE)
        self.day(date(2026, 3, 6))
        self.assertEqual(self.case(self.lecoq).state, "closed")
        self.kept = self.root["recovery.retention"]

    def retention(self, target):
        return self.kept.search([("target", "=", target)])

    def purge(self, day=LATER):
        self.clock.move_to(f"{day} 02:00:00")
        self.env.flush_all()
        self.kept._purge_company(self.company, lambda rows=0: True)
        self.env.invalidate_all()

    def count(self, table):
        return len(self.table(table))

    def test_nothing_is_purged_before_a_manager_switches_it_on(self):
        self.assertEqual(set(self.kept.search([]).mapped("state")), {"warn"})
        before = self.contents()
        self.purge()
        self.assertEqual(self.contents(), before)
        due = self.retention("events").with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertGreater(due.due_count, 0)

    def test_general_knowledge_needs_somebody_who_checked(self):
        row = self.retention("events")
        self.assertEqual(row.confidence, "general_knowledge")
        with self.assertRaisesRegex(UserError, "who checked it"):
            row.action_switch_on()
        row.reason = "Checked with counsel"
        row.action_switch_on()
        self.assertEqual(row.state, "on")

    def switch_on(self, *targets):
        for target in targets:
            row = self.retention(target)
            row.reason = "Checked"
            row.action_switch_on()

    def test_events_and_decisions_of_settled_accounts_go_with_a_line_in_the_log(self):
        self.switch_on("events", "decisions")
        closed, still = self.case(self.lecoq), self.case(self.open)
        gone = len(closed.event_ids)
        left = len(still.event_ids)
        self.purge(date(2031, 3, 5))
        self.assertEqual(len(closed.event_ids), gone)  # not older than five years
        self.purge()
        self.assertFalse(closed.event_ids)
        self.assertEqual(len(still.event_ids), left)
        self.assertFalse(
            self.root["recovery.decision"].search([("case_id", "=", closed.id)])
        )
        log = self.root["recovery.purge"].search([("target", "=", "events")])
        self.assertEqual((log.rows_count, log.before), (gone, date(2026, 3, 7)))
        with self.assertRaisesRegex(UserError, "never change"):
            log.rows_count = 0

    def test_texts_go_and_the_reminder_stays(self):
        self.switch_on("bodies", "threads")
        notice = self.notices(self.lecoq)
        self.purge()
        self.assertFalse(notice.body)
        self.assertEqual((notice.state, notice.amount), ("sent", 500))
        self.assertTrue(notice.line_ids)
        self.assertTrue(self.notices(self.open).body)

    def test_a_second_night_finds_nothing(self):
        self.switch_on("bodies", "payloads", "calls", "holds", "complaints")
        self.purge()
        lines = self.count("recovery_purge")
        self.purge()
        self.assertEqual(self.count("recovery_purge"), lines)

    def test_what_providers_told_goes_once_it_is_understood(self):
        Webhook = self.root["recovery.webhook"]
        for number, state in (("SM1", "done"), ("SM2", "new")):
            Webhook._store(
                "status", self.company, number, "sent", {"To": "+33612345678"}
            )
            Webhook.search([("external_id", "=", number)]).sudo().state = state
        self.switch_on("payloads")
        self.purge(date(2026, 4, 10))
        payloads = {one.external_id: one.payload for one in Webhook.search([])}
        self.assertFalse(payloads["SM1"])
        self.assertTrue(payloads["SM2"])

    def test_a_company_of_its_own_goes_before_all(self):
        own = self.retention("events").copy(
            {"company_id": self.company.id, "count": 20, "unit": "years"}
        )
        self.assertEqual(own.state, "warn")
        self.switch_on("decisions")
        chosen = self.kept._of(self.company)
        self.assertIn(own, chosen)
        self.assertEqual(len(chosen.mapped("target")), len(chosen))

    def test_changing_the_time_asks_a_manager_again(self):
        self.switch_on("events")
        row = self.retention("events")
        row.count = 1
        self.assertEqual(row.state, "warn")

    def test_agents_switch_nothing(self):
        agent = new_test_user(
            self.root, "retention_agent", groups="debt_recovery.group_agent"
        )
        with self.assertRaises(AccessError):
            self.retention("events").with_user(agent).action_switch_on()

    def hold(self, partner, **values):
        return self.root["recovery.hold"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "kind": "vulnerable",
                "reason": "ill since January",
                "from_date": MONDAY,
                "until_date": date(2026, 3, 3),
                **values,
            }
        )

    def test_the_confidential_kind_goes_and_holds_of_every_company_too(self):
        holds = self.hold(self.lecoq) | self.hold(self.lecoq, company_id=False)
        self.assertEqual(set(holds.sudo().mapped("sensitive_kind")), {"vulnerable"})
        self.switch_on("holds")
        self.purge()
        self.assertEqual(holds.sudo().mapped("sensitive_kind"), [False, False])
        self.assertEqual(set(holds.mapped("reason")), {"–"})

    def test_evidence_of_what_is_open_stays(self):
        still = self.hold(self.open)
        gone = self.hold(self.lecoq)
        self.switch_on("holds", "bodies", "complaints")
        complaint = self.root["recovery.complaint"].create(
            {
                "partner_id": self.lecoq.id,
                "company_id": self.company.id,
                "kind": "wording",
                "text": "Not so.",
            }
        )
        self.purge()
        self.assertEqual(still.sudo().sensitive_kind, "vulnerable")
        self.assertEqual(gone.sudo().sensitive_kind, "vulnerable")
        self.assertTrue(self.notices(self.lecoq).body)
        complaint._give_answer("settled", "<p>Indeed</p>", False)
        self.root.flush_all()
        self.root.cr.execute(
            "UPDATE recovery_complaint SET closed_on = '2026-03-04' WHERE id = %s",
            [complaint.id],
        )
        self.root.invalidate_all()
        self.purge()
        self.assertFalse(gone.sudo().sensitive_kind)
        self.assertFalse(self.notices(self.lecoq).body)

    def test_evidence_that_a_rule_asks_to_keep_is_kept_longer(self):
        rule = self.root["recovery.rule"].search(
            [("kind", "=", "record_retention"), ("country", "=", "US")], limit=1
        )
        self.assertTrue(rule)
        row = self.retention("events")
        row.write({"count": 1, "unit": "years"})
        self.switch_on("events")
        self.lecoq.country_id = self.root.ref("base.us")
        events = self.case(self.lecoq).event_ids
        self.purge(date(2029, 3, 4))
        self.assertTrue(events.exists())
        self.purge(date(2029, 3, 7))
        self.assertFalse(events.exists())
