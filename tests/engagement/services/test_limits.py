import pytest

from engagement.services.limits import name_author, name_sender


@pytest.mark.parametrize(
    ("user_id", "ip", "sender"),
    [
        pytest.param(7, "203.0.113.9", "user:7", id="an account, wherever it is"),
        pytest.param(None, "203.0.113.9", "ip:203.0.113.9", id="an IPv4 address"),
        pytest.param(None, "::ffff:203.0.113.9", "ip:203.0.113.9", id="the same, written as IPv6"),
        pytest.param(None, "2001:db8:1:2::9", "ip:2001:db8:1:2::/64", id="an IPv6 network"),
        pytest.param(None, "2001:db8:1:2:ffff::1", "ip:2001:db8:1:2::/64", id="another address of that network"),
        pytest.param(None, "2001:db8:1:3::9", "ip:2001:db8:1:3::/64", id="another network"),
        pytest.param(None, None, "ip:-", id="no address at all"),
    ],
)
def test_the_limits_count_as_one_who_can_change_addresses_at_will(user_id, ip, sender):
    assert name_sender(user_id=user_id, ip=ip) == sender


@pytest.mark.parametrize(
    ("user_id", "email", "author"),
    [
        pytest.param(7, "ada@example.org", "user:7", id="an account, whatever its address"),
        pytest.param(None, " Ada@Example.ORG ", "email:ada@example.org", id="an e-mail address, however written"),
        pytest.param(None, "", "", id="a guest without one is nobody in particular"),
    ],
)
def test_an_author_is_the_same_wherever_they_write_from(user_id, email, author):
    assert name_author(user_id=user_id, email=email) == author
