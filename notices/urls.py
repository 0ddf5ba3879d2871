from django.urls import path

from . import views

urlpatterns = [
    path("", views.preferences, name="notice_preferences"),
    path("afmeld/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
