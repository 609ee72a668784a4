"""What the demo consists of, given its environment."""

import os
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from demo.broker import QUEUES
from demo.environment import BASE_DIR, Environment
from demo.supervisor.part import Part
from demo.supervisor.ports import HOST, listens, take_port
from demo.supervisor.readiness import Sign, is_healthy

THREADS = 4
"""How many requests are answered at once."""

POOL = 2
"""How many tasks run at once."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that is started, and where it is found."""

    url: str
    """Where the site is read."""

    standin_url: str
    """Where the stand-in for Akismet listens; empty where the real one is asked."""

    preparation: Part
    """What runs once, before all others: migrations and articles."""

    parts: tuple[Part, ...]
    """What runs until the end."""


def make_plan(environment: Environment) -> Plan:
    """Choose the ports and put the parts together; raises DemoError for a port that cannot be had."""
    port = take_port(environment.port)
    var, variables = environment.var, _variables(environment, port)
    standin: tuple[Part, ...] = ()
    standin_url = ""
    if not environment.akismet_api_key:
        standin_port, key = take_port(0), secrets.token_hex(6)
        standin_url = f"http://{HOST}:{standin_port}/"
        variables |= {"AKISMET_API_KEY": key, "AKISMET_API_URL": standin_url}
        standin = (_standin(var, variables, standin_port, key),)
    return Plan(
        url=f"http://{HOST}:{port}/",
        standin_url=standin_url,
        preparation=_part(var, variables, "preparation", "demo.preparation", is_up=lambda: True),
        parts=(*standin, _web(var, variables, port), _worker(var, variables), _beat(var, variables)),
    )


def _variables(environment: Environment, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "AFTERWORD_VAR": str(environment.var),
        "DJANGO_SETTINGS_MODULE": "demo.settings",
        "PORT": str(port),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(BASE_DIR), os.environ.get("PYTHONPATH")))),
        "PYTHONUNBUFFERED": "1",
    }


def _standin(var: Path, variables: Mapping[str, str], port: int, key: str) -> Part:
    listening = ("--host", HOST, "--port", str(port), "--key", key, "--state", str(var / "akismet-standin.json"))
    return _part(var, variables, "Akismet stand-in", "demo.akismet_standin", *listening, is_up=partial(listens, port))


def _web(var: Path, variables: Mapping[str, str], port: int) -> Part:
    address = ("--host", HOST, "--port", str(port))
    serving = ("--interface", "wsgi", "--blocking-threads", str(THREADS), "--no-ws", "--workers-kill-timeout", "5")
    arguments = ("demo.wsgi:application", *address, *serving, "--log-level", "warning")
    return _part(var, variables, "web server", "granian", *arguments, is_up=partial(is_healthy, port))


def _worker(var: Path, variables: Mapping[str, str]) -> Part:
    sign = Sign(var / "run" / "worker.ready")
    alone = ("--without-gossip", "--without-mingle")
    consuming = ("--concurrency", str(POOL), "--queues", ",".join(QUEUES))
    arguments = ("-q", "-A", "demo.celery", "worker", "--loglevel", "WARNING", *consuming, *alone)
    return _part(var, variables, "Celery worker", "celery", *arguments, is_up=sign.is_there, prepare=sign.remove)


def _beat(var: Path, variables: Mapping[str, str]) -> Part:
    sign = Sign(var / "run" / "beat.ready")
    schedule = ("--schedule", str(var / "run" / "beat-schedule"))
    arguments = ("-q", "-A", "demo.celery", "beat", "--loglevel", "WARNING", *schedule)
    return _part(var, variables, "Celery beat", "celery", *arguments, is_up=sign.is_there, prepare=sign.remove)


def _part(
    var: Path,
    variables: Mapping[str, str],
    name: str,
    module: str,
    *arguments: str,
    is_up: Callable[[], bool],
    prepare: Callable[[], None] = lambda: None,
) -> Part:
    return Part(
        name=name,
        command=(sys.executable, "-m", module, *arguments),
        environment=variables,
        log=var / "log" / f"{name.lower().replace(' ', '-')}.log",
        is_up=is_up,
        prepare=prepare,
    )
