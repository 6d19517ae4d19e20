"""Pictures of the screens, in French and English, for a desk and for a phone.

``python -m dev.screenshots [--database NAME] [--seed] [--lang fr] [WORD…]`` drives a
headless Chromium over its own protocol and writes PNG files into
``.local/screenshots/``. Words choose the screens whose name contains one of them.
Without ``--database`` a small database of its own is made, and kept for the next run;
``--seed`` makes it anew, ``--update`` brings it up to the addon on disk. The word
``mail`` stands for messages as they left, in the language of their reader.
"""

import argparse
import json
import subprocess
import sys
import time
from base64 import b64encode

from .databases import existing
from .screenshots_browser import browser
from .screenshots_list import SCREENS
from .session import odoo_command, open_env, serve
from .settings import LOCAL, ROOT
from .shell import SetupError

DATABASE = "debt_recovery_screens"
FOLDER = LOCAL / "screenshots"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
LANGUAGES = {"fr": "fr_FR", "en": "en_US"}


# who plays a role here, or in the demonstration's database
LOGINS = {
    "manager": ("manager", "direction"),
    "agent": ("agent", "comptable"),
    "auditor": ("auditor", "commercial"),
}
READY = """(() => {
  const q = (s) => document.querySelector(s);
  const shown = '.o_action_manager .o_view_controller, .o_dialog .o_form_view';
  const own = '.o_recovery_start_lines, .o_recovery_calls_page, .o_rule_answer';
  const page = '.o_recovery_matching_page';
  if (!q(shown) && !q(own) && !q(page)) return false;
  return !q('.o_blockUI, .o_loading_indicator, .o_form_view .o_field_widget:empty.x');
})()"""
# an option is chosen in its list, all else is clicked
PRESS = """((selector) => {
  const one = document.querySelector(selector);
  if (one?.tagName !== 'OPTION') return one?.click();
  one.parentElement.value = one.value;
  one.parentElement.dispatchEvent(new Event('change', {bubbles: true}));
})"""
GROW = """(() => {
  const inner = [...document.querySelectorAll('.o_content, .o_form_sheet_bg, iframe')];
  return Math.max(document.body.scrollHeight, ...inner.map((e) =>
    e.getBoundingClientRect().top + e.scrollHeight)) | 0;
})()"""


class Photographer:
    """Takes the pictures of one database in one language."""

    def __init__(self, page, server, database, ids):
        self.page, self.server, self.database, self.ids = page, server, database, ids

    def login(self, role, lang):
        login = next(one for one in LOGINS[role] if one in self.ids["users"])
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
        for selector in screen.press:
            self.page.run(f"{PRESS}({selector!r})")
            time.sleep(2.5)
        if screen.tall:
            self.page.size(
                width, max(height, min(3200, self._height())), size == "phone"
            )
            time.sleep(0.6)
        self.page.picture(path)
        return self._problem(path)

    def mail(self, lang, path, size):
        """Show a message that left, as a mail program of that width would."""
        width, height = SIZES[size]
        self.page.size(width, height, size == "phone")
        body = b64encode(self.ids["mails"][lang].encode()).decode()
        self.page.open(f"data:text/html;charset=utf-8;base64,{body}")
        self._wait("document.readyState === 'complete'")
        time.sleep(0.3)
        tall = int(self.page.run("document.documentElement.scrollHeight") or height)
        self.page.size(width, max(height, tall), size == "phone")
        self.page.picture(path)

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
        sent = env["recovery.notice"].search(
            [("state", "=", "sent"), ("channel", "=", "email")], order="id desc"
        )
        sent = sent.filtered("lang").sorted(lambda n: len(n.line_ids))
        mails = {n.lang[:2]: n.body for n in sent}
    return {"actions": actions, "records": records, "users": users, "mails": mails}


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


def photograph(camera, screens, arguments):
    """Take all pictures; yield a complaint, or nothing, for each."""
    sizes = arguments.size or SIZES
    with_mails = not arguments.words or "mail" in arguments.words
    for lang in arguments.lang or LANGUAGES:
        for role in sorted({screen.login for screen in screens}):
            camera.login(role, lang)
            for screen in (s for s in screens if s.login == role):
                for size in sizes:
                    path = FOLDER / f"{screen.name}-{lang}-{size}.png"
                    yield camera.take(screen, path, size)
                    print(path.relative_to(ROOT), flush=True)
        for size in sizes if with_mails and lang in camera.ids["mails"] else ():
            camera.mail(lang, FOLDER / f"mail-{lang}-{size}.png", size)


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
    with serve(database) as server, browser() as page:
        camera = Photographer(page, server, database, find(database, wanted))
        problems = list(photograph(camera, wanted, arguments))
    problems = [problem for problem in problems if problem]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
