"""What the sweep of all addresses needs: a file of Anna's, and a team member's session with its second factor."""

import io
import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from documents import uploads
from documents.models import Document
from people.models import User
from tests import factories


def a_document(by: User) -> Document:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "#3c6e7f").save(picture, "JPEG")
    return uploads.accept(
        SimpleUploadedFile("havn.jpg", picture.getvalue(), "image/jpeg"), by=by, at=factories.BEFORE_THE_DEADLINE
    )


def team_session(client: Client) -> None:
    """As if the team member had given a second factor in this session."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session.save()
