"""One person's erasure and copy touch nobody else's data, nor any setting."""

from odoo.tests import tagged

from .test_erasure import MAIL, NAME, PersonalCase


@tagged("post_install", "-at_install")
class TestErasureOfOthers(PersonalCase):
    """What stands beside the person stays as it was."""

    def test_likenesses_and_settings_keep_every_word(self):
        self.settle_all()
        said = f"jo{MAIL}; {NAME}er; x.{MAIL}; <{MAIL}>."
        self.root["recovery.event"]._log("noted", self.case(self.lecoq), said)
        template = self.root["recovery.template"].search([], limit=1)
        template.name = f"Signed {NAME}"
        point = self.root["recovery.reach"]._ensure_points(
            [("email", f"jo{MAIL}", self.lecoq)]
        )
        self.ask().action_erase()
        self.env.invalidate_all()
        told = self.case(self.lecoq).event_ids.mapped("text")
        mark = f"P{self.anna.id}"
        self.assertIn(f"jo{MAIL}; {NAME}er; x.{MAIL}; <{mark}>.", told)
        self.assertEqual(template.name, f"Signed {NAME}")
        self.assertEqual(point.address, f"jo{MAIL}")
