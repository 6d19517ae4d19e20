from urllib.parse import urlsplit

from odoo.tests import tagged

from .visitor import VisitorCase

SHOWN = "document.querySelectorAll('#schedule ol li').length"


@tagged("post_install", "-at_install")
class TestPortalPlanBrowser(VisitorCase):
    """A plan made, accepted and changed in a real browser, with scripts and without."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")

    def owing(self, name, lang="en_US"):
        partner = self.late(name, 1200, 16, lang=lang)
        self.cycle(self.today)
        case = self.case(partner)
        return case, urlsplit(case._link("pay")).path

    def plan(self, case):
        return self.root["recovery.arrangement"].search(
            [("case_id", "=", case.id), ("kind", "=", "plan")]
        )

    def wait_for(self, visitor, count):
        visitor.wait(f"{SHOWN} === {count}", f"not {count} payments")

    def test_the_payments_follow_what_is_chosen(self):
        _case, path = self.owing("Boulangeries Talbot")
        with self.visitor(390) as visitor:
            visitor.open(f"{path}/plan")
            self.wait_for(visitor, 3)
            visitor.fill("#count", "4")
            self.wait_for(visitor, 4)
            self.assertIn("300.00", visitor.text())
            slider = "document.querySelector('input[type=range]')"
            self.assertEqual(visitor.run(f"{slider}.value"), "4")
            visitor.run(
                f"{slider}.value = 2; {slider}.dispatchEvent(new Event('input',"
                " {bubbles: true}))"
            )
            self.wait_for(visitor, 2)
            self.assertEqual(visitor.run("document.querySelector('#count').value"), "2")
            visitor.fill("#each", "500")
            self.wait_for(visitor, 3)
            self.assertTrue(visitor.run("document.querySelector('#by_each').checked"))
            said = visitor.run("document.querySelector('#schedule_said').textContent")
            self.assertIn("1,200.00", said.replace("\xa0", " "))
            self.assertTrue(visitor.path().endswith("/plan"))
            self.assert_clean(visitor)

    def play(self, lang, width):
        case, path = self.owing(f"Talbot {lang} {width}x", lang)
        html_lang = lang.replace("_", "-")
        with self.visitor(width) as visitor:
            self.assert_page(visitor, f"{path}/plan?count=30", html_lang)
            self.assert_page(visitor, f"{path}/plan?count=4", html_lang)
            visitor.click("#schedule button.main")
            self.assert_clean(visitor)
            visitor.fill("#name", "Anne D.")
            visitor.click("input[name=agree]", leads=False)
            visitor.click("#accept button.main")
            self.assert_clean(visitor)
            visitor.click('a[href*="/change/"]')
            self.assert_clean(visitor)
            visitor.click("input[value=respread]", leads=False)
            visitor.fill("#count", "5")
            self.wait_for(visitor, 5)
            self.assert_clean(visitor)
            visitor.open(f"{path}/arrangement")
            visitor.click('a[href*="/autopay/"]')
            self.assert_clean(visitor)
        plan = self.plan(case)
        self.assertEqual((plan.state, len(plan._plan_parts())), ("active", 4))
        self.assertEqual(plan.version_id.accepted_by, "Anne D.")

    def test_made_and_accepted_on_a_phone_in_french(self):
        self.play("fr_FR", 390)

    def test_made_and_accepted_at_a_desk_in_english(self):
        self.play("en_US", 1280)

    def test_a_refused_plan_reads_well_and_leads_on(self):
        case, path = self.owing("Boulangeries Talbot", "fr_FR")
        with self.visitor(390) as visitor:
            visitor.open(f"{path}/plan?count=30")
            visitor.click("#schedule button.main")
        plan = self.plan(case)
        plan.with_user(self.env.user)._refuse_plan("Six versements au plus.")
        with self.visitor(390) as visitor:
            self.assert_page(visitor, f"{path}/arrangement/{plan.reference}", "fr-FR")
            self.assertIn("Six versements au plus.", visitor.text())
            visitor.click("main .button.main")
            self.assertTrue(visitor.path().endswith("/plan"))

    def test_all_of_it_works_without_scripts(self):
        case, path = self.owing("Boulangeries Talbot")
        with self.visitor(390, scripts=False) as visitor:
            visitor.open(f"{path}/plan")
            visitor.fill("#count", "4")
            visitor.click(".wishes button")
            self.assertIn("300.00", visitor.text())
            visitor.click("#schedule button.main")
            self.assertIn("Payment agreement", visitor.text())
        self.assertEqual(self.plan(case).state, "offered")
