"""L'Estran's letters: the reminder's copy, the formal notice, its clock."""

from .demo_days import Part
from .demo_report import expect, money, short

NUMBER = "1A 209 871 0342 6"


class LetterDays(Part):
    """The days on which somebody goes to the post office."""

    def days(self):
        played = (
            ("2026-03-05", "Courrier", self.copy_on_paper),
            ("2026-03-18", "La Poste présente la lettre", self.presented),
            ("2026-03-30", "À décider", self.decisions),
        )
        return {self.on(day): (text, play) for day, text, play in played}

    @property
    def notices(self):
        return self.story.case("estran").notice_ids

    def copy_on_paper(self):
        """The last reminder also goes by simple letter: one contact."""
        self.desk.send(self.today, 9)
        posted = self.desk.post(self.today)
        expect("L'Estran, letters", posted.partner_id, self.story.who["estran"])
        expect("L'Estran, copy", posted.copy_of_id.channel, "email")
        self.say(
            "L'Estran : dernier rappel, copie par lettre simple imprimée et postée "
            f"({posted.letter_pages} page)"
        )

    def formal_notice(self):
        """Two persons approve it; it is printed, numbered and posted."""
        notice = self.notices.filtered(
            lambda n: n.state == "draft" and n.purpose == "statutory"
        )
        expect("L'Estran, formal notice prepared", len(notice), 1)
        people = self.story.house
        self.desk.approve(people.accountant, notice)
        expect("approved by one", notice.state, "draft")
        self.desk.approve(people.manager, notice)
        self.desk.send(self.today, 9, 30)
        expect("L'Estran, formal notice", notice.state, "to_post")
        expect("L'Estran, claimed", notice.amount, 6000.0)
        self._letter(notice).number = NUMBER
        expect("letters posted", self.desk.post(self.today, "registered"), notice)
        self.desk.send(self.today, 12)
        copy = self.notices.filtered(lambda n: n.copy_of_id == notice)
        expect("L'Estran, copy by e-mail", copy.state, "sent")
        self.say(
            f"L'Estran : mise en demeure de {money(notice.amount)} approuvée par la "
            f"comptable et la direction ; LRAR {NUMBER} postée, copie par e-mail"
        )
        charges = self.env["recovery.charge"].search(
            [("partner_id", "=", notice.partner_id.id), ("state", "=", "announced")]
        )
        amounts = {one.kind: one.amount for one in charges}
        expect("L'Estran, charges", amounts, {"interest": 129.82, "fixed_fee": 40.0})
        total = notice.amount + sum(amounts.values())
        expect("L'Estran, with charges", round(total, 2), 6169.82)
        self.say(
            f"  {money(129.82)} de pénalités (65 j × 12,15 %) + {money(40)} = "
            f"{money(total)} ; à régler : le principal seul suffit"
        )

    def _letter(self, notice):
        return self.env["recovery.registered"].search([("notice_id", "=", notice.id)])

    def presented(self):
        notice = self.notices.filtered(lambda n: n.letter_mode == "registered")
        letter = self._letter(notice)
        letter.presented_on = self.today
        self.desk.settle()
        self.say(
            f"LRAR de L'Estran présentée le {short(self.today)} : le délai de huit "
            "jours court"
        )

    def decisions(self):
        """Twelve days after the first presentation."""
        decision = self.notices.filtered(lambda n: n.treatment_id.trigger == "previous")
        expect("L'Estran, to decide", decision.mapped("state"), ["draft"])
        self.say("L'Estran : à décider, douze jours après la première présentation")
