"""``python -m demo.preparation``: what has to be true before the demo's parts start."""

import sys

import django
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError
from kombu.exceptions import OperationalError
from redis import RedisError

from demo.reaching import ask_broker, ask_database


def main() -> int:
    """Reach every server, migrate and seed; return 1, the reason as the last line, where one cannot be reached."""
    django.setup()
    try:
        ask_database()
    except DatabaseError as error:
        return _complain("DATABASE_URL: the database cannot be reached", error)
    try:
        ask_broker()
    except (OperationalError, OSError) as error:
        return _complain("CELERY_BROKER_URL: the broker cannot be reached", error)
    try:
        cache.get("demo")
    except RedisError as error:
        return _complain("CACHE_URL: the cache cannot be reached", error)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("seed_demo", verbosity=0)
    return 0


def _complain(what: str, error: Exception) -> int:
    """Say it in one line; the servers' own messages tell addresses and users, but no passwords."""
    why = " ".join(str(error).split())
    sys.stderr.write(f"{what}: {why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
