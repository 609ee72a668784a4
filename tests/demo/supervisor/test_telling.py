import os
import subprocess
import sys
from dataclasses import replace

import pytest

from demo.environment import read_environment
from demo.supervisor.plan import make_plan
from demo.supervisor.telling import tell_ready
from tests.stack import ROOT

PASSWORDS = {"moderator": "sesame", "reader": "poppy"}


@pytest.fixture
def said(capfd, tmp_path):
    """What is said about a demo with this environment, as lines."""

    def say(**variables):
        environment = read_environment({"AFTERWORD_VAR": str(tmp_path), "PORT": "0", **variables})
        tell_ready(replace(make_plan(environment), url="http://127.0.0.1:8000/"), environment, PASSWORDS)
        return capfd.readouterr().out.splitlines()

    return say


def test_where_nothing_is_set_everything_that_stands_in_is_named(said, tmp_path):
    ready, real, standing_in, moderator, reader = said()

    assert ready == "Ready: http://127.0.0.1:8000/"
    assert real == f"Real: web server, Celery worker and beat, SQLite in {tmp_path}/db.sqlite3."
    assert "CELERY_BROKER_URL" in standing_in
    assert "CACHE_URL" in standing_in
    assert "AKISMET_API_KEY" in standing_in
    assert moderator == "Moderator: moderator, password sesame (the queue: http://127.0.0.1:8000/moderation/)"
    assert reader.startswith("Reader: reader, password poppy ")


def test_where_everything_is_set_nothing_stands_in_and_no_password_is_told(said):
    lines = said(
        DATABASE_URL="postgres://user:hunter2@db.example/courier",
        CELERY_BROKER_URL="amqp://user:hunter2@broker.example//",
        CACHE_URL="redis://:hunter2@cache.example/0",
        AKISMET_API_KEY="hunter2key00",
    )

    assert lines[1] == (
        "Real: web server, Celery worker and beat, PostgreSQL database courier, RabbitMQ as broker, Redis as cache, "
        "Akismet at https://rest.akismet.com."
    )
    assert lines[2] == "Standing in: nothing."
    assert "hunter2" not in "".join(lines)


def test_nobody_reading_is_no_reason_to_end():
    ours, theirs = os.pipe()
    os.close(ours)
    program = "from demo.supervisor.telling import tell; tell('Ready'); tell('Stopping')"
    with os.fdopen(theirs, "wb") as unread:
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, stdout=unread, stderr=subprocess.PIPE, check=False
        )

    assert (done.returncode, done.stderr) == (0, b"")
