"""When an endpoint last took something is found without looking at all that it took."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('afterword_engagement', '0015_prompt_tallies'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('state', 'delivered')), fields=['endpoint', '-tried_at'], name='afterword_webhooks_taken'),
        ),
    ]
