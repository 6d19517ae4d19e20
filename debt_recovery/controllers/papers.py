"""Doors of the papers that customers take from their page; each is a file."""

from odoo.http import route

from .visits import GET, Visits, doors


class PaperPages(Visits):
    @route(doors("/statement"), **GET)
    def statement_paper(self, token="", case_id=0, **_added):
        """Hand out the statement of account of this moment."""
        return self._paper(token, case_id, lambda link: link._statement_file())

    @route(doors("/agreement/<int:version_id>"), **GET)
    def agreement_paper(self, version_id, token="", case_id=0, **_added):
        """Hand out one accepted version of a payment plan."""
        return self._paper(
            token, case_id, lambda link: link._agreement_file(version_id)
        )

    @route(doors("/proposal/<int:arrangement_id>"), **GET)
    def proposal_paper(self, arrangement_id, token="", case_id=0, **_added):
        """Hand out a proposal to settle, with who accepted it where somebody did."""
        return self._paper(
            token, case_id, lambda link: link._offer_file(arrangement_id)
        )

    @route(doors("/clearance"), **GET)
    def clearance_paper(self, token="", case_id=0, **_added):
        """Hand out the clearance letter, while it is true."""
        return self._paper(token, case_id, lambda link: link._clearance_file())

    @route(doors("/letter/<int:notice_id>"), **GET)
    def letter_paper(self, notice_id, token="", case_id=0, **_added):
        """Hand out a letter as it left."""
        return self._paper(token, case_id, lambda link: link._letter_file(notice_id))

    @route(doors("/receipt/<int:line_id>"), **GET)
    def receipt_paper(self, line_id, token="", case_id=0, **_added):
        """Hand out the receipt of one payment."""
        return self._paper(token, case_id, lambda link: link._receipt_file(line_id))

    def _paper(self, token, case_id, make):
        """Answer with the file that ``make(link)`` returns as ``(name, bytes)``."""
        visit = self._visit(token, case_id)
        if not visit or not visit.link._opens("documents"):
            return self._nothing(token, case_id)
        self._hold_papers(visit)
        found = make(visit.link)
        return self._file(*found) if found else self._nothing(token, case_id)
