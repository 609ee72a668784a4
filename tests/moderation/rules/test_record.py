import pytest

from moderation.rules.record import check_record
from tests.moderation.rules.subjects import LIMITS, make_subject


@pytest.mark.parametrize(
    ("decided", "rejected", "noticed"),
    [
        pytest.param(0, 0, False, id="nothing decided"),
        pytest.param(2, 2, False, id="too few to say"),
        pytest.param(3, 1, True, id="a third"),
        pytest.param(10, 3, True, id="just the share"),
        pytest.param(10, 2, False, id="below the share"),
    ],
)
def test_a_record_counts_once_enough_was_decided(decided, rejected, noticed):
    report = check_record(make_subject(decided_of_late=decided, rejected_of_late=rejected), LIMITS)
    assert report.signals == (("record.rejected",) if noticed else ())
    assert report.saw == {"decided": decided, "rejected": rejected}
