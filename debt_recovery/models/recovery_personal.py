from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools import phones
from ..tools.personal import spellings, token

# Columns of words that say nothing of a person, or that stand for one already. All
# other words of a row are the person's: a new column is erased unless it is listed.
KEPT = {
    "recovery.agency.request": ("reference", "agency_reference"),
    "recovery.case": ("payment_run_learned",),
    "recovery.checkout": ("reference",),
    "recovery.checkout.line": ("name",),
    "recovery.complaint": ("name",),
    "recovery.contact.proposal": ("reference",),
    "recovery.decision": (
        *("reason", "facts", "subject_token", "channel", "purpose", "rules"),
        *("warnings", "request_hash"),
    ),
    "recovery.erasure": ("subject_token", "reason", "kept_why", "decisions_digest"),
    "recovery.event": ("subject_token",),
    "recovery.mark": ("reason",),
    "recovery.match": ("shape", "signs"),
    "recovery.notice": (
        *("anchor", "arm", "content_sid", "lang", "rule_versions", "reserved_by"),
    ),
    "recovery.notice.line": ("name",),
    "recovery.notice.term": ("rule_code", "blocks"),
    "recovery.paid.claim": ("number",),
    "recovery.placement": ("reference", "agency_reference", "batch"),
    "recovery.placement.line": ("name",),
    "recovery.placement.promise": ("document",),
    "recovery.plan.request": ("reference",),
    "recovery.reach": ("address",),
    "recovery.remittance.line": ("line_reference", "document"),
    "recovery.request": ("reference",),
    "recovery.webhook": ("external_id", "status"),
}
# Choices that say as much as words: a kind that tells of health, family or ruin.
TELLING = {"recovery.hold": ("sensitive_kind",)}
WORDS = ("char", "text", "html", "json")


