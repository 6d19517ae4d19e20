from . import recovery_statement_report, recovery_settlement_report
from . import recovery_plan_report
from . import recovery_customer_papers
