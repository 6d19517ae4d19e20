"""A headless Chromium, driven over its own protocol."""

import json
import shutil
import subprocess
import tempfile
import urllib.request
from base64 import b64decode
from contextlib import closing, contextmanager
from pathlib import Path

from websocket import create_connection

from .shell import SetupError, poll


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
        self("Network.enable")

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
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
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
