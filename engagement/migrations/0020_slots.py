"""Experiments may be assigned by time slot."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('afterword_engagement', '0019_styles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='experiment',
            name='assignment',
            field=models.CharField(choices=[('browser', 'each browser, by a coin'), ('slot', 'time slots')], default='browser', max_length=10, verbose_name='assigned by'),
        ),
        migrations.AddField(
            model_name='experiment',
            name='seed',
            field=models.CharField(blank=True, default='', editable=False, max_length=32, verbose_name='seed of the time slots'),
        ),
        migrations.AddField(
            model_name='experiment',
            name='slot_hours',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hours of a time slot'),
        ),
        migrations.AddField(
            model_name='prompt',
            name='known_slots',
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name='time slots'),
        ),
        migrations.AddConstraint(
            model_name='experiment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assignment', 'browser'), ('seed', ''), ('slot_hours__isnull', True)), models.Q(('assignment', 'slot'), ('slot_hours__in', (1, 2, 3, 4, 6, 12)), ('slot_hours__isnull', False), models.Q(('seed', ''), _negated=True)), _connector='OR'), name='afterword_experiment_slots_have_hours'),
        ),
    ]
