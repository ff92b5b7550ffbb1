"""The tables, which somebody else makes."""

from django.db import models
from django.utils import timezone


class User(models.Model):
    """Somebody who may log in."""

    id = models.BigAutoField(primary_key=True)
    username = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254, unique=True)
    password_hash = models.CharField(max_length=255)
    role = models.CharField(max_length=16, default="member")

    is_authenticated = True

    class Meta:
        """Where the rows are."""

        db_table = "users"
        managed = False

    def __str__(self) -> str:
        """Return the name."""
        return self.username


class Board(models.Model):
    """A post."""

    id = models.BigAutoField(primary_key=True)
    author = models.ForeignKey(User, on_delete=models.RESTRICT, db_column="user_id")
    title = models.CharField(max_length=100)
    content = models.TextField(max_length=20_000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Where the rows are."""

        db_table = "boards"
        managed = False

    def __str__(self) -> str:
        """Return the title."""
        return self.title
