"""Payments that the ledger does not show before their bank line is there."""


def without_entry(case, partner, amount, day, moves=None):
    """Register a payment as where no outstanding account is set.

    :param case: the ``RecoveryCase`` that asks
    :param moves: the invoices that it is for
    """
    payment = case.root["account.payment"].create(
        {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": partner.id,
            "amount": amount,
            "date": day,
            "journal_id": case.bank.id,
            "invoice_ids": moves.ids if moves else [],
        }
    )
    payment.outstanding_account_id = False
    payment.action_post()
    case.assertEqual((payment.state, len(payment.move_id)), ("in_process", 0))
    return payment
