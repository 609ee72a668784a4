"""What the publisher's servers are told, where, and what they answered."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('afterword_engagement', '0011_external_identities'),
    ]

    operations = [
        migrations.CreateModel(
            name='WebhookEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='event id')),
                ('kind', models.CharField(max_length=30, verbose_name='kind')),
                ('comment_number', models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name='comment')),
                ('section', models.CharField(blank=True, default='', max_length=100, verbose_name='section')),
                ('revision', models.PositiveIntegerField(blank=True, null=True, verbose_name='revision')),
                ('visibility', models.CharField(blank=True, default='', max_length=10, verbose_name='visibility')),
                ('payload', models.JSONField(default=dict, verbose_name='payload')),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='happened')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='expires')),
            ],
            options={
                'verbose_name': 'webhook event',
                'verbose_name_plural': 'webhook events',
            },
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('url', models.CharField(max_length=1000, verbose_name='address')),
                ('events', models.JSONField(blank=True, default=list, verbose_name='events wanted')),
                ('sections', models.JSONField(blank=True, default=list, verbose_name='sections wanted')),
                ('with_text', models.BooleanField(default=False, verbose_name='is sent texts and names')),
                ('active', models.BooleanField(default=False, verbose_name='active')),
                ('secret', models.CharField(editable=False, max_length=100, verbose_name='secret')),
                ('previous_secret', models.CharField(blank=True, default='', editable=False, max_length=100, verbose_name='previous secret')),
                ('previous_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='previous secret counts until')),
                ('failures', models.PositiveIntegerField(default=0, editable=False, verbose_name='failures in a row')),
                ('failing_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='failing since')),
                ('quiet_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='left alone until')),
                ('paused_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='paused')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
            ],
            options={
                'verbose_name': 'webhook endpoint',
                'verbose_name_plural': 'webhook endpoints',
                'constraints': [models.CheckConstraint(condition=models.Q(('secret', ''), _negated=True), name='afterword_webhook_has_secret')],
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'to be sent'), ('delivered', 'delivered'), ('failed', 'given up')], default='waiting', max_length=9, verbose_name='state')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='next attempt')),
                ('leased_until', models.DateTimeField(blank=True, null=True, verbose_name='being sent until')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('tried_at', models.DateTimeField(blank=True, null=True, verbose_name='last attempt')),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='last status')),
                ('milliseconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='milliseconds')),
                ('error', models.CharField(blank=True, default='', max_length=20, verbose_name='kind of error')),
                ('answer', models.CharField(blank=True, default='', max_length=500, verbose_name='answer begins')),
                ('endpoint', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='afterword_engagement.webhookendpoint', verbose_name='endpoint')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='afterword_engagement.webhookevent', verbose_name='event')),
            ],
            options={
                'verbose_name': 'webhook delivery',
                'verbose_name_plural': 'webhook deliveries',
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='afterword_webhooks_due'), models.Index(condition=models.Q(('state', 'failed')), fields=['state'], name='afterword_webhooks_failed')],
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'event'), name='afterword_webhook_delivery_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'delivered', 'failed'])), name='afterword_webhook_delivery_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('next_at__isnull', True)), _connector='OR'), name='afterword_webhook_waiting_has_time')],
            },
        ),
    ]
