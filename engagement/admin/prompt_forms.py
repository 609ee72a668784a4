"""What an editor sends from the page of a prompt: one form a decision."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.admin.experiments import EndForm, ExperimentForm
from engagement.models import Prompt, Wording, WordingStyle
from engagement.prompts.styles import recognise_style
from engagement.queries.prompts import wording_of
from engagement.services.asking import MOST_CONTEXT, MOST_FOLLOW_UP, MOST_NAME, MOST_PICTURE

WORDS = ("question", "call_to_action", "lead")
ASKING = ("signed_by", "signed_role", "signed_picture", "context")


class Moment(forms.DateTimeInput):
    """A day and a time, as browsers ask for them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ProposalForm(forms.Form):
    """The proposal that the editor saw."""

    proposal = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WordsForm(forms.Form):
    """The editor's own words."""

    question = forms.CharField(label=_("Question"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    call_to_action = forms.CharField(
        label=_("Call to action"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    lead = forms.CharField(label=_("Lead"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    style = forms.ChoiceField(
        label=_("How it asks"), required=False, choices=[("", _("recognise it from the words")), *WordingStyle.choices]
    )


class AskingForm(forms.Form):
    """Who asks, in what context, and when."""

    signed_by = forms.CharField(
        label=_("Asked by"),
        required=False,
        max_length=MOST_NAME,
        help_text=_("Empty: the names above the article ask."),
    )
    signed_role = forms.CharField(label=_("Their role"), required=False, max_length=MOST_NAME)
    signed_picture = forms.CharField(
        label=_("Address of their picture"),
        required=False,
        max_length=MOST_PICTURE,
        help_text=_("One that you serve yourselves: a whole address, or a path that begins with /."),
    )
    context = forms.CharField(
        label=_("Context"),
        required=False,
        max_length=MOST_CONTEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What a reader needs to know to answer; one line under the question."),
    )
    opens_at = forms.DateTimeField(label=_("Takes answers from"), required=False, widget=Moment)
    closes_at = forms.DateTimeField(
        label=_("Takes answers until"),
        required=False,
        widget=Moment,
        help_text=_("Then the discussion can be read and takes no more comments. Empty: as the settings say."),
    )


class FollowUpForm(forms.Form):
    """What became of the answers."""

    follow_up = forms.CharField(
        label=_("Follow-up"),
        required=False,
        strip=False,
        max_length=MOST_FOLLOW_UP,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("You said, we did: shown at the head of the discussion. It may be marked up as comments may."),
    )


class LaterForm(WordsForm):
    """Words to be shown from a time on."""

    at = forms.DateTimeField(label=_("Shown from"), widget=Moment)


class ReuseForm(forms.Form):
    """A wording of another prompt."""

    wording = forms.IntegerField()


FORMS: Mapping[str, type[forms.Form]] = {
    "accept": ProposalForm,
    "reword": WordsForm,
    "off": forms.Form,
    "follow": forms.Form,
    "asking": AskingForm,
    "follow_up": FollowUpForm,
    "later": LaterForm,
    "drop_later": forms.Form,
    "reuse": ReuseForm,
    "experiment": ExperimentForm,
    "end_experiment": EndForm,
}


def forms_of(prompt: Prompt) -> dict[str, forms.Form]:
    """The forms that an editor sees, filled with what holds now."""
    discussion = prompt.discussion
    asking = {name: getattr(prompt, name) for name in ASKING}
    shown = wording_of(prompt)
    return {
        "reword": WordsForm(initial=_read_words(prompt, shown or prompt.chosen or prompt.proposal)),
        "asking": AskingForm(
            initial={**asking, "opens_at": discussion.opens_at, "closes_at": discussion.answers_until}
        ),
        "follow_up": FollowUpForm(initial={"follow_up": prompt.follow_up}),
        "later": LaterForm(
            initial={**_read_words(prompt, prompt.upcoming), "at": prompt.upcoming_at}, auto_id=_ids_of("later")
        ),
        "experiment": ExperimentForm(initial={"style": shown.style if shown else ""}, auto_id=_ids_of("experiment")),
    }


def sent_form(decision: str, data: Any) -> forms.Form:
    """The form of that decision, as it was sent."""
    return FORMS[decision](data, auto_id=_ids_of(decision))


def _ids_of(decision: str) -> str:
    """Fields of the same name stand on the page several times."""
    return f"id_{decision}_%s" if decision in {"later", "experiment"} else "id_%s"


def _read_words(prompt: Prompt, wording: Wording | None) -> dict[str, str]:
    """The words to start from. A style that the rules recognise too is left to them: other words then get their own."""
    if wording is None:
        return {}
    words = {name: getattr(wording, name) for name in WORDS}
    recognised = recognise_style(**words, language=prompt.discussion.language)
    return {**words, "style": "" if wording.style == recognised else wording.style}
