"""Databases: a base with the dependencies, a template with the addon, clones.

``ensure_base`` and ``ensure_template`` build under another name and rename at the
end; a run that was cut short leaves nothing that the next one could take for whole.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2 import sql

from .cluster import server
from .odoo_config import ensure_config
from .session import odoo_command, run_python
from .settings import (
    ADDON,
    CONFIG,
    DATA_DIR,
    LOCAL,
    LOGS,
    ROOT,
    checkout_key,
    odoo_home,
)
from .shell import SetupError, locked, say

BASE_MODULES = (
    "account",
    "account_payment",
    "portal",
    "sms_twilio",
    "phone_validation",
    "payment_demo",
    "payment_custom",
    "l10n_fr_account",
    "l10n_be",
)
LANGUAGES = ("en_US", "fr_FR")
# what of an addon ends up in the database, or decides how it does
SHAPING = ("__init__.py", "__manifest__.py", "hooks.py", "models", "channels", "data")
SHAPING += ("agency_formats", "agency_transports", "security", "views", "report")
SHAPING += ("i18n", "demo", "wizard", "wizards", "migrations", "mass_actions")
SNAPSHOT = LOCAL / "snapshot"
BUILD_CONFIG = LOCAL / "build.conf"
_PASSING = shutil.ignore_patterns("__pycache__", ".*", "*~")


def connect(database="postgres"):
    """Return an autocommitting psycopg2 connection to the server."""
    found = server()
    try:
        connection = psycopg2.connect(
            dbname=database,
            host=found.host,
            port=found.port,
            user=found.user,
            password=found.password or None,
        )
    except psycopg2.OperationalError as error:
        where = f"{found.user}@{found.host}:{found.port}/{database}"
        raise SetupError(f"no connection to {where}: {error}") from error
    connection.autocommit = True
    return connection


def _execute(query, *names):
    """Run a command whose ``{}`` are identifiers."""
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL(query).format(*map(sql.Identifier, names)))


def existing(prefix=""):
    """Return the names of the databases that begin with ``prefix``."""
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute(query, [prefix])
        return sorted(row[0] for row in cursor.fetchall())


def filestore(name):
    return DATA_DIR / "filestore" / name


def create(name):
    """Make an empty database, in place of one of that name."""
    drop(name)
    _execute("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
    return name


def drop(name):
    """Remove a database with its filestore, if it is there."""
    if name in existing(name):
        _execute("ALTER DATABASE {} IS_TEMPLATE false", name)
        _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    shutil.rmtree(filestore(name), ignore_errors=True)


def rename(old, new):
    """Put ``old`` in the place of ``new``, filestore included: whole, or not at all."""
    drop(new)
    if filestore(old).is_dir():
        filestore(old).rename(filestore(new))
    _execute("ALTER DATABASE {} RENAME TO {}", old, new)
    return new


def clone(name, template=None):
    """Make ``name`` a fresh copy of a template, the addon's unless told otherwise."""
    with locked("databases"):
        _copy(template or _ensure_template((ADDON,)), name)
    return name


def _copy(source, name):
    drop(name)
    _execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, source)
    if filestore(source).is_dir():
        shutil.copytree(filestore(source), filestore(name), copy_function=os.link)


def ensure_base():
    """Return the database that has what the addon depends on, not the addon."""
    with locked("databases"):
        return _ensure_base()


def ensure_template(modules=(ADDON,)):
    """Return the database that has the addon installed, as it is on disk now."""
    with locked("databases"):
        return _ensure_template(tuple(modules))


def _ensure_base():
    key = _digest(_odoo_version(), *BASE_MODULES, *LANGUAGES)
    return _build("base", key, None, BASE_MODULES)


