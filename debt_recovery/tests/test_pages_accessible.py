"""Every page of the customer, judged by axe-core, on a phone and at a desk."""

from urllib.parse import urlsplit

from odoo.tests import tagged

from .browser import LANGUAGES
from .visitor import VisitorCase


@tagged("post_install", "-at_install")
class TestPagesAccessible(VisitorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["res.lang"]._activate_lang("fr_FR")
        cls.talbot = cls.late("Boulangeries Talbot", 1500, 16, phone="+33612345678")
        cls.late_again = cls.invoice(cls.talbot, 320.5, cls.today)
        france = cls.env.ref("base.fr").id
        cls.marie = cls.late(
            "Marie Martin", 80, 30, is_company=False, country_id=france
        )
        cls.marie.recovery_debtor_type = "consumer"
        cls.company.recovery_mediator = "CM2C, Paris"

    def setUp(self):
        super().setUp()
        self.cycle(self.today)
        self.account_of_talbot = self.case(self.talbot)

    def path(self, purpose="pay"):
        return urlsplit(self.account_of_talbot._link(purpose)).path

    def pages(self):
        """Every page that the account leads to: its parts that answer with a page, and
        what their links ask first."""
        base = self.path()
        link = self.root["recovery.link"]._find(base.rpartition("/")[2])
        paths = [base, f"{base}/preferences?stop=email"]
        for part in sorted(link._parts()):
            answer = self.url_open(f"{base}/{part}")
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code == 200 and kind.startswith("text/html"):
                paths.append(f"{base}/{part}")
        self.assertIn(f"{base}/documents", paths)
        self.assertIn(f"{base}/preferences", paths)
        ended = self.path()
        self.root["recovery.link"]._find(
            ended.rpartition("/")[2]
        ).revoked_at = "2020-01-01"
        person = urlsplit(self.case(self.marie)._link("pay")).path
        return [*paths, ended, self.path("unsubscribe"), person]

    def judge(self, width):
        for lang in LANGUAGES:
            (self.talbot | self.marie).lang = lang
            paths = self.pages()
            with self.visitor(width) as visitor:
                for path in paths:
                    with self.subTest(lang=lang, width=width, page=path.split("/")[4:]):
                        self.assert_page(visitor, path, lang.replace("_", "-"))

    def test_on_a_phone(self):
        self.judge(390)

    def test_at_a_desk(self):
        self.judge(1280)

    def test_enlarged_twice_nothing_is_cut_off(self):
        paths = self.pages()
        for width in (390, 1280):
            with self.visitor(width) as visitor:
                visitor.size(width, zoom=2)
                for path in paths:
                    visitor.open(path)
                    with self.subTest(width=width, page=visitor.path()):
                        self.assertEqual(visitor.sideways(), [])

    def test_the_judge_finds_what_is_wrong(self):
        path = self.path()
        with self.visitor(390) as visitor:
            visitor.open(path)
            wrong = "<input><p>Too wide</p>"
            visitor.run(f'document.body.insertAdjacentHTML("beforeend", "{wrong}")')
            visitor.run('document.body.lastElementChild.style.width = "3000px"')
            found = visitor.violations()
            self.assertIn("label", [one.partition(":")[0] for one in found])
            self.assertIn("Too wide", "".join(visitor.sideways()))
