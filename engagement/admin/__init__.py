"""What editors and operators see in Django's admin; whatever they change goes through the services."""

from engagement.admin.comments import CommentAdmin, WordingAdmin
from engagement.admin.discussions import DiscussionAdmin
from engagement.admin.follows import FollowAdmin, NoticeAdmin
from engagement.admin.prompts import PromptAdmin
from engagement.admin.webhooks import WebhookDeliveryAdmin, WebhookEndpointAdmin

__all__ = [
    "CommentAdmin",
    "DiscussionAdmin",
    "FollowAdmin",
    "NoticeAdmin",
    "PromptAdmin",
    "WebhookDeliveryAdmin",
    "WebhookEndpointAdmin",
    "WordingAdmin",
]
