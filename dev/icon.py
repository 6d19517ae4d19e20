"""Draw the addon's icon: a bell on a calm ground, its clapper a coin.

``python -m dev.icon`` writes static/description/icon.png; it is committed.
"""

import sys

from PIL import Image, ImageDraw

from .settings import ADDON, ROOT

SIZE = 256
SCALE = 4  # drawn larger, then reduced: smooth edges
GROUND, GROUND_LOW = (33, 94, 97), (20, 66, 72)
BELL, SHADE, COIN = (255, 255, 255), (214, 232, 230), (245, 178, 62)


def draw():
    """Return the picture."""
    side = SIZE * SCALE
    picture = Image.new("RGBA", (side, side))
    picture.paste(_ground(side), mask=_rounded(side, 52 * SCALE))
    pen = ImageDraw.Draw(picture)

    def box(left, top, right, bottom):
        return [value * SCALE for value in (left, top, right, bottom)]

    pen.ellipse(box(104, 172, 152, 220), fill=COIN)
    pen.ellipse(box(119, 40, 137, 62), fill=BELL)
    pen.pieslice(box(72, 50, 184, 162), 180, 360, fill=BELL)
    pen.rectangle(box(72, 105, 184, 152), fill=BELL)
    pen.polygon(
        [
            (x * SCALE, y * SCALE)
            for x, y in ((72, 150), (184, 150), (206, 182), (50, 182))
        ],
        fill=BELL,
    )
    pen.rounded_rectangle(box(46, 176, 210, 192), 8 * SCALE, fill=SHADE)
    for row, length in ((98, 56), (118, 56), (138, 34)):
        pen.rounded_rectangle(
            box(100, row, 100 + length, row + 8), 4 * SCALE, fill=GROUND
        )
    return picture.resize((SIZE, SIZE), Image.LANCZOS)


def _ground(side):
    column = Image.new("RGB", (1, side))
    for y in range(side):
        part = y / side
        column.putpixel(
            (0, y),
            tuple(
                round(a + (b - a) * part)
                for a, b in zip(GROUND, GROUND_LOW, strict=True)
            ),
        )
    return column.resize((side, side))


def _rounded(side, radius):
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).rounded_rectangle([0, 0, side - 1, side - 1], radius, fill=255)
    return mask


def main():
    target = ROOT / ADDON / "static" / "description" / "icon.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    draw().save(target, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
