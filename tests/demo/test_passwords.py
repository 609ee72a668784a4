import json
import stat

from demo.passwords import load_passwords


def test_passwords_are_made_once_and_only_their_owner_may_read_them(tmp_path):
    passwords = load_passwords(tmp_path)

    assert set(passwords) == {"moderator", "reader"}
    assert passwords["moderator"] != passwords["reader"]
    assert load_passwords(tmp_path) == passwords
    assert stat.S_IMODE((tmp_path / "demo-accounts.json").stat().st_mode) == 0o600


def test_a_password_that_is_there_is_kept(tmp_path):
    (tmp_path / "demo-accounts.json").write_text(json.dumps({"moderator": "correct horse"}))

    passwords = load_passwords(tmp_path)

    assert passwords["moderator"] == "correct horse"
    assert len(passwords["reader"]) >= 12
