"""Publishers open discussions of articles that are no objects here."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('afterword_engagement', '0009_follows'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublisherToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kid', models.CharField(max_length=12, unique=True, verbose_name="token's number")),
                ('name', models.CharField(max_length=100, verbose_name='server')),
                ('digest', models.CharField(max_length=64, verbose_name='digest of the token')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used, to the hour')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
            ],
            options={
                'verbose_name': "publisher's token",
                'verbose_name_plural': "publishers' tokens",
            },
        ),
        migrations.AddField(
            model_name='discussion',
            name='authors',
            field=models.JSONField(blank=True, default=list, help_text='Names, of an article that is no object here; an object tells its own.', verbose_name='authors'),
        ),
    ]
