"""The tables of engagement, one file a model."""

from engagement.models.comment import Comment, Visibility
from engagement.models.discussion import Discussion
from engagement.models.follow import Follow, FollowFrequency, FollowScope
from engagement.models.notice import Notice, NoticeState, Publication
from engagement.models.posting_pace import PostingPace
from engagement.models.prompt import Prompt, PromptChange, PromptMode
from engagement.models.sent_text import SentText
from engagement.models.submission import Submission
from engagement.models.wording import Wording, WordingSource

__all__ = [
    "Comment",
    "Discussion",
    "Follow",
    "FollowFrequency",
    "FollowScope",
    "Notice",
    "NoticeState",
    "PostingPace",
    "Prompt",
    "PromptChange",
    "PromptMode",
    "Publication",
    "SentText",
    "Submission",
    "Visibility",
    "Wording",
    "WordingSource",
]
