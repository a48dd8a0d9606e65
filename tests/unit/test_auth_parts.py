"""Passwords, brakes and links, by themselves."""

import pytest
from argon2 import PasswordHasher

from adapters.web.addresses import counted_as
from adapters.web.attempts import ADDRESS, PAIR, SignInAttempts
from adapters.web.passwords import Passwords, check_new_password, generated
from core.access import access_of, allows, for_role
from core.clock import ManualClock
from core.domain.people import Role
from core.errors import InvalidInput, RateLimited
from core.links import safe_link


def test_that_generated_passwords_are_long_and_never_the_same():
    made = {generated() for _ in range(200)}
    assert len(made) == 200
    assert all(len(password) == 23 for password in made)
    for password in made:
        check_new_password(password, "maya")


@pytest.mark.parametrize("password", ["short", "x" * 257, "maya and some more words"])
def test_that_weak_passwords_are_refused(password):
    with pytest.raises(InvalidInput):
        check_new_password(password, "maya")


async def test_that_an_unknown_login_never_fits():
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    stored = await passwords.hash("right")
    assert await passwords.verify("right", stored)
    assert not await passwords.verify("wrong", stored)
    assert not await passwords.verify("right", None)
    assert not await passwords.verify("right", "not a hash")
    passwords.close()


def _fail(attempts: SignInAttempts, login: str, address: str, times: int) -> None:
    for _ in range(times):
        attempts.begin(login, address)


def test_that_one_address_trying_many_logins_is_braked():
    attempts = SignInAttempts(ManualClock())
    for number in range(ADDRESS.failures):
        attempts.begin(f"login-{number}", "10.0.0.1")
    with pytest.raises(RateLimited):
        attempts.begin("another", "10.0.0.1")
    attempts.begin("another", "10.0.0.2")


def test_that_success_takes_its_attempt_back():
    attempts = SignInAttempts(ManualClock())
    for _ in range(50):
        attempts.begin("maya", "10.0.0.1")
        attempts.succeeded("maya", "10.0.0.1")
    _fail(attempts, "maya", "10.0.0.1", PAIR.failures)
    with pytest.raises(RateLimited):
        attempts.begin("maya", "10.0.0.1")


def test_that_admins_may_what_agents_may_and_not_the_other_way():
    assert allows(Role.AGENT, Role.ADMIN)
    assert allows(Role.AGENT, Role.AGENT)
    assert not allows(Role.ADMIN, Role.AGENT)

    @for_role(Role.ADMIN)
    async def handler() -> None: ...

    assert access_of(handler) is Role.ADMIN
    assert access_of(print) is None


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "ftp://x", " https://x", ""]
)
def test_that_only_web_addresses_become_links(url):
    assert safe_link(url) == ""


@pytest.mark.parametrize("url", ["https://a.example/x", "http://a.example", "HTTPS://A.EXAMPLE", "/articles/a"])
def test_that_web_addresses_stay(url):
    assert safe_link(url) == url


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", "unknown"),
    ],
)
def test_that_callers_of_one_ipv6_network_count_as_one(address, counted):
    assert counted_as(address) == counted
