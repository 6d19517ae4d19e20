from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .test_screens import ScreensCase


@tagged("post_install", "-at_install")
class TestExport(ScreensCase):
    """Everything that is listed can be exported, by those who may export."""

    def lists(self, env):
        """Yield ``(action, model, arch)`` of every list of the addon's actions."""
        data = self.root["ir.model.data"].search(
            [("module", "=", "debt_recovery"), ("model", "=", "ir.actions.act_window")]
        )
        actions = self.root["ir.actions.act_window"].browse(data.mapped("res_id"))
        for action in actions.with_env(env):
            model = env[action.res_model]
            views = [view for view in action.views if view[1] == "list"]
            if views and not model._transient:
                arch = model.get_views(views)["views"]["list"]["arch"]
                yield action, model, etree.fromstring(arch)

    def test_every_list_gives_its_columns_as_a_file(self):
        env, seen = self.as_user("manager"), 0
        for action, model, arch in self.lists(env):
            names = [
                field.get("name")
                for field in arch.findall("field")
                if field.get("column_invisible") != "1"
            ]
            domain = safe_eval(action.domain or "[]", {"uid": env.uid})
            records = model.search(domain, limit=3)
            with self.subTest(action=action.name):
                self.assertNotEqual(arch.get("export_xlsx"), "0")
                rows = records.export_data(names)["datas"]
                self.assertGreaterEqual(len(rows), len(records))
                seen += bool(rows)
        self.assertGreater(seen, 5)
