"""A company that posts letters, and customers with an address."""

import base64
import io
from datetime import date

from odoo.tools.pdf import PdfFileReader, generic

from .common import RecoveryCase

IDENTITY, MM = [1, 0, 0, 1, 0, 0], 25.4 / 72
LATE = date(2026, 2, 10)
HOME = {
    "street": "25 avenue du Général-de-Gaulle",
    "zip": "49100",
    "city": "Angers",
}


def times(one, other):
    """Return the product of two matrices of a PDF."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return [
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    ]


class LetterCase(RecoveryCase):
    """Belleroche has an address and an account to pay to; Lecoq lives in Angers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france = cls.root.ref("base.fr")
        cls.company.write(
            {
                "street": "14 rue des Ardoisières",
                "zip": "49000",
                "city": "Angers",
                "country_id": cls.france.id,
                "company_registry": "81234567800012",
                "recovery_mediator": "CM2C, 14 rue Saint Jean, 75017 Paris",
            }
        )
        cls.company.recovery_bank_id = cls.root["res.partner.bank"].create(
            {
                "partner_id": cls.company.partner_id.id,
                "acc_number": "FR76 3000 6000 0112 3456 7890 189",
                "allow_out_payment": True,
            }
        )
        cls.lecoq.write({**HOME, "country_id": cls.france.id})
        cls.letter = cls.root.ref("debt_recovery.template_letter_reminder_1")

    @classmethod
    def letter_step(cls, **values):
        return {
            "days": 5,
            "channel": "letter",
            "template_id": cls.letter.id,
            "is_entry": True,
            **values,
        }

    @classmethod
    def living_at(cls, name, number, **values):
        """A customer with an address of its own."""
        home = {**HOME, "street": f"{number} rue Beaurepaire"}
        return cls.customer(name, country_id=cls.france.id, **home, **values)

    def pile(self, mode="simple"):
        return self.root["recovery.print.batch"].search(
            [("company_id", "=", self.company.id), ("letter_mode", "=", mode)], limit=1
        )

    def post(self, day, mode="simple"):
        """Print the pile and give it to the post on ``day``."""
        self.clock.move_to(f"{day} 10:00:00")
        pile = self.pile(mode)
        pile.action_print()
        pile.posted_on = day
        pile.action_posted()
        return pile

    @staticmethod
    def pages(raw):
        return PdfFileReader(io.BytesIO(raw), strict=False).pages

    def text(self, raw):
        pages = self.pages(raw)
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    @staticmethod
    def places(page):
        """Yield where each text of a page begins, in mm from its left and top."""
        height, stack = float(page.mediabox[3]), []
        now, text = IDENTITY, IDENTITY
        stream = generic.ContentStream(page.get_contents(), page.pdf)
        for operands, operator in stream.operations:
            if operator == b"q":
                stack.append(now)
            elif operator == b"Q":
                now = stack.pop()
            elif operator == b"cm":
                now = times(map(float, operands), now)
            elif operator == b"Tm":
                text = [float(one) for one in operands]
            elif operator in (b"Td", b"TD"):
                text = times([1, 0, 0, 1, *map(float, operands)], text)
            elif operator in (b"Tj", b"TJ"):
                *_turn, x, y = times(text, now)
                yield x * MM, (height - y) * MM

    def merged(self, pile):
        return base64.b64decode(pile.pdf)
