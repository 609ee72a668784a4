"""What the tests of engagement's core share: engagement left alone, and real races on either database."""

import pytest

from engagement import explanations, gates, signals
from tests.races import run_at_once, shared_database


@pytest.fixture
def engagement_alone(monkeypatch):
    """Nobody asks before a comment is stored, explains or listens, whatever else is installed."""
    monkeypatch.setattr(gates._registry, "gates", {})
    monkeypatch.setattr(explanations._registry, "explainers", {})
    announced = (
        signals.comment_posted,
        signals.comment_edited,
        signals.visibility_changed,
        signals.discussion_changed,
        signals.discussion_merged,
        signals.prompt_proposed,
    )
    for signal in announced:
        monkeypatch.setattr(signal, "receivers", [])
        signal.sender_receivers_cache.clear()
    yield
    for signal in announced:
        signal.sender_receivers_cache.clear()


@pytest.fixture
def announced(engagement_alone, django_capture_on_commit_callbacks):
    """A context in which transactions "commit"; gives the list of what was announced: name and ids."""
    names = {
        signals.comment_posted: "comment_posted",
        signals.comment_edited: "comment_edited",
        signals.visibility_changed: "visibility_changed",
        signals.discussion_changed: "discussion_changed",
        signals.discussion_merged: "discussion_merged",
        signals.prompt_proposed: "prompt_proposed",
    }
    heard = []

    def listen(signal, sender, **ids):
        heard.append((names[signal], ids))

    for signal in names:
        signal.connect(listen)

    class Announced:
        def __enter__(self):
            heard.clear()
            self.capture = django_capture_on_commit_callbacks(execute=True)
            self.capture.__enter__()
            return heard

        def __exit__(self, *failure):
            return self.capture.__exit__(*failure)

    yield Announced
    for signal in names:
        signal.disconnect(listen)


@pytest.fixture
def race(transactional_db, engagement_alone, tmp_path):
    """Run functions at once, each in a thread with a connection of its own; gives what each returned or raised."""
    with shared_database(tmp_path):
        yield run_at_once
