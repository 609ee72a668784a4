"""What the tests of moderation share."""

import pytest
from celery import Celery, current_app

from demo.akismet_standin.running import running_standin
from moderation.services.circuit import forget_circuits
from moderation.spam.registry import get_checker
from tests.celery import app
from tests.moderation.factories import ModeratorFactory
from tests.races import run_at_once, shared_database


@pytest.fixture(autouse=True)
def fresh_circuits():
    """Each test has a database of its own, and what a process saw in another one says nothing."""
    forget_circuits()


@pytest.fixture
def checker():
    """The dummy that the settings name, with nothing asked or told yet."""
    dummy = get_checker()
    dummy.clear()
    return dummy


@pytest.fixture
def moderator(db):
    return ModeratorFactory()


@pytest.fixture
def standin(settings):
    """Akismet's stand-in over real HTTP, as the site's checker."""
    with running_standin() as running:
        settings.MODERATION = {
            "SPAM_CHECKER": "moderation.spam.akismet.AkismetChecker",
            "SPAM_CHECKER_OPTIONS": {
                "key": running.key,
                "site_url": "https://gazette.example.org/",
                "api_url": running.url,
            },
        }
        yield running


@pytest.fixture
def eager_tasks():
    """Run each task where it is enqueued, as a worker with nothing else to do would."""
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True
    yield
    app.conf.task_always_eager = False
    app.conf.task_eager_propagates = False


@pytest.fixture
def dead_broker():
    """A broker that refuses every connection."""
    before = current_app._get_current_object()
    dead = Celery("dead", broker="amqp://127.0.0.1:1//")
    dead.set_current()
    yield
    before.set_current()
    dead.close()


@pytest.fixture
def messages():
    """The messages that wait at the broker, as (task, id), read off its queue."""
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue("celery")
        queue.clear()

        def read():
            found = []
            while queue.qsize():
                message = queue.get_nowait()
                message.ack()
                found.append((message.headers["task"], *message.payload[0]))
            return found

        yield read
        queue.clear()
        queue.close()


@pytest.fixture
def race(transactional_db, tmp_path):
    """Run functions at once, each in a thread with a connection of its own; gives what each returned or raised."""
    with shared_database(tmp_path):
        yield run_at_once
