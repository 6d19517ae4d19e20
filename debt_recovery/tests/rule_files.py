"""Files of rules for tests: those that are there, with some cells replaced."""

import csv
import io

from odoo.addons.debt_recovery.tools import rule_file

from .common import RecoveryCase


class RuleFiles(RecoveryCase):
    """Rules of the shipped packs, their files, and what imports them."""

    def setUp(self):
        super().setUp()
        self.rules = self.root["recovery.rule"]

    def rule(self, code):
        return self.rules._newest([code])[code]

    def file_of(self, *codes, **cells):
        """Return the file of some rules as they are, with cells replaced."""
        lines = [rule_file.line_of(self.rule(code)._as_row()) for code in codes]
        rows = [{**line, **cells} for line in lines]
        target = io.StringIO()
        writer = csv.DictWriter(target, rule_file.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        return target.getvalue()

    def load(self, text, company=None):
        rows, problems = self.rules._read_rules(text, company)
        self.assertFalse(problems)
        return self.rules._apply(self.rules._plan(rows, company), company)
