from odoo.http import Controller, Response, request, route

NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
DOOR = {"type": "http", "auth": "public", "methods": ["POST"], "csrf": False}


class TwilioController(Controller):
    """Where Twilio tells what became of messages and calls, and what people write.

    Verified with the account's own token, kept, answered; understood afterwards.
    """

    @route("/recovery/twilio/status/<string:uuid>", save_session=False, **DOOR)
    def message_status(self, uuid, **_form):
        return take("status", company_of(uuid), "MessageSid", "MessageStatus", uuid)

    @route("/recovery/twilio/call/<string:uuid>", save_session=False, **DOOR)
    def call_status(self, uuid, **_form):
        return take("call", company_of(uuid), "CallSid", "CallStatus", uuid)

    @route("/recovery/twilio/inbound", save_session=False, **DOOR)
    def inbound(self, **form):
        twilio = request.env["recovery.twilio"]
        company = twilio._company_of(form.get("AccountSid"), form.get("To"))
        sender = (form.get("From") or "").removeprefix("whatsapp:")
        return take("inbound", company, "MessageSid", "SmsStatus", sender=sender)


def company_of(uuid):
    """Return the company of the reminder that ``uuid`` names, or none."""
    return notice_of(uuid).company_id


def notice_of(uuid):
    """Return the reminder that ``uuid`` names, or none."""
    return request.env["recovery.webhook.status"]._notice(uuid)


def is_signed(company):
    """Tell whether the company's Twilio account signed this request."""
    query = request.httprequest.query_string.decode()
    path = request.httprequest.path + (f"?{query}" if query else "")
    return request.env["recovery.twilio"]._signed(
        company,
        path,
        request.httprequest.form.to_dict(),
        request.httprequest.headers.get("X-Twilio-Signature", ""),
    )


def refuse(code):
    """Count a call that is not believed; answer with ``code``."""
    request.env["recovery.webhook"].sudo()._refuse(str(code))
    return Response(status=code)


def take(kind, company, reference, status, uuid=False, sender=False):
    """Keep what the request tells; answer with nothing to say."""
    form = request.httprequest.form.to_dict()
    if not company:
        return refuse(404)
    if not is_signed(company):
        return refuse(403)
    if form.get(reference) and form.get(status):
        request.env["recovery.webhook"].sudo()._store(
            kind,
            company,
            form[reference],
            form[status],
            form,
            uuid=uuid,
            sender=sender,
        )
    return request.make_response(NOTHING, [("Content-Type", "text/xml")])
