import stat

from demo.secret_key import load_secret_key


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "var" / "secret-key"

    key = load_secret_key(path)

    assert len(key) >= 50
    assert load_secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret-key"]


def test_two_sites_have_two_keys(tmp_path):
    assert load_secret_key(tmp_path / "one") != load_secret_key(tmp_path / "other")
