from . import links, sheet, statement, twilio, sms_status
from . import voice
from . import personal
from . import dossier
from . import plan
from . import told, follow
from . import papers
from . import contacts
from . import promise
from . import offer
from . import checkout
from . import identity, brand, portal
from . import plan_builder, plan_life
from . import agency
