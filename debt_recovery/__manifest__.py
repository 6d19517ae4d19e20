{
    "name": "Debt Recovery",
    "summary": "Stage late invoices, contact each debtor once and lawfully, "
    "and see every euro come back through the ledger",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Debt Recovery contributors",
    "website": "https://github.com/debt-recovery/debt_recovery",
    "license": "LGPL-3",
    "application": True,
    "depends": ["account_payment", "portal", "sms_twilio", "phone_validation"],
    "external_dependencies": {
        "python": ["holidays", "phonenumbers", "requests", "twilio"]
    },
    "data": [
        "security/recovery_security.xml",
        "security/ir.model.access.csv",
        "security/recovery_rules.xml",
        "data/recovery_partner_tag.xml",
        "data/recovery_template_mail.xml",
        "data/recovery_template_task.xml",
        "data/recovery_segment.xml",
        "data/recovery_policy_business.xml",
        "data/recovery_policy_others.xml",
        "data/ir_cron.xml",
        "views/mail_layout.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
