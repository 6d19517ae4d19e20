"""The text of an EPC QR code (EPC069-12): one credit transfer, read by a bank's app.

Twelve lines at most, in order; nothing after the last one given. The code is drawn with
error correction level M.
"""

import qrcode

MAX_BYTES = 331  # what version 13 holds at level M
FIRST = ("BCD", "002", "1", "SCT")  # 1: UTF-8


def payload(holder, iban, amount, bic="", reference="", text=""):
    """Return the text of the code, or ``""`` when it cannot be one.

    :param amount: EUR, 0.01 to 999 999 999.99
    :param reference: a structured reference (RF…), 35 characters at most
    :param text: what the transfer says, 140 characters at most; one or the other

    >>> print(payload("Acme", "FR7630006000011234567890189", 12.5, text="INV 1"))
    BCD
    002
    1
    SCT
    <BLANKLINE>
    Acme
    FR7630006000011234567890189
    EUR12.50
    <BLANKLINE>
    <BLANKLINE>
    INV 1
    >>> payload("Acme", "FR7630006000011234567890189", 0)
    ''
    """
    iban, reference = iban.replace(" ", ""), reference.replace(" ", "")
    lines = [*FIRST, bic, holder, iban, f"EUR{amount:.2f}", "", reference]
    lines.append("" if reference else text)
    code = "\n".join(lines).rstrip("\n")
    fits = (
        holder
        and iban
        and 0.01 <= amount <= 999_999_999.99
        and len(holder) <= 70
        and len(reference) <= 35
        and len(text) <= 140
        and len(code.encode()) <= MAX_BYTES
    )
    return code if fits else ""


def drawing(text):
    """Return the code as SVG: sharp at any size, and no image library is needed.

    >>> drawing("BCD")[:26]
    '<svg viewBox="0 0 21 21" x'
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text.encode())
    code.make()
    rows = code.get_matrix()
    runs = (
        f"M{x} {y}h{n}v1h-{n}z" for y, row in enumerate(rows) for x, n in _runs(row)
    )
    side = len(rows)
    return (
        f'<svg viewBox="0 0 {side} {side}" xmlns="http://www.w3.org/2000/svg" '
        f'shape-rendering="crispEdges"><path d="{"".join(runs)}"/></svg>'
    )


def _runs(row):
    """Yield where dark modules begin, and how many follow each other.

    >>> list(_runs([True, True, False, True]))
    [(0, 2), (3, 1)]
    """
    start = None
    for place, dark in enumerate([*row, False]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def one_line(names, limit=140):
    """Return as many whole names as fit, separated by blanks; none is cut.

    >>> one_line(["FA-1", "FA-22"], limit=9)
    'FA-1'
    """
    said = ""
    for name in names:
        longer = f"{said} {name}".strip()
        if len(longer) > limit:
            break
        said = longer
    return said
