"""What the sweep of all addresses needs: a file of Anna's, and one that is not whole."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from areas.models import ExpressionOfInterest
from documents import chunks, uploads
from documents.models import Document, Incoming
from people.models import User
from selection.models import Composition, Placement
from tests import factories


def a_document(by: User) -> Document:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "#3c6e7f").save(picture, "JPEG")
    return uploads.accept(
        SimpleUploadedFile("havn.jpg", picture.getvalue(), "image/jpeg"), by=by, at=factories.BEFORE_THE_DEADLINE
    )


def half_a_document(by: User, expression: ExpressionOfInterest) -> Incoming:
    return chunks.begin(person=by, purpose=f"attachment:{expression.uid}", name="havn.jpg", size=1000, hint="1")


def a_composition(expression: ExpressionOfInterest, by: User) -> Composition:
    """One in which it has a place, under the same uid."""
    stamps = {"created_at": factories.BEFORE_THE_DEADLINE, "created_by": by}
    stamps |= {"changed_at": factories.BEFORE_THE_DEADLINE, "changed_by": by}
    made = Composition.objects.create(programme=expression.programme, uid=expression.uid, name="Prøve", **stamps)
    Placement.objects.create(composition=made, expression=expression, seat=1)
    return made
