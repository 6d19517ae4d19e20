from odoo import models
from odoo.tools import SQL

# Links that say who has a part in somebody else's file, and not whom it is about.
ROLES = {
    "recovery.agency": ("partner_id",),
    "recovery.callback": ("contact_id",),
    "recovery.complaint": ("contact_id",),
    "recovery.insolvency": ("officer_id",),
    "recovery.link": ("contact_id",),
    "recovery.request": ("contact_id",),
    "recovery.notice": ("recipient_id", "to_id"),
}


class RecoveryPersonal(models.AbstractModel):
    """The part a person has in other people's files: an officer of a procedure, whoever
    got a reminder. The files themselves are theirs, and stay theirs."""

    _inherit = "recovery.personal"

    def _is_role(self, model, field):
        return field.name in ROLES.get(model._name, ())

    def _role_rows(self, person, held):
        """Return ``[(model, field, ids)]`` of rows about others that name ``person``.

        :param held: ``{model name: records}`` of the rows about the person
        """
        self.env.flush_all()
        family = self._family(person).ids
        found = []
        for name, columns in ROLES.items():
            model = self.env[name]
            for field in map(model._fields.get, columns):
                ids = self._linked(name, field, family)
                ids -= set(held[name].ids) if name in held else set()
                if ids:
                    found.append((model, field, sorted(ids)))
        return found

    def _leave_roles(self, roles):
        """Unlink the person from other people's rows; the sweep takes the name."""
        for model, field, ids in roles:
            self._change(model, ids, {field.name: SQL("NULL")})

    def _told_roles(self, roles):
        """Return one line a row: what it is, which part, and when; no word of it."""
        told = []
        for model, field, ids in roles:
            records = model.with_user(self.env.user).browse(ids)
            seen = records._filtered_access("read").sudo()
            part = self._column_label(field)
            what = self._label_of(model._name)
            told += [
                {
                    self.env._("What"): what,
                    self.env._("Part in it"): part,
                    self.env._("Since"): str(one.create_date.date()),
                }
                for one in seen
            ]
        return told
