"""Jobs about what customers pay online: chosen, started, confirmed, booked."""

from odoo.service.model import retrying


def choose(env, customer):
    """Choose all that a customer owes; return the number of the payment."""
    company = env.company
    debtor = env["res.partner"].search([("name", "=", customer)])
    env["recovery.cycle"]._run(company, company._recovery_today())
    case = env["recovery.case"].search(
        [("partner_id", "=", debtor.id), ("company_id", "=", company.id)]
    )
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    env.ref("payment_demo.payment_method_demo").active = True
    env.ref("payment.payment_provider_demo").write(
        {"state": "test", "is_published": True, "journal_id": bank.id}
    )
    chosen = {one.line.id: "" for one in case._payables()}
    checkout = case._pay_items(chosen)
    env.cr.commit()
    return checkout.reference


def start_payment(env, reference):
    """Press “Pay”, as often as the server tries again; return the transaction's number,
    or what the customer reads instead."""
    number = retrying(lambda: _start(env, reference), env)
    env.cr.commit()
    return number


def _start(env, reference):
    checkout = env["recovery.checkout"].search([("reference", "=", reference)])
    link = env["recovery.link"].new({"case_id": checkout.case_id.id, "purpose": "pay"})
    provider = env.ref("payment.payment_provider_demo")

    def create(amount, currency_id, partner_id, custom_create_values, **values):
        transactions = env["payment.transaction"]
        return transactions.create(
            {
                "provider_id": values["provider_id"],
                "payment_method_id": values["payment_method_id"],
                "operation": f"online_{values['flow']}",
                "amount": amount,
                "currency_id": currency_id,
                "partner_id": partner_id,
                "reference": transactions._compute_reference(
                    provider.code, prefix=values["reference_prefix"]
                ),
                **custom_create_values,
            }
        )

    method = env.ref("payment_demo.payment_method_demo")
    asked = {
        "provider_id": provider.id,
        "payment_method_id": method.id,
        "token_id": None,
        "flow": "direct",
    }
    return link._start(checkout, asked, create).id


def confirm(env):
    """The provider says that it has the money."""
    env["payment.transaction"].search([("state", "=", "draft")])._set_done()
    env.cr.commit()


def book(env):
    """Book what is paid, as the page that waits for it does."""
    found = env["payment.transaction"].search([("state", "=", "done")])
    retrying(
        lambda: found.filtered(lambda one: not one.payment_id)._post_process(), env
    )
    env.cr.commit()
