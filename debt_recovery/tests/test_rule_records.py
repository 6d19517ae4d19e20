"""Rules are versions: imported, made stricter, superseded; never edited."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.debt_recovery.models.recovery_rule_load import PACKS
from odoo.addons.debt_recovery.tools import rule_file
from odoo.addons.debt_recovery.tools.rules.model import Facts, Place, Request, Touch

from .common import MONDAY
from .rule_files import RuleFiles


@tagged("post_install", "-at_install")
class TestRuleRecords(RuleFiles):
    def test_the_shipped_packs_are_there_as_they_were_written(self):
        for path in sorted(PACKS.glob("*.csv")):
            text = path.read_text(encoding="utf-8")
            codes = [row.code for row in rule_file.read(text)[0]]
            shipped = [("code", "in", codes), ("is_shipped", "=", True)]
            self.assertEqual(self.rules._export(shipped), text, path.name)

    def test_what_is_exported_and_imported_again_changes_nothing(self):
        rows, problems = self.rules._read_rules(self.rules._export())
        self.assertFalse(problems)
        changes = self.rules._plan(rows)
        self.assertGreater(len(changes), 200)
        self.assertEqual({change.action for change in changes}, {"same"})
        self.assertFalse(self.rules._apply(changes))

    def test_a_correction_makes_a_version_and_keeps_the_old_one(self):
        old = self.rule("US-MA.frequency_cap.01")
        new = self.load(self.file_of(old.code, max_count="1"))
        self.assertEqual((new.version, new.cap_ids.maximum), (2, 1))
        self.assertEqual(old.cap_ids.maximum, 2)
        self.assertEqual(old.superseded_by_id, new)
        self.assertEqual(old.used_until, date(2026, 3, 1))
        known = self.versions(date(2026, 2, 1)), self.versions(MONDAY)
        self.assertEqual(known, ({old.code: 1}, {old.code: 2}))

    def versions(self, day, code="US-MA.frequency_cap.01"):
        book = self.rules._book(self.company, day)
        return {one.code: one.version for one in book.rules if one.code == code}

    def test_a_law_of_next_year_leaves_the_present_one_in_force_until_then(self):
        old = self.rule("FR.fixed_fee.01")
        new = self.load(self.file_of(old.code, value="50", valid_from="2027-01-01"))
        self.assertEqual(old.valid_to, date(2026, 12, 31))
        self.assertFalse(old.used_until)
        in_book = {
            (one.version, one.valid_from, one.valid_to)
            for one in self.rules._book(self.company, MONDAY).rules
            if one.code == old.code
        }
        self.assertEqual(
            in_book, {(1, None, date(2026, 12, 31)), (2, date(2027, 1, 1), None)}
        )
        self.assertEqual(new.amount_ids.fixed, 50)

    def test_only_rows_that_changed_make_a_version(self):
        codes = ["FR.fixed_fee.01", "FR.fee_ban.01"]
        text = self.file_of(*codes)
        before = self.rules.search_count([])
        self.assertFalse(self.load(text))
        self.assertEqual(self.rules.search_count([]), before)

    def test_a_version_is_neither_edited_nor_deleted(self):
        rule = self.rule("FR.fixed_fee.01")
        for vals in ({"note": "other"}, {"valid_to": "2026-01-01"}, {"state": "warn"}):
            with self.assertRaises(UserError):
                rule.write(vals)
        with self.assertRaises(UserError):
            rule.amount_ids.write({"fixed": 60})
        for records in (rule, rule.amount_ids):
            with self.assertRaises(UserError):
                records.unlink()

    def test_a_law_that_nobody_checked_can_only_warn(self):
        rule = self.rule("FR.insolvency_hold.02")
        self.assertEqual(rule.state, "warn")
        with self.assertRaises(ValidationError):
            rule.state = "on"

    def test_every_law_that_acts_has_a_source_a_date_and_was_read(self):
        acting = self.rules.search(
            [("state", "=", "on"), ("strength", "in", ["law", "presumption"])]
        )
        self.assertGreater(len(acting), 100)
        for rule in acting:
            self.assertTrue(rule.source_url, rule.code)
            self.assertTrue(rule.checked_on, rule.code)
            self.assertNotEqual(rule.confidence, "general_knowledge", rule.code)

    def test_what_a_manager_made_stricter_survives_an_upgrade(self):
        bill = self.rule("GB.interest_rate.02")
        bill.state = "warn"
        count = self.rules.search_count([])
        self.rules._load_packs()
        self.assertEqual(self.rules.search_count([]), count)
        self.assertEqual(self.rule(bill.code).state, "warn")
        corrected = self.load(self.file_of(bill.code, value="9"))
        self.assertEqual(corrected.state, "warn")

    def test_what_counsel_imported_survives_an_upgrade(self):
        new = self.load(self.file_of("BE.fee_cap.01", value="8"))
        self.rules._load_packs()
        self.assertEqual(self.rule("BE.fee_cap.01"), new)

    def test_a_law_announced_for_later_survives_an_upgrade(self):
        text = self.file_of("FR.fixed_fee.01", value="50", valid_from="2027-01-01")
        new = self.load(text)
        self.rules._load_packs()
        self.assertEqual(self.rule("FR.fixed_fee.01"), new)

    def test_a_company_restricts_itself_and_nobody_else(self):
        other = self.root["res.company"].create({"name": "Other"})
        day = MONDAY
        text = self.file_of("ZZ.frequency_cap.01", max_count="1")
        self.load(text, self.company)
        mine = self.caps(self.company, day)
        self.assertEqual(mine, {("product_default", 2), ("house", 1)})
        self.assertEqual(self.caps(other, day), {("product_default", 2)})

    def caps(self, company, day):
        return {
            (one.strength, one.cap.maximum)
            for one in self.rules._book(company, day).rules
            if one.code == "ZZ.frequency_cap.01"
        }

    def test_a_stricter_count_of_the_company_is_the_one_that_stops(self):
        at = datetime(2026, 3, 5, 10)
        earlier = Touch(datetime(2026, 3, 2, 10), "email")
        facts = Facts(
            kinds=frozenset({"company"}),
            places=(Place("FR", "-", "-"),),
            is_place_known=True,
            zones=("Europe/Paris",),
            touches=(earlier,),
        )
        request = Request("email")
        self.assertEqual(self.book().decide(request, facts, at).outcome, "allow")
        self.load(self.file_of("ZZ.frequency_cap.01", max_count="1"), self.company)
        decision = self.book().decide(request, facts, at)
        self.assertEqual((decision.outcome, decision.governing.reason), ("wait", "cap"))
        self.assertEqual(decision.governing.rule.strength, "house")

    def book(self, day=MONDAY):
        return self.rules._book(self.company, day)

    def test_a_delay_that_runs_is_not_shortened_by_a_new_version(self):
        """What was given the evening before waits as long as it was told."""
        self.load(self.file_of("CA-ON.notice_before_contact.01", value="2"))
        self.assertEqual(self.free_after(date(2026, 3, 1)), datetime(2026, 3, 7))
        self.assertEqual(self.free_after(MONDAY), datetime(2026, 3, 4))

    def test_a_longer_delay_takes_the_place_of_the_shorter_at_once(self):
        self.load(self.file_of("CA-ON.notice_before_contact.01", value="10"))
        self.assertEqual(self.free_after(date(2026, 3, 1)), datetime(2026, 3, 11))

    def free_after(self, day):
        """Return when a letter may go to Ontario after a notice given that day."""
        facts = Facts(
            kinds=frozenset({"consumer"}),
            places=(Place("CA", "ON", "-"),),
            is_place_known=True,
            given={"on_notice": ((None, day, "email"),)},
        )
        request = Request("letter", party="third")
        at = datetime.combine(MONDAY, datetime.min.time())
        return self.book().decide(request, facts, at).until

    def test_a_reminder_extends_no_clock_where_the_law_says_not(self):
        interrupts = {
            rule.code: set(rule.interrupts.split(",")) - {""}
            for rule in self.rules.search([("kind", "=", "limitation_period")])
        }
        for code in ("FR.limitation_period.01", "FR.limitation_period.02"):
            self.assertFalse(interrupts[code] & {"reminder", "written_demand"}, code)
        self.assertIn("written_demand", interrupts["NL.limitation_period.01"])

    def test_a_company_gives_itself_no_permission(self):
        for code in ("FR.fixed_fee.01", "NZ.harassment_ban.01", "FR.interest_rate.01"):
            _rows, problems = self.rules._read_rules(self.file_of(code), self.company)
            self.assertEqual([one[:2] for one in problems], [(2, "rule_kind")])

    def test_hours_of_a_company_add_to_those_of_the_law(self):
        text = self.file_of("ZZ.contact_window.02", start_time="10:00")
        self.load(text, self.company)
        groups = {
            one.group
            for one in self.rules._book(self.company, MONDAY).rules
            if one.code == "ZZ.contact_window.02"
        }
        self.assertEqual(len(groups), 2)

    def test_the_book_answers_and_follows_each_change(self):
        book = self.rules._book(self.company, MONDAY)
        self.assertIs(self.rules._book(self.company, MONDAY), book)
        facts = Facts(kinds=frozenset({"company"}), zones=("Europe/Paris",))
        night = datetime(2026, 3, 2, 3)
        self.assertEqual(book.decide(Request("email"), facts, night).outcome, "wait")
        self.rule("GB.interest_rate.02").state = "warn"
        self.assertIsNot(self.rules._book(self.company, MONDAY), book)

    def test_agents_read_rules_and_only_managers_make_them_stricter(self):
        rule = self.rule("GB.interest_rate.02")
        agent, manager = (
            new_test_user(self.root, f"the-{name}", f"debt_recovery.group_{name}")
            for name in ("agent", "manager")
        )
        self.assertTrue(rule.with_user(agent).summary)
        with self.assertRaises(AccessError):
            rule.with_user(agent).state = "warn"
        with self.assertRaises(AccessError):
            self.rules.with_user(manager).create({"code": "FR.x.1", "kind": "scope"})
        rule.with_user(manager).state = "warn"
        self.assertEqual(rule.state, "warn")

    def test_a_reference_rate_is_known_or_honestly_empty(self):
        rates = self.root["recovery.reference.rate"]
        self.assertEqual(str(rates._value("FR_LEGAL_PRO", MONDAY)[0]), "2.62")
        self.assertEqual(str(rates._value("ECB_MRO", MONDAY)[0]), "2.15")
        for series, day in (
            ("DE_BASISZINS", MONDAY),
            ("BOE_BASE", MONDAY),
            ("FR_LEGAL_PRO", date(2026, 7, 1)),
        ):
            self.assertEqual(rates._value(series, day), (None, rates), series)
        unchecked = rates._value("ECB_MRO", date(2026, 7, 1))[1]
        self.assertEqual(unchecked.confidence, "general_knowledge")

    def test_a_manager_gives_the_rate_that_was_missing(self):
        series = self.root["recovery.reference.series"].search(
            [("code", "=", "DE_BASISZINS")]
        )
        self.assertEqual(series.present, "No value known for today")
        manager = new_test_user(self.root, "rates", "debt_recovery.group_manager")
        line = {"valid_from": "2026-01-01", "value": 1.27, "source": "Bundesbank"}
        series.with_user(manager).rate_ids = [Command.create(line)]
        self.assertEqual(series.present, "1.27 %, to be checked")
        series.with_user(manager).rate_ids = [Command.create({**line, "value": 2})]
        self.assertEqual(series.present, "2 %, to be checked")

    def test_a_corrected_rate_replaces_the_old_value(self):
        rates = self.root["recovery.reference.rate"]
        old = rates._value("ECB_MRO", MONDAY)[1]
        self.load(self.file_of("EU.reference_rate.01", value="2.5"))
        value, rate = rates._value("ECB_MRO", MONDAY)
        self.assertEqual((str(value), rate), ("2.5", old.superseded_by_id))
        with self.assertRaises(UserError):
            old.value = 3
