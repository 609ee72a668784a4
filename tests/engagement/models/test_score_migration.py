"""Comments from before there was a score get one that fits the new ones."""

import pkgutil
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from engagement import migrations
from engagement.api import Comment
from tests.engagement.counting import assert_everything_counts
from tests.factories import HeldCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db


def test_every_root_that_was_published_gets_its_score(monkeypatch):
    (name,) = [module.name for module in pkgutil.iter_modules(migrations.__path__) if module.name.endswith("_respect")]
    migration = import_module(f"engagement.migrations.{name}")
    monkeypatch.setattr(migration, "_BATCH", 2)
    roots = PublishedCommentFactory.create_batch(5)
    PublishedCommentFactory(parent=roots[0])
    HeldCommentFactory()
    Comment.objects.update(score=0)
    migration.score_roots(apps, SimpleNamespace(connection=connection))
    assert Comment.objects.exclude(score=0).count() == 5
    assert_everything_counts()
