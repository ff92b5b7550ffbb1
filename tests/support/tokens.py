"""Access tokens for tests."""

from tests.support.api import Caller, Json

LOOK_ALIKE = "rbt_" + "A" * 43


def token_of(caller: Caller, scope: str = "read", **more: object) -> Json:
    answer = caller.post("/me/tokens", {"name": "a script", "scope": scope, **more})
    assert answer.status_code == 201, answer.text
    token: Json = answer.json()
    return token
