"""Pictures of the screens, in French and English, for a desk and for a phone.

``python -m dev.screenshots [--database NAME] [--seed] [--lang fr] [WORD…]`` drives a
headless Chromium over its own protocol and writes PNG files into
``.local/screenshots/``. Words choose the screens whose name contains one of them.
Without ``--database`` a small database of its own is made, and kept for the next run;
``--seed`` makes it anew, ``--update`` brings it up to the addon on disk.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import b64decode
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from websocket import create_connection

from .databases import existing
from .session import odoo_command, open_env, serve
from .settings import LOCAL, ROOT
from .shell import SetupError, poll

DATABASE = "debt_recovery_screens"
FOLDER = LOCAL / "screenshots"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
LANGUAGES = {"fr": "fr_FR", "en": "en_US"}


@dataclass(frozen=True)
class Screen:
    """A picture to take: an action, perhaps one record of it, perhaps a click."""

    name: str
    action: str  # XML id without the module, or a full path after /odoo/
    record: str = ""  # domain of the record to open
    model: str = ""
    click: str = ""  # text of a tab or button to click once the view is there
    login: str = "manager"
    view: str = ""  # view type to switch to
    tall: bool = False  # the whole page, not the window


CASE = "[('partner_id.name', '=', 'Boulangeries Lecoq')]"
SENT = "[('state', '=', 'sent'), ('channel', '=', 'email')]"
SCREENS = (
    Screen("today", "recovery_notice_action_today"),
    Screen("today-auditor", "recovery_notice_action_today", login="auditor"),
    Screen("tasks", "recovery_case_action_tasks"),
    Screen("mend", "recovery_notice_action_mend"),
    Screen("release", "recovery_case_action_release"),
    Screen("cases", "recovery_case_action"),
    Screen("cases-list", "recovery_case_action", view="list"),
    Screen("case", "recovery_case_action", CASE, "recovery.case", tall=True),
    Screen(
        "case-timeline",
        "recovery_case_action",
        "[('partner_id.name', '=', 'Résidence Clairval')]",
        "recovery.case",
        click="timeline",
        tall=True,
    ),
    Screen(
        "case-release",
        "recovery_case_action",
        "[('released_on', '=', False)]",
        "recovery.case",
        login="agent",
    ),
    Screen(
        "case-auditor", "recovery_case_action", CASE, "recovery.case", login="auditor"
    ),
    Screen(
        "notice-draft",
        "recovery_notice_action_today",
        "[('state', '=', 'draft'), ('channel', '=', 'email')]",
        "recovery.notice",
        tall=True,
    ),
    Screen(
        "notice-sent",
        "recovery_notice_action_history",
        SENT,
        "recovery.notice",
        tall=True,
    ),
    Screen(
        "notice-uncertain",
        "recovery_notice_action_mend",
        "[('state', '=', 'uncertain')]",
        "recovery.notice",
    ),
    Screen("holds", "recovery_hold_action"),
    Screen("history", "recovery_notice_action_history"),
    Screen("decisions", "recovery_decision_action"),
    Screen("policies", "recovery_policy_action"),
    Screen(
        "policy",
        "recovery_policy_action",
        "[('name', 'ilike', 'standard')]",
        "recovery.policy",
        tall=True,
    ),
    Screen("segments", "recovery_segment_action"),
    Screen("segment", "recovery_segment_action", "[]", "recovery.segment"),
    Screen("templates", "recovery_template_action"),
    Screen(
        "template",
        "recovery_template_action",
        "[('channel', '=', 'email')]",
        "recovery.template",
        tall=True,
    ),
    Screen(
        "template-preview",
        "recovery_template_action",
        "[('channel', '=', 'email')]",
        "recovery.template",
        click="preview",
        tall=True,
    ),
    Screen("stages", "recovery_stage_action"),
    Screen("accounts", "recovery_account_action"),
    Screen("simulation", "recovery_simulation_action"),
    Screen("import", "recovery_history_wizard_action"),
    Screen("settings", "recovery_settings_action"),
    Screen("invoices", "account.action_move_out_invoice_type"),
    Screen(
        "invoice",
        "account.action_move_out_invoice_type",
        "[('name', '=', 'FA-0177')]",
        "account.move",
        click="other_info",
    ),
    Screen(
        "partner",
        "account.res_partner_action_customer",
        "[('name', '=', 'Boulangeries Lecoq')]",
        "res.partner",
        click="accounting",
    ),
)


class Browser:
    """A page of a headless Chromium, driven over the DevTools protocol."""

    def __init__(self, port):
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        page = next(one for one in pages if one["type"] == "page")
        self.socket = create_connection(
            page["webSocketDebuggerUrl"], suppress_origin=True, timeout=60
        )
        self.number = 0
        self("Page.enable")
        self("Runtime.enable")

    def __call__(self, method, **params):
        """Send a command and return its result."""
        self.number += 1
        self.socket.send(
            json.dumps({"id": self.number, "method": method, "params": params})
        )
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SetupError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def run(self, code):
        """Evaluate JavaScript in the page and return its value."""
        result = self(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        return result["result"].get("value")

    def size(self, width, height, phone):
        self(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=phone,
        )
        self("Emulation.setTouchEmulationEnabled", enabled=phone)

    def open(self, url):
        self("Page.navigate", url=url)

    def picture(self, path):
        data = self("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(b64decode(data))


@contextmanager
def browser():
    """Yield a :class:`Browser` on a fresh profile; end it afterwards."""
    binary = shutil.which("chromium") or shutil.which("google-chrome")
    if not binary:
        raise SetupError("chromium is not installed")
    with tempfile.TemporaryDirectory() as profile:
        process = subprocess.Popen(
            [
                *(binary, "--headless=new", "--no-sandbox", "--disable-gpu"),
                *("--hide-scrollbars", "--remote-debugging-port=0"),
                *("--disable-dev-shm-usage", f"--user-data-dir={profile}"),
                *("--force-color-profile=srgb", "about:blank"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            note = Path(profile, "DevToolsActivePort")
            poll(
                lambda: note.exists() and note.read_text().strip(),
                timeout=30,
                what="Chromium",
            )
            page = Browser(int(note.read_text().split()[0]))
            with closing(page.socket):
                yield page
        finally:
            process.terminate()
            process.wait(15)


READY = """(() => {
  const q = (s) => document.querySelector(s);
  if (!q('.o_action_manager .o_view_controller, .o_dialog .o_form_view')) return false;
  return !q('.o_blockUI, .o_loading_indicator, .o_form_view .o_field_widget:empty.x');
})()"""
GROW = """(() => {
  const inner = [...document.querySelectorAll('.o_content, .o_form_sheet_bg, iframe')];
  return Math.max(document.body.scrollHeight, ...inner.map((e) =>
    e.getBoundingClientRect().top + e.scrollHeight)) | 0;
})()"""


class Photographer:
    """Takes the pictures of one database in one language."""

    def __init__(self, page, server, database, ids):
        self.page, self.server, self.database, self.ids = page, server, database, ids

    def login(self, login, lang):
        self.page.open(f"{self.server.url}/web/login?db={self.database}")
        self._wait("document.readyState === 'complete'")
        self._rpc(
            "/web/session/authenticate",
            {"db": self.database, "login": login, "password": login},
        )
        self._rpc(
            "/web/dataset/call_kw/res.users/write",
            {
                "model": "res.users",
                "method": "write",
                "args": [[self.ids["users"][login]], {"lang": LANGUAGES[lang]}],
                "kwargs": {},
            },
        )

    def _rpc(self, route, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        answer = self.page.run(
            f"fetch({route!r}, {{method: 'POST', headers: {{'Content-Type':"
            f" 'application/json'}}, body: {json.dumps(body)}}}).then(r => r.json())"
        )
        if not answer or "error" in answer:
            raise SetupError(f"{route}: {answer}")
        return answer["result"]

    def _wait(self, condition, timeout=45):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.page.run(condition):
                return True
            time.sleep(0.15)
        return False

    def take(self, screen, path, size):
        """Open a screen and keep its picture; return a complaint, or nothing."""
        width, height = SIZES[size]
        self.page.size(width, height, size == "phone")
        self.page.open(self._url(screen))
        if not self._wait(READY):
            self.page.picture(path)
            return f"{path.name}: the view did not show"
        time.sleep(0.8)
        if screen.view and size == "desktop":
            self.page.run(
                f"document.querySelector('.o_switch_view.o_{screen.view}').click()"
            )
            time.sleep(1.2)
        if screen.click:
            self.page.run(
                f"document.querySelector('.nav-link[name={screen.click}]')?.click()"
            )
            time.sleep(0.8)
        if screen.tall:
            self.page.size(
                width, max(height, min(3200, self._height())), size == "phone"
            )
            time.sleep(0.6)
        self.page.picture(path)
        return self._problem(path)

    def _height(self):
        return int(self.page.run(GROW) or 0) + 40

    def _problem(self, path):
        text = self.page.run(
            "document.querySelector('.o_error_dialog, .o_notification.bg-danger')"
            "?.innerText"
        )
        return f"{path.name}: {text}" if text else ""

    def _url(self, screen):
        action = (
            screen.action if "." in screen.action else f"debt_recovery.{screen.action}"
        )
        number = self.ids["actions"][action]
        if not screen.record:
            return f"{self.server.url}/odoo/action-{number}"
        record = self.ids["records"].get((screen.model, screen.record))
        return f"{self.server.url}/odoo/action-{number}/{record}"


def find(database, screens):
    """Return the numbers of the users, actions and records that the screens name."""
    with open_env(database, log_level="error") as env:
        actions = {
            name: env.ref(name).id
            for name in {
                s.action if "." in s.action else f"debt_recovery.{s.action}"
                for s in screens
            }
        }
        records = {}
        for screen in screens:
            if screen.record:
                domain = eval(screen.record)  # noqa: S307 - our own literals above
                found = env[screen.model].search(domain, limit=1)
                records[screen.model, screen.record] = found.id
        users = {user.login: user.id for user in env["res.users"].search([])}
    return {"actions": actions, "records": records, "users": users}


def prepare(arguments):
    """Return the database to photograph, made or brought up to date as asked."""
    if arguments.database:
        return arguments.database
    if arguments.seed or DATABASE not in existing(DATABASE):
        from .screenshots_ledger import build

        return build(DATABASE)
    if arguments.update:
        subprocess.run(
            odoo_command(
                *("-d", DATABASE, "-u", "debt_recovery", "--stop-after-init"),
                *("--no-http", "--log-level", "warn"),
            ),
            cwd=ROOT,
            check=True,
        )
    return DATABASE


def main(argv=None):
    parser = argparse.ArgumentParser(prog="screenshots")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--database")
    parser.add_argument("--seed", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--lang", choices=[*LANGUAGES], action="append")
    parser.add_argument("--size", choices=[*SIZES], action="append")
    arguments = parser.parse_args(argv)
    database = prepare(arguments)
    wanted = [
        s
        for s in SCREENS
        if not arguments.words or any(word in s.name for word in arguments.words)
    ]
    FOLDER.mkdir(parents=True, exist_ok=True)
    problems = []
    with serve(database) as server, browser() as page:
        camera = Photographer(page, server, database, find(database, wanted))
        for lang in arguments.lang or LANGUAGES:
            for login in sorted({screen.login for screen in wanted}):
                camera.login(login, lang)
                for screen in (s for s in wanted if s.login == login):
                    for size in arguments.size or SIZES:
                        path = FOLDER / f"{screen.name}-{lang}-{size}.png"
                        problems.append(camera.take(screen, path, size))
                        print(path.relative_to(ROOT), flush=True)
    problems = [problem for problem in problems if problem]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
