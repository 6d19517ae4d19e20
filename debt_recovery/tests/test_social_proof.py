from datetime import date, timedelta

from odoo.tests import tagged

from .common import MONDAY, RecoveryCase

JANUARY = date(2026, 1, 12)


@tagged("post_install", "-at_install")
class TestSocialProof(RecoveryCase):
    """A figure about other customers is counted, kept, or not said at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = cls.policy({"days": 4, "is_entry": True})
        cls.text = cls.scenario.treatment_ids.template_id.copy()
        cls.text.body = "<p>{peers}</p><div>{items}</div>"
        cls.target = cls.root["recovery.policy"].create(
            {
                "name": "Experiment",
                "grace_days": 0,
                "currency_id": cls.company.currency_id.id,
                "treatment_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Others",
                            "days": 4,
                            "is_entry": True,
                            "mode": "automatic",
                            "template_id": cls.text.id,
                        },
                    )
                ],
            }
        )
        cls.lecoq.recovery_policy_id = cls.target
        cls.moves = [cls.peer(number) for number in range(4)]

    @classmethod
    def peer(cls, number, **values):
        partner = cls.customer(
            f"Peer {number}",
            f"peer{number}@peers.example",
            recovery_policy_id=cls.scenario.id,
            **values,
        )
        return cls.invoice(partner, 100, JANUARY - timedelta(days=5))

    def setUp(self):
        super().setUp()
        self.company.recovery_proof_minimum = 4

    def settle_peer(self, move, day):
        self.pay(move.partner_id, 100, day, self.debt(move))

    def counted(self, audience="business", day=MONDAY):
        return tuple(self.company._recovery_peers(audience, day))

    def remind(self):
        """All peers are reminded on 12 January; three pay in time, one late."""
        self.day(JANUARY)
        for move in self.moves[:3]:
            self.settle_peer(move, JANUARY + timedelta(days=15))
        self.settle_peer(self.moves[3], JANUARY + timedelta(days=16))

    def test_those_who_paid_in_time_are_counted_and_nobody_else(self):
        self.remind()
        self.assertEqual(self.counted(), (3, 4))
        self.assertEqual(self.counted("consumer"), (0, 0))
        self.assertEqual(self.counted(day=JANUARY + timedelta(days=14)), (0, 0))
        self.assertEqual(self.counted(day=JANUARY + timedelta(days=366)), (0, 0))

    def test_a_credit_note_is_no_payment(self):
        self.day(JANUARY)
        move = self.moves[0]
        credit = self.refund(move.partner_id, 100, JANUARY + timedelta(days=2))
        (self.debt(move) | self.debt(credit)).reconcile()
        self.assertEqual(self.counted(), (0, 4))

    def test_the_figure_leaves_with_what_it_rests_on(self):
        self.remind()
        self.invoice(self.lecoq, 500, date(2026, 2, 20))
        (message,) = self.day(MONDAY)
        self.assertIn("75% of the businesses that we write to pay", message.text)
        kept = self.root["recovery.decision"].search(
            [
                ("notice_id", "=", self.notices(self.lecoq).id),
                ("reason", "=", "peers"),
            ]
        )
        self.assertEqual(
            kept.facts,
            "75%: 3 of 4 business paid within 15 days, 12 months until 2026-03-02, "
            "least 4",
        )

    def test_too_few_customers_and_the_message_stays_here(self):
        self.remind()
        self.company.recovery_proof_minimum = 5
        self.invoice(self.lecoq, 500, date(2026, 2, 20))
        self.assertEqual(self.day(MONDAY), [])
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.failure_type), ("failed", "template"))
        self.assertIn("too few comparable customers", notice.failure_text)

    def test_a_figure_that_would_not_encourage_is_not_said(self):
        self.day(JANUARY)
        self.settle_peer(self.moves[0], JANUARY + timedelta(days=3))
        self.assertEqual(self.counted(), (1, 4))
        self.invoice(self.lecoq, 500, date(2026, 2, 20))
        self.cycle(MONDAY)
        self.assertIsNone(self.notices(self.lecoq)._peers_sentence())

    def test_the_count_is_one_query_whatever_the_customers(self):
        self.remind()
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.company._recovery_peers("business", MONDAY)
