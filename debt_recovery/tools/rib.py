"""Account numbers of banks: IBAN, and the parts of a French one as banks print it."""

import re


def parts(iban):
    """Return ``(bank, branch, account, key)`` of a French or Monegasque IBAN, or None.

    >>> parts("FR76 3000 6000 0112 3456 7890 189")
    ('30006', '00001', '12345678901', '89')
    >>> parts("BE68 5390 0754 7034") is None
    True
    """
    plain = re.sub(r"\W", "", iban or "").upper()
    if not re.fullmatch(r"(FR|MC)\d{12}[0-9A-Z]{11}\d{2}", plain):
        return None
    return plain[4:9], plain[9:14], plain[14:25], plain[25:27]


def grouped(iban):
    """Return an account number in groups of four, as people read it.

    >>> grouped("FR7630006000011234567890189")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    plain = re.sub(r"\s", "", iban or "")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def is_iban(number):
    """Tell whether an account number is an IBAN: its form and its check figures.

    >>> is_iban("FR76 3000 6000 0112 3456 7890 189"), is_iban("BE68 5390 0754 7034")
    (True, True)
    >>> is_iban("FR7630006000011234567890188"), is_iban("12345"), is_iban(None)
    (False, False, False)
    """
    plain = re.sub(r"\s", "", number or "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[0-9A-Z]{11,30}", plain):
        return False
    digits = "".join(str(int(one, 36)) for one in plain[4:] + plain[:4])
    return int(digits) % 97 == 1
