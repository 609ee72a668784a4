import pytest

from demo.environment import BrokenEnvironmentError, read_environment


def test_nothing_set_is_a_demo_on_sqlite_and_folders(tmp_path):
    environment = read_environment({"AFTERWORD_VAR": str(tmp_path)})

    assert environment.database["ENGINE"] == "django.db.backends.sqlite3"
    assert environment.database["NAME"] == str(tmp_path / "db.sqlite3")
    assert environment.embeds_broker
    assert environment.cache_url == ""
    assert environment.port == 8000
    assert environment.debug is False
    assert environment.csp is True
    assert environment.post_limit is None
    assert environment.haste is False
    assert environment.akismet_api_key == ""
    assert environment.akismet_site_url == "http://127.0.0.1:8000/"
    assert environment.akismet_api_url == "https://rest.akismet.com"


def test_the_machine_itself_is_always_an_allowed_host():
    assert read_environment({"ALLOWED_HOSTS": "courier.example, www.courier.example"}).allowed_hosts == (
        "courier.example",
        "www.courier.example",
        "localhost",
        "127.0.0.1",
        "[::1]",
    )


def test_pages_of_other_origins_are_named_with_commas():
    given = {"EMBED_ORIGINS": "https://www.example.org, http://localhost:8100"}
    assert read_environment(given).embed_origins == ("https://www.example.org", "http://localhost:8100")
    assert read_environment({}).embed_origins == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("DEBUG", "maybe"),
        ("DEMO_CSP", "2"),
        ("DEMO_HASTE", "soon"),
        ("DEMO_POST_LIMIT", "0"),
        ("DEMO_POST_LIMIT", "many"),
        ("ALLOWED_HOSTS", "https://courier.example"),
        ("DATABASE_URL", "bogus"),
        ("DATABASE_URL", "mysql://user:hunter2@host/name"),
        ("DATABASE_URL", "postgres://user:hunter2@host:port/name"),
        ("DATABASE_URL", "postgres://user:hunter2@host/"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("CELERY_BROKER_URL", "carrier-pigeon://loft"),
        ("CELERY_BROKER_URL", "redis://"),
        ("CELERY_BROKER_URL", "amqp://user:hunter2@host:rabbit//"),
        ("CACHE_URL", "memcached://host"),
        ("AKISMET_API_KEY", "two words"),
        ("AKISMET_SITE_URL", "courier.example"),
        ("EMBED_ORIGINS", "courier.example"),
        ("EMBED_ORIGINS", "https://courier.example, https://www.courier.example/news/"),
        ("AKISMET_API_URL", "ftp://rest.akismet.example"),
    ],
)
def test_a_broken_value_names_its_variable_and_not_itself(name, value):
    with pytest.raises(BrokenEnvironmentError) as caught:
        read_environment({name: value})

    message = str(caught.value)
    assert message.startswith(name)
    assert "\n" not in message
    assert "hunter2" not in message


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_value_is_none(value):
    names = ("PORT", "DEBUG", "DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "AKISMET_API_KEY", "AKISMET_API_URL")
    assert read_environment(dict.fromkeys(names, value)) == read_environment({})
