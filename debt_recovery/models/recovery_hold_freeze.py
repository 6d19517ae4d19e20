from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.holds import FREEZABLE, FREEZES
from ..tools.rules.model import Hold
from .recovery_hold import CONFIDENTIAL

FREEZE_FIELDS = tuple(f"freeze_{name}" for name in FREEZABLE)
# A debtor's day may be the one before or after ours.
ZONES = 1


def _freeze(label, text):
    return fields.Boolean(
        label,
        compute="_compute_freezes",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help=text,
    )


class RecoveryHold(models.Model):
    """What a hold freezes, as the rules and the charges ask for it.

    The history of holds answers for past days: one that is over stays, with what it
    froze, so that no later calculation charges a day on which it held.
    """

    _inherit = "recovery.hold"

    freeze_contact = _freeze("No contact", "No reminder, whoever writes it.")
    freeze_interest = _freeze("No interest", "No late interest for these days.")
    freeze_fee = _freeze("No fee", "No fee and no cost is added.")
    freeze_threat = _freeze("No legal threat", "No formal notice, no court announced.")
    freeze_placement = _freeze("Not handed over", "No collection agency, no bailiff.")

    @api.depends("kind")
    def _compute_freezes(self):
        """Propose what the kind stops; what a person changed is his."""
        for hold in self:
            if hold.kind == CONFIDENTIAL:  # said when it was created
                for name in FREEZE_FIELDS:
                    hold[name] = hold[name]
                continue
            hold.update(self._freeze_values(hold.kind))

    def _touch(self):
        """What waits for a hold to end is judged anew when somebody changes one."""
        result = super()._touch()
        self.env["recovery.notice"]._wake_put_off(self.partner_id)
        return result

    @api.model
    def _freeze_values(self, kind):
        stopped = FREEZES.get(kind, FREEZES["manual"])
        return {f"freeze_{name}": name in stopped for name in FREEZABLE}

    @api.model
    def _rule_holds(self, partners, day):
        """Return what the rules are told of the holds of some customers, in one SQL.

        Those of the current company, or of all, that are not over on ``day``; one that
        starts later is told too, with its first day. A confidential hold is told by
        that word, not by its kind: it binds all the same, and no decision tells on it.

        :param partners: commercial partners, any number
        :param day: a local date of the company
        :return: ``{partner id: (tools.rules.model.Hold, …)}``; who has none is absent
        """
        found = defaultdict(list)
        for row in self._frozen_rows(
            partners,
            SQL("until_date IS NULL OR until_date >= %s::date - %s", day, ZONES),
        ):
            freezes = frozenset(n for n in FREEZABLE if row[f"freeze_{n}"])
            found[row["partner_id"]].append(
                Hold(
                    kind=row["kind"],
                    freezes=freezes,
                    debts=_debts(row),
                    since=row["from_date"],
                    until=row["until_date"],
                    key=row["id"],
                )
            )
        return {partner: tuple(holds) for partner, holds in found.items()}

    @api.model
    def _frozen_periods(self, partners, what):
        """Return the periods during which ``what`` was, is or will be frozen.

        :param partners: commercial partners, any number; one SQL for all
        :param what: one of ``tools.holds.FREEZABLE``
        :return: ``{partner id: ((line ids or None for all, first day, last day or
            None), …)}``, earliest first; ``tools.holds.free_periods`` says what is left
        """
        found = defaultdict(list)
        freezes = SQL("%s", SQL.identifier(f"freeze_{what}"))
        for row in self._frozen_rows(partners, freezes):
            found[row["partner_id"]].append(
                (_debts(row), row["from_date"], row["until_date"])
            )
        return {partner: tuple(periods) for partner, periods in found.items()}

    def _frozen_rows(self, partners, which):
        self.flush_model()
        return self.env.execute_query_dict(
            SQL(
                """SELECT h.*, CASE WHEN h.scope = 'lines' THEN
                          ARRAY(SELECT line_id FROM recovery_hold_line_rel
                                 WHERE hold_id = h.id) END AS lines
                     FROM recovery_hold h
                    WHERE partner_id = ANY(%s)
                      AND (company_id IS NULL OR company_id = %s)
                      AND (%s) AND (%s)
                    ORDER BY from_date, id""",
                partners.ids,
                self.env.company.id,
                which,
                SQL(" OR ").join(SQL.identifier(name) for name in FREEZE_FIELDS),
            )
        )

    def _never_held(self):
        """Let a hold have frozen nothing: it ends on the day that it began."""
        for hold in self:
            hold.write(
                {"until_date": hold.from_date, **dict.fromkeys(FREEZE_FIELDS, False)}
            )


def _debts(row):
    return None if row["lines"] is None else frozenset(row["lines"])
