"""The notes' stack: Flask-SQLAlchemy models, flask-smorest MethodViews, Flask-HTTPAuth.

With CREDENTIAL_MEMORY=1 in the environment, verified credentials are remembered; without, the
password is hashed at every request.
"""

import os
from datetime import UTC, datetime

from credential_memory import CredentialCache
from flask import Flask, jsonify, request, url_for
from flask.views import MethodView
from flask_httpauth import HTTPBasicAuth
from flask_smorest import Api, Blueprint
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, and_, or_
from sqlalchemy.dialects.mysql import BIGINT, DATETIME, MEDIUMTEXT
from werkzeug.security import check_password_hash

db = SQLAlchemy(session_options={"expire_on_commit": False})
auth = HTTPBasicAuth()
blueprint = Blueprint("boards", __name__, url_prefix="/api/v1/boards")
memory = CredentialCache() if os.environ.get("CREDENTIAL_MEMORY") == "1" else None


def utc_now():
    """The time as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


class User(db.Model):
    """Somebody who may log in."""

    __tablename__ = "users"

    id = db.Column(BIGINT(unsigned=True), primary_key=True)
    username = db.Column(db.String(64), unique=True, nullable=False)
    email = db.Column(db.String(254), unique=True, nullable=False)
    password_hash = db.Column(db.String(255), nullable=False)
    role = db.Column(db.String(16), nullable=False, default="member")


class Board(db.Model):
    """A post."""

    __tablename__ = "boards"

    id = db.Column(BIGINT(unsigned=True), primary_key=True)
    user_id = db.Column(BIGINT(unsigned=True), db.ForeignKey("users.id"), nullable=False)
    title = db.Column(db.String(100), nullable=False)
    content = db.Column(MEDIUMTEXT, nullable=False)
    created_at = db.Column(DATETIME(fsp=6), nullable=False, default=utc_now)
    updated_at = db.Column(DATETIME(fsp=6), nullable=False, default=utc_now)
    version = db.Column(db.Integer, nullable=False, default=1)
    author = db.relationship(User, lazy="joined", innerjoin=True)

    def to_dict(self):
        """The board as clients see it."""
        return {
            "id": self.id,
            "title": self.title,
            "content": self.content,
            "author": {"id": self.author.id, "username": self.author.username},
            "created_at": self.created_at.isoformat() + "Z",
            "updated_at": self.updated_at.isoformat() + "Z",
            "version": self.version,
        }


@auth.verify_password
def verify_password(username, password):
    """Return the user whose credentials these are."""
    user = db.session.execute(db.select(User).filter_by(username=username)).scalar_one_or_none()
    if user is None:
        return None
    if memory and memory.knows(user.username, user.password_hash, password):
        return user
    if not check_password_hash(user.password_hash, password):
        return None
    if memory:
        memory.remember(user.username, user.password_hash, password)
    return user


@blueprint.route("")
class Boards(MethodView):
    """``/boards``."""

    @auth.login_required
    def get(self):
        """A page, newest first."""
        limit = request.args.get("limit", 20, type=int)
        page = db.select(Board).order_by(Board.created_at.desc(), Board.id.desc())
        if "before" in request.args:
            time = datetime.fromisoformat(request.args["before"])
            last = request.args.get("before_id", type=int)
            earlier = or_(Board.created_at < time, Board.id < last)
            page = page.where(and_(Board.created_at <= time, earlier))
        boards = db.session.execute(page.limit(limit + 1)).scalars().all()
        following = None
        if len(boards) > limit:
            last = boards[limit - 1]
            where = {"before": last.created_at.isoformat(), "before_id": last.id}
            following = url_for("boards.Boards", limit=limit, **where, _external=True)
        return jsonify(data=[board.to_dict() for board in boards[:limit]], next=following)

    @auth.login_required
    def post(self):
        """Post a board."""
        data = request.json
        board = Board(title=data["title"], content=data["content"], author=auth.current_user())
        board.created_at = board.updated_at = utc_now()
        db.session.add(board)
        db.session.commit()
        location = url_for("boards.BoardItem", board_id=board.id)
        return jsonify(board.to_dict()), 201, {"Location": location}


@blueprint.route("/<int:board_id>")
class BoardItem(MethodView):
    """``/boards/{id}``."""

    @auth.login_required
    def get(self, board_id):
        """One board."""
        return jsonify(db.get_or_404(Board, board_id).to_dict())


def create_app():
    """Return the application."""
    made = Flask(__name__)
    made.config.update(
        API_TITLE="Boards",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        SQLALCHEMY_DATABASE_URI=URL.create(
            "mysql+mysqldb",
            os.environ["MYSQL_USER"],
            os.environ["MYSQL_PASSWORD"],
            os.environ["MYSQL_HOST"],
            int(os.environ["MYSQL_PORT"]),
            os.environ["MYSQL_DB"],
            {"charset": "utf8mb4", "ssl_mode": "DISABLED"},
        ),
    )
    db.init_app(made)
    Api(made).register_blueprint(blueprint)
    return made


app = create_app()
