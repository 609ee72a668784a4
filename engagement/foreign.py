"""What the settings in force say about readers whom another site knows."""

from functools import cache
from typing import Any

from django.core.signals import setting_changed

from engagement.conf import get_settings
from engagement.sso.settings import SingleSignOn, read_single_sign_on


@cache
def get_single_sign_on() -> SingleSignOn | None:
    """What the settings say about single sign-on; none where it is off."""
    return read_single_sign_on(get_settings().sso)


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting == "ENGAGEMENT":
        get_single_sign_on.cache_clear()


setting_changed.connect(_forget, dispatch_uid="afterword.engagement.foreign")
