"""The search table with the database's own full-text index, and what waves are found by."""

import string

import django.db.models.deletion
from django.db import migrations, models

_TABLE = 'afterword_moderation_searchentry'
_INDEX = 'afterword_moderation_searchtokens'

# Tokens are taken as they are: every sign is part of one, and only a space parts two.
_SIGNS = string.punctuation.replace("'", "''").replace('"', '""')

_FORWARDS = {
    'postgresql': [
        f"ALTER TABLE {_TABLE} ADD COLUMN vector tsvector"
        f" GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED",
        f'CREATE INDEX {_INDEX} ON {_TABLE} USING gin (vector)',
    ],
    'sqlite': [
        f"CREATE VIRTUAL TABLE {_INDEX} USING fts5("
        f"tokens, content='{_TABLE}', content_rowid='id', detail='none', columnsize=0,"
        f" tokenize=\"ascii tokenchars '{_SIGNS}'\")",
        f'CREATE TRIGGER {_INDEX}_added AFTER INSERT ON {_TABLE} BEGIN'
        f' INSERT INTO {_INDEX} (rowid, tokens) VALUES (new.id, new.tokens); END',
        f'CREATE TRIGGER {_INDEX}_deleted AFTER DELETE ON {_TABLE} BEGIN'
        f" INSERT INTO {_INDEX} ({_INDEX}, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
        f'CREATE TRIGGER {_INDEX}_changed AFTER UPDATE OF id, tokens ON {_TABLE} BEGIN'
        f" INSERT INTO {_INDEX} ({_INDEX}, rowid, tokens) VALUES ('delete', old.id, old.tokens);"
        f' INSERT INTO {_INDEX} (rowid, tokens) VALUES (new.id, new.tokens); END',
    ],
}
_BACKWARDS = {
    'postgresql': [f'ALTER TABLE {_TABLE} DROP COLUMN vector'],
    'sqlite': [
        f'DROP TRIGGER {_INDEX}_added',
        f'DROP TRIGGER {_INDEX}_deleted',
        f'DROP TRIGGER {_INDEX}_changed',
        f'DROP TABLE {_INDEX}',
    ],
}


def add_full_text(apps, schema_editor):
    _execute(schema_editor, _FORWARDS)


def drop_full_text(apps, schema_editor):
    _execute(schema_editor, _BACKWARDS)


def _execute(schema_editor, statements):
    for statement in statements.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('afterword_engagement', '0003_sent_text'),
        ('afterword_moderation', '0006_bulk'),
    ]

    operations = [
        migrations.CreateModel(
            name='IndexPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('walk', models.CharField(max_length=20, unique=True, verbose_name='walk')),
                ('after', models.BigIntegerField(default=0, verbose_name='the comment it came to')),
            ],
            options={
                'verbose_name': 'index position',
                'verbose_name_plural': 'index positions',
            },
        ),
        migrations.CreateModel(
            name='LinkDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253, verbose_name='domain')),
                ('is_site', models.BooleanField(default=False, verbose_name='may be what comments have in common')),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='afterword_engagement.comment', verbose_name='comment')),
            ],
            options={
                'verbose_name': 'link domain',
                'verbose_name_plural': 'link domains',
                'constraints': [models.UniqueConstraint(fields=('domain', 'comment'), name='afterword_link_domain_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(verbose_name='revision that was read')),
                ('format', models.PositiveSmallIntegerField(verbose_name='format of the tokens')),
                ('tokens', models.TextField(blank=True, default='', verbose_name='tokens')),
                ('email', models.CharField(blank=True, default='', max_length=64, verbose_name='e-mail')),
                ('alike', models.BigIntegerField(blank=True, null=True, verbose_name='nearly the same as')),
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='afterword_engagement.comment', verbose_name='comment')),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
                'indexes': [models.Index(condition=models.Q(('email', ''), _negated=True), fields=['email'], name='afterword_entries_email'), models.Index(condition=models.Q(('alike__isnull', False)), fields=['alike'], name='afterword_entries_alike')],
            },
        ),
        migrations.CreateModel(
            name='TextPrint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('band', models.PositiveSmallIntegerField(verbose_name='band')),
                ('value', models.BigIntegerField(verbose_name='value')),
                ('comment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='afterword_engagement.comment', verbose_name='comment')),
            ],
            options={
                'verbose_name': 'text print',
                'verbose_name_plural': 'text prints',
                'indexes': [models.Index(fields=['value'], name='afterword_text_prints_alike')],
                'constraints': [models.UniqueConstraint(fields=('comment', 'band'), name='afterword_text_print_once')],
            },
        ),
        migrations.RunPython(add_full_text, drop_full_text),
    ]
