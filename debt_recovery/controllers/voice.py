from odoo.http import Controller, request, route

from .twilio import DOOR, is_signed, refuse


class VoiceController(Controller):
    """What is said on our calls: Twilio asks when somebody answers or presses a key."""

    @route("/recovery/voice/<string:uuid>", save_session=False, **DOOR)
    def opening(self, uuid, AnsweredBy="", **_form):
        return say(uuid, lambda speech, call: speech._opening(call, AnsweredBy))

    @route("/recovery/voice/<string:uuid>/key", save_session=False, **DOOR)
    def key(self, uuid, Digits="", **_form):
        digit = Digits[:1]
        return say(
            uuid, lambda speech, call: speech._answer(call, digit), f"key-{digit}"
        )

    @route("/recovery/voice/<string:uuid>/ring", save_session=False, **DOOR)
    def ring(self, uuid, **_form):
        return say(uuid, lambda speech, call: speech._ring(call))

    @route("/recovery/voice/<string:uuid>/bridge", save_session=False, **DOOR)
    def bridge(self, uuid, **_form):
        return say(uuid, lambda speech, call: speech._bridge(call))

    @route("/recovery/voice/<string:uuid>/bridged", save_session=False, **DOOR)
    def bridged(self, uuid, DialCallStatus="", **_form):
        return say(
            uuid, lambda speech, call: speech._nothing(), f"bridged-{DialCallStatus}"
        )


def say(uuid, words, keep=""):
    """Answer what is to be said on the call of the reminder ``uuid``, as TwiML.

    :param words: ``words(speech, notice)`` returns it
    :param keep: what happened, kept first and understood apart
    """
    notice = request.env["recovery.webhook.status"]._notice(uuid)
    if not notice:
        return refuse(404)
    if not is_signed(notice.company_id):
        return refuse(403)
    form = request.httprequest.form.to_dict()
    if keep and form.get("CallSid"):
        request.env["recovery.webhook"].sudo()._store(
            "call", notice.company_id, form["CallSid"], keep, form, uuid=uuid
        )
    page = words(request.env["recovery.speech"].sudo(), notice.sudo())
    return request.make_response(page, [("Content-Type", "text/xml")])
