"""Settings from the environment: what is read, and what is refused in words."""

from ipaddress import ip_network

import pytest

from trialrun.cli import main
from trialrun.settings import Settings, SettingsError


def test_nothing_set_is_a_plain_app_of_one_machine():
    settings = Settings.from_environment({})

    assert Settings() == settings
    assert not settings.is_https


def test_all_that_can_be_set_is_read():
    settings = Settings.from_environment(
        {
            "TRIALRUN_DATA": "/srv/data",
            "TRIALRUN_CONTENT": "/srv/content",
            "PUBLIC_URL": "https://study.example.org/",
            "TRUSTED_HOSTS": "study.example.org, .example.net",
            "TRUSTED_PROXIES": "127.0.0.1,2001:db8::/32",
            "SECRET_KEY": "0123456789abcdef",
            "SECRET_KEY_FALLBACKS": "older-older-older, oldest-oldest-oldest",
            "CONNECTIONS_PER_ADDRESS": "0",
            "TRIALRUN_AUTHORS": "1",
            "ACCESS_LOG": "1",
        }
    )

    assert "/srv/data/trialrun.db" == str(settings.database)
    assert "https://study.example.org" == settings.public_url
    assert settings.is_https
    assert ("study.example.org", ".example.net") == settings.trusted_hosts
    assert (ip_network("127.0.0.1/32"), ip_network("2001:db8::/32")) == settings.trusted_proxies
    assert ("older-older-older", "oldest-oldest-oldest") == settings.secret_key_fallbacks
    assert 0 == settings.connections_per_address
    assert settings.shows_author_pages
    assert settings.logs_access


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("PUBLIC_URL", "study.example.org", "write where browsers find the app"),
        ("PUBLIC_URL", "ftp://study.example.org", "write where browsers find the app"),
        ("PUBLIC_URL", "https://", "write where browsers find the app"),
        ("PUBLIC_URL", "https://a:99999", "write where browsers find the app"),
        ("PUBLIC_URL", "https://example.org/study", "the app needs a host of its own"),
        ("TRUSTED_PROXIES", "proxy", "write addresses or networks"),
        ("TRUSTED_PROXIES", "127.0.0.1/33", "write addresses or networks"),
        ("SECRET_KEY", "short", "write at least 16 that nobody can guess"),
        ("SECRET_KEY", "0123456789,abcdef", "has a comma"),
        ("SECRET_KEY_FALLBACKS", "a", "write at least 16 that nobody can guess"),
        ("TRUSTED_HOSTS", "https://study.example.org", "write names of hosts"),
        ("TRUSTED_HOSTS", "*", "write names of hosts"),
        ("TRUSTED_HOSTS", "[::1]", "write names of hosts"),
        ("CONNECTIONS_PER_ADDRESS", "many", "write a whole number, 0 for no cap"),
        ("CONNECTIONS_PER_ADDRESS", "-1", "write a whole number, 0 for no cap"),
        ("TRIALRUN_AUTHORS", "yes", "write 1 to have it"),
        ("ACCESS_LOG", "on", "write 1 to have it"),
    ],
)
def test_what_cannot_be_is_refused_by_name(name, text, says):
    with pytest.raises(SettingsError, match=says) as caught:
        Settings.from_environment({name: text})

    assert str(caught.value).startswith(name)


@pytest.mark.parametrize(
    "command", [["serve"], ["check"], ["backup", "copy.db"], ["restore", "copy.db"]]
)
def test_every_command_refuses_it_in_words(command, monkeypatch, capsys):
    monkeypatch.setenv("ACCESS_LOG", "on")

    assert 1 == main(command)
    assert capsys.readouterr().out.startswith("ACCESS_LOG is 'on'; write 1 to have it")


def test_a_host_is_the_same_in_capitals():
    environment = {"PUBLIC_URL": "https://Study.Example.org", "TRUSTED_HOSTS": "STUDY.example.org"}

    assert ("study.example.org",) == Settings.from_environment(environment).trusted_hosts


def test_a_public_url_has_a_host_that_is_served():
    with pytest.raises(SettingsError, match=r"host study\.example\.org, which is not in TRUSTED"):
        Settings(public_url="https://study.example.org", trusted_hosts=("other.example",))

    Settings(public_url="https://study.example.org", trusted_hosts=(".example.org",))
    Settings(public_url="https://study.example.org:8443", trusted_hosts=("study.example.org",))
