"""What a comment said before its author edited it."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('afterword_engagement', '0006_respect'),
    ]

    operations = [
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(verbose_name='revision')),
                ('body', models.TextField(verbose_name='text as typed')),
                ('replaced_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='replaced')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='expires')),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='afterword_engagement.comment', verbose_name='comment')),
            ],
            options={
                'verbose_name': 'earlier text',
                'verbose_name_plural': 'earlier texts',
                'constraints': [models.UniqueConstraint(fields=('comment', 'revision'), name='afterword_revision_once')],
            },
        ),
    ]
