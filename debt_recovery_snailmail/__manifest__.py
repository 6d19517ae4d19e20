{
    "name": "Debt Recovery – Snailmail",
    "summary": "Letters to customers through Odoo's postal service",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Debt Recovery contributors",
    "website": "https://github.com/debt-recovery/debt_recovery",
    "license": "LGPL-3",
    "depends": ["debt_recovery", "snailmail"],
    "auto_install": True,
    "data": ["views/res_config_settings.xml"],
}
