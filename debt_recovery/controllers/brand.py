"""Door of a colour: the same for everybody, so that browsers keep it."""

from odoo.http import Controller, request, route

from ..tools import contrast
from .visits import GET

KEPT = "public, max-age=604800"


class BrandPages(Controller):
    @route("/debt_recovery/brand/<string:color>.css", **GET)
    def brand(self, color):
        """Hand out the style of a colour, made from its address alone."""
        color = contrast.parsed(color)
        if not color:
            return request.not_found()
        style = f":root {{ --brand: #{contrast.readable(color)}; }}\n"
        headers = [
            ("Content-Type", "text/css; charset=utf-8"),
            ("Cache-Control", KEPT),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(style, headers)
