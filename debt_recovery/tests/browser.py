"""A customer ledger of today's date, driven in a real browser."""

from datetime import timedelta
from types import SimpleNamespace

from odoo.tests import HttpCase, new_test_user

from .common import RecoveryCase

DESK, PHONE = "1280x900", "390x844"
LANGUAGES = ("en_US", "fr_FR")
AGENT = "base.group_user,debt_recovery.group_agent,base.group_partner_manager"


class BrowserCase(RecoveryCase, HttpCase):
    """The company of :class:`RecoveryCase`, by the clock on the wall."""

    @classmethod
    def start_clock(cls):
        return SimpleNamespace(move_to=lambda moment: None)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._recovery_today()

    @classmethod
    def person(cls, login, groups=AGENT, lang="en_US"):
        return new_test_user(
            cls.root,
            login,
            groups=groups,
            lang=lang,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def late(cls, name, amount, days, **values):
        """A customer with an invoice that is ``days`` late."""
        mail = f"compta@{name.split()[-1].lower()}.example"
        partner = cls.customer(name, mail, **values)
        cls.invoice(partner, amount, cls.today - timedelta(days=days))
        return partner

    def tour(self, path, name, login, size=DESK, **values):
        self.browser_size = size
        self.touch_enabled = size == PHONE
        self.start_tour(f"/odoo/{path}", name, login=login, **values)
