"""Engagement alone: proof that it works with moderation not installed."""

from tests.settings.base import *  # noqa: F403

AFTERWORD_MODERATION = False
