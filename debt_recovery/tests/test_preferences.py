from unittest.mock import patch

from odoo.tests import tagged

from .common import MONDAY
from .test_links import LinkCase


@tagged("post_install", "-at_install")
class TestPreferences(LinkCase):
    def saved(self, path, **form):
        return self.posted(f"{path}/preferences", **form)

    def consent(self, channel="email", address="compta@lecoq.example"):
        reach = self.root["recovery.reach"].search([("address", "=", address)])
        reach.consent_ids.invalidate_recordset()
        return reach._consent(channel)

    def test_channel_language_days_and_hours_are_kept(self):
        path = self.path("preferences")
        form = {"channel": "email", "lang": "fr_FR", "from": "9", "to": "12"}
        answer = self.saved(path, **form, days=["1", "3"])
        self.assertIn("saved", answer.text)
        kept = self.lecoq.read(
            [
                "recovery_pref_channel",
                "recovery_pref_days",
                "recovery_pref_from",
                "recovery_pref_to",
                "lang",
            ]
        )[0]
        kept.pop("id")
        self.assertEqual(list(kept.values()), ["email", "13", 9.0, 12.0, "fr_FR"])
        self.assertEqual(len(self.events("preferences")), 1)
        self.saved(path, **form, days=["1", "3"])  # the same again is no change
        self.assertEqual(len(self.events("preferences")), 1)

    def test_a_language_bears_its_own_name_only(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        page = self.opened(f"{self.path('preferences')}/preferences").text
        self.assertRegex(page, r'value="fr_FR"[^>]*>Français<')

    def test_a_reminder_waits_for_the_days_that_were_asked_for(self):
        self.saved(self.path("preferences"), days=["3"], lang="en_US")
        self.assertFalse(self.send(MONDAY))
        notice = self.notices(self.lecoq)
        self.assertEqual((notice.state, notice.reason), ("queued", "hours"))
        leaves = self.company._recovery_today(notice.send_after)
        self.assertEqual((leaves.weekday(), leaves.day), (3, 5))

    def test_wrong_answers_change_nothing_and_are_said(self):
        path = self.path("preferences")
        answer = self.saved(path, **{"from": "14", "to": "9"})
        self.assertIn("before the last one", answer.text)
        self.saved(path, channel="fax", lang="xx_XX", days=["9"], **{"from": "99"})
        self.assertFalse(self.lecoq.recovery_pref_channel)
        self.assertFalse(self.lecoq.recovery_pref_days)
        self.assertEqual(self.lecoq.lang, "en_US")

    def test_an_objection_is_asked_for_then_kept_with_its_proof(self):
        path = self.path("preferences")
        asked = self.opened(f"{path}/preferences?stop=email")
        self.assertIn("cannot be refused", asked.text)
        self.assertEqual(self.consent(), "unknown")
        self.saved(path, stop="email")
        self.assertEqual(self.consent(), "opt_out")
        row = self.root["recovery.consent"].search([("state", "=", "opt_out")])
        self.assertEqual(row.source, "page")
        self.assertRegex(row.proof, r"2026-03-02 08:\d\d:\d\d UTC.*[0-9a-f]{16}")
        self.assertNotIn("127.0.0.1", row.proof)
        self.assertEqual(len(self.events("opted_out")), 1)
        self.assertFalse(self.send())
        self.assertEqual(self.notices(self.lecoq)[0].reason, "opted_out")

    def test_an_objection_twice_is_one_and_can_be_taken_back(self):
        path = self.path("preferences")
        self.saved(path, stop="email")
        self.saved(path, stop="email")
        self.assertEqual(len(self.events("opted_out")), 1)
        self.assertIn("you objected", self.opened(path).text)
        self.saved(path, resume="email")
        self.assertEqual(self.consent(), "opt_in")
        self.assertEqual(len(self.send()), 1)

    def test_addresses_are_shown_to_who_knows_them_only(self):
        page = self.opened(self.path("preferences")).text
        self.assertNotIn("compta@lecoq.example", page)
        self.assertIn("c•••@lecoq.example", page)

    def test_only_channels_in_use_are_offered(self):
        page = self.opened(self.path("preferences")).text
        self.assertIn('value="email"', page)
        self.assertNotIn('value="letter"', page)

    def test_who_got_the_link_speaks_for_himself(self):
        clerk = self.root["res.partner"].create(
            {
                "name": "Accounts payable",
                "parent_id": self.lecoq.id,
                "type": "collections",
                "email": "ap@lecoq.example",
                "lang": "fr_FR",
            }
        )
        path = self.path("preferences", contact=clerk)
        self.assertIn('lang="fr-FR"', self.opened(path).text)
        self.saved(path, days=["0"], lang="fr_FR")
        self.assertEqual(clerk.recovery_pref_days, "0")
        self.assertFalse(self.lecoq.recovery_pref_days)
        clerk.parent_id = self.customer("Another", "x@another.example")
        self.saved(path, days=["4"], lang="en_US")  # no contact of Lecoq any more
        self.assertEqual(clerk.recovery_pref_days, "0")
        self.assertEqual(self.lecoq.recovery_pref_days, "4")

    def test_text_messages_are_agreed_to_with_proof_and_taken_back(self):
        self.lecoq.phone = "+33612345678"
        in_use = patch.object(type(self.root["recovery.link"]), "_in_use", use_all)
        in_use.start()
        self.addCleanup(in_use.stop)
        path = self.path("preferences")
        page = self.opened(path).text
        self.assertIn("?resume=sms", page)
        self.assertNotIn("?resume=email", page)  # needs no agreement
        self.assertIn(
            "Allow messages", self.opened(f"{path}/preferences?resume=sms").text
        )
        self.assertEqual(self.consent("sms", "+33612345678"), "unknown")
        self.saved(path, resume="sms")
        self.assertEqual(self.consent("sms", "+33612345678"), "opt_in")
        row = self.root["recovery.consent"].search([("channel", "=", "sms")])
        self.assertEqual((row.source, bool(row.proof)), ("page", True))
        self.saved(path, stop="sms")
        self.assertEqual(self.consent("sms", "+33612345678"), "opt_out")

    def test_all_ways_are_stopped_at_once(self):
        self.lecoq.write(
            {
                "phone": "+33612345678",
                "street": "1 rue du Four",
                "zip": "35000",
                "city": "Rennes",
                "country_id": self.env.ref("base.fr").id,
            }
        )
        in_use = patch.object(type(self.root["recovery.link"]), "_in_use", use_all)
        in_use.start()
        self.addCleanup(in_use.stop)
        path = self.path("preferences")
        self.saved(path, stop="all")
        said = self.root["recovery.consent"].search([]).mapped("channel")
        self.assertEqual(
            sorted(said), sorted(["email", "sms", "whatsapp", "voice", "letter"])
        )
        self.assertNotIn("?stop=", self.opened(path).text)

    def test_consumers_find_free_help_and_the_mediator(self):
        self.company.recovery_mediator = "CM2C, Paris"
        path = self.path("preferences")
        self.assertNotIn("Point conseil budget", self.opened(path).text)
        self.lecoq.write(
            {
                "is_company": False,
                "recovery_debtor_type": "consumer",
                "country_id": self.env.ref("base.fr").id,
            }
        )
        page = self.opened(path).text
        self.assertIn("Point conseil budget", page)
        self.assertIn("CM2C", page)


def use_all(_link, code):
    return code in ("email", "sms", "whatsapp", "voice", "letter")
