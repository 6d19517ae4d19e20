"""Phone numbers as libphonenumber reads them."""

import phonenumbers

TEXTABLE = ("mobile", "fixed_line_or_mobile")


def e164(number, country=None):
    """Return ``number`` in E.164, "" when it is no number of any country.

    :param country: ISO code that a national number is read with

    >>> e164("06 12 34 56 78", "FR"), e164("+33 6 12 34 56 78")
    ('+33612345678', '+33612345678')
    >>> e164("06 12 34 56 78"), e164("12", "FR"), e164(False, "FR")
    ('', '', '')
    """
    parsed = _parse(number, country)
    if parsed is None:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def kind(number, country=None):
    """Return the type of a number, in libphonenumber's words, "" when it is none.

    >>> kind("+33612345678"), kind("01 23 45 67 89", "FR"), kind("0899 70 11 11", "FR")
    ('mobile', 'fixed_line', 'premium_rate')
    """
    parsed = _parse(number, country)
    if parsed is None:
        return ""
    code = phonenumbers.number_type(parsed)
    return phonenumbers.PhoneNumberType.to_string(code).lower()


def takes_text(number, country=None):
    """Tell whether a text message can reach this number: some countries give mobile
    and fixed lines the same numbers, and those may.

    >>> takes_text("+33612345678"), takes_text("+33123456789"), takes_text("x")
    (True, False, False)
    """
    return kind(number, country) in TEXTABLE


def _parse(number, country):
    try:
        parsed = phonenumbers.parse(number or "", country or None)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None
