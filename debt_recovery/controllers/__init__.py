from . import links, sheet, statement, twilio, sms_status
from . import voice
from . import personal
from . import dossier
from . import plan