class RecoveryPersonal(models.AbstractModel):
    """What this addon holds on one person, found by following the links: the card, its
    accounts, what hangs on these, and so on until nothing new comes.

    What nobody wrote a line for is found all the same: export and erasure go by the
    registry, not by a list of models.
    """

    _name = "recovery.personal"
    _description = "Personal data"

    @api.model
    def _family(self, person):
        """Return the cards of a person: a customer's own and its contacts', or one
        contact alone."""
        if person != person.commercial_partner_id:
            return person
        return person.with_context(active_test=False).search(
            [("commercial_partner_id", "=", person.id)]
        )

    @api.model
    def _rows(self, person):
        """Return ``{model name: records}`` of all that hangs on ``person``."""
        self.env.flush_all()
        family = self._family(person)
        held = defaultdict(set, {"res.partner": set(family.ids)})
        held["recovery.reach"] = set(self._own_points(family).ids)
        fresh = {name: set(ids) for name, ids in held.items()}
        links = self._links()
        while fresh:
            found = defaultdict(set)
            for target, ids in fresh.items():
                for model, field in links.get(target, ()):
                    found[model] |= self._linked(model, field, ids)
            fresh = {}
            for model, ids in found.items():
                if ids - held[model]:
                    fresh[model] = ids - held[model]
                    held[model] |= ids
        del held["res.partner"]
        held["recovery.webhook"] |= self._webhooks(family)
        return {
            name: self.env[name].sudo().browse(sorted(ids))
            for name, ids in sorted(held.items())
            if ids
        }

    def _models(self):
        """Return the models of ours that keep rows."""
        return [
            model
            for name, model in sorted(self.env.items())
            if name.startswith("recovery.") and model._auto and not model._abstract
        ]

    def _links(self):
        """Return ``{target model: [(model, field), …]}`` of stored links of ours."""
        links = defaultdict(list)
        for model in self._models():
            for field in model._fields.values():
                if not field.store or field.comodel_name is None:
                    continue
                single = field.type == "many2one"
                # a contact point has one owner or is shared: see `_own_points`
                many = field.type == "many2many" and model._transient
                of_point = model._name == "recovery.reach"
                about = not (of_point or self._is_role(model, field))
                if (single or many) and about:
                    links[field.comodel_name].append((model._name, field))
        return links

    def _linked(self, model, field, ids):
        if not ids:
            return set()
        if field.type == "many2many":
            query = SQL(
                "SELECT %s FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(field.column1),
                SQL.identifier(field.relation),
                SQL.identifier(field.column2),
                list(ids),
            )
        else:
            query = SQL(
                "SELECT id FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(self.env[model]._table),
                SQL.identifier(field.name),
                list(ids),
            )
        return {row[0] for row in self.env.execute_query(query)}

    # --- addresses -----------------------------------------------------------------

    def _addresses(self, family):
        """Return ``{medium: addresses}`` of these cards, normalised."""
        found = {"email": set(), "phone": set()}
        for one in family.sudo():
            found["email"].add(one.email_normalized)
            country = one.country_id.code or self.env.company.country_id.code
            found["phone"] |= {one.phone_sanitized, phones.e164(one.phone, country)}
        return {medium: said - {False, None, ""} for medium, said in found.items()}

    def _own_points(self, family):
        """Return the contact points of these people and of nobody else."""
        Reach = self.env["recovery.reach"].sudo()
        points = Reach.search(
            ["|", ("debtor_id", "in", family.ids), ("partner_ids", "in", family.ids)]
        )
        for medium, addresses in self._addresses(family).items():
            points |= Reach.search(
                [("medium", "=", medium), ("address", "in", list(addresses))]
            )
        return points.filtered(lambda one: not self._sharers(one, family))

    def _sharers(self, point, family):
        """Return whoever else is reached there, or bears the address on a card."""
        others = point.partner_ids - family
        for medium, name in (
            ("email", "email_normalized"),
            ("phone", "phone_sanitized"),
        ):
            if point.medium == medium:
                Partner = self.env["res.partner"].sudo()
                others |= Partner.search([(name, "=", point.address)]) - family
        return others

    def _webhooks(self, family):
        """Return the ids of what providers told of these people's own numbers: one
        that somebody else bears too may be about him."""
        numbers = self._unshared(family, "phone")
        if not numbers:
            return set()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM recovery_webhook WHERE sender = ANY(%s) OR EXISTS ("
                "SELECT 1 FROM unnest(%s::text[]) one "
                "WHERE position(one IN payload::text) > 0)",
                numbers,
                numbers,
            )
        )
        return {row[0] for row in rows}

    # --- words ---------------------------------------------------------------------

    @api.model
    def _spellings(self, person):
        """Return the strings that name this person and nobody else we know."""
        family = self._family(person)
        points = self._own_points(family)
        own = {medium: self._unshared(family, medium) for medium in ("email", "phone")}
        kept = points.filtered(lambda one: one.medium in own and not one.is_erased)
        for point in kept:
            own[point.medium].append(point.address)
        Partner = self.env["res.partner"].sudo()
        names = [
            name
            for name in set(family.sudo().mapped("name")) - {False}
            if not Partner.search([("name", "=ilike", name)]) - family
        ]
        typed = [one.phone for one in family.sudo() if one.phone_sanitized]
        return spellings(names, own["email"], [*own["phone"], *typed])

    def _unshared(self, family, medium):
        """Return the addresses of these cards that no other card bears."""
        return [
            one
            for one in self._addresses(family)[medium]
            if not self._bearers(medium, one) - family
        ]

    def _bearers(self, medium, address):
        name = {"email": "email_normalized", "phone": "phone_sanitized"}[medium]
        return self.env["res.partner"].sudo().search([(name, "=", address)])

    @api.model
    def _word_columns(self, model):
        """Return the stored columns of words of a model but those that are kept."""
        kept = KEPT.get(model._name, ())
        telling = TELLING.get(model._name, ())
        return [
            name
            for name, field in model._fields.items()
            if name in telling
            or (field.store and field.type in WORDS and name not in kept)
        ]

    @api.model
    def _token(self, person):
        return token(person.commercial_partner_id.id)
