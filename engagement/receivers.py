"""What engagement does when the publisher's own objects are saved or deleted, and accounts deleted."""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete

from engagement import hosts, tasks
from engagement.services.discussions import hide_discussion_of, sync_discussion
from engagement.services.reactions import erase_reactions_of
from engagement.services.stance_choices import erase_choices_of
from engagement.signals import events_noted, follow_asked

_followed: set[type[Model]] = set()


def follow_hosts() -> None:
    """Listen to every registered model, its proxies and its children; called once all of them have joined."""
    for host in hosts.registered():
        for model in apps.get_models():
            if issubclass(model, host.model):
                label = model._meta.label_lower
                post_save.connect(_saved, sender=model, dispatch_uid=f"afterword.saved.{label}")
                post_delete.connect(_deleted, sender=model, dispatch_uid=f"afterword.deleted.{label}")
                _followed.add(model)


def follow_accounts() -> None:
    """Listen to the deletion of accounts, whose rows would else go without the counters of what they respect and
    chose."""
    pre_delete.connect(_forget_account, sender=get_user_model(), dispatch_uid="afterword.account.deleted")


def hurry_questions() -> None:
    """Have the question whether somebody wants to follow sent as soon as it is asked for."""
    follow_asked.connect(_asked, dispatch_uid="afterword.follow_asked")


def hurry_events() -> None:
    """Have the publisher's servers told as soon as there is something to tell."""
    events_noted.connect(_noted, dispatch_uid="afterword.events_noted")


def is_followed(model: type[Model]) -> bool:
    """Whether saving an object of that model brings its discussion up to date."""
    return model in _followed


def _saved(*, instance: Model, using: str, raw: bool = False, **_kwargs: Any) -> None:
    """Sync after commit, and never at the price of the publisher's own save."""
    hosts.forget_readings()
    if not raw:
        model, pk = type(instance), str(instance.pk)
        # No partial: Django logs a failure by the function's __qualname__, and raises where there is none.
        transaction.on_commit(lambda: _sync(model, pk), using=using, robust=True)


def _deleted(*, instance: Model, using: str, **_kwargs: Any) -> None:
    hosts.forget_readings()
    model, pk = type(instance), str(instance.pk)
    transaction.on_commit(lambda: _hide(model, pk), using=using, robust=True)


def _forget_account(*, instance: Model, **_kwargs: Any) -> None:
    """In the transaction that deletes the account: it goes with all of this, or not at all."""
    erase_reactions_of(account_id=instance.pk)
    erase_choices_of(account_id=instance.pk)


def _sync(model: type[Model], pk: str) -> None:
    """Read the object as it is stored: what was saved may hold more than was written, or values not yet of their
    field's type.
    """
    hosts.forget_readings()
    obj = hosts.host_of(model).find(pk)
    if obj is not None:
        sync_discussion(obj=obj)


def _hide(model: type[Model], pk: str) -> None:
    hosts.forget_readings()
    hide_discussion_of(host=hosts.host_of(model).label, host_pk=pk)


def _noted(*, event_ids: list[int], **_kwargs: Any) -> None:
    tasks.hurry_events(event_ids)


def _asked(*, follow_id: int, **_kwargs: Any) -> None:
    tasks.hurry_question(follow_id)
