from datetime import timedelta

from odoo.tests import tagged

from .common import MONDAY
from .test_links import LinkCase


@tagged("post_install", "-at_install")
class TestLinkFollow(LinkCase):
    """What the customer did or told: a list, and a page of each."""

    def setUp(self):
        super().setUp()
        self.dispute = self.account_of_lecoq._dispute(
            *(self.debt(self.first), 500.0, "goods_missing"),
            note="Two sacks were missing",
            source="link",
        )
        self.claim = self.account_of_lecoq._declare_paid(
            self.debt(self.second), reference="VIR 12", source="link"
        )

    def page(self, path):
        return self.text(self.opened(path))

    def test_each_has_a_reference_a_state_and_a_page(self):
        path = self.path()
        listed = self.page(f"{path}/follow")
        for one, state in (
            (self.dispute.name, "We are looking into it"),
            (self.claim.number, "We are looking for your payment"),
        ):
            self.assertIn(f"{path}/follow/{one}", listed)
            self.assertIn(state, listed)
            self.assertIn(state, self.page(f"{path}/follow/{one}"))
        told = self.page(f"{path}/follow/{self.dispute.name}")
        for words in ("500.00", "Two sacks were missing", self.first.name):
            self.assertIn(words, told)

    def test_states_follow_what_became_of_it(self):
        path = self.path()
        agent = self.account_of_lecoq.with_user(self.env.user)
        agent.dispute_ids._reject("<p>All sacks were <b>signed</b> for.</p>")
        self.claim.with_user(self.env.user).action_found()
        self.env.flush_all()
        refused = self.page(f"{path}/follow/{self.dispute.name}")
        self.assertIn("We could not agree to it", refused)
        self.assertIn("All sacks were", refused)
        self.assertRegex(refused, r'class="state +declined"')
        found = self.page(f"{path}/follow/{self.claim.number}")
        self.assertIn("Payment found, thank you", found)
        self.assertNotIn("declined", found)

    def test_what_others_did_is_not_there(self):
        other = self.customer("Hôtel du Port", "compta@port.example")
        move = self.invoice(other, 300.0, MONDAY - timedelta(days=20))
        self.cycle(MONDAY)
        foreign = self.case(other)._dispute(self.debt(move), 100.0, "price")
        path = self.path()
        answer = self.opened(f"{path}/follow/{foreign.name}")
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn(foreign.name, self.page(f"{path}/follow"))

    def test_a_colleagues_note_is_not_shown(self):
        self.dispute.write({"source": "phone", "note": "Sounds like an excuse"})
        self.env.flush_all()
        told = self.page(f"{self.path()}/follow/{self.dispute.name}")
        self.assertNotIn("excuse", told)

    def test_what_was_declared_before_there_were_numbers_is_followed(self):
        other = self.claim.copy({"declared_on": "2025-11-03"})
        (self.claim | other).write({"number": False})
        self.root["recovery.paid.claim"]._number_old()
        self.assertRegex(other.number, r"^P2025-\d{4,}$")
        self.assertNotEqual(self.claim.number, other.number)
        kept = other.number
        self.root["recovery.paid.claim"]._number_old()
        self.assertEqual(other.number, kept)
        self.env.flush_all()
        page = self.page(f"{self.path()}/follow/{other.number}")
        self.assertIn("We are looking for your payment", page)

    def test_what_was_typed_reaches_colleagues_as_text(self):
        self.claim.note = "<img src='//spy.example/x'>"
        self.claim._ask()
        notes = [str(task.note) for task in self.claim.activity_ids]
        self.assertIn("&lt;img", "".join(notes))

    def test_looking_changes_nothing(self):
        path = self.path()
        self.opened(path)
        before = self.contents()
        self.opened(f"{path}/follow")
        self.opened(f"{path}/follow/{self.claim.number}")
        self.assertEqual(self.contents(), before)
