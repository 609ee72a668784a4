import gzip
from pathlib import Path


def test_the_script_is_small_and_does_nothing_that_a_policy_forbids():
    source = (Path(__file__).parents[3] / "engagement" / "static" / "engagement" / "afterword.js").read_bytes()
    assert len(gzip.compress(source)) < 5_000
    for forbidden in (b"eval(", b"new Function", b"document.cookie", b"innerHTML", b".style", b"http://", b"https://"):
        assert forbidden not in source
