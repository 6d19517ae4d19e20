"""Files that a customer sends: their kind by what is in them, never by their name.

Nothing is unpacked, converted or changed: of an office document only the table of
contents is read, which a file that swells when it is opened cannot make large.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE  # of one file
MAX_TOTAL = 20 * MEGABYTE  # of one form
MAX_FILES = 5
LONGEST_NAME = 80

OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "heic": "image/heic",
    "txt": "text/plain",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
}
SAME = {"jpeg": "jpg", "heif": "heic"}  # names of a kind that has two
BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
ACTIVE = ("vbaproject.bin", ".exe", ".js", ".vbs")  # programs within a document
ENTRIES = 5000  # an office document has some dozens
ODT_LEAD = b"mimetype" + KINDS["odt"].encode()
MARKUP = re.compile(r"\s*(<\?xml|<!doctype|<html|<svg|<script|<\?php|#!)", re.I)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Refused(Exception):
    """A file is not taken: ``code`` (count, empty, size, total, kind) and ``name``."""

    def __init__(self, code, name=""):
        super().__init__(code)
        self.code, self.name = code, name


@dataclass(frozen=True)
class Upload:
    name: str  # cleaned, with the ending of its kind
    raw: bytes
    mimetype: str


def checked(files):
    """Return the :class:`Upload` of each of ``files``.

    :param files: pairs of name and bytes; those that are empty and have no name, as
        browsers send for a field that was left empty, count for nothing
    :raises Refused: the first that is not taken

    >>> checked([("C:\\\\Bureau\\\\preuve.PDF", b"%PDF-1.7 ...")])[0].name
    'preuve.pdf'
    """
    files = [(name, raw) for name, raw in files if name or raw]
    if len(files) > MAX_FILES:
        raise Refused("count")
    if sum(len(raw) for _name, raw in files) > MAX_TOTAL:
        raise Refused("total")
    return [_upload(name, raw) for name, raw in files]


def _upload(name, raw):
    if not raw:
        raise Refused("empty", cleaned(name))
    if len(raw) > MAX_BYTES:
        raise Refused("size", cleaned(name))
    kind = kind_of(raw)
    if not kind:
        raise Refused("kind", cleaned(name))
    return Upload(cleaned(name, kind), raw, KINDS[kind])


def kind_of(raw):
    """Return the key of ``KINDS`` for what is in a file, "" for anything else.

    >>> kind_of(b"%PDF-1.4"), kind_of(b"MZ\\x90\\x00"), kind_of(b"Bonjour")
    ('pdf', '', 'txt')
    >>> kind_of(b"<html><script>"), kind_of(b"\\xff\\xd8\\xff\\xe0")
    ('', 'jpg')
    """
    if raw.startswith(b"%PDF-"):
        return "pdf"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if raw.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if raw[4:8] == b"ftyp" and raw[8:12] in BRANDS:
        return "heic"
    if raw.startswith(b"PK\x03\x04"):
        return _office(raw)
    return "txt" if _is_text(raw) else ""


def _office(raw):
    """Tell office documents from other archives by their table of contents."""
    if raw[30 : 30 + len(ODT_LEAD)] == ODT_LEAD:
        return "odt"
    try:
        names = set(zipfile.ZipFile(io.BytesIO(raw)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return ""
    active = any(name.lower().endswith(ACTIVE) for name in names)
    if "[Content_Types].xml" not in names or len(names) > ENTRIES or active:
        return ""  # macros and other programs are not taken
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else ""


def _is_text(raw):
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return not (CONTROLS.search(text) or MARKUP.match(text) or "\ufffd" in text)


def cleaned(name, kind=""):
    """Return a name that is safe to show and to write: no folder, no sign that turns
    or hides what follows, the ending of ``kind``.

    >>> cleaned("../../etc/passwd"), cleaned("facture\\u202efdp.exe", "pdf")
    ('passwd', 'facturefdp.pdf')
    >>> cleaned("photo.JPEG", "jpg"), cleaned("", "png")
    ('photo.jpg', 'file.png')
    """
    name = unicodedata.normalize("NFC", str(name or ""))
    name = re.split(r"[/\\]", name)[-1]
    kept = (one for one in name if unicodedata.category(one)[0] != "C")
    name = re.sub(r'[:*?"<>|]', "_", "".join(kept))
    name = " ".join(name.split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    known = SAME.get(ending, ending)
    if not dot or (kind and len(ending) > 5):
        stem, known = name, ""
    stem = stem[:LONGEST_NAME].strip(". ") or "file"
    ending = kind or known
    return f"{stem}.{ending}" if ending else stem
