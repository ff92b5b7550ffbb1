"""What goes over the wire."""

from rest_framework import serializers

from board_api.models import Board, User


class AuthorSerializer(serializers.ModelSerializer):
    """Who wrote a board."""

    class Meta:
        """What is shown."""

        model = User
        fields = ("id", "username")


class BoardSerializer(serializers.ModelSerializer):
    """A board as clients see it, and what they may set."""

    author = AuthorSerializer(read_only=True)

    class Meta:
        """What is shown."""

        model = Board
        fields = ("id", "title", "content", "author", "created_at", "updated_at", "version")
        read_only_fields = ("created_at", "updated_at", "version")
        extra_kwargs = {name: {"trim_whitespace": False} for name in ("title", "content")}
