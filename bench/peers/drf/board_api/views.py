"""The views."""

from django.utils import timezone
from rest_framework import generics
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from board_api.models import Board
from board_api.serializers import BoardSerializer


class NewestFirst(CursorPagination):
    """Pages by cursor, in the shape that the others have."""

    page_size = 20
    page_size_query_param = "limit"
    max_page_size = 100
    ordering = ("-created_at", "-id")

    def get_paginated_response(self, data):
        """Return the page."""
        return Response({"data": data, "next": self.get_next_link()})


class Boards(generics.ListCreateAPIView):
    """``/boards``."""

    queryset = Board.objects.select_related("author")
    serializer_class = BoardSerializer
    pagination_class = NewestFirst

    def perform_create(self, serializer):
        """Post a board as the caller."""
        now = timezone.now()
        serializer.save(author=self.request.user, created_at=now, updated_at=now)


class BoardDetail(generics.RetrieveAPIView):
    """``/boards/{id}``."""

    queryset = Board.objects.select_related("author")
    serializer_class = BoardSerializer
