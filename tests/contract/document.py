"""``docs/reference/openapi.json`` as the code has it. ``python -m tests.contract.document`` writes it anew."""

import json
import os
from pathlib import Path

import django

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
PREFIX = "/api/v1/"


def build_page():
    """The document of all that both apps have, one member a line, so that a change can be read."""
    from engagement.plumbing.documents import make_document

    return json.dumps(make_document(PREFIX), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings.full")
    django.setup()
    PAGE.write_text(build_page(), encoding="utf-8")
