import pytest

from moderation.rules.base import Alike
from moderation.rules.duplicate import check_duplicate
from tests.moderation.rules.subjects import LIMITS, make_subject

SPAM = "Earn 5,000 dollars a week from home, write to the nice people at quick-money.example today!"


@pytest.mark.parametrize(
    ("body", "noticed"),
    [
        pytest.param(SPAM, True, id="the same"),
        pytest.param(SPAM.upper().replace("5,000", "7 000"), True, id="another sum, and louder"),
        pytest.param(SPAM.replace("o", "ο"), True, id="with Greek letters"),
        pytest.param(f"{SPAM} I did it as well and am now rich, so believe me", False, id="much more besides"),
        pytest.param("Earn 5,000 dollars a week", False, id="too short"),
        pytest.param("The quay is older than the town hall, and so is the ferry to it.", False, id="something else"),
    ],
)
def test_nearly_the_same_as_spam(body, noticed):
    report = check_duplicate(make_subject(body, alike=(Alike(comment_id=7, body=SPAM),)), LIMITS)
    assert report.signals == (("duplicate.spam",) if noticed else ())
    assert report.saw.get("comment") == (7 if noticed else None)


def test_the_most_similar_is_told():
    others = (Alike(comment_id=7, body=SPAM.replace("week", "month")), Alike(comment_id=8, body=SPAM))
    assert check_duplicate(make_subject(SPAM, alike=others), LIMITS).saw == {"comment": 8, "similarity": 1.0}
