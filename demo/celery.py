"""The demo's Celery app: what carries tasks from the web server and beat to the worker."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_process_init, worker_ready

from demo.broker import make_celery_settings
from demo.environment import read_environment
from demo.haste import hasten
from engagement.schedule import BEAT_SCHEDULE as MAIL_SCHEDULE
from moderation.schedule import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")

app = Celery("demo")
app.conf.update(make_celery_settings(read_environment()))
SCHEDULE = {**BEAT_SCHEDULE, **MAIL_SCHEDULE}
app.conf.beat_schedule = hasten(SCHEDULE) if read_environment().haste else SCHEDULE
app.autodiscover_tasks()


@app.task(name="demo.show_sign_of_life", expires=60, ignore_result=True)
def show_sign_of_life() -> None:
    """Leave the sign that the supervisor waits for; run by the worker, it proves the whole way through the broker."""
    _leave_sign("worker")


@worker_ready.connect
def ask_for_sign_of_life(**_: Any) -> None:
    """Send the worker a first task once it listens."""
    show_sign_of_life.delay()


@worker_process_init.connect
def collect_less_garbage(**_: Any) -> None:
    """Let Python leave what was loaded before the first task alone, and look for garbage less often.

    A tenth of a worker's time went into looking through modules and models that never go.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


@beat_init.connect
def show_that_beat_started(**_: Any) -> None:
    """Leave beat's sign."""
    _leave_sign("beat")


@setup_logging.connect
def keep_logging_as_it_is(**_: Any) -> None:
    """Keep Celery from replacing the settings' logging, which it does unless somebody answers this signal."""


def _leave_sign(part: str) -> None:
    folder = read_environment().var / "run"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"{part}.ready").touch()
