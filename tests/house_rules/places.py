"""What the sweep of all addresses needs: a file of Anna's."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
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
