"""The comment form: it carries what was typed, as typed; what may be stored is the service's to say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.conf import settings as django_settings
from django.http import QueryDict
from django.shortcuts import resolve_url
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.conf import get_settings
from engagement.models import Comment, FollowFrequency, FollowScope
from engagement.queries.stances import KnownStance
from engagement.text.characters import FORBIDDEN, plain_line

_Otherwise = TypeVar("_Otherwise")

_LONGEST_REVISION = 10
"""More digits than this no revision has."""

_LONGEST_NUMBER = 19
"""More digits than this no number of a row has."""

_GUEST_FIELDS = ("author_name", "author_email", "author_url")


class TypedField(forms.Field):
    """Text as it was typed: neither stripped nor judged. ``hint`` stands beside its label."""

    def __init__(self, *, hint: str | Promise = "", **options: Any) -> None:
        super().__init__(required=False, **options)
        self.hint = hint

    def to_python(self, value: Any) -> str:
        """The text; empty where the field was not sent."""
        return "" if value is None else str(value)


class TypedForm(forms.Form):
    """A form whose fields are judged by a service, which tells what is wrong field by field."""

    use_required_attribute = False

    @property
    def heading_id(self) -> str:
        """The id of the heading above the form."""
        return str(self.auto_id) % "leave"

    def add_errors(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Put the service's sentences beside their fields; those of fields that are not shown stand above."""
        for field, messages in errors.items():
            self.add_error(field if field in self.fields else None, list(messages))


class CommentForm(TypedForm):
    """What a reader fills in, and what script fills in for them. Without ``guest`` it asks for no name."""

    body = TypedField(
        label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 5, "required": True, "dir": "auto"})
    )
    author_name = TypedField(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}))
    author_email = TypedField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    author_url = TypedField(
        label=_("Website"),
        hint=_("if you like"),
        # No type of its own: browsers would refuse an address without its scheme, which the service takes.
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )
    stance = TypedField(label=_("Your stance"), widget=forms.Select)
    parent = forms.IntegerField(
        required=False,
        min_value=1,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("The comment you are answering is not there any more.")},
    )
    wording = TypedField(widget=forms.HiddenInput)
    form_seconds = TypedField(widget=forms.HiddenInput)
    idempotency_key = TypedField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        guest: bool = True,
        parent_id: int | None = None,
        stances: Iterable[KnownStance] = (),
        wording_id: int | None = None,
    ) -> None:
        settings = get_settings()
        super().__init__(
            None if data is None else _showable(data),
            auto_id=f"aw-{parent_id}-%s" if parent_id else "aw-%s",
            initial={"parent": parent_id, "wording": wording_id},
        )
        self.fields[settings.honeypot_field] = TypedField(
            label=_("Leave this field empty"), widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
        )
        self.max_length = settings.max_comment_length
        self.guest = guest and settings.guests
        self.sign_in_url = resolve_url(django_settings.LOGIN_URL) if guest and not settings.guests else ""
        if settings.follow:
            self.fields["follow_replies"] = forms.BooleanField(required=False, label=_("Mail me replies"))
        self._offer(tuple(stances))
        if self.guest:
            self._ask("author_name", needed=settings.guest_name == "required", hint="", optional=_("if you like"))
            self._ask(
                "author_email",
                needed=settings.guest_email == "required",
                hint=_("never shown"),
                optional=_("never shown, if you like"),
            )
        else:
            for field in _GUEST_FIELDS:
                del self.fields[field]

    @property
    def guest_fields(self) -> list[forms.BoundField]:
        """What a guest says of themselves; nothing for an account."""
        return [self[name] for name in _GUEST_FIELDS] if self.guest else []

    @property
    def honeypot(self) -> forms.BoundField:
        """The field that people never see."""
        return self[get_settings().honeypot_field]

    @property
    def stances(self) -> forms.BoundField | None:
        """Where a reader says which stance their answer bears; none where none is offered."""
        return self["stance"] if "stance" in self.fields else None

    @property
    def wished_stance(self) -> int | None:
        """The number of the stance that was wished for; 0: none; none where the author's own choice is meant."""
        sent = str(self.cleaned_data.get("stance") or "")
        if not sent:
            return None
        return _number(sent, otherwise=-1)

    @property
    def shown_wording(self) -> int | None:
        """The number of the wording that the page says it showed; none where it says nothing."""
        return _number(str(self.cleaned_data.get("wording") or ""), otherwise=None)

    def _offer(self, stances: tuple[KnownStance, ...]) -> None:
        if not stances:
            del self.fields["stance"]
            return
        offered = [(str(stance.id), stance.label) for stance in stances]
        choices = [("", _("as chosen above, or none")), *offered, ("0", _("not shown"))]
        self.fields["stance"].widget = forms.Select(choices=choices, attrs={"dir": "auto"})

    def _ask(self, name: str, *, needed: bool, hint: str | Promise, optional: Promise) -> None:
        field = self.fields[name]
        if isinstance(field, TypedField):
            field.hint = hint if needed else optional
        field.widget.attrs["required"] = needed


