"""What editors and operators see in Django's admin; whatever they change goes through the services."""

from engagement.admin.comments import CommentAdmin, WordingAdmin
from engagement.admin.discussions import DiscussionAdmin
from engagement.admin.follows import DigestAdmin, FollowAdmin, NoticeAdmin
from engagement.admin.identities import ExternalIdentityAdmin
from engagement.admin.prompt_templates import PromptTemplateAdmin
from engagement.admin.prompts import PromptAdmin
from engagement.admin.publisher_tokens import PublisherTokenAdmin
from engagement.admin.stances import StanceAdmin
from engagement.admin.webhooks import WebhookDeliveryAdmin, WebhookEndpointAdmin

__all__ = [
    "CommentAdmin",
    "DigestAdmin",
    "DiscussionAdmin",
    "ExternalIdentityAdmin",
    "FollowAdmin",
    "NoticeAdmin",
    "PromptAdmin",
    "PromptTemplateAdmin",
    "PublisherTokenAdmin",
    "StanceAdmin",
    "WebhookDeliveryAdmin",
    "WebhookEndpointAdmin",
    "WordingAdmin",
]
