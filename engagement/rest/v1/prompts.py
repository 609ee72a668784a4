"""What the API says of a discussion's prompt: what is asked, who asks, and what became of the answers."""

from typing import TypedDict

from django.http import HttpRequest

from engagement.models import Discussion
from engagement.plumbing.shapes import Moment, Number
from engagement.plumbing.writing import write_moment
from engagement.queries.prompts import prompt_of, shown_wording


class SignatureShape(TypedDict):
    """Who asks, where somebody signed the prompt."""

    name: str
    role: str
    picture: str


class PromptShape(TypedDict):
    """The prompt as it is shown now."""

    wording: Number
    question: str
    call_to_action: str
    lead: str
    context: str
    signature: SignatureShape | None


class FollowUpShape(TypedDict):
    """What became of the answers."""

    html: str
    at: Moment


def show_prompt(request: HttpRequest, discussion: Discussion) -> PromptShape | None:
    """The prompt as it is shown now; none where none is."""
    prompt, wording = prompt_of(discussion), shown_wording(discussion)
    if prompt is None or wording is None:
        return None
    signature: SignatureShape | None = None
    if prompt.signed_by:
        picture = request.build_absolute_uri(prompt.signed_picture) if prompt.signed_picture else ""
        signature = {"name": prompt.signed_by, "role": prompt.signed_role, "picture": picture}
    return {
        "wording": wording.pk,
        "question": wording.question,
        "call_to_action": wording.call_to_action,
        "lead": wording.lead,
        "context": prompt.context,
        "signature": signature,
    }


def show_follow_up(discussion: Discussion) -> FollowUpShape | None:
    """What became of the answers; none where nothing was told yet."""
    prompt = prompt_of(discussion)
    if prompt is None or prompt.followed_up_at is None:
        return None
    return {"html": prompt.follow_up_html, "at": write_moment(prompt.followed_up_at)}
