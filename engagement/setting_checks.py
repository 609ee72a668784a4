"""What settings may be, beyond their types: each raises ValueError, which names the key and what is allowed."""

from collections.abc import Mapping
from ipaddress import ip_network

_MOST_DAYS = 36500
_LAST_HOUR = 23
_LONGEST_RULES = 600
"""Characters: what stands above every box is read at one glance."""
_LONGEST_WAIT = 15
"""Seconds. With it, the last delivery that a task begins ends below the task's limits."""


def check_least(name: str, number: int, least: int) -> None:
    """A number has a bottom."""
    if number < least:
        message = f"{name.upper()} must be at least {least}."
        raise ValueError(message)


def check_limits(name: str, what: str, limits: tuple[tuple[int, int], ...]) -> None:
    """Pairs of a number and seconds."""
    if any(count < 1 or seconds < 1 for count, seconds in limits):
        message = f"{name.upper()} takes pairs ({what}, seconds), both at least 1."
        raise ValueError(message)
    if len({seconds for _count, seconds in limits}) < len(limits):
        message = f"{name.upper()} names a number of seconds twice."
        raise ValueError(message)


def check_closing(days: int, in_sections: Mapping[str, int]) -> None:
    """A dictionary's values come unchecked."""
    named = {f"CLOSE_AFTER_DAYS_IN[{name!r}]": number for name, number in in_sections.items()}
    for name, number in {"CLOSE_AFTER_DAYS": days, **named}.items():
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= _MOST_DAYS:
            message = f"{name} must be a number of days from 0 to {_MOST_DAYS}."
            raise ValueError(message)


def check_site_url(site_url: str, *, follow: bool) -> None:
    """Mails need the site that they link to."""
    if site_url and not site_url.startswith(("https://", "http://")):
        message = "SITE_URL must begin with https:// or http://."
        raise ValueError(message)
    if follow and not site_url:
        message = "FOLLOW needs SITE_URL, to which its mails link."
        raise ValueError(message)


def check_hour(name: str, hour: int) -> None:
    """An hour of the day."""
    if not 0 <= hour <= _LAST_HOUR:
        message = f"{name.upper()} must be an hour of the day, 0 to {_LAST_HOUR}."
        raise ValueError(message)


def check_webhooks(seconds: int, networks: tuple[str, ...]) -> None:
    """How long a receiver is waited for, and networks that can be read."""
    if not 1 <= seconds <= _LONGEST_WAIT:
        message = f"WEBHOOK_SECONDS must be a number of seconds from 1 to {_LONGEST_WAIT}."
        raise ValueError(message)
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            message = f"WEBHOOK_NETWORKS has {network!r}, which is no network such as 10.20.0.0/16."
            raise ValueError(message) from None


def check_short_texts(name: str, texts: Mapping[str, str]) -> None:
    """A sentence or two each; a dictionary's values come unchecked."""
    if not all(isinstance(text, str) and len(text) <= _LONGEST_RULES for text in texts.values()):
        message = f"{name.upper()} takes texts of at most {_LONGEST_RULES} characters."
        raise ValueError(message)


def check_link(name: str, link: str) -> None:
    """Where readers are sent: nothing that runs."""
    if link and (not link.startswith(("https://", "http://", "/")) or link.startswith("//")):
        message = f"{name.upper()} must begin with https://, http:// or a single /."
        raise ValueError(message)
