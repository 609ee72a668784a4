"""What the demo says to the person who started it."""

import contextlib
import os
import sys
from collections.abc import Mapping
from typing import TextIO
from urllib.parse import urlsplit

from demo.environment import Environment
from demo.passwords import MODERATOR, READER
from demo.supervisor.plan import Plan

_BROKERS = {"redis": "Redis", "rediss": "Redis", "amqp": "RabbitMQ", "amqps": "RabbitMQ", "pyamqp": "RabbitMQ"}


def tell(line: str) -> None:
    """Say a line at once, also where the output is a pipe."""
    _write(sys.stdout, line)


def complain(line: str) -> None:
    """Say a line about a failure."""
    _write(sys.stderr, line)


def _write(stream: TextIO, line: str) -> None:
    """Write past Python's buffer: that nobody reads any more must not end the demo, neither now nor at its flush."""
    with contextlib.suppress(BrokenPipeError):
        os.write(stream.fileno(), f"{line}\n".encode())


def tell_ready(plan: Plan, environment: Environment, passwords: Mapping[str, str]) -> None:
    """Say where the site is, what is real and what stands in, and who may sign in."""
    real, standing_in = _weigh(plan, environment)
    tell(f"Ready: {plan.url}")
    tell(f"Real: {', '.join(real)}.")
    tell(f"Standing in: {'; '.join(standing_in) or 'nothing'}.")
    tell(f"Moderator: {MODERATOR}, password {passwords[MODERATOR]} (the queue: {plan.url}moderation/)")
    tell(f"Reader: {READER}, password {passwords[READER]} (Ctrl-C ends the demo; its state stays in {environment.var})")


def _weigh(plan: Plan, environment: Environment) -> tuple[list[str], list[str]]:
    real = ["web server", "Celery worker and beat", _name_database(environment)]
    standing_in = []
    if environment.embeds_broker:
        standing_in.append("a folder for a message broker (CELERY_BROKER_URL)")
    else:
        real.append(f"{_BROKERS[urlsplit(environment.broker_url).scheme]} as broker")
    if environment.cache_url:
        real.append("Redis as cache")
    else:
        standing_in.append("the web server's own memory for a cache (CACHE_URL)")
    if plan.standin_url:
        standing_in.append(f"a small server at {plan.standin_url} for Akismet, no spam filter (AKISMET_API_KEY)")
    else:
        real.append(f"Akismet at {environment.akismet_api_url}")
    return real, standing_in


def _name_database(environment: Environment) -> str:
    database = environment.database
    if database["ENGINE"].endswith("sqlite3"):
        return f"SQLite in {database['NAME']}"
    return f"PostgreSQL database {database['NAME']}"
