import gzip
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "engagement" / "static" / "engagement"


@pytest.mark.parametrize(("name", "most"), [("afterword.js", 5_000), ("respect.js", 3_000), ("own.js", 3_500)])
def test_a_script_is_small_and_does_nothing_that_a_policy_forbids(name, most):
    source = (FOLDER / name).read_bytes()
    assert len(gzip.compress(source)) < most
    for forbidden in (b"eval(", b"new Function", b"document.cookie", b"innerHTML", b".style", b"http://", b"https://"):
        assert forbidden not in source
