"""How files travel to an agency and back: pure questions, no network, no clock."""

import base64
import hashlib
import re
from collections import namedtuple
from datetime import timedelta
from fnmatch import fnmatchcase

# What waits for us at the other side: its address there, its name, its bytes and when
# it was changed (seconds); both may be zero where a way cannot tell.
Waiting = namedtuple("Waiting", "reference name size stamp")

MAX_TRIES = 8
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=12)
LARGEST = 50 * 1024 * 1024  # bytes of one file that are taken in
UNFINISHED = (".part", ".tmp", ".filepart", ".partial", ".uploading", ".crdownload")
KEY_TYPES = re.compile(r"(ssh-(rsa|ed25519)|ecdsa-sha2-nistp(256|384|521))$")


def wait_after(tries, asked=0):
    """Return how long to wait after ``tries`` tries in vain: twice as long each time.

    :param asked: seconds that the other side asks for, if it does

    >>> [str(wait_after(tries)) for tries in (1, 2, 3)]
    ['0:05:00', '0:10:00', '0:20:00']
    >>> str(wait_after(20)), str(wait_after(1, asked=900))
    ('12:00:00', '0:15:00')
    >>> str(wait_after(1, asked=10**18))
    '12:00:00'
    """
    wait = min(FIRST_WAIT * 2 ** min(max(tries, 1) - 1, 12), LONGEST_WAIT)
    longest = int(LONGEST_WAIT.total_seconds())
    return max(wait, timedelta(seconds=min(max(asked, 0), longest)))


def temporary_name(name, key):
    """Return the name under which a file grows at the other side.

    >>> temporary_name("BT-2026-00001.csv", "3f2a77c0-0000")
    '.BT-2026-00001.csv.3f2a77c0.part'
    """
    return f".{name}.{key[:8]}.part"


def is_unfinished(name):
    """Tell whether a name says that its file is still being written.

    >>> is_unfinished("status.csv.part"), is_unfinished(".status.csv")
    (True, True)
    >>> is_unfinished("status.csv")
    False
    """
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def first_match(name, patterns):
    """Return the place of the first pattern that fits a file's name, or None.

    ``*`` stands for anything, ``?`` for one sign; capitals do not count.

    >>> first_match("STATUT_2026.CSV", ["rev*.csv", "statut*.csv"])
    1
    >>> first_match("lisezmoi.txt", ["*.csv"]) is None
    True
    """
    for place, pattern in enumerate(patterns):
        if fnmatchcase(name.lower(), pattern.strip().lower()):
            return place
    return None


def look(seen, waiting, is_final):
    """Judge one file that waits, by what the last look saw of it.

    :param seen: ``[size, stamp, taken]`` of the last look, or None
    :param is_final: the agency gives files their name when they are complete
    :return: ``take``, ``wait`` (it may still grow) or ``taken`` (it was, unchanged)

    >>> one = Waiting("/in/a.csv", "a.csv", 120, 1)
    >>> look(None, one, False), look([80, 1, False], one, False)
    ('wait', 'wait')
    >>> look([120, 1, False], one, False), look(None, one, True)
    ('take', 'take')
    >>> look([120, 1, True], one, True), look([120, 0, True], one, False)
    ('taken', 'wait')
    """
    same = seen is not None and list(seen[:2]) == [waiting.size, waiting.stamp]
    if same and seen[2]:
        return "taken"
    return "take" if same or is_final else "wait"


def host_key(text):
    """Return ``(type, base64)`` of a server's public key, however it was pasted: with
    or without its host name, its comment, or its line breaks.

    :raises ValueError: no key is in it

    >>> host_key("sftp.orvane.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==")
    ('ssh-ed25519', 'AAAAC3NzaC1lZDI1NTE5AAAAIA==')
    >>> host_key("hello")
    Traceback (most recent call last):
    ValueError: no key
    """
    words = (text or "").split()
    for place, word in enumerate(words[:-1]):
        if KEY_TYPES.fullmatch(word):
            try:
                base64.b64decode(words[place + 1], validate=True)
            except ValueError:
                break
            return word, words[place + 1]
    raise ValueError("no key")


def fingerprint(blob):
    """Return the fingerprint of a key as OpenSSH prints it.

    >>> fingerprint(b"key")
    'SHA256:LHDhK3oGRvkiefQnx7OOczTY5Tic/xZ6HcMOc/gmtoM'
    """
    digest = hashlib.sha256(blob).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def same_host(one, other):
    """Tell whether two parsed addresses are of one server, reached in the same way.

    >>> from urllib.parse import urlsplit
    >>> same_host(urlsplit("https://a.example/x"), urlsplit("https://a.example:443/y"))
    True
    >>> same_host(urlsplit("https://a.example/x"), urlsplit("http://a.example/x"))
    False
    """
    usual = {"https": 443, "http": 80}
    places = [
        (part.scheme, part.hostname, part.port or usual.get(part.scheme))
        for part in (one, other)
    ]
    return places[0] == places[1]


def without(text, secrets):
    """Return what the other side said, short, without what only we may know.

    >>> without("bad token s3cret for\\n you", ["s3cret", ""])
    'bad token ••• for you'
    """
    for secret in secrets:
        if secret:
            text = text.replace(secret, "•••")
    return " ".join(text.split())[:300]
