from . import recovery_agency_transport
from . import download
from . import email
from . import https
from . import sftp
