"""Wordings from before there were styles: those that were compared get the one that was told; and the way back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from engagement.models import Wording
from tests.engagement.compared import OTHER, compare
from tests.factories import DiscussionFactory

pytestmark = pytest.mark.django_db(transaction=True)

LABEL = "afterword_engagement"
BEFORE, AFTER = (LABEL, "0018_digests"), (LABEL, "0019_styles")


def migrate(target):
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return executor.loader.project_state([target]).apps


def columns(table):
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def test_the_styles_of_experiments_are_copied_and_the_columns_go_back(settings):
    settings.ENGAGEMENT = {"MEASURE": True}
    discussion = DiscussionFactory()
    experiment = compare(discussion, (OTHER, "personal"), style="short")
    proposal = discussion.prompt.proposal
    assert proposal.style == "closed"
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes(LABEL)
    tables = [f"{LABEL}_wording", f"{LABEL}_prompttemplate"]
    try:
        old = migrate(BEFORE)
        assert not any("style" in columns(table) for table in tables)
        assert old.get_model(LABEL, "Wording").objects.count() == 3
        migrate(AFTER)
        assert all("style" in columns(table) for table in tables)
        found = dict(Wording.objects.values_list("pk", "style"))
    finally:
        MigrationExecutor(connection).migrate(newest)
    arms = dict(experiment.arms.values_list("wording", "style"))
    assert sorted(arms.values()) == ["personal", "short"]
    assert found == {proposal.pk: "", **arms}
