"""What installing and uninstalling do besides loading data."""


def post_init_hook(env):
    """Stage old debts, send nothing: brackets, accounts, rights, cut-off date."""
    companies = env["res.company"].search([])
    env["recovery.stage"]._create_defaults(companies)
    env["recovery.account"]._sync(companies)
    for company in companies:
        company.recovery_cutoff_date = company._recovery_today()
        company.recovery_full_pass = True
    _grant(env, "account.group_account_invoice", "debt_recovery.group_agent")
    _grant(env, "account.group_account_manager", "debt_recovery.group_manager")


def _grant(env, having, giving):
    users = env.ref(having).all_user_ids
    env.ref(giving).write({"user_ids": [(4, user.id) for user in users]})


def uninstall_hook(env):
    """Leave the ledger untouched; drop what the registry does not know of."""
    env.cr.execute("DROP FUNCTION IF EXISTS debt_recovery_append_only() CASCADE")
