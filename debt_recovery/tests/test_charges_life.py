from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_charges_due import ChargesCase


class ChargesLifeCase(ChargesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {"street": "12 quai des Forges", "zip": "49000", "city": "Angers"}
        )

    def say(self, partner, template, day, **values):
        """Send one reminder of a text on ``day``; return its reminder."""
        text = self.root.ref(template).copy({"is_follow_up": False})
        step = {"days": 1, "template_id": text.id, "is_entry": True, **values}
        partner.with_company(self.company).recovery_policy_id = self.policy(step)
        self.mails = self.day(day)
        return self.notices(partner)

    def charges(self, partner):
        return self.root["recovery.charge"].search([("partner_id", "=", partner.id)])

    def amounts(self, partner):
        return {one.kind: one.amount for one in self.charges(partner)}


LAST = "debt_recovery.template_business_reminder_3"


@tagged("post_install", "-at_install")
class TestChargesLife(ChargesLifeCase):
    def test_a_message_that_states_charges_announces_them(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        notice = self.say(self.estran, LAST, date(2026, 3, 16))
        [mail] = self.mails
        for said in ("129.82 €", "40.00 €", "12.15 % a year", "65 days", "441-10"):
            self.assertIn(said, mail.text.replace("\xa0", " "))
        self.assertEqual(
            self.amounts(self.estran), {"interest": 129.82, "fixed_fee": 40}
        )
        charge = self.charges(self.estran).filtered(lambda one: one.kind == "interest")
        self.assertRecordValues(
            charge,
            [
                {
                    "state": "announced",
                    "move_id": move.id,
                    "until": date(2026, 3, 16),
                    "announced_on": date(2026, 3, 16),
                    "notice_id": notice.id,
                    "rule": "FR.interest_rate.01",
                }
            ],
        )
        self.assertEqual(charge.period_ids.days, 65)

    def test_what_is_announced_changes_nothing_of_what_is_chased(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        notice = self.say(self.estran, LAST, date(2026, 3, 16))
        self.assertEqual((notice.amount, notice.line_ids.amount), (6000, 6000))
        self.settle(date(2026, 3, 16))
        self.assertEqual(self.case(self.estran).net_overdue, 6000)
        self.pay(self.estran, 6000, date(2026, 3, 20), self.debt(move))
        self.settle(date(2026, 3, 20))
        self.assertEqual(self.case(self.estran).state, "closed")

    def test_a_text_without_figures_announces_nothing(self):
        self.invoice(self.estran, 6000, date(2026, 1, 10))
        second = "debt_recovery.template_business_reminder_2"
        self.say(self.estran, second, date(2026, 3, 16))
        [mail] = self.mails
        said = mail.text.replace("\xa0", " ")
        self.assertIn("12.15 % a year", said)
        self.assertIn("not claiming them", said)
        self.assertFalse(self.charges(self.estran))

    def test_who_may_be_a_consumer_reads_nothing_of_charges(self):
        for kind in ("consumer", False):
            with self.subTest(kind=kind):
                partner = self.payer(f"P{kind}", kind)
                self.invoice(partner, 1240, date(2026, 1, 10))
                self.say(partner, LAST, date(2026, 3, 16))
                [mail] = self.mails
                self.assertNotIn("interest", mail.text)
                self.assertNotIn("fixed sum", mail.text)
                self.assertFalse(self.charges(partner))

    def test_the_offer_to_renounce_is_an_option(self):
        self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.company.recovery_charges_renounce = True
        self.say(self.estran, LAST, date(2026, 3, 16))
        self.assertIn("allow us to waive them", self.mails[0].text)

    def test_charges_outlive_the_principal_to_the_day_it_was_paid(self):
        town = self.payer("Mairie de Saint-Aubin", "public")
        move = self.invoice(town, 7200, date(2026, 2, 12))
        self.say(town, "debt_recovery.template_public_reminder_2", date(2026, 3, 24))
        [mail] = self.mails
        self.assertIn("80.09 €", mail.text.replace("\xa0", " "))
        self.assertIn("2192-13", mail.text)
        self.assertEqual(self.amounts(town), {"interest": 80.09, "fixed_fee": 40})
        payment = self.pay(town, 7200, date(2026, 4, 2), self.debt(move))
        self.settle(date(2026, 4, 2))
        self.assertEqual(self.amounts(town), {"interest": 98.11, "fixed_fee": 40})
        self.assertEqual(
            set(self.charges(town).mapped("principal_paid_on")), {date(2026, 4, 2)}
        )
        self.assertEqual(self.case(town).state, "closed")
        # the payment came back
        self.debt(payment.move_id).remove_move_reconcile()
        payment.action_draft()
        self.settle(date(2026, 4, 3))
        self.assertFalse(any(self.charges(town).mapped("principal_paid_on")))
        self.assertEqual(set(self.charges(town).mapped("state")), {"announced"})

    def test_a_late_payment_after_a_reminder_leaves_them_too(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        first = "debt_recovery.template_business_reminder_1"
        self.say(self.estran, first, date(2026, 3, 16))
        self.assertFalse(self.charges(self.estran))
        self.clock.move_to("2026-03-20 09:00:00")
        self.pay(self.estran, 6000, date(2026, 3, 16), self.debt(move))
        self.settle(date(2026, 3, 20))
        self.assertEqual(
            self.amounts(self.estran), {"interest": 129.82, "fixed_fee": 40}
        )
        self.settle(date(2026, 3, 20))
        self.assertEqual(len(self.charges(self.estran)), 2)

    def test_who_was_never_reminded_is_asked_nothing(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.pay(self.estran, 6000, date(2026, 3, 1), self.debt(move))
        self.settle()
        self.assertFalse(self.charges(self.estran))

    def test_an_invoice_that_proves_not_due_takes_them_along(self):
        for how in ("credited", "drafted"):
            with self.subTest(how=how):
                partner = self.payer(f"{how} invoice", "company")
                move = self.invoice(partner, 600, date(2026, 1, 10))
                self.say(partner, LAST, date(2026, 3, 16))
                self.assertEqual(len(self.charges(partner)), 2)
                if how == "credited":
                    note = self.refund(partner, 600, date(2026, 3, 17))
                    (self.debt(move) | self.debt(note)).reconcile()
                else:
                    move.button_draft()
                self.settle(date(2026, 3, 17))
                self.assertEqual(
                    set(self.charges(partner).mapped("state")), {"cancelled"}
                )

    def test_a_part_that_was_credited_lowers_what_was_said(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.say(self.estran, LAST, date(2026, 3, 16))
        note = self.refund(self.estran, 3000, date(2026, 3, 17))
        (self.debt(move) | self.debt(note)).reconcile()
        self.settle(date(2026, 3, 17))
        self.assertEqual(
            self.amounts(self.estran), {"interest": 64.91, "fixed_fee": 40}
        )

    def test_the_next_message_brings_them_up_to_date(self):
        self.invoice(self.estran, 6000, date(2026, 1, 10))
        notice = self.say(self.estran, LAST, date(2026, 3, 16))
        self.assertEqual(self.amounts(self.estran)["interest"], 129.82)
        again = self.say(self.estran, LAST, date(2026, 3, 26), days=2) - notice
        self.assertEqual(
            self.amounts(self.estran), {"interest": 149.79, "fixed_fee": 40}
        )
        self.assertEqual(self.charges(self.estran).notice_id, again)

    # --- waived ---------------------------------------------------------------------

    def test_waiving_needs_a_reason_and_the_right(self):
        self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.say(self.estran, LAST, date(2026, 3, 16))
        charges = self.charges(self.estran)
        agent = new_test_user(
            self.env,
            "charges_agent",
            "base.group_user,debt_recovery.group_agent",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            charges.with_user(agent)._waive("Good customer")
        manager = charges.with_user(self.env.user)
        with self.assertRaisesRegex(UserError, "Say why"):
            manager._waive(" ")
        manager._waive("Good customer")
        self.assertEqual(set(charges.mapped("state")), {"waived"})
        self.assertEqual(charges.decided_by_id, self.env.user)

    def test_what_was_waived_is_not_asked_again_later_days_are(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.say(self.estran, LAST, date(2026, 3, 16))
        self.charges(self.estran)._waive("Good customer")
        self.assertEqual(self.dues(move, date(2026, 3, 16)), {})
        dues = self.dues(move, date(2026, 3, 26))
        self.assertEqual(list(dues), ["interest"])
        self.assertAlmostEqual(float(dues["interest"]), 19.97)  # ten days

    def test_what_was_waived_for_a_plan_comes_back_when_it_breaks(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        self.say(self.estran, LAST, date(2026, 3, 16))
        plan = self.root["recovery.arrangement"].create(
            {
                "kind": "plan",
                "state": "active",
                "company_id": self.company.id,
                "partner_id": self.estran.id,
                "currency_id": self.company.currency_id.id,
                "amount": 6000,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "line_id": self.debt(move).id,
                            "amount": 6000,
                            "residual_then": 6000,
                        },
                    )
                ],
            }
        )
        charges = self.charges(self.estran)
        follow = self.root["recovery.charge"]._follow
        follow(self.company, date(2026, 3, 17))
        self.assertEqual(set(charges.mapped("state")), {"waived"})
        self.assertEqual(charges.arrangement_id, plan)
        self.assertEqual(self.dues(move, date(2026, 3, 20)), {})
        plan.state = "broken"
        follow(self.company, date(2026, 3, 20))
        self.assertEqual(set(charges.mapped("state")), {"announced"})
        self.assertIn("not kept", charges[0].reason)
        self.assertEqual(len(self.dues(move, date(2026, 3, 20))), 2)

    def test_what_a_plan_gave_up_stays_given_up_once_it_is_kept(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        first = "debt_recovery.template_business_reminder_1"
        self.say(self.estran, first, date(2026, 3, 16))
        self.clock.move_to("2026-03-16 09:00:00")
        line, parts = self.debt(move), [(date(2026, 3, 20), 6000)]
        plan = self.case(self.estran)._agree("plan", line, parts, state="active")
        self.clock.move_to("2026-03-20 09:00:00")
        payment = self.pay(self.estran, 6000, date(2026, 3, 20), line)
        self.settle(date(2026, 3, 20))
        self.assertEqual(plan.state, "kept")
        self.assertFalse(self.charges(self.estran))
        payment.action_draft()
        plan._move_to("active")
        plan._end("broken", date(2026, 3, 21))
        self.assertEqual(len(self.dues(move, date(2026, 3, 21))), 2)

    def test_an_agreement_that_keeps_charges_leaves_them_when_it_is_kept(self):
        move = self.invoice(self.estran, 6000, date(2026, 1, 10))
        first = "debt_recovery.template_business_reminder_1"
        self.say(self.estran, first, date(2026, 3, 16))
        self.clock.move_to("2026-03-16 09:00:00")
        line, parts = self.debt(move), [(date(2026, 3, 20), 6000)]
        plan = self.case(self.estran)._agree(
            *("plan", line, parts),
            state="active",
            fee_treatment="kept",
            interest_treatment="waived",
        )
        self.clock.move_to("2026-03-20 09:00:00")
        self.pay(self.estran, 6000, date(2026, 3, 20), line)
        self.settle(date(2026, 3, 20))
        self.assertEqual(plan.state, "kept")
        self.assertEqual(self.amounts(self.estran), {"fixed_fee": 40})
