"""What the demonstration prints, and how it asserts."""

DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


class DemoError(Exception):
    """The demonstration shows something else than it should."""


def money(amount, currency="€"):
    """Write an amount as the French do.

    >>> money(77140), money(-1600.5, "CHF"), money(0)
    ('77 140,00 €', '-1 600,50 CHF', '0,00 €')
    """
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",") + f" {currency}"


def short(day):
    """Write a date as day and month.

    >>> from datetime import date
    >>> short(date(2026, 3, 2)), title(date(2026, 3, 2))
    ('02/03', 'lun. 2/03')
    """
    return day.strftime("%d/%m")


def title(day):
    return f"{DAYS[day.weekday()]} {day.day}/{day.month:02}"


def expect(what, found, wanted):
    """Raise unless ``found`` equals ``wanted``, amounts to the cent.

    >>> expect("total", 1.0000001, 1)
    >>> expect("steps", ["a"], ["b"])
    Traceback (most recent call last):
    ...
    dev.demo_report.DemoError: steps: found ['a'], expected ['b']
    """
    if isinstance(found, float) or isinstance(wanted, float):
        equal = abs(float(found or 0) - float(wanted or 0)) < 0.005
    else:
        equal = found == wanted
    if not equal:
        raise DemoError(f"{what}: found {found!r}, expected {wanted!r}")


def french(records, name):
    """Return the French labels of a selection field."""
    field, env = records._fields[name], records.env(context={"lang": "fr_FR"})
    return dict(field._description_selection(env))


class Report:
    """Prints as it goes, and remembers the key figures for the last line."""

    def __init__(self):
        self.figures = []

    def head(self, text):
        print(f"\n{text}", flush=True)

    def day(self, day, text):
        self.head(f"{title(day)} – {text}")

    def say(self, text):
        print(f"  {text}", flush=True)

    def key(self, name, value):
        self.figures.append(f"{name} {value}")

    def table(self, header, rows):
        """Print rows under a header; all columns but the first to the right."""
        cells = [header, *rows]
        widths = [max(len(str(row[i])) for row in cells) for i in range(len(header))]
        for row in cells:
            first, *others = (
                str(cell).ljust(w) if not i else str(cell).rjust(w)
                for i, (cell, w) in enumerate(zip(row, widths, strict=True))
            )
            self.say("  ".join([first, *others]).rstrip())
