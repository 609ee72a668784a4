import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.architecture.tree import ROOT

LABELS = ("afterword_engagement", "afterword_moderation")


def test_both_apps_have_migrations():
    """Without a package of them, makemigrations --check would be green whatever the models say."""
    assert set(LABELS) <= MigrationLoader(None, ignore_no_migrations=True).migrated_apps


@pytest.mark.django_db
def test_the_models_are_as_the_migrations_made_them(capsys):
    call_command("makemigrations", *LABELS, check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.django_db
def test_every_migration_is_applied_and_every_table_carries_the_labels_name():
    loader = MigrationLoader(connection)
    ours = {key for key in loader.graph.nodes if key[0] in LABELS}
    assert ours <= set(loader.applied_migrations)
    tables = {table for table in connection.introspection.table_names() if table.startswith("afterword_")}
    assert len(tables) > 10
    assert all(table.startswith(("afterword_engagement_", "afterword_moderation_")) for table in tables)


def test_engagement_alone_has_migrations_of_its_own():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings.engagement_only", "DATABASE_URL": ""}
    command = [sys.executable, "manage.py", "makemigrations", "afterword_engagement", "--check", "--dry-run"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "No changes detected" in done.stdout
