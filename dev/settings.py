"""Where things lie and what the environment asks for. Standard library only."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
VENV = LOCAL / "venv"
PYTHON = VENV / "bin" / "python"
ODOO_PREFIX = LOCAL / "odoo"
DATA_DIR = LOCAL / "data"
LOGS = LOCAL / "logs"
CONFIG = LOCAL / "odoo.conf"
ADDON = "debt_recovery"
DEMO_DATABASE = "debt_recovery_demo"
ROLE = "odoo"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server; ``host`` is a socket directory or a host name."""

    host: str
    port: int = 5432
    user: str = ROLE
    password: str = ""
    private: bool = False


def checkout_key():
    """Return a short word that tells this checkout from its neighbours."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]


def external_server(environ=os.environ):
    """Return the server named by the environment, or None.

    >>> external_server({"DATABASE_URL": "postgresql://me:a%40b@db.example:5433/x"})
    Server(host='db.example', port=5433, user='me', password='a@b', private=False)
    >>> external_server({"DATABASE_URL": "postgresql:///x?host=/run/pg&user=me"}).host
    '/run/pg'
    >>> external_server({"PGHOST": "localhost", "PGUSER": "me"}).user
    'me'
    >>> external_server({}) is None
    True
    """
    if environ.get("DATABASE_URL"):
        return _server_of_url(environ["DATABASE_URL"])
    if environ.get("PGHOST") or environ.get("PGPORT"):
        return Server(
            host=environ.get("PGHOST", "localhost"),
            port=int(environ.get("PGPORT") or 5432),
            user=environ.get("PGUSER", ROLE),
            password=environ.get("PGPASSWORD", ""),
        )
    return None


def _server_of_url(url):
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit(f"DATABASE_URL: {parts.scheme!r} is not a PostgreSQL address")
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return Server(
        host=query.get("host") or unquote(parts.hostname or "localhost"),
        port=int(query.get("port") or parts.port or 5432),
        user=query.get("user") or unquote(parts.username or ROLE),
        password=query.get("password") or unquote(parts.password or ""),
    )


def odoo_home(environ=os.environ):
    """Return the folder that holds the ``odoo`` package."""
    chosen = environ.get("ODOO_HOME")
    if not chosen:
        return ODOO_PREFIX / "usr/lib/python3/dist-packages"
    home = Path(chosen).expanduser().resolve()
    for folder in (home, home / "usr/lib/python3/dist-packages"):
        if (folder / "odoo" / "addons" / "base").is_dir():
            return folder
    raise SystemExit(f"ODOO_HOME={chosen}: there is no odoo package in that folder")


def addons_path(own=ROOT):
    """Return the folders where Odoo finds modules, ours last."""
    home = odoo_home()
    folders = [home / "odoo" / "addons", home / "addons"]
    return [path for path in folders if path.is_dir()] + [own]
