from . import recovery_statement_report
