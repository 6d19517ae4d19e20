import ast
import inspect
from collections import defaultdict
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from odoo.addons import debt_recovery

from ..models.recovery_personal_sweep import SETTINGS, SWEPT

HOME = Path(debt_recovery.__file__).parent
DOOR = "models/recovery_workflow_mixin.py"
# accounts open and close with their debts: that is the cycle's
ACCOUNTS = "models/recovery_case_life.py"
# how a rule acts, which its own write lets people tighten only
RULES = ("models/recovery_rule.py", "models/recovery_rule_desk.py")
SOCKETS = ("_addresses", "_compose", "_send")


@tagged("post_install", "-at_install")
class TestHouse(TransactionCase):
    """The house rules that a machine can check."""

    def ours(self):
        for name in sorted(self.registry):
            if name.startswith("recovery."):
                yield self.env[name]

    def stored(self):
        return [
            model for model in self.ours() if not (model._abstract or model._transient)
        ]

    def test_every_move_names_a_real_state(self):
        checked = []
        for model in self.ours():
            moves = getattr(model, "_transitions", None)
            if moves is None or model._abstract:
                continue
            checked.append(model._name)
            states = set(model._fields["state"].get_values(self.env))
            named = {target for targets in moves.values() for target in targets}
            with self.subTest(model=model._name):
                self.assertLessEqual(named | set(moves), states)
                first = model._fields["state"].default(model)
                reached, before = {first}, set()
                while reached != before:
                    before = set(reached)
                    reached.update(t for s in before for t in moves.get(s, ()))
                self.assertEqual(reached, states, "a state nobody can reach")
        self.assertIn("recovery.notice", checked)

    def test_odoo_finds_every_file_of_tests(self):
        # what a module imported is not what the package names
        listed = ast.parse((HOME / "tests/__init__.py").read_text())
        named = {one.name for line in listed.body for one in line.names}
        files = {path.stem for path in (HOME / "tests").glob("test_*.py")}
        self.assertGreater(len(files), 90)
        self.assertEqual(files - named, set())

    def test_every_model_is_swept_at_an_erasure_or_holds_settings(self):
        self.assertFalse(set(SWEPT) & set(SETTINGS))
        kept = {model._name for model in self.stored() if model._auto}
        self.assertEqual(kept, set(SWEPT) | set(SETTINGS))

    def test_what_a_user_may_not_see_is_not_copied_with_odoo_s_records(self):
        """Else he could not duplicate a contact, an invoice or a user."""
        ours = {model._name for model in self.ours()}
        secret = [
            (f"{model._name}.{name}", field.copy)
            for model in self.env.values()
            if model._name not in ours
            for name, field in model._fields.items()
            if (field.groups or "").startswith("debt_recovery.")
        ]
        self.assertTrue(secret)
        self.assertEqual([name for name, is_copied in secret if is_copied], [])

    def test_no_method_that_we_give_to_odoo_s_models_hides_another_of_ours(self):
        """A second method of one name on an invoice breaks whoever calls the
        first."""
        found = defaultdict(list)
        for model in self.env.values():
            for one in type(model).mro():
                if not one.__module__.startswith(f"{debt_recovery.__name__}."):
                    continue
                for name, what in vars(one).items():
                    if inspect.isfunction(what):
                        found[model._name, name].append(what)
        hidden = [
            f"{model}.{name}: {last.__module__}"
            for (model, name), (*later, first) in found.items()
            for last in later
            if not model.startswith("recovery.")
            and inspect.signature(last) != inspect.signature(first)
            and "super(" not in inspect.getsource(last)
        ]
        self.assertIn(("account.move", "_recovery_answers"), found)
        self.assertEqual(hidden, [])

    def test_every_model_says_what_it_is(self):
        for model in self.ours():
            with self.subTest(model=model._name):
                self.assertTrue(model._description)
                self.assertNotEqual(model._description, model._name)

    def test_every_stored_model_has_access_rights(self):
        auditor = self.env.ref("debt_recovery.group_auditor")
        for model in self.stored():
            rights = self.env["ir.model.access"].search(
                [("model_id.model", "=", model._name)]
            )
            with self.subTest(model=model._name):
                self.assertTrue(rights.filtered("perm_read"))
                self.assertTrue(all(right.group_id for right in rights))
                for right in rights.filtered(lambda r: r.group_id == auditor):
                    self.assertFalse(
                        right.perm_write or right.perm_create or right.perm_unlink
                    )

    def test_every_model_of_a_company_has_its_rule(self):
        for model in self.stored():
            if "company_id" not in model._fields:
                continue
            rules = self.env["ir.rule"].search([("model_id.model", "=", model._name)])
            with self.subTest(model=model._name):
                self.assertTrue(
                    any("company_ids" in (rule.domain_force or "") for rule in rules)
                )

    def test_logs_are_read_only_for_everybody(self):
        for model in self.stored():
            if not getattr(model, "_body_columns", ()):
                continue
            rights = self.env["ir.model.access"].search(
                [("model_id.model", "=", model._name)]
            )
            with self.subTest(model=model._name):
                for right in rights:
                    self.assertFalse(
                        right.perm_write or right.perm_create or right.perm_unlink
                    )

    def test_every_channel_has_its_file_and_its_sockets(self):
        codes = [
            name.removeprefix("recovery.channel.")
            for name in self.registry
            if name.startswith("recovery.channel.")
        ]
        self.assertLessEqual({"email", "task"}, set(codes))
        base = type(self.env["recovery.channel"])
        for code in codes:
            model = self.env["recovery.channel"]._for(code)
            with self.subTest(channel=code):
                self.assertTrue((HOME / "channels" / f"{code}.py").exists())
                self.assertTrue(model._abstract)
                for method in SOCKETS:
                    own = getattr(type(model), method)
                    self.assertIsNot(own, getattr(base, method))
        chosen = set(
            self.env["recovery.notice"]._fields["channel"].get_values(self.env)
        )
        self.assertLessEqual(chosen, set(codes))

    def sources(self):
        for path in sorted(HOME.rglob("*.py")):
            if "tests" not in path.parts:
                yield path.relative_to(HOME).as_posix(), ast.parse(path.read_text())

    def test_nobody_writes_a_state_but_the_one_door(self):
        found = []
        for name, tree in self.sources():
            for node in ast.walk(tree):
                if self.writes_state(node):
                    found.append((name, node.lineno))
        doors = (DOOR, ACCOUNTS, *RULES)
        outside = [one for one in found if one[0] not in doors]
        self.assertEqual(outside, [])
        self.assertIn(DOOR, {name for name, _line in found})

    @staticmethod
    def writes_state(node):
        """Tell whether a call writes ``state`` of existing records, or assigns it."""
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            return any(
                isinstance(target, ast.Attribute) and target.attr == "state"
                for target in targets
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            dictionaries = (a for a in node.args if isinstance(a, ast.Dict))
            keys = [key for one in dictionaries for key in one.keys]
            return node.func.attr == "write" and any(
                isinstance(key, ast.Constant) and key.value == "state" for key in keys
            )
        return False

    def test_channels_neither_commit_nor_change_a_state(self):
        for name, tree in self.sources():
            if not name.startswith("channels/"):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute):
                    with self.subTest(file=name, line=node.lineno):
                        self.assertNotIn(
                            node.attr, ("commit", "rollback", "_move_to", "_withhold")
                        )

    def test_tools_know_neither_the_house_nor_the_clock(self):
        for name, tree in self.sources():
            if not name.startswith("tools/"):
                continue
            for node in ast.walk(tree):
                with self.subTest(file=name):
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        module = getattr(node, "module", "") or ""
                        names = [module, *(alias.name for alias in node.names)]
                        self.assertFalse([n for n in names if n.startswith("odoo")])
                    if isinstance(node, ast.Attribute):
                        self.assertNotIn(node.attr, ("today", "now", "utcnow"))

    def test_only_jobs_and_buttons_read_the_clock(self):
        """A model takes its date as an argument; ``fields.Date.today`` is nobody's."""
        for name, tree in self.sources():
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute) and node.attr in ("today", "utcnow"):
                    with self.subTest(file=name, line=node.lineno):
                        self.assertNotEqual(ast.unparse(node), "fields.Date.today")

    def test_stored_columns_of_the_ledger_are_left_alone(self):
        for name in ("account.move", "account.move.line"):
            ours = [
                field.name
                for field in self.env[name]._fields.values()
                if field._module == "debt_recovery" and field.store
            ]
            self.assertEqual(ours, [], name)

    def test_shipped_scenarios_are_safe(self):
        steps = self.env["recovery.treatment"].search(
            [("policy_id", "in", self.shipped("recovery.policy").ids)]
        )
        self.assertGreater(len(steps), 20)
        outside = steps.filtered(lambda step: step.channel != "task")
        self.assertLessEqual(set(outside.mapped("mode")), {"approve", "manual"})
        statutory = steps.filtered(lambda step: step.purpose == "statutory")
        self.assertTrue(statutory)
        self.assertFalse(statutory.filtered("is_entry"))
        self.assertTrue(all(statutory.mapped("four_eyes")))

    def shipped(self, model):
        known = self.env["ir.model.data"].search(
            [("module", "=", "debt_recovery"), ("model", "=", model)]
        )
        return self.env[model].browse(known.mapped("res_id"))
