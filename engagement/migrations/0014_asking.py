"""Who asks, when and in what context; templates of prompts; words to come; what came of the answers."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('afterword_engagement', '0013_stances'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PromptTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='For editors alone.', max_length=100, verbose_name='name')),
                ('section', models.CharField(blank=True, default='', help_text='Empty: articles of every section.', max_length=100, verbose_name='section')),
                ('language', models.CharField(blank=True, default='', help_text='Such as en or de-AT. Empty: of any language.', max_length=35, verbose_name='language')),
                ('question', models.CharField(blank=True, default='', max_length=500, verbose_name='question')),
                ('call_to_action', models.CharField(blank=True, default='', max_length=500, verbose_name='call to action')),
                ('lead', models.CharField(blank=True, default='', max_length=500, verbose_name='lead')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('starts_at', models.DateTimeField(blank=True, help_text='For articles published from then on.', null=True, verbose_name='from')),
                ('ends_at', models.DateTimeField(blank=True, help_text='For articles published before.', null=True, verbose_name='until')),
                ('order', models.PositiveSmallIntegerField(default=100, help_text='Where several fit, the smallest is taken.', verbose_name='order')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
            ],
            options={
                'verbose_name': 'template of prompts',
                'verbose_name_plural': 'templates of prompts',
                'ordering': ['order', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='wording',
            name='afterword_wording_source_known',
        ),
        migrations.AddField(
            model_name='discussion',
            name='answers_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='takes answers until'),
        ),
        migrations.AddField(
            model_name='discussion',
            name='opens_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='takes answers from'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='context',
            field=models.CharField(blank=True, default='', max_length=300, verbose_name='context'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='follow_up',
            field=models.TextField(blank=True, default='', verbose_name='follow-up as typed'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='follow_up_html',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='follow-up as shown'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='followed_up_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='followed up'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='signed_by',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='who asks'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='signed_picture',
            field=models.CharField(blank=True, default='', max_length=500, verbose_name='address of their picture'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='signed_role',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='their role'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='upcoming',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='afterword_engagement.wording', verbose_name='to be shown later'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='upcoming_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='shown from'),
        ),
        migrations.AddField(
            model_name='promptchange',
            name='act',
            field=models.CharField(choices=[('words', 'its words'), ('upcoming', 'its words to come'), ('signature', 'who asks'), ('context', 'context'), ('times', 'opening and closing'), ('follow_up', 'follow-up')], default='words', max_length=10, verbose_name='changed'),
        ),
        migrations.AddField(
            model_name='wording',
            name='reused',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='afterword_engagement.wording', verbose_name='taken from'),
        ),
        migrations.AlterField(
            model_name='wording',
            name='source',
            field=models.CharField(choices=[('article', "the article's own ending"), ('editor', 'an editor'), ('template', 'a template')], max_length=10, verbose_name='source'),
        ),
        migrations.AddConstraint(
            model_name='discussion',
            constraint=models.CheckConstraint(condition=models.Q(('opens_at__isnull', True), ('answers_until__isnull', True), ('opens_at__lt', models.F('answers_until')), _connector='OR'), name='afterword_discussion_opens_before_it_ends', violation_error_message='It must open before it closes.'),
        ),
        migrations.AddConstraint(
            model_name='prompt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('upcoming__isnull', True), ('upcoming_at__isnull', True)), models.Q(('upcoming__isnull', False), ('upcoming_at__isnull', False)), _connector='OR'), name='afterword_prompt_upcoming_has_time'),
        ),
        migrations.AddConstraint(
            model_name='prompt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_by', ''), _negated=True), models.Q(('signed_picture', ''), ('signed_role', '')), _connector='OR'), name='afterword_prompt_role_has_name'),
        ),
        migrations.AddConstraint(
            model_name='promptchange',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['words', 'upcoming', 'signature', 'context', 'times', 'follow_up'])), name='afterword_prompt_change_act_known'),
        ),
        migrations.AddField(
            model_name='prompttemplate',
            name='changed_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by'),
        ),
        migrations.AddField(
            model_name='wording',
            name='template',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='afterword_engagement.prompttemplate', verbose_name='template'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['article', 'editor', 'template'])), name='afterword_wording_source_known'),
        ),
        migrations.AddConstraint(
            model_name='prompttemplate',
            constraint=models.CheckConstraint(condition=models.Q(('call_to_action', ''), ('question', ''), _negated=True), name='afterword_prompt_template_asks_something'),
        ),
        migrations.AddConstraint(
            model_name='prompttemplate',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at__isnull', True), ('ends_at__isnull', True), ('starts_at__lt', models.F('ends_at')), _connector='OR'), name='afterword_prompt_template_starts_before_it_ends'),
        ),
    ]
