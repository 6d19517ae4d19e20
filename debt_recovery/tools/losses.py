"""Shares of a tax in a loss, in whole cents: parts always add up to the whole."""


def share(total, amount, whole, before=0):
    """Return the part of ``total`` that falls on ``amount`` out of ``whole``.

    What earlier parts (``before``) took is subtracted after rounding, so that any
    sequence of parts that covers ``whole`` adds up to ``total`` to the cent.

    :param total, amount, whole, before: whole cents; ``total`` may be negative
    :return: whole cents

    >>> share(10000, 50000, 60000), share(100, 1, 3), share(100, 1, 3, before=2)
    (8333, 33, 33)
    >>> sum(share(100, 1, 3, before=done) for done in range(3))
    100
    >>> share(-40000, 240000, 240000)
    -40000
    """
    if not whole:
        return 0
    return _rounded(total * (before + amount), whole) - _rounded(total * before, whole)


def _rounded(dividend, divisor):
    """Divide and round half away from zero."""
    sign = -1 if (dividend < 0) != (divisor < 0) else 1
    return sign * ((2 * abs(dividend) + abs(divisor)) // (2 * abs(divisor)))


# What article 272 of the French tax code has the seller write across the duplicate;
# the buyer may not deduct the tax. Words of BOI-TVA-DED-40-10-20.
OVERLAY = (
    "Facture demeurée impayée pour la somme de {net} (prix net) et pour la somme de "
    "{vat} (taxe sur la valeur ajoutée correspondante) qui ne peut faire l'objet d'une "
    "déduction (article 272 du CGI)."
)


def overlay(net, vat, symbol="€"):
    """Return the prescribed words, amounts in euros written the French way.

    >>> overlay(2000, 400)[:52]
    'Facture demeurée impayée pour la somme de 2\\xa0000,00\\xa0€'
    """
    return OVERLAY.format(net=_french(net, symbol), vat=_french(vat, symbol))


def _french(amount, symbol):
    text = f"{amount:,.2f}".replace(",", "\xa0").replace(".", ",")
    return f"{text}\xa0{symbol}"
