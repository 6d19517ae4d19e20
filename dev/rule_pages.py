"""Write the pages of the packs of rules, one a country, from the packs themselves.

``python -m dev.rule_pages`` writes ``docs/rules/<PACK>.md`` and its index; a test holds
that they say what the packs say.
"""

from pathlib import Path

from .pure import tools
from .rule_pages_words import COUNTRIES, figures_of, who_of

rule_file = tools("rule_file")
ROOT = Path(__file__).parents[1]
PACKS = ROOT / "debt_recovery" / "data" / "rules"
PAGES = ROOT / "docs" / "rules"
STATES = {"on": "acts", "warn": "warns", "off": "not asked"}
CONFIDENCES = {
    "verified_primary": "official text",
    "verified_secondary": "secondary source",
    "general_knowledge": "to be checked",
}
STRENGTHS = {
    "law": "law",
    "presumption": "law, a presumption",
    "regulator_guidance": "guidance",
    "code_of_conduct": "code of conduct",
    "product_default": "default of the product",
    "pending": "bill",
}
HEAD = ("rule", "whom it binds", "figures", "in force", "source", "checked", "state")
LEGEND = """\
*Acts*: a law binds the machine and people; guidance, a code or a default binds the
machine and asks a person for a reason. *Warns*: nobody has checked the rule in its
source yet, so it stops nobody. *Not asked*: not in force. Reading it is engineering
input, not legal advice; what it says is corrected by importing a file (Configuration ▸
Advanced ▸ Rules by country).
"""
FIRST = ("FR", "BE", "DE", "GB", "NL", "US", "CA", "AU", "ES", "IT", "NZ")
LAST = ("EU", "ZZ")


def rows_of(country):
    """Return the rows of a pack."""
    text = (PACKS / f"{country}.csv").read_text(encoding="utf-8")
    rows, problems = rule_file.read(text)
    if problems:
        raise SystemExit(f"{country}: {problems}")
    return rows


def pages():
    """Return the text of each page, by the name of its file."""
    countries = sorted((path.stem for path in PACKS.glob("*.csv")), key=_rank)
    packs = {country: rows_of(country) for country in countries}
    texts = {f"{country}.md": page_of(country, packs[country]) for country in packs}
    return {"README.md": index_of(packs), **texts}


def _rank(country):
    first = FIRST.index(country) if country in FIRST else len(FIRST)
    return (country in LAST, first, country)


def page_of(country, rows):
    """Return one pack as tables: one for the country, one for each part of it."""
    parts = {}
    for row in rows:
        parts.setdefault(row.jurisdiction, []).append(row)
    tables = [
        f"## {place_of(place)}\n\n{_table(lines)}" for place, lines in parts.items()
    ]
    head = f"# Rules: {COUNTRIES[country]}\n\n{_count(rows)}\n\n{LEGEND}"
    return "\n".join([head, *tables])


def place_of(jurisdiction):
    """Return the name of a place with its code.

    >>> place_of("US-NY-NYC"), place_of("FR")
    ('United States, NY-NYC', 'France')
    """
    country, _dash, below = jurisdiction.partition("-")
    return ", ".join(one for one in (COUNTRIES[country], below) if one)


def _table(rows):
    lines = [HEAD, ["---"] * len(HEAD), *(_cells(row) for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _cells(row):
    text = f"{row.summary}<br>*{row.summary_fr}*<br>`{row.code}`"
    if row.note:
        text += f" – {row.note}"
    return [
        _plain(text),
        _plain(who_of(row)),
        _plain("<br>".join(figures_of(row)) or "–"),
        _dates(row),
        _source(row),
        _checked(row),
        f"**{STATES[row.state]}** ({STRENGTHS[row.strength]})",
    ]


def _plain(text):
    return text.replace("|", "\\|").replace("\n", " ")


def _dates(row):
    if row.valid_from and row.valid_to:
        return f"{row.valid_from} – {row.valid_to}"
    if row.valid_from:
        return f"from {row.valid_from}"
    return f"until {row.valid_to}" if row.valid_to else "–"


def _source(row):
    basis = _plain(row.legal_basis)
    return f"[{basis}]({row.source_url})" if row.source_url else basis


def _checked(row):
    day = row.checked_on.isoformat() if row.checked_on else "–"
    return f"{day}, {CONFIDENCES[row.confidence]}"


def _count(rows):
    states = [row.state for row in rows]
    return (
        f"{len(rows)} rule{'s' * (len(rows) > 1)}: {states.count('on')} act, "
        f"{states.count('warn')} warn, "
        f"{states.count('off')} not asked."
    )


def index_of(packs):
    """Return the page that leads to the others."""
    lines = [
        "# Rules by country",
        "",
        "One page a pack, made from the files that the product loads "
        "(`debt_recovery/data/rules/`). [Columns of the file](../rules-file.md).",
        "",
        LEGEND,
        "| pack | rules |",
        "| --- | --- |",
        *(
            f"| [{COUNTRIES[country]}]({country}.md) | {_count(rows)} |"
            for country, rows in packs.items()
        ),
        "",
        "Not found, and left empty rather than guessed: the French legal rate of the "
        "second half of 2026, the German and the Austrian base rates, the base rate of "
        "the Bank of England, the Dutch statutory interest of consumers, the Spanish "
        "legal interest. The rate of the European Central Bank for the same half-year "
        "rests on one unofficial page and only warns.",
        "",
    ]
    return "\n".join(lines)


def main():
    PAGES.mkdir(exist_ok=True)
    for name, text in pages().items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
