"""What a picture is taken of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """A picture to take: an action, perhaps one record of it, perhaps a click."""

    name: str
    action: str  # XML id without the module, or a full path after /odoo/
    record: str = ""  # domain of the record to open
    model: str = ""
    click: str = ""  # text of a tab or button to click once the view is there
    press: tuple = ()  # selectors of what is clicked then, one after the other
    login: str = "manager"
    view: str = ""  # view type to switch to
    tall: bool = False  # the whole page, not the window


CASE = "[('partner_id.name', '=', 'Boulangeries Lecoq')]"
