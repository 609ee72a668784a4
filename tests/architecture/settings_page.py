"""The page docs/reference/settings.md, made of the dataclasses.

``python -m tests.architecture.settings_page`` writes it.
"""

import ast
import dataclasses
import inspect
import os
import re
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "settings.md"

_HEAD = """\
# Settings

Each app reads one dictionary of Django's settings, with the keys below. All of them can be left out. A key that is not
known, or a value of another type, is an error that names it: at `manage.py check`, and before anything is served.

```python
ENGAGEMENT = {
    "SITE_NAME": "The Harbour Gazette",
    "REPLY_DEPTH": 4,
}

MODERATION = {
    "SPAM_CHECKER": "moderation.spam.akismet.AkismetChecker",
    "SPAM_CHECKER_OPTIONS": {"key": os.environ["AKISMET_API_KEY"], "site_url": "https://www.example.org/"},
}
```

This page is made of the code, by `python -m tests.architecture.settings_page`; a test compares them.
"""


def build_page():
    """The whole page as it must be."""
    from engagement.conf import EngagementSettings
    from moderation.conf import ModerationSettings

    parts = [_HEAD]
    for name, kind in (("ENGAGEMENT", EngagementSettings), ("MODERATION", ModerationSettings)):
        parts.append(f"\n## {name}\n\n| key | type | default | says |\n|---|---|---|---|\n")
        parts.extend(f"| {' | '.join(row)} |\n" for row in rows_of(kind))
    return "".join(parts)


def rows_of(kind):
    """One row a field: its key, type, default and the docstring under it."""
    said = {}
    for group in filter(dataclasses.is_dataclass, kind.__mro__):
        (body,) = ast.parse(inspect.getsource(group)).body
        for field, below in zip(body.body, body.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign):
                written = ast.unparse(field.annotation)
                is_said = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
                said[field.target.id] = (written, " ".join(below.value.value.split()) if is_said else "")
    for field in _own_first(kind):
        written, sentence = said[field.name]
        yield (
            f"`{field.name.upper()}`",
            _code(_spell(written)),
            _code(_show(_default(field))),
            sentence.replace("``", "`").replace("|", "\\|"),
        )


def _own_first(kind):
    """The fields of the class itself, and then those of the groups it inherits."""
    inherited = {
        field.name
        for group in kind.__mro__[1:]
        if dataclasses.is_dataclass(group)
        for field in dataclasses.fields(group)
    }
    return sorted(dataclasses.fields(kind), key=lambda field: field.name in inherited)


def _spell(annotation):
    """The type in the words of somebody who writes settings."""
    if annotation.startswith("Literal["):
        return " or ".join(map(repr, ast.literal_eval(annotation.removeprefix("Literal"))))
    annotation = annotation.replace("Mapping", "dict").replace(" | Promise", "")
    return re.sub(r"^tuple\[(.+), \.\.\.\]$", r"list[\1]", annotation)


def _default(field):
    return field.default_factory() if field.default is dataclasses.MISSING else field.default


def _show(value):
    if isinstance(value, tuple):
        return f"[{', '.join(map(_show, value))}]"
    return repr(str(value)) if not isinstance(value, int | float | dict | None) else repr(value)


def _code(text):
    return "`" + text.replace("'", '"').replace("|", "\\|") + "`"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings.full")
    django.setup()
    PAGE.write_text(build_page(), encoding="utf-8")
