from odoo import models

# What a card calls an address, and the medium of its contact point.
MEDIA = {"email_normalized": "email", "phone_sanitized": "phone"}
WRITTEN = {"email", "phone", "country_id"}


class ResPartner(models.Model):
    """Another address does not end an objection: what was said of the one before holds
    for the one in its place until its owner says otherwise."""

    _inherit = "res.partner"

    def write(self, vals):
        if not WRITTEN & vals.keys():
            return super().write(vals)
        before = {one: {name: one[name] for name in MEDIA} for one in self}
        result = super().write(vals)
        self._recovery_carry_objections(before)
        return result

    def _recovery_carry_objections(self, before):
        """Carry objections over to the addresses that these got.

        :param before: ``{partner: {field: address it had}}``
        """
        moves = [
            (partner, MEDIA[name], old, partner[name])
            for partner, had in before.items()
            for name, old in had.items()
            if old and partner[name] and partner[name] != old
        ]
        if not moves:
            return
        Reach = self.env["recovery.reach"].sudo()
        left = Reach.search(
            [
                ("medium", "in", [move[1] for move in moves]),
                ("address", "in", [move[2] for move in moves]),
                ("consent_ids.state", "=", "opt_out"),
            ]
        )
        points = {(one.medium, one.address): one for one in left}
        for partner, medium, old, new in moves:
            if (medium, old) in points:
                points[medium, old]._carry_objections(medium, new, partner)
