from . import sheet, statement, twilio, sms_status
