"""Readers follow sections, and get summaries."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('afterword_engagement', '0017_experiments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='tells of what came after')),
                ('until', models.DateTimeField(verbose_name='tells of what came up to')),
                ('state', models.CharField(choices=[('claimed', 'being sent'), ('sent', 'sent'), ('failed', 'refused by the mail server'), ('cut_off', 'cut off while being sent')], default='claimed', max_length=8, verbose_name='state')),
                ('claimed_at', models.DateTimeField(verbose_name='claimed')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='sent or given up')),
                ('error', models.CharField(blank=True, default='', max_length=100, verbose_name='kind of error')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='expires')),
            ],
            options={
                'verbose_name': 'summary',
                'verbose_name_plural': 'summaries',
            },
        ),
        migrations.RemoveConstraint(
            model_name='follow',
            name='afterword_follow_scope_known',
        ),
        migrations.RemoveConstraint(
            model_name='follow',
            name='afterword_follow_frequency_known',
        ),
        migrations.AddField(
            model_name='follow',
            name='section',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='section'),
        ),
        migrations.AddField(
            model_name='follow',
            name='told_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='summed up until'),
        ),
        migrations.AlterField(
            model_name='follow',
            name='asked_frequency',
            field=models.CharField(choices=[('daily', 'once a day'), ('at_once', 'at once'), ('digest_daily', 'as a summary once a day'), ('digest_weekly', 'as a summary once a week')], max_length=15, verbose_name='how often, once confirmed'),
        ),
        migrations.AlterField(
            model_name='follow',
            name='discussion',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='afterword_engagement.discussion', verbose_name='discussion'),
        ),
        migrations.AlterField(
            model_name='follow',
            name='frequency',
            field=models.CharField(choices=[('daily', 'once a day'), ('at_once', 'at once'), ('digest_daily', 'as a summary once a day'), ('digest_weekly', 'as a summary once a week')], max_length=15, verbose_name='how often'),
        ),
        migrations.AlterField(
            model_name='follow',
            name='scope',
            field=models.CharField(choices=[('discussion', 'every new comment'), ('replies', 'replies to my comments'), ('section', 'everything in this section')], max_length=10, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(condition=models.Q(('scope', 'section')), fields=('section', 'email_folded'), name='afterword_follow_section_once_per_address'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(('scope__in', ['discussion', 'replies', 'section'])), name='afterword_follow_scope_known'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('discussion__isnull', True), ('scope', 'section'), models.Q(('section', ''), _negated=True)), models.Q(models.Q(('scope', 'section'), _negated=True), ('discussion__isnull', False), ('section', '')), _connector='OR'), name='afterword_follow_discussion_or_section'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(('scope', 'discussion'), models.Q(('asked_frequency__in', ('digest_daily', 'digest_weekly')), ('frequency__in', ('digest_daily', 'digest_weekly')), ('scope', 'section')), models.Q(('scope', 'replies'), models.Q(('frequency__in', ('digest_daily', 'digest_weekly')), _negated=True), models.Q(('asked_frequency__in', ('digest_daily', 'digest_weekly')), _negated=True)), _connector='OR'), name='afterword_follow_sections_are_summed_up'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('frequency__in', ('digest_daily', 'digest_weekly')), _negated=True), ('confirmed_at__isnull', True), ('told_until__isnull', False), _connector='OR'), name='afterword_follow_digest_knows_until'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(('asked_frequency__in', ['daily', 'at_once', 'digest_daily', 'digest_weekly']), ('frequency__in', ['daily', 'at_once', 'digest_daily', 'digest_weekly'])), name='afterword_follow_frequency_known'),
        ),
        migrations.AddField(
            model_name='digest',
            name='follow',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='digests', to='afterword_engagement.follow', verbose_name='follow'),
        ),
        migrations.AddIndex(
            model_name='digest',
            index=models.Index(condition=models.Q(('state', 'claimed')), fields=['claimed_at'], name='afterword_digests_claimed'),
        ),
        migrations.AddIndex(
            model_name='digest',
            index=models.Index(condition=models.Q(('state__in', ['failed', 'cut_off'])), fields=['state'], name='afterword_digests_lost'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.UniqueConstraint(fields=('follow', 'since'), name='afterword_digest_once'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['claimed', 'sent', 'failed', 'cut_off'])), name='afterword_digest_state_known'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.CheckConstraint(condition=models.Q(('since__lt', models.F('until'))), name='afterword_digest_has_a_span'),
        ),
    ]
