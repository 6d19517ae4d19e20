"""Checks of our own: sizes, well-formed XML, complete translations.

``python -m dev.house_rules sizes|xml|translations FILE…`` prints what is wrong with
the files, one line each, and ends with 1 when there is anything.
"""

import ast
import sys
import xml.sax
from pathlib import Path

import polib

FILE_LINES = 300
VIEW_LINES = 250
FUNCTION_LINES = 40
VIEW_FOLDERS = {"views", "report", "wizard", "wizards"}


def sizes(path):
    """Yield what is too long: a Python file, one of its functions, or views."""
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    if path.suffix == ".xml":
        if VIEW_FOLDERS & set(path.parts) and lines > VIEW_LINES:
            yield f"{path}: {lines} lines, {VIEW_LINES} are allowed for views"
    elif path.suffix == ".py" and "tests" not in path.parts:
        if lines > FILE_LINES:
            yield f"{path}: {lines} lines, {FILE_LINES} are allowed"
        yield from long_functions(path, text)


def long_functions(path, text):
    """Yield the functions that are too long, decorators not counted.

    >>> text = "def f():\\n" + "    pass\\n" * 40
    >>> list(long_functions("x.py", text))
    ['x.py:1: f has 41 lines, 40 are allowed']
    """
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > FUNCTION_LINES:
                yield (
                    f"{path}:{node.lineno}: {node.name} has {length} lines, "
                    f"{FUNCTION_LINES} are allowed"
                )


def well_formed(path):
    """Yield the place where an XML file can't be read."""
    try:
        xml.sax.parse(str(path), xml.sax.ContentHandler())
    except xml.sax.SAXParseException as error:
        yield f"{path}:{error.getLineNumber()}: {error.getMessage()}"


def translations(path):
    """Yield what a .po file lacks; one that can't be compiled lacks everything."""
    try:
        catalogue = polib.pofile(str(path), check_for_duplicates=True)
        catalogue.to_binary()
    except (OSError, ValueError) as error:
        yield f"{path}: {error}"
        return
    for entry in catalogue.untranslated_entries():
        yield f"{path}:{entry.linenum}: not translated: {entry.msgid[:60]!r}"
    for entry in catalogue.fuzzy_entries():
        yield f"{path}:{entry.linenum}: marked fuzzy: {entry.msgid[:60]!r}"


CHECKS = {"sizes": sizes, "xml": well_formed, "translations": translations}


def main(arguments):
    check = CHECKS[arguments[0]]
    wrong = [line for name in arguments[1:] for line in check(Path(name))]
    print("\n".join(wrong)) if wrong else None
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
