"""Every wording says how it asks; those of experiments know it already."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def copy_from_arms(apps, schema_editor):
    """Give the wordings that were compared the style that the editor told then."""
    database = schema_editor.connection.alias
    arms = apps.get_model("afterword_engagement", "ExperimentArm").objects.using(database)
    styles = arms.filter(wording=OuterRef("pk")).values("style")[:1]
    wordings = apps.get_model("afterword_engagement", "Wording").objects.using(database)
    wordings.filter(pk__in=arms.values("wording")).update(style=Subquery(styles))


class Migration(migrations.Migration):

    dependencies = [
        ('afterword_engagement', '0018_digests'),
    ]

    operations = [
        migrations.AddField(
            model_name='prompttemplate',
            name='style',
            field=models.CharField(blank=True, choices=[('plain', 'plain question'), ('closed', 'closed question'), ('open', 'open question'), ('personal', 'personal'), ('experience', 'asks for experiences'), ('solution', 'asks for solutions'), ('short', 'short'), ('context', 'with context')], default='', help_text='Empty: recognised from the words.', max_length=10, verbose_name='style'),
        ),
        migrations.AddField(
            model_name='wording',
            name='style',
            field=models.CharField(blank=True, choices=[('plain', 'plain question'), ('closed', 'closed question'), ('open', 'open question'), ('personal', 'personal'), ('experience', 'asks for experiences'), ('solution', 'asks for solutions'), ('short', 'short'), ('context', 'with context')], default='', max_length=10, verbose_name='style'),
        ),
        migrations.AddConstraint(
            model_name='prompttemplate',
            constraint=models.CheckConstraint(condition=models.Q(('style__in', ['', 'plain', 'closed', 'open', 'personal', 'experience', 'solution', 'short', 'context'])), name='afterword_prompt_template_style_known'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(('style__in', ['', 'plain', 'closed', 'open', 'personal', 'experience', 'solution', 'short', 'context'])), name='afterword_wording_style_known'),
        ),
        # Going back drops the columns, so there is nothing to take back.
        migrations.RunPython(copy_from_arms, migrations.RunPython.noop, elidable=True),
    ]
