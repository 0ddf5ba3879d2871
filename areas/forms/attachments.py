from django import forms
from django.utils.translation import gettext_lazy as _

from documents import uploads

from .fields import LineField


class TitleForm(forms.Form):
    use_required_attribute = False
    title = LineField(
        label=_("Hvad viser den?"),
        max_length=120,
        required=False,
        help_text=_("For eksempel: Tegning af den nye scene."),
    )


class UploadForm(TitleForm):
    file = forms.FileField(
        label=_("Vælg en fil"),
        help_text=_("Billeder (JPEG, PNG, HEIC), PDF, Word (docx) eller Excel (xlsx), højst 20 MB."),
        widget=forms.FileInput(attrs={"accept": uploads.accepted()}),
        error_messages={
            "required": _("Vælg den fil, du vil lægge op."),
            "empty": _("Filen er tom. Vælg en anden fil."),
            "invalid": _("Filen kom ikke helt frem. Vælg den igen."),
            "missing": _("Filen kom ikke helt frem. Vælg den igen."),
        },
    )
    field_order = ["file", "title"]
