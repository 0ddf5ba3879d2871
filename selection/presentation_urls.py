"""What an area's own people see of their presentation before it is public."""

from django.urls import path

from .views import presenting

urlpatterns = [
    path("<uuid:uid>/", presenting.preview, name="presentation"),
    path("<uuid:uid>/ret/", presenting.edit, name="presentation_edit"),
    path("<uuid:uid>/foto-<int:width>.jpg", presenting.photo, name="presentation_photo"),
]
