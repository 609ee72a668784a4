"""A worker of its own: carries one bulk run out, message after message, as the task does.

``python -m benchmarks.bulk.working RUN``
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings.full")

import django

django.setup()

from moderation.api import run_bulk  # noqa: E402

if __name__ == "__main__":
    while run_bulk(run_id=int(sys.argv[1])):
        pass
