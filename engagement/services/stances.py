"""The stances of a prompt: offered by its editors, retired, and offered again."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.exceptions import InvalidPrompt
from engagement.models import Discussion, Prompt, Stance
from engagement.models.stance import LONGEST_LABEL
from engagement.services.discussions import touch_discussion
from engagement.text import find_forbidden, fold, is_blank, plain_line

LEAST_STANCES, MOST_STANCES = 2, 5


@transaction.atomic
def set_stances(*, prompt_id: int, labels: Sequence[str]) -> bool:
    """Offer these stances in this order, or none; false where it was so already. InvalidPrompt says what is wrong.

    A stance with a label of before is the same one, with its choices; under another label it is another one. Those left
    out are offered no more: what readers chose stays counted, and comments go on bearing it.
    """
    wanted = clean_labels(labels)
    # As every change of a prompt does, so that a choice is made either before or after this.
    discussion = Discussion.objects.select_for_update(no_key=True).get(prompt=prompt_id)
    prompt = Prompt.objects.get(pk=prompt_id)
    stances = {stance.label: stance for stance in prompt.stances.all()}
    if wanted == [label for _pk, label, place in sorted(prompt.known_stances, key=lambda known: known[2]) if place]:
        return False
    now = timezone.now()
    for label, stance in stances.items():
        if label not in wanted and stance.retired_at is None:
            Stance.objects.filter(pk=stance.pk).update(retired_at=now)
    for position, label in enumerate(wanted, start=1):
        if label in stances:
            Stance.objects.filter(pk=stances[label].pk).update(position=position, retired_at=None)
        else:
            Stance.objects.create(prompt=prompt, label=label, position=position)
    _copy(prompt)
    touch_discussion(discussion_id=discussion.pk)
    return True


def clean_labels(labels: Sequence[str]) -> list[str]:
    """The labels as they are stored; InvalidPrompt where they cannot be."""
    cleaned = [plain_line(label) for label in labels]
    if problem := _find_problem(labels, cleaned):
        raise InvalidPrompt({"stances": [problem]})
    return cleaned


def _find_problem(labels: Sequence[str], cleaned: Sequence[str]) -> str:
    if cleaned and not LEAST_STANCES <= len(cleaned) <= MOST_STANCES:
        words = _("A prompt offers %(least)d to %(most)d stances, or none.")
        return words % {"least": LEAST_STANCES, "most": MOST_STANCES}
    if any(is_blank(label) for label in cleaned):
        return _("Each stance needs a label.")
    if any(len(label) > LONGEST_LABEL for label in cleaned):
        return _("A stance has at most %(most)d characters.") % {"most": LONGEST_LABEL}
    if any(find_forbidden(label) for label in labels):
        return _("A stance holds a character that cannot be stored.")
    if len({fold(label) for label in cleaned}) < len(cleaned):
        return _("Two stances read the same.")
    return ""


def _copy(prompt: Prompt) -> None:
    """Keep with the prompt what pages need of its stances."""
    rows = prompt.stances.order_by("position", "pk")
    known = [[row.pk, row.label, row.position if row.retired_at is None else 0] for row in rows]
    Prompt.objects.filter(pk=prompt.pk).update(known_stances=known)
