"""The cache of verified credentials by itself."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import cast

import pytest

from rawboard.auth import credential_cache
from rawboard.auth.credential_cache import CredentialCache
from rawboard.repositories.callers import Principal
from rawboard.repositories.users import Account, User


class Verification:
    """Stands where a password is hashed, and counts how often that is."""

    def __init__(self, answer: bool | Exception, seconds: float = 0) -> None:
        self.answer = answer
        self.seconds = seconds
        self.calls = 0
        self.lock = threading.Lock()

    def __call__(self) -> bool:
        with self.lock:
            self.calls += 1
        time.sleep(self.seconds)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def at_once(
    cache: CredentialCache, verify: Verification, count: int, password: str = "secret"
) -> list[Future[bool]]:
    """What that many threads get that check the same credentials at the same moment."""
    start = threading.Barrier(count)

    def ask() -> bool:
        start.wait()
        return cache.check("alice", "hash", password, verify)

    with ThreadPoolExecutor(count) as pool:
        return [pool.submit(ask) for _ in range(count)]


def test_a_success_is_remembered() -> None:
    cache, verify = CredentialCache(60), Verification(answer=True)

    assert [cache.check("alice", "hash", "secret", verify) for _ in range(5)] == [True] * 5

    assert verify.calls == 1


def test_a_failure_is_not_remembered() -> None:
    cache, verify = CredentialCache(60), Verification(answer=False)

    assert [cache.check("alice", "hash", "secret", verify) for _ in range(3)] == [False] * 3
    verify.answer = True
    assert cache.check("alice", "hash", "secret", verify)

    assert verify.calls == 4


def test_an_exception_is_not_remembered() -> None:
    cache, verify = CredentialCache(60), Verification(RuntimeError("too busy"))

    with pytest.raises(RuntimeError, match="too busy"):
        cache.check("alice", "hash", "secret", verify)
    verify.answer = True
    assert cache.check("alice", "hash", "secret", verify)


@pytest.mark.parametrize(
    ("account", "stored", "password"),
    [
        ("bob", "hash", "secret"), ("alice", "other", "secret"), ("alice", "hash", "Secret"),
        ("alice", "hash", ""), ("alice", "secret", "hash"),
    ],
)  # fmt: skip
def test_another_account_hash_or_password_is_another_credential(
    account: str, stored: str, password: str
) -> None:
    cache, no = CredentialCache(60), Verification(answer=False)
    cache.check("alice", "hash", "secret", lambda: True)

    assert not cache.check(account, stored, password, no)

    assert no.calls == 1
    assert cache.check("alice", "hash", "secret", no)


def test_a_hundred_concurrent_first_checks_cost_one_hash() -> None:
    cache, verify = CredentialCache(60), Verification(answer=True, seconds=0.3)

    answers = at_once(cache, verify, 100)

    assert [answer.result() for answer in answers] == [True] * 100
    assert verify.calls == 1


def test_those_who_wait_get_the_failure_too() -> None:
    cache, verify = CredentialCache(60), Verification(answer=False, seconds=0.3)

    answers = at_once(cache, verify, 20)

    assert [answer.result() for answer in answers] == [False] * 20
    assert verify.calls == 1


def test_those_who_wait_get_the_exception_too() -> None:
    cache, verify = CredentialCache(60), Verification(RuntimeError("too busy"), seconds=0.3)

    answers = at_once(cache, verify, 20)

    assert [str(answer.exception()) for answer in answers] == ["too busy"] * 20
    assert verify.calls == 1
    verify.answer = True
    assert cache.check("alice", "hash", "secret", verify)


def test_different_credentials_do_not_wait_for_each_other() -> None:
    cache = CredentialCache(60)
    both = threading.Barrier(2, timeout=5)  # broken, and raising, if one comes after the other

    def verify() -> bool:
        both.wait()
        return True

    with ThreadPoolExecutor(2) as pool:
        answers = [
            pool.submit(cache.check, name, "hash", "secret", verify) for name in ("alice", "bob")
        ]

    assert [answer.result() for answer in answers] == [True, True]


def test_those_who_may_be_refused_are_not_waited_for() -> None:
    cache = CredentialCache(60)
    both = threading.Barrier(2, timeout=5)

    def verify(*, answer: bool) -> bool:
        both.wait()
        return answer

    def ask(address: str, *, answer: bool) -> bool:
        return cache.check("alice", "hash", "secret", lambda: verify(answer=answer), address)

    with ThreadPoolExecutor(2) as pool:
        refused = pool.submit(ask, "192.0.2.1", answer=False)
        let_in = pool.submit(ask, "192.0.2.2", answer=True)

    assert (refused.result(), let_in.result()) == (False, True)


def test_what_was_seen_is_told_without_the_stored_hash() -> None:
    cache = CredentialCache(60)
    principal = Principal(1, is_admin=False, fingerprint="")
    account = Account(cast(User, {"id": 1}), principal)
    cache.check("alice", "hash", "secret", lambda: True, row=account)
    cache.check("alice", "hash", "wrong", lambda: False, row=account)

    assert cache.get("alice", "secret") is account
    assert not cache.get("alice", "wrong")
    assert not cache.get("alice", "hash")
    assert not cache.get("bob", "secret")


def test_zero_seconds_remember_nothing() -> None:
    cache, verify = CredentialCache(0), Verification(answer=True)

    assert all(cache.check("alice", "hash", "secret", verify) for _ in range(3))

    assert verify.calls == 3


def test_a_success_is_forgotten_in_time() -> None:
    cache, verify = CredentialCache(1), Verification(answer=True)
    cache.check("alice", "hash", "secret", verify)

    time.sleep(1.1)
    cache.check("alice", "hash", "secret", verify)

    assert verify.calls == 2


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credential_cache, "CAPACITY", 10)
    cache, verify = CredentialCache(60), Verification(answer=True)
    for number in range(20):
        cache.check(f"user{number}", "hash", "secret", verify)

    for number in range(20):
        cache.check(f"user{number}", "hash", "secret", verify)

    assert verify.calls == 40
