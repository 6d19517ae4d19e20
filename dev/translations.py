"""Bring the addon's translation files up to date, and list what is not translated.

``python -m dev.translations`` exports the terms of a fresh clone of the template into
``i18n/debt_recovery.pot`` and merges them into each ``i18n/*.po``: translations that
are there stay, terms that are gone go, and labels of inherited fields take Odoo's own
translation. What is left without a translation is listed,
and the command ends with 1. ``--database NAME`` exports from that database instead.
"""

import argparse
import os
import sys

import polib

from .databases import clone, drop
from .session import run_python
from .settings import ADDON, CONFIG, ROOT, odoo_home

FOLDER = ROOT / ADDON / "i18n"
# where the same words stand already: mixins, menus, everyday labels
DONORS = ("mail", "base", "web", "account", "portal", "payment", "sms")


def export(database):
    """Write the template of all terms, as Odoo finds them."""
    where = ("-c", CONFIG, "-d", database, "-l", "pot", "--", ADDON)
    run_python("odoo", "i18n", "export", *where)


def merge(path, template, borrowed):
    """Merge the terms of ``template`` into the file; return it, not saved."""
    old = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    catalogue = polib.pofile(str(path))
    del catalogue[:]
    for entry in template:
        catalogue.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=old.get(entry.msgid) or _same_field(entry, borrowed),
                msgctxt=entry.msgctxt,
                comment=entry.comment,
                tcomment=entry.tcomment,
                occurrences=entry.occurrences,
                flags=[flag for flag in entry.flags if flag != "fuzzy"],
            )
        )
    return catalogue


def _same_field(entry, borrowed):
    for field in sorted(fields_of(entry)):
        if (field, entry.msgid) in borrowed:
            return borrowed[field, entry.msgid]
    return ""


def fields_of(entry):
    """Return the names of the fields whose label or help a term is.

    >>> entry = polib.POEntry(msgid="Note", occurrences=[
    ...     ("model:ir.model.fields,help:mail.field_mail_thread__message_ids", "")])
    >>> fields_of(entry)
    {'message_ids'}
    """
    places = (place for place, _line in entry.occurrences)
    return {
        place.rpartition("__")[2]
        for place in places
        if "ir.model.fields" in place and "__" in place
    }


def borrow(language):
    """Return ``{(field, term): translation}`` of Odoo's own modules for a language."""
    found = {}
    for module in reversed(DONORS):
        for root in (odoo_home() / "odoo" / "addons", odoo_home() / "addons"):
            path = root / module / "i18n" / f"{language}.po"
            if path.is_file():
                for entry in polib.pofile(str(path)).translated_entries():
                    for field in fields_of(entry):
                        found[field, entry.msgid] = entry.msgstr
    return found


def update(database):
    """Export, merge and save; return the lines that say what is missing."""
    export(database)
    template = polib.pofile(str(FOLDER / f"{ADDON}.pot"))
    missing = []
    for path in sorted(FOLDER.glob("*.po")):
        catalogue = merge(path, template, borrow(path.stem))
        catalogue.save(str(path))
        missing += [
            f"{path.relative_to(ROOT)}: {entry.msgid!r}  ({entry.occurrences[0][0]})"
            for entry in catalogue.untranslated_entries()
        ]
    return missing


def main(argv=None):
    parser = argparse.ArgumentParser(prog="translations")
    parser.add_argument("--database")
    arguments = parser.parse_args(argv)
    database = arguments.database or f"dr_translations_{os.getpid()}"
    if not arguments.database:
        clone(database)
    try:
        missing = update(database)
    finally:
        if not arguments.database:
            drop(database)
    print("\n".join(missing))
    print(f"{len(missing)} terms are not translated")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
