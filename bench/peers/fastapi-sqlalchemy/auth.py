"""HTTP Basic credentials, checked against the users table."""

from typing import Annotated

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from credential_memory import CredentialCache
from database import DatabaseSession
from fastapi import Depends, HTTPException
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from models import User
from sqlalchemy import select

basic = HTTPBasic()
hasher = PasswordHasher()
memory = CredentialCache()


async def get_caller(
    credentials: Annotated[HTTPBasicCredentials, Depends(basic)], session: DatabaseSession
) -> User:
    """Return the user whose credentials these are."""
    user = await session.scalar(select(User).where(User.username == credentials.username))
    if user is None or not await _is_right(user, credentials.password):
        raise HTTPException(401, headers={"WWW-Authenticate": "Basic"})
    return user


async def _is_right(user: User, password: str) -> bool:
    if memory.knows(user.username, user.password_hash, password):
        return True
    try:
        await run_in_threadpool(hasher.verify, user.password_hash, password)
    except VerifyMismatchError:
        return False
    memory.remember(user.username, user.password_hash, password)
    return True


Caller = Annotated[User, Depends(get_caller)]
