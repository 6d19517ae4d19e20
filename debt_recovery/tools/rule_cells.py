"""Cells of a file of rules into values; each says what is wrong in its own column."""

import json
from datetime import date
from decimal import Decimal, InvalidOperation

from .rule_words import INFORMATIVE


class Cells:
    """One line being read. ``problems``: ``(line, column, what)``, none when good."""

    def __init__(self, line, cells):
        self.line = line
        self.cells = cells
        self.problems = []
        self.params = self._read_params()
        self.used = set()

    def wrong(self, column, what):
        self.problems.append((self.line, column, what))

    def text(self, column):
        return (self.cells.get(column) or "").strip()

    def needed(self, column):
        if not self.text(column):
            self.wrong(column, "is empty")
        return self.text(column)

    def word(self, column, words, default=""):
        """Return the word of a cell, that must be one of ``words``."""
        found = self.text(column) or default
        if found not in words:
            self.wrong(column, f"“{found}” is not one of: {', '.join(sorted(words))}")
        return found

    def known(self, column, reader, what):
        """Return what ``reader`` makes of a cell that it must understand."""
        found = reader(self.text(column))
        if found is None:
            self.wrong(column, f"“{self.text(column)}” is not {what}")
        return found

    def whole(self, column):
        return self._convert(column, self.text(column), _whole, 0, "a whole number")

    def number(self, column):
        return self._convert(column, self.text(column), _number, None, "a number")

    def day(self, column):
        return self._convert(
            column, self.text(column), date.fromisoformat, None, "a date (2026-01-31)"
        )

    def hour(self, column):
        return self._convert(
            column, self.text(column), _hour, None, "an hour between 00:00 and 24:00"
        )

    def days(self, column):
        return self._convert(
            column,
            self.text(column),
            _weekdays,
            frozenset(),
            "seven digits 0 or 1, Monday first, with one day at least",
        )

    def _convert(self, column, text, reader, empty, what):
        if not text:
            return empty
        try:
            return reader(text)
        except (ValueError, InvalidOperation):
            self.wrong(column, f"“{text}” is not {what}")
            return empty

    def _read_params(self):
        text = self.text("params")
        try:
            found = json.loads(text) if text else {}
        except ValueError:
            found = None
        if not isinstance(found, dict):
            self.wrong("params", "is not a JSON object")
            return {}
        return found

    def param(self, key, words=None, default=""):
        """Return a text parameter, one of ``words`` if they are given."""
        self.used.add(key)
        found = self.params.get(key, default)
        if not isinstance(found, str) or (found and words and found not in words):
            asked = f" (one of: {', '.join(sorted(words))})" if words else ""
            self.wrong("params", f"{key}: “{found}” is not understood{asked}")
            return default
        return found

    def param_number(self, key, default=Decimal(0)):
        self.used.add(key)
        found = self.params.get(key)
        if found is None:
            return default
        if isinstance(found, bool) or not isinstance(found, int | float):
            self.wrong("params", f"{key}: “{found}” is not a number")
            return default
        return Decimal(str(found))

    def param_flag(self, key, default=False):
        self.used.add(key)
        found = self.params.get(key, default)
        if found is not default and not isinstance(found, bool):
            self.wrong("params", f"{key}: “{found}” is not true or false")
            return default
        return found

    def param_words(self, key, words=None):
        """Return a tuple of words, in their order."""
        self.used.add(key)
        found = self.params.get(key, [])
        if not isinstance(found, list) or not all(
            isinstance(one, str) for one in found
        ):
            self.wrong("params", f"{key}: a list of words is expected")
            return ()
        unknown = [one for one in found if words and one not in words]
        if unknown:
            known = ", ".join(sorted(words))
            self.wrong("params", f"{key}: “{unknown[0]}” is not one of: {known}")
        return tuple(found)

    def leftovers(self):
        """Return the informative parameters as text; say which nobody understands."""
        rest = [key for key in self.params if key not in self.used]
        for key in rest:
            if key not in INFORMATIVE:
                self.wrong("params", f"unknown parameter “{key}”")
        return "; ".join(
            f"{key.replace('_', ' ')}: {_plain(self.params[key])}"
            for key in sorted(rest)
        )


def _plain(value):
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return str(value).replace("_", " ")


def _whole(text):
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _number(text):
    number = Decimal(text)
    if not number.is_finite() or number < 0:
        raise ValueError(text)
    return number


def _hour(text):
    hours, minutes = text.split(":")
    if not (hours.isdigit() and minutes.isdigit() and int(minutes) < 60):
        raise ValueError(text)
    value = int(hours) + int(minutes) / 60
    if value > 24:
        raise ValueError(text)
    return value


def _weekdays(text):
    if len(text) != 7 or set(text) - {"0", "1"} or "1" not in text:
        raise ValueError(text)
    return frozenset(day for day, flag in enumerate(text) if flag == "1")
