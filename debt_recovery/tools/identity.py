"""Answers to the question who opens a link: typed by hand, so forgiven their form."""


def plain(text):
    """Return the letters and digits of ``text``, in capitals.

    >>> plain(" sw1a 1aa"), plain("FAC/2026/00012"), plain("…")
    ('SW1A1AA', 'FAC202600012', '')
    """
    return "".join(char for char in (text or "").upper() if char.isalnum())


def is_one_of(answer, known):
    """Tell whether ``answer`` is one of the ``known`` texts, however it is spaced.

    >>> is_one_of("75 002", ["75002"]), is_one_of("", ["", "75002"])
    (True, False)
    """
    given = plain(answer)
    return bool(given) and given in {plain(text) for text in known}