class EditForm(TypedForm):
    """The text of a comment for its author to change, with the revision that they saw."""

    body = TypedField(label=_("Your text"), widget=forms.Textarea(attrs={"rows": 5, "required": True, "dir": "auto"}))
    revision = TypedField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, comment: Comment | None = None) -> None:
        super().__init__(
            None if data is None else _showable(data),
            auto_id=f"aw-edit-{comment.pk}-%s" if comment else "aw-edit-%s",
            initial={"body": comment.body, "revision": comment.revision} if comment else None,
        )
        self.max_length = get_settings().max_comment_length

    @property
    def seen_revision(self) -> int:
        """The revision that was sent; 0, which no comment has, where none was."""
        sent = str(self.cleaned_data.get("revision") or "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < _LONGEST_REVISION else 0

    def freeze(self) -> None:
        """Let the text be copied and no more."""
        self.fields["body"].widget.attrs["readonly"] = True


class FollowForm(forms.Form):
    """How somebody wants to hear of new comments. Without ``asks_email`` the account's own address is taken; without a
    ``section`` none can be followed.
    """

    email = TypedField(
        label=_("E-mail"),
        hint=_("we write once to ask whether it is you"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "required": True}),
    )
    scope = TypedField(label=_("What"), widget=forms.Select)
    frequency = TypedField(label=_("How often"), widget=forms.Select(choices=FollowFrequency.choices))

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, *, asks_email: bool = True, section: str = "") -> None:
        super().__init__(None if data is None else _showable(data), auto_id="aw-follow-%s")
        name = get_settings().honeypot_field
        self.fields[name] = TypedField(
            label=_("Leave this field empty"), widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
        )
        if not asks_email:
            del self.fields["email"]
        self.fields["scope"].widget = forms.Select(choices=_scopes(section))

    @property
    def asked(self) -> list[forms.BoundField]:
        """What people fill in."""
        return [self[name] for name in ("email", "scope", "frequency") if name in self.fields]

    @property
    def honeypot(self) -> forms.BoundField:
        """The field that people never see."""
        return self[get_settings().honeypot_field]


def _number(sent: str, *, otherwise: _Otherwise) -> int | _Otherwise:
    """The number of a row that was sent, or ``otherwise``."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < _LONGEST_NUMBER else otherwise


def _scopes(section: str) -> list[tuple[str, str]]:
    scopes = [(str(scope), str(scope.label)) for scope in FollowScope if scope != FollowScope.SECTION]
    if section:
        everything = gettext("everything in “%(section)s”, as a summary")
        scopes.append((str(FollowScope.SECTION), everything % {"section": plain_line(section)}))
    return scopes


def _showable(data: QueryDict) -> MultiValueDict[str, str]:
    """What was sent, with U+FFFD in place of what the service refuses and no page could show."""
    return MultiValueDict({name: [FORBIDDEN.sub("\ufffd", value) for value in values] for name, values in data.lists()})