def _ensure_template(modules):
    base = _ensure_base()
    kind = "-".join(modules)
    name = _family(kind) + _key(base, modules, ROOT)
    if name in existing(name):
        return name
    # built from a copy, so that it is of one piece while somebody edits
    for left in SNAPSHOT.glob(f"{ADDON}*"):  # a glue addon would install itself
        shutil.rmtree(left, ignore_errors=True)
    for module in modules:
        shutil.copytree(ROOT / module, SNAPSHOT / module, ignore=_PASSING)
    return _build(kind, _key(base, modules, SNAPSHOT), base, modules)


def _key(base, modules, folder):
    return _digest(base, *(_shape(folder / module) for module in modules))


def _family(kind):
    """Return what the names of all databases of this kind begin with."""
    return f"dr_{checkout_key()}_{_digest(kind)[:4]}_"


def _build(kind, key, source, modules):
    """Return the template of this kind and key; make it if it isn't there."""
    family = _family(kind)
    name = family + key
    if name in existing(family):
        return name
    say(f"building the template database {name} ({', '.join(modules)})")
    draft = family + "draft"
    _copy(source, draft) if source else create(draft)
    ensure_config(server(), BUILD_CONFIG, SNAPSHOT)
    options = [] if source else ["--load-language", ",".join(LANGUAGES)]
    log = LOGS / f"install-{draft}.log"
    install(draft, modules, log, *options, config=BUILD_CONFIG)
    run_python("dev.warm", draft, BUILD_CONFIG)
    _analyze(draft)
    for old in existing(family):
        if old != draft:
            drop(old)
    _adopt(draft, name)
    return name


def _analyze(name):
    """Give a database statistics, which its clones inherit: without them the search
    for an account takes 16 s where another company's chart was just loaded."""
    with closing(connect(name)) as connection, connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _adopt(draft, name):
    """Give a database that is whole its name, and close it for everyone."""
    shutil.rmtree(filestore(name), ignore_errors=True)
    if filestore(draft).is_dir():
        filestore(draft).rename(filestore(name))
    _execute("ALTER DATABASE {} RENAME TO {}", draft, name)
    _execute("ALTER DATABASE {} IS_TEMPLATE true ALLOW_CONNECTIONS false", name)


def install(database, modules, log, *options, config=CONFIG):
    """Install modules with Odoo's own command; its log goes to the file ``log``."""
    arguments = ["-d", database, "-i", ",".join(modules), "--stop-after-init"]
    with open(log, "w") as output:
        done = subprocess.run(
            odoo_command(*arguments, "--no-http", *options, config=config),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    text = Path(log).read_text(errors="replace")
    bad = re.findall(r"^.*(?: ERROR | CRITICAL |^\w*Error).*$", text, re.M)
    if done.returncode or bad:
        tail = "\n".join(bad[-5:] + text.splitlines()[-25:])
        raise SetupError(f"installing {', '.join(modules)} failed, see {log}\n{tail}")


def _odoo_version():
    release = odoo_home() / "odoo" / "release.py"
    return release.read_text() + str(odoo_home())


def _shape(folder):
    """Return a digest of the files of an addon that shape its database."""
    if not (folder / "__manifest__.py").exists():
        raise SetupError(f"there is no addon in {folder}")
    files = sorted(
        path
        for name in SHAPING
        for path in [folder / name, *(folder / name).rglob("*")]
        if path.is_file() and path.suffix not in (".pyc", ".pot", ".md")
    )
    return _digest(*(f"{p.relative_to(folder)}\n{p.read_text()}" for p in files))


def _digest(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:12]


def check():
    """Raise unless the server lets us make databases."""
    query = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        if not cursor.fetchone()[0]:
            raise SetupError(f"role {server().user} may not create databases")


def main(arguments):
    """``python -m dev.databases check | list | template | clone NAME | drop NAME``"""
    commands = {
        "check": check,
        "list": lambda: print("\n".join(existing())),
        "template": lambda: print(ensure_template()),
        "clone": lambda: print(clone(arguments[1])),
        "drop": lambda: drop(arguments[1]),
    }
    if not arguments or arguments[0] not in commands:
        print(main.__doc__, file=sys.stderr)
        return 2
    try:
        commands[arguments[0]]()
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
