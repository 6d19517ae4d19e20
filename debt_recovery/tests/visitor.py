"""A customer in front of our pages: a real browser without our JavaScript's help.

Unlike a tour, it goes from page to page by what is on them, with the mouse or the
keyboard alone, with or without scripts, and has axe-core judge what it sees. It speaks
to Chromium over DevTools: what it puts into a page is not stopped by our policy.
"""

import contextlib
import json
import time
import unittest
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin

from odoo.tests.common import ChromeBrowser, ChromeBrowserException

from .browser import BrowserCase

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
KEYS = {
    "Tab": {"code": "Tab", "windowsVirtualKeyCode": 9},
    "Enter": {"code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"},
    " ": {"code": "Space", "windowsVirtualKeyCode": 32, "text": " "},
    "ArrowDown": {"code": "ArrowDown", "windowsVirtualKeyCode": 40},
}
TALL = {390: 844, 1280: 900}
AXE = """axe.run({exclude: %s}, {runOnly: {type: "tag", values: %s}}).then((found) =>
    found.violations.map((one) => [one.id, one.help,
        one.nodes.map((node) => node.html.slice(0, 160))]))"""


def axe_source():
    """Return the JavaScript of axe-core; the set-up brings it.

    :raises SkipTest: where it was not set up
    """
    found = find_spec("axe_playwright_python")
    if not found:
        raise unittest.SkipTest("axe-core is not installed: run make setup")
    return Path(found.origin).with_name("axe.min.js").read_text()


