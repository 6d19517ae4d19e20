from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import MONDAY
from .test_hold_freezes import LATE, HoldCase

ILL = "in hospital since January"


@tagged("post_install", "-at_install")
class TestHoldSecret(HoldCase):
    """Why a person is left alone is read by those who need to know, nowhere else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id}
        company["company_ids"] = [(6, 0, cls.company.ids)]
        groups = "base.group_user,debt_recovery.group_manager"
        cls.boss = new_test_user(cls.root, "boss", groups=groups, **company)
        groups += ",debt_recovery.group_sensitive"
        cls.trusted = new_test_user(cls.root, "trusted", groups=groups, **company)
        cls.marie = cls.customer("Marie Collet", "marie@collet.example")
        cls.marie.is_company = False

    def held(self, kind="vulnerable", partner=None, **values):
        holds = self.root["recovery.hold"].with_user(self.boss)
        return holds.with_company(self.company).create(
            {
                "partner_id": (partner or self.marie).id,
                "company_id": self.company.id,
                "from_date": MONDAY,
                "kind": kind,
                "reason": ILL,
                "evidence": "letter of the hospital",
                **values,
            }
        )

    def test_who_writes_it_down_reads_it_no_more(self):
        hold = self.held(until_date="2026-04-30")
        self.assertEqual((hold.kind, hold.reason), ("confidential", False))
        self.assertFalse(hold.evidence)
        self.assertTrue(hold.freeze_contact and hold.freeze_interest)
        self.assertEqual(str(hold.until_date), "2026-04-30")
        for name in ("sensitive_kind", "sensitive_reason", "sensitive_evidence"):
            with self.subTest(name), self.assertRaises(AccessError):
                hold.read([name])
            with self.subTest(f"searching {name}"), self.assertRaises(AccessError):
                hold.search([(name, "!=", False)])
        names = ["kind", "reason", "evidence", "display_name"]
        self.boss.group_ids += self.root.ref("base.group_allow_export")
        exported = hold.export_data(names)
        self.assertNotIn("hospital", str(exported))

    def test_the_dedicated_group_reads_all_of_it(self):
        hold = self.held().with_user(self.trusted)
        self.assertEqual(hold.sensitive_kind, "vulnerable")
        self.assertEqual(hold.sensitive_reason, ILL)
        self.assertEqual(hold.sensitive_evidence, "letter of the hospital")
        self.assertIn(ILL, hold._banner())
        self.assertEqual(hold._moment().title, "Hold: Vulnerable person")

    def test_no_screen_says_why(self):
        invoice = self.invoice(self.marie, 1000, LATE)
        self.held()
        self.cycle(MONDAY)
        self.settle(MONDAY)
        case = self.case(self.marie).with_user(self.boss)
        self.assertEqual(case.spared_why, "confidential")
        said = [
            case.hold_text,
            case.why_text,
            case.timeline,
            case.next_contact_why,
            case.read(),
            case.message_ids.mapped("body"),
            case.activity_ids.mapped("summary"),
            invoice.with_user(self.boss).recovery_why,
            self.marie.with_user(self.boss).recovery_hold_ids.read(),
            self.exposure(self.marie, MONDAY),
            [row.read() for row in self.notices(self.marie).with_user(self.boss)],
        ]
        text = str(said).lower()
        self.assertIn("confidential", text)
        for word in ("vulnerable", "hospital"):
            self.assertNotIn(word, text.replace("'vulnerable': false", ""))

    def test_insolvency_is_confidential_for_persons_only(self):
        self.assertEqual(self.held("insolvency").kind, "confidential")
        self.assertEqual(self.held("insolvency", self.lecoq).kind, "insolvency")
        self.assertEqual(self.held("moratorium", self.lecoq).kind, "confidential")

    def test_its_documents_are_read_by_the_same_group(self):
        for kind, mine in (("vulnerable", 0), ("manual", 1)):
            hold = self.held(kind)
            papers = self.root["ir.attachment"].with_user(self.trusted)
            paper = papers.create({"name": "doctor.txt", "raw": b"ill"})
            hold.with_user(self.trusted).evidence_ids = [(4, paper.id)]
            self.env.invalidate_all()
            with self.subTest(kind):
                self.assertEqual(len(hold.with_user(self.boss).evidence_ids), mine)
                self.env.invalidate_all()
                self.assertEqual(len(hold.with_user(self.trusted).evidence_ids), 1)
                seen = (
                    self.root["ir.attachment"]
                    .with_user(self.boss)
                    .search([("id", "=", paper.id)])
                )
                self.assertEqual(len(seen), mine)

    def test_only_those_who_know_why_end_it(self):
        hold = self.held()
        for act in (
            hold.action_lift,
            hold.unlink,
            lambda: hold.write({"kind": "manual"}),
        ):
            with self.assertRaisesRegex(AccessError, "persons in charge"):
                act()
        hold.with_user(self.trusted).action_lift()
        self.assertFalse(hold.freeze_contact or hold.freeze_interest)

    def test_a_kind_that_changes_takes_its_words_along(self):
        hold = self.hold(self.marie, kind="manual", reason=ILL)
        hold.kind = "hardship"
        self.assertEqual((hold.kind, hold.reason), ("confidential", False))
        self.assertEqual(hold.sensitive_reason, ILL)
        hold.write({"kind": "dispute", "reason": "wrong price"})
        self.assertEqual((hold.kind, hold.reason), ("dispute", "wrong price"))
        self.assertFalse(hold.sensitive_kind or hold.sensitive_reason)

    def test_no_change_of_kind_loses_what_was_said(self):
        hold = self.held("manual").with_user(self.trusted)
        letter = "letter of the hospital"
        for kind in ("hardship", "deceased", "vulnerable"):
            hold.kind = kind
            with self.subTest(kind):
                self.assertEqual((hold.kind, hold.evidence), ("confidential", False))
                told = (hold.sensitive_kind, hold.sensitive_reason)
                self.assertEqual(told, (kind, ILL))
                self.assertEqual(hold.sensitive_evidence, letter)
        hold.kind = "manual"
        self.assertEqual((hold.reason, hold.evidence), (ILL, letter))
        self.assertFalse(hold.sensitive_reason or hold.sensitive_evidence)

    def test_a_hold_says_why(self):
        with self.assertRaisesRegex(ValidationError, "Write why"):
            self.hold(reason=" ")
