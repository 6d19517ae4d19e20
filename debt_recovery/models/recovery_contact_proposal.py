from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize

from ..tools import phones

TASK = "debt_recovery.activity_contact_proposal"
A_DAY = 5  # proposals that one account takes in a day
DETAILS = ("email", "phone")


class RecoveryContactProposal(models.Model):
    """What a customer says of the people who deal with our invoices: a colleague to
    write to, or his own address that changed.

    Nothing on a card changes before somebody who may says so: a colleague of ours, the
    owner of the address on file, or a user of the portal who may himself. What stood
    on the card meanwhile is never written over.
    """

    _name = "recovery.contact.proposal"
    _inherit = ["recovery.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Contact proposed by a customer"
    _order = "id desc"
    _rec_name = "reference"

    _transitions = {
        "to_prove": ("proposed", "accepted", "refused"),
        "proposed": ("accepted", "refused"),
    }
    _free_fields = ("message_main_attachment_id",)

    reference = fields.Char(readonly=True, copy=False)
    kind = fields.Selection(
        [("colleague", "New contact"), ("own", "Own details")],
        "About",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("to_prove", "Awaits the customer's confirmation"),
            ("proposed", "To check"),
            ("accepted", "Written on the card"),
            ("refused", "Not kept"),
        ],
        required=True,
        default="to_prove",
        readonly=True,
        index=True,
    )
    case_id = fields.Many2one(
        "recovery.case",
        "Customer account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    contact_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whose details change; of a new contact, the one that was made.",
    )
    name = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    phone = fields.Char(readonly=True)
    email_before = fields.Char("E-mail on the card", readonly=True)
    phone_before = fields.Char("Phone on the card", readonly=True)
    proof = fields.Char("Came from", readonly=True, help="The page and its visitor.")
    closed_on = fields.Date("Decided on", readonly=True)

    _reference_unique = models.UniqueIndex(
        "(company_id, reference)", "This reference is used already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            vals["reference"] = sequence.next_by_code("recovery.contact.proposal")
        return super().create(vals_list)

    # --- what is said -----------------------------------------------------------

    @api.model
    def _propose(self, case, kind, details, **vals):
        """Keep what a customer says.

        :param details: ``name``, ``email`` and ``phone`` as typed
        :raises UserError: in the customer's words, when it cannot be read
        """
        self._check_flood(case)
        return self.sudo().create(
            {"case_id": case.id, "kind": kind, **self._clean(case, details), **vals}
        )

    def _check_flood(self, case):
        today = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        mine = [("case_id", "=", case.id), ("create_date", ">=", today)]
        if self.sudo().search_count(mine, limit=A_DAY) == A_DAY:
            raise UserError(
                self.env._("That is a lot for one day. Please call us instead.")
            )

    @api.model
    def _clean(self, case, details):
        """Return the details as a card holds them.

        :raises UserError: for an address or a number that is none
        """
        email, phone = (str(details.get(key) or "").strip() for key in DETAILS)
        country = case.partner_id.country_id or case.company_id.country_id
        normal = {
            "name": str(details.get("name") or "").strip()[:120],
            "email": email_normalize(email) or "",
            "phone": phones.e164(phone, country.code),
        }
        if email and not normal["email"]:
            raise UserError(self.env._("This e-mail address is not complete."))
        if phone and not normal["phone"]:
            raise UserError(self.env._("This is no phone number that we can call."))
        return normal

    @api.model
    def _waiting(self, case, clean):
        """Return the same colleague, named before and not checked yet."""
        same = [(name, "=", clean[name]) for name in ("name", *DETAILS)]
        mine = [("case_id", "=", case.id), ("state", "=", "proposed"), *same]
        return self.sudo().search([*mine, ("kind", "=", "colleague")], limit=1)

    def _ask(self):
        """Give it to whoever acts on the account, to check."""
        self._move_to("proposed")
        reader = self.case_id._reply_reader()
        speaking = self.with_context(lang=reader.lang)
        speaking.activity_schedule(
            TASK,
            date_deadline=self.company_id._recovery_today(),
            summary=speaking._summary(),
            user_id=reader.id,
        )

    def _summary(self):
        said = ", ".join(filter(None, (self.name, self.email, self.phone)))
        if self.kind == "own":
            return self.env._("New details of %(who)s", who=self.contact_id.name)
        return self.env._("Proposed contact: %(who)s", who=said)

    # --- what becomes of it -----------------------------------------------------

    def action_accept(self):
        """Write it on the card."""
        self._check_worker()
        for proposal in self.sudo():
            proposal._accept()
        return True

    def action_refuse(self):
        """Leave the card as it is."""
        self._check_worker()
        self.sudo()._close("refused")
        return True

    def _check_worker(self):
        self.check_access("write")
        if not self.env.user.has_group("debt_recovery.group_agent"):
            raise UserError(
                self.env._("Contacts are checked by those who send reminders.")
            )

    def _accept(self):
        """Write it on the card.

        :raises UserError: when the card says something else by now
        """
        self.ensure_one()
        if self.state == "accepted":
            return
        contact = self._correct() if self.kind == "own" else self._colleague()
        self._close("accepted", contact_id=contact.id)
        self.env["recovery.event"]._log("preferences", self.case_id, self._summary())

    def _close(self, state, **vals):
        today = fields.Date.context_today(self)
        self._move_to(state, closed_on=today, **vals)
        self.activity_ids.unlink()

    def _correct(self):
        contact = self.contact_id
        changed = {name: self[name] for name in DETAILS if self[name]}
        stale = [
            name
            for name in changed
            if (contact[name] or "") not in (self[f"{name}_before"] or "", self[name])
        ]
        if stale or not contact:
            raise UserError(
                self.env._(
                    "%(name)s: the card says something else by now, correct it there.",
                    name=contact.display_name or self.reference,
                )
            )
        contact.write(changed)
        return contact

    def _colleague(self):
        """Return the contact to write to: one of this customer's that has this address
        (only what it lacks is written), or a new one."""
        contact = self._known()
        wanted = {"name": self.name, "email": self.email, "phone": self.phone}
        if contact:
            lacking = {k: v for k, v in wanted.items() if v and not contact[k]}
            if contact.type == "contact":  # a plain one, that nothing goes to
                lacking["type"] = "collections"
            contact.write(lacking)
            return contact
        debtor = self.partner_id
        values = {"parent_id": debtor.id, "type": "collections", "lang": debtor.lang}
        return self.env["res.partner"].sudo().create({**wanted, **values})

    def _known(self):
        contacts = self.env["res.partner"].sudo()
        if not self.email:
            return contacts
        return contacts.search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("id", "!=", self.partner_id.id),
                ("email_normalized", "=", self.email),
            ],
            limit=1,
        )


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _fold_into(self, kept):
        proposals = self.env["recovery.contact.proposal"].sudo()
        proposals.search([("case_id", "in", self.ids)]).write({"case_id": kept.id})
        return super()._fold_into(kept)
