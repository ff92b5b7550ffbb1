"""The routes."""

from django.urls import path

from board_api.views import BoardDetail, Boards

urlpatterns = [
    path("api/v1/boards", Boards.as_view()),
    path("api/v1/boards/<int:pk>", BoardDetail.as_view()),
]