class Visitor:
    """One page of a browser; addresses are paths of the test's server."""

    def __init__(self, browser, base):
        self.browser, self.base = browser, base

    def tell(self, method, **params):
        return self.browser._websocket_request(method, params=params, timeout=60)

    def run(self, code):
        """Return what JavaScript says of the page."""
        answer = self.tell(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(f"{code[:200]}\n{answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, code, what):
        for _time in range(400):
            with contextlib.suppress(ChromeBrowserException):  # between two pages
                if self.run(f"document.readyState === 'complete' && !!({code})"):
                    return
            time.sleep(0.05)  # scripts of the page may be off
        raise AssertionError(f"{what}, at {self.path()}:\n{self.text()}")

    def size(self, width, zoom=1):
        """Look through a window of ``width``, with the page enlarged ``zoom`` times."""
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width // zoom,
            height=TALL.get(width, 900) // zoom,
            deviceScaleFactor=zoom,
            mobile=False,
        )

    # --- going -----------------------------------------------------------------------

    def open(self, path):
        self._leave(lambda: self.tell("Page.navigate", url=urljoin(self.base, path)))

    def back(self):
        self._leave(lambda: self.run("history.back()"))

    def _leave(self, go):
        """Do what leads to another page, and wait until it is there."""
        self.run("document.documentElement.dataset.left = 1")
        go()
        self.wait("!document.documentElement.dataset.left", "no other page came")

    def path(self):
        return self.run("location.pathname + location.search")

    def text(self):
        """Return what can be read, with plain spaces."""
        text = self.run("document.body.innerText") or ""
        return text.replace("\xa0", " ").replace("\u202f", " ")

    # --- doing -----------------------------------------------------------------------

    def click(self, selector, leads=True):
        """Click in the middle of an element, as a person does: it must be seen there.

        :param leads: whether another page comes of it
        """
        x, y = self._place(selector)
        where = {"x": x, "y": y, "button": "left", "clickCount": 1}

        def press():
            for kind in ("mousePressed", "mouseReleased"):
                self.tell("Input.dispatchMouseEvent", type=kind, **where)

        self._leave(press) if leads else press()

    def _place(self, selector):
        found = self.run(
            f"""(() => {{
                const one = document.querySelector({json.dumps(selector)});
                if (!one) return null;
                one.scrollIntoView({{block: "center", behavior: "instant"}});
                const box = one.getBoundingClientRect();
                const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                const top = document.elementFromPoint(x, y);
                return one.contains(top) ? [x, y] : null;
            }})()"""
        )
        if not found:
            raise AssertionError(f"no {selector} to click at {self.path()}")
        return found

    def press(self, key, leads=False):
        """Press a key of ``KEYS``."""

        def strike():
            for kind in ("keyDown", "keyUp"):
                self.tell("Input.dispatchKeyEvent", type=kind, key=key, **KEYS[key])

        self._leave(strike) if leads else strike()

    def type(self, text):
        self.tell("Input.insertText", text=text)

    def fill(self, selector, text):
        """Write into a field, over what stands there."""
        self.run(
            f"""(() => {{ const one = document.querySelector({json.dumps(selector)});
                one.focus(); one.select(); }})()"""
        )
        self.type(text)

    def choose(self, selector, value):
        """Choose an option of a list."""
        self.run(
            f"""(() => {{ const one = document.querySelector({json.dumps(selector)});
                one.value = {json.dumps(value)};
                one.dispatchEvent(new Event("change", {{bubbles: true}})); }})()"""
        )

    def tab_to(self, selector, limit=120):
        """Press Tab until an element has the focus, which is to be seen."""
        for _time in range(limit):
            self.press("Tab")
            if self.run(f"document.activeElement.matches({json.dumps(selector)})"):
                line = "getComputedStyle(document.activeElement).outlineStyle"
                if self.run(line) == "none":
                    raise AssertionError(f"the focus on {selector} is not seen")
                return
        raise AssertionError(f"Tab does not reach {selector} at {self.path()}")

    # --- judging ---------------------------------------------------------------------

    def sideways(self):
        """Return what reaches beyond the window, where the page is wider than it."""
        return self.run(
            """(() => {
                const page = document.documentElement, wide = page.clientWidth;
                if (page.scrollWidth <= wide) return [];
                return [...document.body.querySelectorAll("*")]
                    .filter((one) => one.getBoundingClientRect().right > wide + 1)
                    .map((one) => one.outerHTML.slice(0, 120));
            })()"""
        )

    def violations(self, *but):
        """Return what axe-core finds: ``rule: help`` with the elements.

        :param but: selectors of what is not ours to judge
        """
        # once a page, and answering nothing: axe itself is too deep to be sent
        self.run(f"void (window.axe || (() => {{ {axe_source()} }})())")
        return [
            f"{rule}: {words}\n    " + "\n    ".join(nodes)
            for rule, words, nodes in self.run(
                AXE % (json.dumps(but), json.dumps(RULES))
            )
        ]


class VisitorCase(BrowserCase):
    @contextlib.contextmanager
    def visitor(self, width=390, login=None, scripts=True):
        """Yield a :class:`Visitor`. Nothing of the database is read meanwhile: its
        requests share this test's cursor."""
        axe_source()
        self.browser_size = f"{width}x{TALL[width]}"
        browser = ChromeBrowser(self)
        with self.allow_requests(browser=browser), contextlib.ExitStack() as after:
            after.callback(self._wait_remaining_requests)
            after.callback(browser.stop)
            self.authenticate(login, login, browser=browser)
            self.cr.flush()
            self.cr.clear()
            visitor = Visitor(browser, self.base_url())
            if not scripts:
                visitor.tell("Emulation.setScriptExecutionDisabled", value=True)
            yield visitor
            self.assertFalse(browser.had_failure, "an error in the browser's console")
        self.env.invalidate_all()

    def assert_page(self, visitor, path, lang):
        """Open a page: it speaks ``lang``, axe-core finds nothing, and nothing is cut
        off to the side, at this width and at twice the size."""
        visitor.open(path)
        self.assertEqual(visitor.run("document.documentElement.lang"), lang)
        self.assert_clean(visitor)

    def assert_clean(self, visitor):
        """Judge the page that is open, as :meth:`assert_page`."""
        where = visitor.path()
        self.assertEqual(visitor.violations(), [], where)
        self.assertEqual(visitor.sideways(), [], where)

    def assert_accessible(self, path, lang, width):
        """Judge one page in a browser of its own.

        :param lang: as in the page's ``lang``, ``fr-FR``
        :param width: 390 or 1280
        """
        with self.visitor(width) as visitor:
            self.assert_page(visitor, path, lang)
