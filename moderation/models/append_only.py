"""Rows that are added and never changed."""

from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.models import QuerySet

from moderation.exceptions import NeverChanged

_Row_co = TypeVar("_Row_co", bound=models.Model, covariant=True)


class AppendOnlyQuerySet(QuerySet[_Row_co]):
    """Reads, and adds."""

    def update(self, **_values: Any) -> NoReturn:
        """Refuse: NeverChanged."""
        raise NeverChanged(self.model.__name__)

    def delete(self) -> NoReturn:
        """Refuse: NeverChanged."""
        raise NeverChanged(self.model.__name__)

    def bulk_update(self, *_args: Any, **_options: Any) -> NoReturn:
        """Refuse: NeverChanged."""
        raise NeverChanged(self.model.__name__)


class AppendOnly(models.Model):
    """Neither saved a second time nor deleted by themselves.

    They go with what they point at by ``CASCADE``, and forget an account that is deleted by ``SET_NULL``: Django sees
    to both by the base manager, which refuses nothing.
    """

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Add the row; NeverChanged where it is stored already."""
        if not self._state.adding:
            raise NeverChanged(type(self).__name__)
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        """Refuse: NeverChanged."""
        raise NeverChanged(type(self).__name__)
