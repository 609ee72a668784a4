"""The tables of engagement, one file a model."""

from engagement.models.badge import Badge
from engagement.models.comment import Comment, Visibility
from engagement.models.digest import Digest, DigestState
from engagement.models.discussion import Discussion
from engagement.models.discussion_alias import DiscussionAlias
from engagement.models.experiment import (
    Experiment,
    ExperimentArm,
    ExperimentAssignment,
    ExperimentMetric,
    ExperimentState,
)
from engagement.models.external_identity import ExternalIdentity
from engagement.models.follow import DIGESTS, Follow, FollowFrequency, FollowScope
from engagement.models.name_claim import NameClaim
from engagement.models.notice import Notice, NoticeState, Publication
from engagement.models.posting_pace import PostingPace
from engagement.models.prompt import Prompt, PromptAct, PromptChange, PromptMode
from engagement.models.prompt_tally import PromptTally, TallyKind
from engagement.models.prompt_template import PromptTemplate
from engagement.models.publisher_token import PublisherToken
from engagement.models.reaction import Reaction
from engagement.models.revision import Revision
from engagement.models.sent_text import SentText
from engagement.models.stance import Stance, StanceChoice
from engagement.models.submission import Submission
from engagement.models.used_token import UsedToken
from engagement.models.webhook import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookEvent
from engagement.models.wording import Wording, WordingSource, WordingStyle

__all__ = [
    "DIGESTS",
    "Badge",
    "Comment",
    "DeliveryState",
    "Digest",
    "DigestState",
    "Discussion",
    "DiscussionAlias",
    "Experiment",
    "ExperimentArm",
    "ExperimentAssignment",
    "ExperimentMetric",
    "ExperimentState",
    "ExternalIdentity",
    "Follow",
    "FollowFrequency",
    "FollowScope",
    "NameClaim",
    "Notice",
    "NoticeState",
    "PostingPace",
    "Prompt",
    "PromptAct",
    "PromptChange",
    "PromptMode",
    "PromptTally",
    "PromptTemplate",
    "Publication",
    "PublisherToken",
    "Reaction",
    "Revision",
    "SentText",
    "Stance",
    "StanceChoice",
    "Submission",
    "TallyKind",
    "UsedToken",
    "Visibility",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
    "Wording",
    "WordingSource",
    "WordingStyle",
]
