"""Saved views: kept, renamed, shared and deleted by the moderator whose they are."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from moderation.exceptions import InvalidView, ViewNotFound
from moderation.models import SavedView
from moderation.queries.saved_views import MOST_OWN

LONGEST_NAME = 60
_LONGEST_QUERY = 1000


@transaction.atomic
def save_view(*, owner_id: int, name: str, query: str, is_shared: bool) -> SavedView:
    """Keep a place under a name; under a name that the moderator has already, in place of what it was.

    InvalidView without a name, for one that is too long, for a query that no address has, and for one view too many.
    """
    name = _clean_name(name)
    if not query or len(query) > _LONGEST_QUERY:
        raise InvalidView(field="query", message=_("This view has too many filters to be saved."))
    _lock_owner(owner_id)
    others = SavedView.objects.filter(owner_id=owner_id).exclude(name=name)
    if others.count() >= MOST_OWN:
        message = _("You have %(count)d views already: please delete one first.") % {"count": MOST_OWN}
        raise InvalidView(field="name", message=message)
    values = {"query": query, "is_shared": is_shared}
    return SavedView.objects.update_or_create(owner_id=owner_id, name=name, defaults=values)[0]


@transaction.atomic
def change_view(*, view_id: int, owner_id: int, name: str, is_shared: bool) -> SavedView:
    """Rename a view, and share it or not. ViewNotFound where the moderator has none such; InvalidView as above, and
    where another of theirs has that name.
    """
    name = _clean_name(name)
    _lock_owner(owner_id)
    own = SavedView.objects.filter(owner_id=owner_id)
    view = own.filter(pk=view_id).first()
    if view is None:
        raise ViewNotFound(view_id)
    if own.filter(name=name).exclude(pk=view_id).exists():
        raise InvalidView(field="name", message=_("Another view of yours has this name."))
    view.name, view.is_shared = name, is_shared
    view.save(update_fields=["name", "is_shared"])
    return view


@transaction.atomic
def delete_view(*, view_id: int, owner_id: int) -> bool:
    """Delete a view; false where the moderator has none such."""
    return bool(SavedView.objects.filter(pk=view_id, owner_id=owner_id).delete()[0])


def _clean_name(name: str) -> str:
    name = " ".join("".join(character if character.isprintable() else " " for character in name).split())
    if not name:
        raise InvalidView(field="name", message=_("Please give the view a name."))
    if len(name) > LONGEST_NAME:
        message = _("Please shorten the name to %(count)d characters.") % {"count": LONGEST_NAME}
        raise InvalidView(field="name", message=message)
    return name


def _lock_owner(owner_id: int) -> None:
    """One change of a moderator's views at a time: their number and names are looked at before."""
    list(get_user_model().objects.select_for_update().filter(pk=owner_id).values_list("pk", flat=True))
