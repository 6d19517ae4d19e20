from odoo import api, models


class RecoveryMass(models.AbstractModel):
    """The family of mass actions: one model ``recovery.mass.<code>``, one file each.

    An action first judges the rows, then acts on those that it kept; what it left out
    never blocks the others, and acting twice changes nothing more.
    """

    _name = "recovery.mass"
    _description = "Mass action"

    @api.model
    def _for(self, code):
        """Return the action ``code``."""
        return self.env[f"recovery.mass.{code}"]

    @api.model
    def _missing(self, wizard):
        """Return what the wizard still has to say, in words, or nothing."""
        return ""

    @api.model
    def _why_not(self, wizard, rows):
        """Return ``{row: why it is left out}``, in words.

        :param rows: :class:`MassRow` with an open account, or with debts chosen
        """
        raise NotImplementedError

    @api.model
    def _act(self, wizard, rows):
        """Do it for these rows."""
        raise NotImplementedError

    def _cases(self, rows):
        return self.env["recovery.case"].union(*[row.case for row in rows])
