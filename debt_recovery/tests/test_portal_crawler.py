import re
from collections import Counter
from datetime import datetime, timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo import http
from odoo.tests import tagged

from odoo.addons.debt_recovery.controllers.visits import Visits

from .crawl import ARGUMENT, RECORDS, TEXTS, Crawler

FIELD = re.compile(r'<(?:input|select|textarea)[^>]*name="([^"]+)"[^>]*>')
VALUE = re.compile(r'value="([^"]*)"')
FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
LINES = "account.move.line"
OPENS = ("/new", "/identity", "/stop")  # for whoever holds any link, by design


@tagged("post_install", "-at_install")
class TestPortalCrawler(Crawler):
    """Every door of the customer's pages, with everybody's records and every token."""

    def setUp(self):
        super().setUp()
        self.me, *self.strangers = self.debtors
        self.some = [self.strangers[0], self.strangers[-1]]  # here, and elsewhere
        self.account_of_lecoq = self.me.case

    def token(self, one, purpose="pay"):
        url = one.case._link(purpose)
        self.env.flush_all()
        return urlsplit(url).path.rpartition("/")[2]

    def login(self, name):
        self.env.flush_all()
        self.authenticate(name, name)

    # --- the map ----------------------------------------------------------------------

    def test_every_argument_of_every_door_is_known_to_the_crawler(self):
        known = {"token", "case_id", *RECORDS, *TEXTS}
        for method in ("GET", "POST"):
            rules = self.rules(method)
            self.assertTrue(rules)
            for rule in rules:
                self.assertLessEqual(set(ARGUMENT.findall(rule)), known, rule)

    def test_no_door_hides_behind_another_of_the_same_name(self):
        """All classes of doors become one: of two methods of one name, one is lost."""
        names = Counter(
            name
            for page in Visits.__subclasses__()
            for name in vars(page)
            if not name.startswith("__")
        )
        self.assertFalse([name for name, count in names.items() if count > 1])

    def test_the_crawler_finds_a_door_that_stands_open(self):
        token, link = self.token(self.me), self.registry["recovery.link"]
        moves = [move.id for one in self.debtors for move in one.moves]

        def everybody_s(link):
            return link.env["account.move"].sudo().browse(moves)

        open_door = patch.object(link, "_documents", everybody_s)
        with open_door, self.assertRaisesRegex(AssertionError, "shows debtor"):
            self.crawl("GET", token, self.strangers, self.some)

    def test_the_crawler_finds_a_look_that_writes(self):
        token, link = self.token(self.me), self.registry["recovery.link"]
        self.ask(f"/recovery/l/{token}/documents")  # the event that it was opened
        before = self.snapshot()
        with patch.object(link, "_frame", self.writing(link._frame)):
            self.ask(f"/recovery/l/{token}/documents")
        with self.assertRaisesRegex(AssertionError, "changed recovery_case"):
            self.assert_unchanged(before, "a look")

    def writing(self, original):
        def frame(link):
            link.case_id.spared_why = "seen"
            return original(link)

        return frame

    # --- by link ----------------------------------------------------------------------

    def test_no_link_shows_what_is_another_s(self):
        for purpose in ("pay", "documents", "preferences", "arrangement"):
            token = self.token(self.me, purpose)
            others = self.strangers if purpose == "pay" else self.some
            for method in ("GET", "POST"):
                self.crawl(method, token, self.strangers, others)

    def crawl(self, method, token, hidden, others, but=("\0",)):
        """Try every door with a token and the records of ``others``; ``hidden``: whose
        bytes may not show."""
        key = {}
        if method == "POST":
            link = self.root["recovery.link"]._find(token)
            key = {"csrf_token": link._form_key() if link else "x"}
        number = 0
        for rule in self.rules(method):
            if "<string:token>" not in rule or rule.endswith(but):
                continue
            for path in self.paths(rule, token, 0, others):
                answer = self.try_door(rule, path, method, key)
                self.assert_silent(answer, hidden, f"{method} {path}")
                number += 1
        self.assertGreater(number, 5)

    def test_dead_and_forged_links_show_nothing_and_change_nothing(self):
        stale, revoked = self.token(self.me), self.token(self.me)
        links = self.root["recovery.link"]
        links._find(stale).expires_at = datetime(2026, 3, 1)
        links._find(revoked).action_revoke()
        good = self.token(self.me)
        tampered = good[:-1] + ("a" if good[-1] != "a" else "b")
        mixed = self.token(self.me)[:22] + self.token(self.strangers[0])[22:]
        self.env.flush_all()
        for token in (stale, revoked, tampered, mixed, "0" * 32):
            before = self.snapshot()
            for method in ("GET", "POST"):
                self.crawl(method, token, self.debtors, [self.me], OPENS)
            self.assert_unchanged(before, f"a dead link ({token == stale})")

    def test_a_consumer_s_link_shows_nothing_before_the_question(self):
        consumer = self.debtors[2]
        for purpose in ("pay", "documents", "preferences", "arrangement"):
            token = self.token(consumer, purpose)
            before = self.snapshot()
            for method in ("GET", "POST"):
                self.crawl(method, token, self.debtors, [consumer], OPENS)
            self.assert_unchanged(before, "a link before the question")

    def test_my_own_files_are_handed_out(self):
        """What the crawl tries with others' ids works with mine."""
        token = self.token(self.me)
        own = self.me.case.dispute_ids.attachment_ids
        for path in (f"document/{self.me.moves[0].id}", f"sent/{own.id}"):
            answer = self.ask(f"/recovery/l/{token}/{path}")
            self.assertIn("Zebu0qx", answer.text, path)

    # --- looking ----------------------------------------------------------------------

    def test_no_look_changes_anything_but_that_it_was_opened(self):
        tokens = [self.token(self.me, purpose) for purpose in ("pay", "documents")]
        self.portal_user(self.me.contact, "me")
        self.login("me")
        for path in (*(f"/recovery/l/{one}" for one in tokens), "/my/recovery"):
            self.ask(path)
        self.ask(f"/my/recovery/{self.me.case.id}")
        before = self.snapshot()
        for token in tokens:
            self.crawl("GET", token, self.strangers, [self.me, *self.some])
        self.as_user("GET", self.me.case.id, self.strangers, [self.me, *self.some])
        self.assert_unchanged(before, "a look")

    # --- by portal, and as a colleague ------------------------------------------------

    def test_no_user_of_the_portal_sees_another_s(self):
        self.portal_user(self.me.contact, "me")
        self.login("me")
        for one in self.strangers:
            before = self.snapshot()
            for method in ("GET", "POST"):
                self.as_user(method, one.case.id, self.strangers, [one, self.me])
            self.assert_unchanged(before, "a stranger")
        self.as_user("GET", self.me.case.id, self.strangers, self.strangers)
        self.as_user("POST", self.me.case.id, self.strangers, self.strangers)

    def as_user(self, method, case_id, hidden, others):
        key = {}
        if self.session:
            key["csrf_token"] = http.Request.csrf_token(self)
        for rule in self.rules(method):
            if "<string:token>" in rule:
                continue
            for path in self.paths(rule, "", case_id, others):
                answer = self.try_door(rule, path, method, key)
                self.assert_silent(answer, hidden, f"{method} {path}")

    def test_who_is_not_logged_in_sees_no_account(self):
        before = self.snapshot()
        for one in (self.me, *self.some):
            for method in ("GET", "POST"):
                self.as_user(method, one.case.id, self.debtors, [one])
        self.assert_unchanged(before, "the public")

    def test_colleagues_see_what_they_may_read_and_send_nothing(self):
        clerk, auditor = (self.customer(name) for name in ("Clerk", "Auditor"))
        self.portal_user(clerk, "clerk", "base.group_user")
        self.portal_user(auditor, "auditor", "debt_recovery.group_auditor")
        ours, theirs = self.debtors[:3], self.debtors[3:]
        for login, hidden in (("clerk", self.debtors), ("auditor", theirs)):
            self.login(login)
            before = self.snapshot()
            for one in (self.me, *theirs):
                for method in ("GET", "POST"):
                    self.as_user(method, one.case.id, hidden, [one])
            self.assert_unchanged(before, login)
        page = self.ask(f"/debt_recovery/preview/{ours[0].case.id}")
        self.assert_silent(page, ours[1:], "a preview")
        self.assertIn("Zebu0qx", page.text)
        self.as_user("GET", ours[0].case.id, ours[1:], ours[1:])

    # --- forms ------------------------------------------------------------------------

    def test_no_form_takes_another_s_records(self):
        token = self.token(self.me)
        before = self.of_strangers()
        sent = 0
        for page in self.rules("GET"):
            if not page.startswith("/recovery/l/"):
                continue
            for path in self.paths(page, token, 0, [self.me]):
                sent += sum(
                    self.send_changed(path, action, inner)
                    for action, inner in FORM.findall(self.ask(path).text)
                )
        self.assertGreater(sent, 3)
        self.env.invalidate_all()
        self.assertEqual(self.of_strangers(), before)

    def send_changed(self, path, action, inner):
        """Send a form of my page with strangers' ids in place of mine."""
        form = []
        for found in FIELD.finditer(inner):
            value = VALUE.search(found[0])
            form.append((found[1], value[1] if value else "1"))
        answers = 0
        for one in (self.strangers[0], self.strangers[-1]):
            data = [self.exchanged(name, value, one) for name, value in form]
            where = self.exchanged(action, "", one)[0]
            answer = self.ask(where, "POST", data=data)
            self.assert_silent(answer, self.strangers, f"{path}: {where} {data}")
            answers += 1
        return answers

    def exchanged(self, name, value, one):
        """A field of a form, with the ids of ``one`` wherever mine stand."""
        swaps = {}
        for model in sorted({*RECORDS.values()}, key=LINES.__eq__):  # these prevail
            mine, theirs = self.of(self.me, model).ids, self.of(one, model).ids
            swaps |= dict(zip(map(str, mine), map(str, theirs), strict=False))
        token = {name, value} & {"csrf_token", "once"}

        def swap(text):
            return re.sub(r"\d+", lambda m: swaps.get(m[0], m[0]), text)

        return (name, value) if token else (swap(name), swap(value))

    def of_strangers(self):
        """The rows of the database that name another debtor or his account."""
        partners = tuple(one.partner.id for one in self.strangers)
        cases = tuple(one.case.id for one in self.strangers)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE column_name IN ('case_id', 'partner_id', 'commercial_partner_id') "
            "AND table_schema = 'public' AND (table_name LIKE 'recovery_%%' "
            "OR table_name IN ('account_move', 'account_move_line', "
            "'payment_transaction'))"
        )
        kept = {}
        for table, column in self.env.cr.fetchall():
            ids = cases if column == "case_id" else partners
            self.env.cr.execute(
                f"SELECT t::text FROM {table} t WHERE {column} IN %s ORDER BY 1",
                [ids],
            )
            kept[table, column] = self.env.cr.fetchall()
        return kept

    def test_a_link_dies_with_its_time_for_every_door(self):
        token = self.token(self.me)
        self.clock.tick(timedelta(days=61))
        self.crawl("GET", token, self.debtors, [self.me])
