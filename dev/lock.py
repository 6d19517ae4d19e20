"""Compile requirements.txt and requirements-lint.txt from their .in files."""

import sys

from .settings import LOCAL, PYTHON, ROOT
from .shell import run

TOOLS = LOCAL / "lock-venv"
OPTIONS = ("--quiet", "--strip-extras", "--no-header", "--no-emit-index-url")
OPTIONS += ("--no-emit-find-links", "--no-emit-trusted-host")


def main():
    if not (TOOLS / "bin" / "pip-compile").exists():
        run([PYTHON, "-m", "venv", "--clear", TOOLS], what="environment for pip-tools")
        run([TOOLS / "bin" / "pip", "install", "-q", "pip-tools"], what="pip-tools")
    # the linters' list is held to the versions of the first one
    for name in ("requirements", "requirements-lint"):
        files = ("--output-file", f"{name}.txt", f"{name}.in")
        command = [TOOLS / "bin" / "pip-compile", *OPTIONS, *files, *sys.argv[1:]]
        run(command, what=f"{name}.txt", cwd=ROOT)
        print(f"{name}.txt compiled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
