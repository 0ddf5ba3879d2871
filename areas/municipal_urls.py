"""Below /kommune/: for those who follow a municipality's areas."""

from django.urls import path

from .views import dialogue, municipal

urlpatterns = [
    path("", municipal.overview, name="municipal_overview"),
    path("dialog/", dialogue.dialogues, name="dialogues"),
    path("dialog/ny/", dialogue.log, name="dialogue_log"),
    path("dialog/inviter/", dialogue.invite, name="apply_invite"),
    path("dialog/<uuid:uid>/", dialogue.read, name="dialogue"),
    path("dialog/<uuid:uid>/ret/", dialogue.edit, name="dialogue_edit"),
    path("dialog/<uuid:uid>/fulgt-op/", dialogue.follow_up, name="dialogue_follow_up"),
    path("dialog/<uuid:uid>/inviter/", dialogue.invite, name="dialogue_invite"),
]
