import logging
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools import rule_file
from .recovery_rule import TIGHTER

_logger = logging.getLogger(__name__)

PACKS = Path(__file__).parents[1] / "data" / "rules"
# Kinds that a company may give itself: they forbid or ask for more, never allow.
RESTRICTIONS = (
    "contact_window",
    "frequency_cap",
    "cooling_off_after_conversation",
    "min_interval",
    "channel_ban",
    "workplace_ban",
    "consent_required",
    "mandatory_notice",
    "notice_before_contact",
    "grace_days",
    "interest_cap",
    "fee_ban",
    "placement_ban",
)
Change = namedtuple("Change", "action row current")


class RecoveryRule(models.Model):
    """Files of rules into versions: all of a file or nothing, only what changed."""

    _inherit = "recovery.rule"

    def _plan(self, rows, company=None):
        """Return the changes that a file makes: ``(action, row, current version)``.

        :param rows: :class:`RuleRow` values
        :param company: the company whose house rules they are, none for the law
        :return: list of :class:`Change`; action: added | changed | same
        """
        codes = [row.code for row in rows]
        known = self._newest(codes, company)
        changes = []
        for row in rows:
            current = known.get(row.code, self.browse())
            if not current:
                action = "added"
            else:
                action = "same" if current._as_row() == row else "changed"
            changes.append(Change(action, row, current))
        return changes

    def _newest(self, codes, company=None):
        """Return the newest version of each code, by code."""
        rules = self.search(
            [
                ("code", "in", codes),
                ("company_id", "=", company.id if company else False),
            ],
            order="version",
        )
        rules.fetch()
        return {rule.code: rule for rule in rules}

    def _check_importer(self):
        if not self.env.user.has_group("debt_recovery.group_manager"):
            raise AccessError(
                self.env._("Only those who set up recovery may change its rules.")
            )

    def _read_rules(self, text, company=None):
        """Return ``(rows, problems)`` of a file, as rules of ``company`` if given."""
        rows, problems = rule_file.read(text)
        lines = rule_file.lines_of(text)
        refused = self._refused_of_house if company else self._refused_of_law
        for row in rows:
            what = refused(row)
            if what:
                problems.append((lines[row.code], *what))
        if company:
            rows = tuple(_of_house(row, company) for row in rows)
        return rows, sorted(problems)

    def _refused_of_law(self, row):
        if row.strength == "house":
            what = self.env._("a house rule is imported for a company")
            return "strength", what
        return None

    def _refused_of_house(self, row):
        """A company restricts itself further; it gives itself no permission."""
        allows = row.amount and row.amount.role not in ("ceiling", "forbidden")
        if row.kind not in RESTRICTIONS or row.use or allows:
            return "rule_kind", self.env._("a company may only restrict, not allow")
        return None

    def _house_row(self, company):
        """Return this rule as one that ``company`` gives itself."""
        return _of_house(self._as_row(), company)

    def _apply(self, changes, company=None, is_shipped=False):
        """Make a version of what was added or changed; return the new versions."""
        today = (company or self.env.company)._recovery_today()
        todo = [change for change in changes if change.action != "same"]
        vals_list = [
            {
                **self._vals_of(change.row),
                "company_id": company.id if company else False,
                "version": change.current.version + 1,
                "state": change.current._state_after(change.row),
                "used_from": today if change.current else False,
                "is_shipped": is_shipped,
            }
            for change in todo
        ]
        created = self.sudo().create(vals_list)
        for change, rule in zip(todo, created, strict=True):
            if change.current:
                change.current.sudo()._supersede(rule, today)
        self.env["recovery.reference.rate"].sudo()._follow(created)
        if created:
            self.env["recovery.notice"]._wake_put_off()
        return created

    def _state_after(self, row):
        """Return the state of the next version: what a manager made stricter stays."""
        before = self and self._as_row().state
        if not self or self.state == before:
            return row.state
        return max(self.state, row.state, key=TIGHTER.index)

    def _supersede(self, newer, today):
        """Let ``newer`` take over: from its date of law, or from today on.

        A law that starts later leaves this version in force until then. A correction
        holds from today; what was decided before was decided under this version.
        """
        start = newer.valid_from
        vals = {"superseded_by_id": newer.id}
        if start and start > today and (not self.valid_from or self.valid_from < start):
            eve = start - timedelta(days=1)
            vals["valid_to"] = min(self.valid_to or eve, eve)
        else:
            vals["used_until"] = today - timedelta(days=1)
        self._write_life(vals)

    @api.model
    def _load_packs(self):
        """Load the rules that came with this version of the product.

        A version that counsel imported, or that was made stricter, is left in place.
        """
        for path in sorted(PACKS.glob("*.csv")):
            rows, problems = rule_file.read(path.read_text(encoding="utf-8"))
            if problems:
                raise ValueError(f"{path.name}: {problems[0]}")
            known = self._shipped([row.code for row in rows])
            fresh = [row for row in rows if row not in known.get(row.code, ())]
            changes = self._plan(fresh)
            ours = [one for one in changes if not one.current or one.current.is_shipped]
            for change in changes:
                if change not in ours:
                    _logger.info("%s: kept as imported", change.row.code)
            self._apply(ours, is_shipped=True)

    def _shipped(self, codes):
        """Return the rows that came with the product so far, by code."""
        domain = Domain("code", "in", codes) & Domain("is_shipped", "=", True)
        found = {}
        for rule in self.search(domain):
            found.setdefault(rule.code, []).append(rule._as_shipped())
        return found

    def _as_shipped(self):
        """Return the row of the file: a later law may have given it an end since."""
        row = self._as_row()
        follower = self.superseded_by_id
        ended = follower.valid_from and self.valid_to
        if ended and self.valid_to == follower.valid_from - timedelta(days=1):
            return replace(row, valid_to=None)
        return row

    def _export(self, domain=None):
        """Return the file of the newest versions of the law, or of ``domain``."""
        newest = [("superseded_by_id", "=", False), ("company_id", "=", False)]
        rules = self.search(domain or newest, order="id")
        rules.fetch()
        return rule_file.write([rule._as_row() for rule in rules])


def _of_house(row, company):
    """Return a row as a rule of a company: in a group of its own, it adds to the law
    instead of being an alternative to it."""
    group = row.group or row.code
    house = f"house.{company.id}."
    if not group.startswith(house):
        group = house + group
    return replace(row, strength="house", group=group)
