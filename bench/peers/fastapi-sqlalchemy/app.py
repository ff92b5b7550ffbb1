"""FastAPI with async SQLAlchemy: routes, dependencies, Pydantic models."""

from datetime import datetime
from typing import Annotated

from auth import Caller
from database import DatabaseSession
from fastapi import APIRouter, FastAPI, HTTPException, Query, Request, Response
from models import Board, User, utc_now
from schemas import BoardIn, BoardOut, Page
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager

router = APIRouter(prefix="/api/v1/boards")
WITH_AUTHOR = (
    select(Board)
    .join(Board.author)
    .options(contains_eager(Board.author).load_only(User.id, User.username))
)
PAGE = WITH_AUTHOR.order_by(Board.created_at.desc(), Board.id.desc())


@router.get("/{board_id}")
async def get_board(board_id: int, session: DatabaseSession, _caller: Caller) -> BoardOut:
    """One board."""
    board = await session.scalar(WITH_AUTHOR.where(Board.id == board_id))
    if board is None:
        raise HTTPException(404)
    return BoardOut.model_validate(board)


@router.get("")
async def list_boards(
    request: Request,
    session: DatabaseSession,
    _caller: Caller,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    before: datetime | None = None,
    before_id: int = 0,
) -> Page:
    """A page, newest first."""
    page = PAGE.limit(limit + 1)
    if before is not None:
        earlier = or_(Board.created_at < before, Board.id < before_id)
        page = page.where(and_(Board.created_at <= before, earlier))
    boards = (await session.scalars(page)).all()
    following = None
    if len(boards) > limit:
        last = boards[limit - 1]
        where = {"limit": limit, "before": last.created_at.isoformat(), "before_id": last.id}
        following = str(request.url.replace_query_params(**where))
    return Page.model_validate({"data": boards[:limit], "next": following})


@router.post("", status_code=201)
async def create_board(
    body: BoardIn, session: DatabaseSession, caller: Caller, response: Response
) -> BoardOut:
    """Post a board."""
    now = utc_now()
    board = Board(**body.model_dump(), author=caller, created_at=now, updated_at=now, version=1)
    session.add(board)
    await session.commit()
    response.headers["Location"] = f"/api/v1/boards/{board.id}"
    return BoardOut.model_validate(board)


app = FastAPI()
app.include_router(router)
