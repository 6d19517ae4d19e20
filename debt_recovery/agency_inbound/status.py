from collections import defaultdict

from odoo import api, models
from odoo.tools import format_amount

from ..tools import uploads
from ..tools.agency_status import Told, key_of, promise_problems, twice

PROMISES = ("promise_on", "promise_amount")


def _upload(name, raw):
    """Return what is kept of a document, None where it is none."""
    try:
        (found,) = uploads.checked([(name, raw)])
    except uploads.Refused:
        return None
    return found


class RecoveryAgencyInboundStatus(models.AbstractModel):
    """Where the agency stands with each file: a word, a day, perhaps a promise."""

    _name = "recovery.agency.inbound.status"
    _inherit = "recovery.agency.inbound"
    _description = "Statuses of an agency"

    _word = "status"  # the fields that hold the word and its day
    _day = "status_on"

    @api.model
    def _check(self, file, rows):
        found, problems = self._resolve(file, rows)
        words = file.agency_id._statuses()
        told = []
        for row in rows:
            status = words.get(key_of(row.get(self._word)))
            placement = found.get(row["line"])
            problems += self._row_problems(file, row, status, placement)
            if status and placement:
                told.append(self._told(row, status, placement))
        problems += self._promise_problems(file, told, found)
        problems += self._doubles(file, told, rows)
        problems += self._certificate_problems(file, rows)
        return problems + self._reference_problems(file, rows, found)

    def _row_problems(self, file, row, status, placement):
        problems = self._future(file, row, self._day)
        if not status:
            problems.append(self._problem(file, row, self._word, "unknown_status"))
        if placement:
            problems += self._other_currency(file, row, placement)
        return problems

    def _told(self, row, status, placement):
        return Told(
            row["line"],
            placement.id,
            row.get("document"),
            status.key,
            status.effect,
            row.get(self._day),
            *(row.get(name) for name in PROMISES),
        )

    def _promise_problems(self, file, told, found):
        names = {name: file._column(name) for name in PROMISES}
        problems = []
        for one in told:
            decimals = found[one.number].currency_id.decimal_places
            problems += promise_problems(one, names, decimals)
        return problems

    def _doubles(self, file, told, rows):
        by_line = {row["line"]: row for row in rows}
        return [
            self._problem(
                file, by_line[row.number], self._word, "double_row", line=first.number
            )
            for row, first in twice(told)
        ]

    def _reference_problems(self, file, rows, found):
        """Its reference of a file is told once, and no other file has it."""
        problems, told = [], {}
        named = {row["agency_reference"] for row in rows if row.get("agency_reference")}
        owners = self._owners(file, named)
        for row in rows:
            placement = found.get(row["line"])
            reference = row.get("agency_reference")
            if not (placement and reference):
                continue
            known = placement.agency_reference or told.get(placement)
            owner = owners.setdefault(reference, placement)
            if known and known != reference:
                problems.append(
                    self._problem(
                        file, row, "agency_reference", "other_reference", known=known
                    )
                )
            elif owner != placement:
                problems.append(
                    self._problem(file, row, "agency_reference", "reference_taken")
                )
            told[placement] = reference
        return problems

    def _certificate_problems(self, file, rows):
        """A certificate that is named lies in the package, and can be kept."""
        documents = self._documents(file, rows)
        problems = []
        for row in rows:
            name = row.get("certificate")
            if name and name not in documents:
                problems.append(
                    self._problem(file, row, "certificate", "missing_document")
                )
            elif name and not _upload(name, documents[name]):
                problems.append(
                    self._problem(file, row, "certificate", "not_a_document")
                )
        return problems

    def _documents(self, file, rows):
        """Return ``{name: bytes}`` of the package, {} where no row names one."""
        named = any(row.get("certificate") for row in rows)
        return file._documents() if named else {}

    def _owners(self, file, references):
        """Return ``{its reference: the file that has it}``, of this company."""
        owners = (
            self.env["recovery.placement"]
            .sudo()
            .search(
                [
                    ("agency_id", "=", file.agency_id.id),
                    ("company_id", "=", file.company_id.id),
                    ("agency_reference", "in", list(references)),
                ]
            )
        )
        return {one.agency_reference: one for one in owners}

    # --- done ------------------------------------

    @api.model
    def _apply(self, file, rows):
        found, _problems = self._resolve(file, rows)
        words = file.agency_id._statuses()
        papers = self._papers(file, rows)
        today = file.company_id._recovery_today()
        for row in sorted(rows, key=lambda one: one.get(self._day) or today):
            status = words[key_of(row[self._word])]
            placement = found[row["line"]].with_env(file.env)
            paper = papers.get(row.get("certificate"))
            placement._take_status(status, row, row.get(self._day) or today, paper)
        placements = self.env["recovery.placement"].union(*found.values())
        file.sudo().placement_ids |= placements

    def _papers(self, file, rows):
        """Keep the certificates that rows name: ``{name: attachment}``."""
        documents = self._documents(file, rows)
        names = {row["certificate"] for row in rows if row.get("certificate")}
        found = {}
        for name in sorted(names):
            upload = _upload(name, documents[name])
            found[name] = (
                self.env["ir.attachment"]
                .sudo()
                .create(
                    {
                        "name": upload.name,
                        "raw": upload.raw,
                        "mimetype": upload.mimetype,
                        "res_model": file._name,
                        "res_id": file.id,
                    }
                )
            )
        return found

    @api.model
    def _forecast(self, file, rows):
        words = file.agency_id._statuses()
        found, _problems = self._resolve(file, rows)
        labels = self._labels("meaning")
        effects = self._labels("effect")
        statuses = [words[key_of(row[self._word])] for row in rows]
        said = self._counted(labels[one.meaning] for one in statuses)
        does = self._counted(
            effects[self._effect(one)]
            for row, one in zip(rows, statuses, strict=True)
            if self._effect(one) != "note" and found[row["line"]].state == "placed"
        )
        return said + does + self._promised(rows, found)

    def _effect(self, status):
        return status.effect

    def _labels(self, name):
        field = self.env["recovery.agency.status"]._fields[name]
        return dict(field._description_selection(self.env))

    def _promised(self, rows, found):
        sums = defaultdict(float)
        for row in rows:
            if row.get("promise_on") and row.get("promise_amount"):
                currency = found[row["line"]].currency_id
                sums[currency] += float(row["promise_amount"])
        return [
            self.env._("Promised: %(sum)s", sum=format_amount(self.env, value, one))
            for one, value in sorted(sums.items(), key=lambda pair: pair[0].name)
        ]
