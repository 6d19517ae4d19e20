from . import (
    recovery_channel,
    test_mode,
    email,
    task,
    twilio_account,
    twilio_costs,
    recovery_webhook_kind,
    twilio_status,
    twilio_inbound,
    sms_provider,
    sms,
    letter,
)
