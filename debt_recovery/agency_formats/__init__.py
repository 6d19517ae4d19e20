from . import recovery_agency_format, recovery_agency_format_file
from . import recovery_agency_format_rows
from . import csv_file, xlsx_file, json_file, ubl_reminder
