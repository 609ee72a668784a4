import gzip
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "engagement" / "static" / "engagement"


@pytest.mark.parametrize("script", sorted(FOLDER.glob("*.js")), ids=lambda path: path.name)
def test_a_script_is_small_and_does_nothing_that_a_policy_forbids(script):
    source = script.read_bytes()
    assert len(gzip.compress(source)) < 5_000
    for forbidden in (b"eval(", b"new Function", b"document.cookie", b"innerHTML", b".style", b"http://", b"https://"):
        assert forbidden not in source
