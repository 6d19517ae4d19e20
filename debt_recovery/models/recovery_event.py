from odoo import fields, models

from .recovery_treatment import EVENTS

KINDS = EVENTS + [
    ("reopened", "Account reopened"),
    ("closed", "Account settled"),
    ("released", "Released"),
    ("sent", "Sent"),
    ("refused", "Address refused"),
    ("replied", "Replied"),
    ("paid", "Paid"),
    ("opted_out", "Objected to contact"),
    ("opted_in", "Agreed to contact"),
    ("accepted", "Taken by the provider"),
    ("delivered", "Delivered"),
    ("read", "Opened"),
    ("clicked", "Link opened"),
    ("answered", "Answered"),
    ("called", "Contact by a person"),
    ("approved", "Approved"),
    ("edited", "Reminder edited"),
    ("skipped", "Reminder skipped"),
    ("taken_back", "Approval taken back"),
    ("imported", "Earlier reminder imported"),
    ("merged", "Contacts merged"),
    ("left_profile", "Left a customer profile"),
    ("rival_off", "Another follow-up switched off"),
    ("auto_replied", "Automatic reply"),
    ("written_back", "Answered by us"),
    ("reply_late", "Reply handed to the manager"),
    ("noted", "Noted on the phone"),
    ("promised", "Promise to pay"),
    ("promise_kept", "Promise kept"),
    ("promise_partly_kept", "Promise partly kept"),
    ("plan_agreed", "Payment plan agreed"),
    ("plan_kept", "Payment plan paid"),
    ("settlement_made", "Settlement offered"),
    ("settlement_accepted", "Settlement offer accepted"),
    ("settlement_kept", "Settlement paid"),
    ("settlement_expired", "Settlement offer expired"),
    ("arrangement_reopened", "Arrangement running again"),
    ("arrangement_ended", "Arrangement ended"),
    ("mandate_given", "Automatic payment agreed"),
    ("mandate_ended", "Automatic payment ended"),
    ("debit_refused", "Automatic payment rejected"),
    ("plan_asked", "Payment plan asked for"),
    ("disputed", "Dispute raised"),
    ("declared_paid", "Declared paid"),
    ("claim_closed", "Declared payment looked for"),
    ("callback_set", "Call-back set"),
    ("refused_payment", "Refuses to pay"),
    ("careful", "Goes on with care"),
    ("registered", "Registered letter"),
    ("reprinted", "Letter printed again"),
    ("link_opened", "Page opened"),
    ("link_asked", "New link asked for"),
    ("link_revoked", "Link closed"),
    ("page_made", "Done on the customer's page"),
    ("identity_failed", "Question who opens a link not answered"),
    ("preferences", "Preferences changed"),
    ("delayed", "Delayed on its way"),
    ("reach_marked", "Address described"),
    ("requested", "Asked for something first"),
    ("request_closed", "Request closed"),
    ("never_came", "Said that it never came"),
    ("complained", "Complaint received"),
    ("complaint_seen", "Complaint acknowledged"),
    ("complaint_answered", "Complaint answered"),
    ("complaint_closed", "Complaint closed"),
    ("access_given", "Copy of the personal data handed out"),
    ("erasure_kept", "Erasure asked for: kept for now"),
    ("erased", "Personal data erased"),
    ("written_off", "Written off"),
    ("loss_reversed", "Write-off reversed"),
    ("regained", "Received after the loss"),
    ("paid_online", "Paid online"),
    ("file_placed", "Placed with an agency"),
    ("file_recalled", "File taken back"),
    ("file_returned", "File returned by the agency"),
    ("agency_told", "Told by the agency"),
]


class RecoveryEvent(models.Model):
    """What happened to a reminder or a customer; written once."""

    _name = "recovery.event"
    _inherit = ["recovery.append.only.mixin"]
    _description = "Event"
    _order = "happened_at desc, id desc"
    _log_access = False
    _body_columns = ("kind", "happened_at", "text", "subject_token")

    kind = fields.Selection(KINDS, required=True, index=True)
    happened_at = fields.Datetime(required=True, default=fields.Datetime.now)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict"
    )
    case_id = fields.Many2one(
        "recovery.case", "Customer account", index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one("res.partner", index=True, ondelete="set null")
    notice_id = fields.Many2one("recovery.notice", index=True, ondelete="set null")
    user_id = fields.Many2one("res.users", ondelete="set null")
    subject_token = fields.Char(help="Stands for the person, never a name.")
    text = fields.Char("What")

    def _log_about(self, kind, record, text=""):
        """Write an event in the account of ``record``, or about its customer where it
        has none; it has ``company_id``, ``partner_id`` and ``case_id``."""
        if record.case_id:
            return self._log(kind, record.case_id, text)
        partner = record.partner_id.commercial_partner_id
        return self.sudo().create(
            {
                "kind": kind,
                "company_id": record.company_id.id,
                "partner_id": partner.id,
                "user_id": self.env.uid,
                "subject_token": f"P{partner.id}",
                "text": text,
            }
        )

    def _log(self, kind, cases, text="", notice=None, at=None):
        """Write one event of ``kind`` for each of ``cases``."""
        return self.sudo().create(
            [
                {
                    "kind": kind,
                    "company_id": case.company_id.id,
                    "case_id": case.id,
                    "partner_id": case.partner_id.id,
                    "notice_id": notice.id if notice else False,
                    "user_id": self.env.uid,
                    "subject_token": f"P{case.partner_id.id}",
                    "text": text,
                    "happened_at": at or fields.Datetime.now(),
                }
                for case in cases
            ]
        )
