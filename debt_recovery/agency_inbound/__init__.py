from . import recovery_agency_inbound, recovery_agency_inbound_words
from . import status, request, report
