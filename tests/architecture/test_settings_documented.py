import dataclasses

import pytest

from engagement.conf import EngagementSettings
from moderation.conf import ModerationSettings
from tests.architecture.settings_page import PAGE, build_page, rows_of


def test_the_page_of_settings_says_what_the_code_says():
    assert PAGE.read_text(encoding="utf-8") == build_page(), "run: python -m tests.architecture.settings_page"


@pytest.mark.parametrize("kind", [EngagementSettings, ModerationSettings])
def test_every_setting_has_a_sentence_under_it(kind):
    rows = {key: sentence for key, _type, _default, sentence in rows_of(kind)}
    assert sorted(rows) == sorted(f"`{field.name.upper()}`" for field in dataclasses.fields(kind))
    assert [key for key, sentence in rows.items() if not sentence.endswith(".")] == []


def test_a_row_says_key_type_default_and_sentence():
    rows = list(rows_of(EngagementSettings))
    assert (
        "`DEFAULT_SORT`",
        '`"top" or "newest" or "oldest" or "replies"`',
        '`"newest"`',
        "The order of root comments where the reader chose none.",
    ) in rows
    assert [row[2] for row in rows if row[0] == "`POST_LIMITS`"] == ["`[[10, 60], [100, 3600]]`"]
