"""What the demo's processes write about themselves."""

import logging
import re
from typing import Any

_PRIVATE = re.compile(r"(/mine/)[^/\s'\"]+")


class DiscreetFormatter(logging.Formatter):
    """Blanks the token in the path of an author's own page: whoever reads logs could act as the author with it."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record, traceback included, without the token."""
        return _PRIVATE.sub(r"\1…", super().format(record))


def make_logging(*, level: str = "WARNING") -> dict[str, Any]:
    """Everything to standard output, in one form."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "demo.logs.DiscreetFormatter",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
        },
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # A reader's typing error is no event; what fails is logged as an error.
            "django.request": {"level": "ERROR"},
            # Celery's "Task … received" repeats at every message and says nothing that the findings do not.
            "celery": {"level": level},
        },
    }
