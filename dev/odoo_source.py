"""Odoo itself: the Debian package, unpacked, not installed. Standard library only.

The distribution's mirror is the one this machine is configured with. The package
index is checked against the distribution's signature, and every file against it.
"""

import hashlib
import json
import os
import re
import shutil
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from .settings import LOCAL, ODOO_PREFIX, ROOT
from .shell import SetupError, run, say

LOCK = json.loads((ROOT / "dev" / "odoo.lock").read_text())
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
APT = LOCAL / "apt"
DONE = ODOO_PREFIX / ".complete"
# what the package links to; the last one in its edition 4, which stable carries
LINKED = (
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
)
STABLE_LINKED = ("fonts-font-awesome",)
PRIVATE_APT = """
Dir::State "{apt}/state";
Dir::State::status "{apt}/status";
Dir::Cache "{apt}/cache";
Dir::Etc::sourcelist "{apt}/sources.list";
Dir::Etc::sourceparts "{apt}/none";
Dir::Etc::parts "{apt}/none";
Dir::Etc::main "/dev/null";
APT::Sandbox::User "";
APT::Get::List-Cleanup "false";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::Check-Valid-Until "false";
"""


def ensure_odoo():
    """Have Odoo's source under the prefix, unless ODOO_HOME names another."""
    if os.environ.get("ODOO_HOME") or DONE.exists():
        return
    codename, mirror = _main_archive()
    say(f"fetching {LOCK['package']} {LOCK['version']} (about 120 MB)")
    environment = _private_apt(codename, mirror)
    run(["apt-get", "update"], what="package index", env=environment)
    _tell_age()
    debs = _download(codename, environment)
    _check_version(debs[0])
    _unpack(debs)
    shutil.rmtree(APT)


def _main_archive():
    """Return this system's code name and its mirror of the main archive."""
    release = Path("/etc/os-release").read_text()
    found = re.search(r"^VERSION_CODENAME=(\S+)", release, re.M)
    if not (found and shutil.which("apt-get") and KEYRING.exists()):
        raise SetupError(
            "Odoo 19.0 comes as a Debian package, and this is no Debian system; "
            "set ODOO_HOME to a folder that holds the source of Odoo 19.0",
            code=2,
        )
    codename = found[1]
    addresses = run(["apt-get", "update", "--print-uris"], what="configured mirrors")
    mirror = re.search(rf"^'(\S+)/dists/{codename}/InRelease'", addresses, re.M)
    if not mirror:
        raise SetupError(f"no package mirror is configured for {codename}", code=2)
    return codename, mirror[1]


def _private_apt(codename, mirror):
    """Write an apt configuration of our own; return the environment for it."""
    for folder in ("state/lists/partial", "cache/archives/partial", "none", "debs"):
        (APT / folder).mkdir(parents=True, exist_ok=True)
    (APT / "status").touch()
    lines = [
        f"deb [signed-by={KEYRING}] {mirror} {suite} main\n"
        for suite in (LOCK["suite"], codename)
    ]
    (APT / "sources.list").write_text("".join(lines))
    proxies = re.findall(
        r"^Acquire::https?::[Pp]roxy.*", run(["apt-config", "dump"], what="apt"), re.M
    )
    text = PRIVATE_APT.format(apt=APT) + "\n".join(proxies) + "\n"
    (APT / "apt.conf").write_text(text)
    return {**os.environ, "APT_CONFIG": str(APT / "apt.conf"), "LC_ALL": "C"}


def _tell_age():
    """Say so when the index is older than its own term, as on a frozen mirror."""
    for path in (APT / "state" / "lists").glob("*_dists_*_InRelease"):
        found = re.search(
            r"^Valid-Until: (.+)$", path.read_text(errors="replace"), re.M
        )
        if found and parsedate_to_datetime(found[1]) < datetime.now(UTC):
            say(f"note: the mirror's index ended on {found[1]}; its signature is good")


def _download(codename, environment):
    """Fetch the packages; return their files, Odoo's first."""
    folder = APT / "debs"
    wanted = [f"{name}/{LOCK['suite']}" for name in (LOCK["package"], *LINKED)]
    wanted += [f"{name}/{codename}" for name in STABLE_LINKED]
    run(["apt-get", "download", *wanted], what="Odoo", cwd=folder, env=environment)
    names = (LOCK["package"], *LINKED, *STABLE_LINKED)
    return [max(folder.glob(f"{name}_*.deb")) for name in names]


def _check_version(deb):
    version = run(["dpkg-deb", "-f", deb, "Version"], what="Odoo's version").strip()
    digest = hashlib.sha256(deb.read_bytes()).hexdigest()
    if (version, digest) != (LOCK["version"], LOCK["sha256"]):
        say(f"note: tested with {LOCK['version']}, the mirror has {version} ({digest})")


def _unpack(debs):
    """Unpack into a folder beside, mend it there, and move it in place."""
    draft = ODOO_PREFIX.with_name("odoo.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for deb in debs:
        run(["dpkg", "-x", deb, draft], what=f"unpacking {deb.name}")
    _mend(draft / "usr/lib/python3/dist-packages")
    (draft / DONE.name).write_text("\n".join(deb.name for deb in debs) + "\n")
    shutil.rmtree(ODOO_PREFIX, ignore_errors=True)
    draft.replace(ODOO_PREFIX)


def _mend(packages):
    """Repair what the distribution's cut left open, and drop stray folders."""
    for name in ("addons", "doc", "setup"):
        shutil.rmtree(packages / name, ignore_errors=True)
    folder = packages / "odoo/addons/mail/static/lib/selfie_segmentation"
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "selfie_segmentation.js"
    if not script.exists():
        script.write_text("/* left out by the distribution, but in the bundle */\n")
