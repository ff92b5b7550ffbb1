"""The engine, and a session for each request."""

import os
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

URL_ = URL.create(
    "mysql+asyncmy",
    os.environ["MYSQL_USER"],
    os.environ["MYSQL_PASSWORD"],
    os.environ["MYSQL_HOST"],
    int(os.environ["MYSQL_PORT"]),
    os.environ["MYSQL_DB"],
    {"charset": "utf8mb4"},
)
# Every operation here is one statement, so it needs no BEGIN and no ROLLBACK around it.
engine = create_async_engine(
    URL_,
    pool_size=8,
    max_overflow=8,
    isolation_level="AUTOCOMMIT",
    skip_autocommit_rollback=True,
)
sessions = async_sessionmaker(engine, expire_on_commit=False)


async def get_session() -> AsyncIterator[AsyncSession]:
    """Yield the request's session."""
    async with sessions() as session:
        yield session


DatabaseSession = Annotated[AsyncSession, Depends(get_session)]
