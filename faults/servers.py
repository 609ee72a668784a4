"""A PostgreSQL and a Redis of the harness's own, on free ports and in folders of their own; it touches no others."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import psycopg
import redis

from demo.supervisor.guard import Guard
from demo.supervisor.ports import HOST, take_port
from faults.exceptions import HarnessError
from faults.processes import Process, wait_until

START_SECONDS = 60.0
_SERVER_ACCOUNT = "postgres"


class PostgreSQL:
    """A server with one database."""

    def __init__(self, *, log: Path, guard: Guard) -> None:
        """Make its files. As root it runs as ``postgres``, because it refuses to run as root."""
        programs = find_postgresql()
        self.port = take_port(0)
        self._user = _SERVER_ACCOUNT if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="afterword-faults-pg-"))
        if self._user:
            account = _find_account(self._user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self._run(programs / "initdb", "-D", str(self.folder / "data"), "-U", "faults", "-A", "trust", "-E", "UTF8")
        self.process = Process(
            name="PostgreSQL",
            command=(
                str(programs / "postgres"),
                *("-D", str(self.folder / "data"), "-p", str(self.port), "-k", str(self.folder)),
                *("-c", f"listen_addresses={HOST}", "-c", "max_connections=100"),
            ),
            environment=_environment(),
            log=log,
            guard=guard,
            user=self._user,
        )

    @property
    def url(self) -> str:
        """For DATABASE_URL."""
        return f"postgres://faults@{HOST}:{self.port}/faults"

    def start(self) -> None:
        """Start it and wait until it takes connections; makes the database where it is not there."""
        self.process.start()
        wait_until(self._answers, seconds=START_SECONDS, or_else="PostgreSQL does not start.")
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'faults'").fetchone():
                connection.execute("CREATE DATABASE faults")

    def restart(self, *, mode: str) -> None:
        """Restart it: ``fast`` ends all sessions, ``immediate`` is a crash with recovery afterwards."""
        self.process.end(signal.SIGINT if mode == "fast" else signal.SIGQUIT, seconds=20)
        self.start()

    def remove(self) -> None:
        """End it and delete its files."""
        self.process.end(signal.SIGINT, seconds=10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        if not self.process.is_up:
            raise HarnessError(f"PostgreSQL ended:\n{self.process.read_last_words()}")
        try:
            psycopg.connect(self._address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _address(self, database: str) -> str:
        return f"postgresql://faults@{HOST}:{self.port}/{database}"

    def _run(self, *command: object) -> None:
        done = subprocess.run(  # noqa: S603  PostgreSQL's own program
            [str(word) for word in command],
            env=_environment(),
            cwd=self.folder,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise HarnessError(f"initdb failed: {done.stderr.strip()}")


class Redis:
    """A server that keeps nothing on disk."""

    def __init__(self, *, log: Path, guard: Guard) -> None:
        """Find the program."""
        program = shutil.which("redis-server")
        if program is None:
            raise HarnessError("redis-server is not installed; on Debian: apt-get install redis-server")
        self.port = take_port(0)
        listening = ("--bind", HOST, "--port", str(self.port), "--dir", str(log.parent))
        self.process = Process(
            name="Redis",
            command=(program, *listening, "--save", "", "--appendonly", "no"),
            environment=_environment(),
            log=log,
            guard=guard,
        )

    def url(self, database: int) -> str:
        """For CELERY_BROKER_URL and CACHE_URL."""
        return f"redis://{HOST}:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process.start()
        wait_until(self._answers, seconds=START_SECONDS, or_else="Redis does not start.")

    def flush(self) -> None:
        """Forget everything, all messages among it."""
        with redis.Redis(host=HOST, port=self.port) as client:
            client.flushall()

    def _answers(self) -> bool:
        if not self.process.is_up:
            raise HarnessError(f"Redis ended:\n{self.process.read_last_words()}")
        try:
            with redis.Redis(host=HOST, port=self.port, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def find_postgresql() -> Path:
    """The folder of PostgreSQL's programs: of the newest release that is installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not installed:
        raise HarnessError("PostgreSQL's server is not installed; on Debian: apt-get install postgresql")
    return max(installed, key=lambda path: float(path.parent.name))


def _find_account(name: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise HarnessError(f"PostgreSQL refuses to run as root, and there is no account {name!r}.") from None


def _environment() -> Mapping[str, str]:
    """Nothing that points a server or its programs elsewhere."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ} | {"LC_ALL": "C"}
