"""Run programs, wait for conditions, and say what happens. Standard library only."""

import fcntl
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from .settings import LOCAL


class SetupError(Exception):
    """Something the user must know or do; ``code`` is the exit code."""

    def __init__(self, message, code=1):
        super().__init__(message)
        self.code = code


def say(message):
    print(f"[set-up] {message}", file=sys.stderr, flush=True)


def run(command, *, what, **options):
    """Run a program quietly; on failure raise with the end of what it printed."""
    command = [str(part) for part in command]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **options,
        )
    except FileNotFoundError as error:
        raise SetupError(f"{what}: program not found: {command[0]}") from error
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise SetupError(f"{what}: {command[0]} ended with {done.returncode}\n{tail}")
    return done.stdout


def poll(condition, *, timeout, what, pause=0.05):
    """Call ``condition`` until it answers something true, and return that."""
    deadline = time.monotonic() + timeout
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise SetupError(f"{what}: not so after {timeout:g} s")
        time.sleep(pause)


@contextmanager
def locked(name):
    """Keep other processes of this checkout out of the same work."""
    LOCAL.mkdir(exist_ok=True)
    with open(LOCAL / f"{name}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another process ({name})")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write_if_changed(path, text, mode=0o644):
    """Write a file only when its content differs; tell whether it did."""
    path = Path(path)
    if path.exists() and path.read_text() == text:
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text)
    draft.chmod(mode)
    draft.replace(path)
    return True
