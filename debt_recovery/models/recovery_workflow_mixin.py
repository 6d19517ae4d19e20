from odoo import models
from odoo.exceptions import AccessError, UserError


class RecoveryWorkflowMixin(models.AbstractModel):
    """One door to ``state``: a table of moves, where a repeat is nothing."""

    _name = "recovery.workflow.mixin"
    _description = "Guarded life of a record"

    _transitions = {}
    # what a form or a call may write; the rest is for the door and the jobs alone
    _free_fields = ()

    def _move_to(self, target, **vals):
        """Move to ``target`` with ``vals``; return the records that moved.

        :raises UserError: when the table of moves has no way from where one stands
        """
        todo = self.filtered(lambda record: record.state != target)
        for record in todo:
            if target not in self._transitions.get(record.state, ()):
                raise UserError(
                    self.env._(
                        "%(name)s cannot go from “%(old)s” to “%(new)s”.",
                        name=record.display_name,
                        old=record._state_label(record.state),
                        new=record._state_label(target),
                    )
                )
        todo.check_access("write")
        todo.sudo().write({"state": target, **vals})
        return todo

    def write(self, vals):
        guarded = vals.keys() - set(self._free_fields)
        if guarded and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of “%(model)s” change through its buttons only.",
                    fields=", ".join(sorted(guarded)),
                    model=self._description,
                )
            )
        return super().write(vals)

    def _state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env)).get(
            state, state
        )
