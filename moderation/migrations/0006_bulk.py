import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

_BATCH = 1000


def fill_cases(apps, schema_editor):
    """Give each case its comment's discussion, and the codes of its reasons."""
    cases = apps.get_model('afterword_moderation', 'Case').objects
    comments = apps.get_model('afterword_engagement', 'Comment').objects
    cases.update(
        discussion_id=models.Subquery(comments.filter(pk=models.OuterRef('comment_id')).values('discussion_id')[:1])
    )
    rows = cases.exclude(reasons=[]).order_by('pk')
    latest = 0
    while batch := list(rows.filter(pk__gt=latest).only('pk', 'reasons')[:_BATCH]):
        for case in batch:
            case.codes = spell_codes(case.reasons)
        cases.bulk_update(batch, ['codes'])
        latest = batch[-1].pk
    if schema_editor.connection.vendor == 'postgresql':
        # What the new rows point at is looked up now: PostgreSQL changes no table with that still to be done.
        schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')
        schema_editor.execute('SET CONSTRAINTS ALL DEFERRED')


def spell_codes(reasons):
    codes = dict.fromkeys(
        code for reason in reasons for code in (reason.get('code'), reason.get('signal') or reason.get('gate')) if code
    )
    return ''.join(f'|{code}' for code in codes) + '|' if codes else ''


class Migration(migrations.Migration):

    dependencies = [
        ('afterword_engagement', '0003_sent_text'),
        ('afterword_moderation', '0005_reports_sanctions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='codes',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='codes of the reasons'),
        ),
        migrations.AddField(
            model_name='case',
            name='discussion',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='afterword_engagement.discussion', verbose_name='discussion'),
        ),
        migrations.RunPython(fill_cases, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='case',
            name='discussion',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='afterword_engagement.discussion', verbose_name='discussion'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['section', 'queue', 'opened_at'], name='afterword_cases_of_section'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['discussion', 'queue', 'opened_at'], name='afterword_cases_of_discussion'),
        ),
        migrations.CreateModel(
            name='BulkRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('approve', 'approved'), ('reject', 'rejected'), ('spam', 'marked as spam'), ('not_spam', 'marked as not spam'), ('hold', 'held'), ('look', 'looked at'), ('withdraw', 'withdrawn'), ('erase', 'erased'), ('undo', 'undone'), ('feature', 'featured'), ('unfeature', 'featured no more'), ('lock', 'branch locked'), ('unlock', 'branch unlocked'), ('redact', 'text edited'), ('reply', 'answered'), ('note', 'noted'), ('assign', 'assigned'), ('escalate', 'escalated')], max_length=10, verbose_name='action')),
                ('reason', models.CharField(blank=True, default='', max_length=50, verbose_name='reason')),
                ('note', models.TextField(blank=True, default='', verbose_name='note')),
                ('query', models.TextField(blank=True, default='', verbose_name='queue and filter')),
                ('is_cut', models.BooleanField(default=False, verbose_name='more matched than one run may take')),
                ('state', models.CharField(choices=[('preparing', 'being prepared'), ('ready', 'waiting to be confirmed'), ('running', 'under way'), ('done', 'done'), ('stopped', 'stopped')], default='preparing', max_length=10, verbose_name='state')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='comments')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='left out')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='prepared')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('leased_until', models.DateTimeField(blank=True, null=True, verbose_name='being worked on until')),
                ('moderator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='moderator')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='afterword_moderation.bulkrun', verbose_name='undoes')),
            ],
            options={
                'verbose_name': 'bulk run',
                'verbose_name_plural': 'bulk runs',
            },
        ),
        migrations.CreateModel(
            name='BulkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visibility', models.CharField(choices=[('pending', 'waiting to be checked'), ('published', 'published'), ('held', 'waiting for a moderator'), ('spam', 'spam'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn by its author'), ('erased', 'erased')], max_length=10, verbose_name='visibility seen')),
                ('revision', models.PositiveIntegerField(verbose_name='revision seen')),
                ('version', models.PositiveIntegerField(verbose_name='version of the case seen')),
                ('outcome', models.CharField(blank=True, choices=[('', 'to be done'), ('done', 'done'), ('same', 'was so already'), ('stale', 'changed since it was chosen'), ('gone', 'withdrawn or erased'), ('error', 'failed; the log says why')], default='', max_length=10, verbose_name='outcome')),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='afterword_engagement.comment', verbose_name='comment')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='afterword_moderation.bulkrun', verbose_name='run')),
            ],
            options={
                'verbose_name': 'comment of a bulk run',
                'verbose_name_plural': 'comments of bulk runs',
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='bulk',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='afterword_moderation.bulkrun', verbose_name='bulk run'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('bulk__isnull', False)), fields=('bulk', 'comment'), name='afterword_decision_once_a_bulk_run'),
        ),
        migrations.AddIndex(
            model_name='bulkrun',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', False), ('finished_at__isnull', True)), fields=['id'], name='afterword_bulk_under_way'),
        ),
        migrations.AddConstraint(
            model_name='bulkrun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['preparing', 'ready', 'running', 'done', 'stopped'])), name='afterword_bulk_state_known'),
        ),
        migrations.AddConstraint(
            model_name='bulkrun',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ('approve', 'not_spam', 'reject', 'spam', 'undo'))), name='afterword_bulk_action_known'),
        ),
        migrations.AddConstraint(
            model_name='bulkrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', 'undo'), ('undoes__isnull', False)), models.Q(models.Q(('action', 'undo'), _negated=True), ('undoes__isnull', True)), _connector='OR'), name='afterword_bulk_undo_names_what'),
        ),
        migrations.AddConstraint(
            model_name='bulkrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', 'reject'), _negated=True), models.Q(('reason', ''), _negated=True), ('confirmed_at__isnull', True), _connector='OR'), name='afterword_bulk_reject_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='bulkrun',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', False), ('state__in', ('preparing', 'ready')), _connector='OR'), name='afterword_bulk_runs_once_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='bulkrun',
            constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', False), ('finished_at__isnull', True)), fields=('moderator',), name='afterword_bulk_one_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='bulkitem',
            index=models.Index(fields=['run', 'outcome', 'id'], name='afterword_bulk_outcomes'),
        ),
        migrations.AddConstraint(
            model_name='bulkitem',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'done', 'same', 'stale', 'gone', 'error'])), name='afterword_bulk_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='bulkitem',
            constraint=models.UniqueConstraint(fields=('run', 'comment'), name='afterword_bulk_item_once'),
        ),
    ]
