"""Real servers that a test starts for itself: on a socket in its own folder, reachable by nobody else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


def program(*names: str, folders: Sequence[str] = ()) -> str:
    """The path of the first of these programs; the test is skipped where there is none."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin", *folders])
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    pytest.skip(f"{names[0]} is not installed (the Debian packages mariadb-server and postgresql have it)")


def run(command: Sequence[str], given: str | None = None) -> bytes:
    """What a command prints; its complaint if it fails."""
    done = subprocess.run(command, input=given.encode() if given else None, capture_output=True, cwd="/")
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@dataclass(frozen=True)
class MariaDb:
    """A running MariaDB with the database `gold`."""

    socket: Path
    version: str

    def query(self, sql: str) -> list[tuple[str | None, ...]]:
        """The rows as texts; NULL is None. Values must have no tabs, newlines or backslashes."""
        client = program("mariadb", "mysql")
        printed = run([client, "--no-defaults", f"--socket={self.socket}", "-BN", "gold"], sql).decode()
        return [tuple(None if v == "NULL" else v for v in line.split("\t")) for line in printed.splitlines()]

    def dump(self, *options: str) -> bytes:
        """What mariadb-dump writes of `gold`."""
        tool = program("mariadb-dump", "mysqldump")
        return run([tool, "--no-defaults", f"--socket={self.socket}", *options, "gold"])


@contextmanager
def mariadb(folder: Path) -> Iterator[MariaDb]:
    """A MariaDB of its own, which is gone afterwards."""
    server, install = program("mariadbd", "mysqld"), program("mariadb-install-db", "mysql_install_db")
    data, socket = folder / "data", folder / "s"
    user = pwd.getpwuid(os.getuid()).pw_name
    run(
        [
            install,
            "--no-defaults",
            f"--datadir={data}",
            f"--user={user}",
            "--skip-test-db",
            "--auth-root-authentication-method=normal",
        ]  # fmt: skip
    )
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [
            server,
            "--no-defaults",
            f"--datadir={data}",
            f"--socket={socket}",
            "--skip-networking",
            f"--user={user}",
            f"--pid-file={folder / 'pid'}",
            "--innodb-flush-log-at-trx-commit=0",
        ],  # fmt: skip
        stdout=log,
        stderr=log,
    )
    try:
        wait_for(lambda: socket.exists(), folder / "log")
        client = [program("mariadb", "mysql"), "--no-defaults", f"--socket={socket}"]
        run(client, "CREATE DATABASE gold CHARACTER SET utf8mb4")
        yield MariaDb(socket, run([server, "--version"]).decode())
    finally:
        process.terminate()
        process.wait(30)
        log.close()


@dataclass(frozen=True)
class Postgres:
    """A running PostgreSQL with the database `gold`."""

    folder: Path
    bin: str
    prefix: tuple[str, ...]

    def query(self, sql: str, database: str = "gold") -> list[tuple[str | None, ...]]:
        """The rows as texts; NULL is None. Values must have no tabs, newlines or backslashes."""
        command = [*self.prefix, f"{self.bin}/psql", "-h", str(self.folder), "-XAtq", "-v", "ON_ERROR_STOP=1"]
        printed = run([*command, "-F", "\t", "-P", "null=NULL", database], sql).decode()
        return [tuple(None if v == "NULL" else v for v in line.split("\t")) for line in printed.splitlines()]

    def dump(self, *options: str) -> bytes:
        """What pg_dump writes of `gold`."""
        return run([*self.prefix, f"{self.bin}/pg_dump", "-h", str(self.folder), *options, "gold"])


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """A PostgreSQL of its own, which is gone afterwards. As root it runs as the user postgres."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    bin_folder = str(newest[-1]) if newest else ""
    program("initdb", folders=[bin_folder])
    prefix: tuple[str, ...] = ()
    if os.getuid() == 0:
        prefix = (program("runuser"), "-u", "postgres", "--")
        shutil.chown(folder, "postgres")
        for parent in folder.parents:
            if parent.stat().st_uid == 0 and parent.is_relative_to("/tmp") and parent != Path("/tmp"):
                parent.chmod(parent.stat().st_mode | 0o011)
    data = folder / "data"
    run(
        [
            *prefix,
            f"{bin_folder}/initdb",
            "-D",
            str(data),
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
    )
    settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    control = [*prefix, f"{bin_folder}/pg_ctl", "-D", str(data), "-w"]
    started = subprocess.run(
        [*control, "-l", str(data / "log"), "-o", settings, "start"], stdout=subprocess.DEVNULL, cwd="/"
    )
    assert started.returncode == 0, (data / "log").read_text()
    try:
        server = Postgres(folder, bin_folder, prefix)
        server.query("CREATE DATABASE gold", "postgres")
        yield server
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, cwd="/", check=True)


def wait_for(is_there, log: Path, seconds: float = 30) -> None:  # type: ignore[no-untyped-def]
    """Waits until something is there; shows the log if it does not come."""
    until = time.monotonic() + seconds
    while not is_there():
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)
