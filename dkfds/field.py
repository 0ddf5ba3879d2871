"""A whole field as DKFDS draws it: label or legend, hint, error, control, in the order of DKFDS's own macros."""

from django.forms import BaseForm, BaseFormSet, BoundField, Field
from django.utils.translation import gettext as _

from .controls import draw_control, kind_of
from .markup import text

NOTHING_TO_SAY = Field.default_error_messages["required"]
GROUPS = ("radio", "checkbox_select", "parts")


def draw_field(field: BoundField, *, show_errors: bool = True, show_label: bool = True, css: str = "") -> str:
    if field.is_hidden:
        return field.as_widget()
    kind = kind_of(field)
    errors = draw_errors(field) if show_errors else ""
    limit = getattr(field.field, "max_length", None) if kind == "textarea" else None
    classes = " ".join(filter(None, ("form-group", errors and "form-error", limit and "form-limit", css)))
    maxlength = f' data-maxlength="{limit}"' if limit else ""
    if kind == "checkbox":
        inner = errors + draw_checkbox(field)
    elif kind in GROUPS:
        inner = draw_group(field, kind, errors)
    else:
        inner = draw_single(field, kind, errors, limit, show_label)
    return f'<div class="{classes}"{maxlength}>{inner}</div>\n'


def draw_label(field: BoundField) -> str:
    """The text of the label. DKFDS marks what is optional, and says nothing where an answer is needed."""
    if field.field.required:
        return text(field.label)
    optional = _("frivilligt")  # not inside the f-string: xgettext does not look there
    return f'{text(field.label)}<span class="weight-normal"> ({optional})</span>'


def draw_hint(field: BoundField) -> str:
    """Django's help texts may hold HTML; they are written by us."""
    if not field.help_text:
        return ""
    return f'<span class="form-hint" id="{field.auto_id}_helptext">{field.help_text}</span>'


def draw_errors(field: BoundField) -> str:
    if not field.errors:
        return ""
    sentences = "<br>".join(text(error) for error in sentences_of(field))
    spoken = _("Fejl:")
    return (
        f'<span class="form-error-message" id="{field.auto_id}_error"><span class="sr-only">{spoken} </span>'
        f"{sentences}</span>"
    )


def sentences_of(field: BoundField) -> list[str]:
    """The errors of a field. Where a form has no sentence of its own for an empty field, ours at least names the field:
    "Dette felt er påkrævet" five times over helps nobody."""
    errors = field.errors
    return [
        _("Udfyld feltet “%s”.") % field.label if error.message is NOTHING_TO_SAY else str(sentence)
        for error, sentence in zip(errors.as_data(), errors, strict=True)
    ]


def draw_single(field: BoundField, kind: str, errors: str, limit: int | None, show_label: bool) -> str:
    described_by = field.aria_describedby or ""
    if limit:
        described_by = f"{described_by} {field.auto_id}-limit-message".lstrip()
    css = "form-label" + (" disabled" if field.field.disabled else "") + ("" if show_label else " sr-only")
    label = f'<label class="{css}" for="{field.id_for_label}">{draw_label(field)}</label>'
    control = draw_affixes(field, draw_control(field, kind, described_by))
    count = draw_limit(field, limit) if limit else ""
    return f"{label}{draw_hint(field)}{errors}{control}{count}"


def draw_group(field: BoundField, kind: str, errors: str) -> str:
    described_by = f' aria-describedby="{field.aria_describedby}"' if field.aria_describedby else ""
    legend = f"{field.auto_id}_legend"
    named, named_by = (f' id="{legend}"', f' aria-labelledby="{legend}"') if kind == "radio" else ("", "")
    return (
        f'<fieldset{named_by}{described_by}><legend class="form-label"{named}>{draw_label(field)}</legend>'
        f"{draw_hint(field)}{errors}{draw_control(field, kind, '')}</fieldset>"
    )


def draw_checkbox(field: BoundField) -> str:
    """One box says by itself that it may be left empty: it is never marked "frivilligt"."""
    control = draw_control(field, "checkbox", field.aria_describedby or "")
    label = f'<label class="form-label" for="{field.id_for_label}">{text(field.label)}</label>'
    return f'<div class="form-group-checkbox">{control}{label}{draw_hint(field)}</div>'


def draw_affixes(field: BoundField, control: str) -> str:
    """A unit before or after the box, if the widget has `prefix` or `suffix`."""
    prefix, suffix = getattr(field.field.widget, "prefix", ""), getattr(field.field.widget, "suffix", "")
    if not prefix and not suffix:
        return control
    before = f'<div class="form-input-prefix" aria-hidden="true">{text(prefix)}</div>' if prefix else ""
    after = f'<div class="form-input-suffix" aria-hidden="true">{text(suffix)}</div>' if suffix else ""
    css = "".join((" form-input-wrapper--prefix" if prefix else "", " form-input-wrapper--suffix" if suffix else ""))
    css += " disabled" if field.field.disabled else ""
    return f'<div class="form-input-wrapper{css}">{before}{control}{after}</div>'


def draw_limit(field: BoundField, limit: int) -> str:
    """How many characters are left. Our script counts on, in the reader's language: its sentences are attributes."""
    typed = str(field.value() or "").replace("\r\n", "\n")  # a browser counts a line break as one, and sends two
    left = limit - len(typed)
    left_text, over_text = _("Du har {value} tegn tilbage"), _("Du har {value} tegn for meget")
    now = (left_text if left >= 0 else over_text).replace("{value}", str(abs(left)))
    may = _("Du kan indtaste op til {value} tegn").replace("{value}", str(limit))
    over = " limit-exceeded" if left < 0 else ""
    return (
        f'<span id="{field.auto_id}-limit-message" class="sr-only">{may}</span>'
        f'<span class="form-hint character-limit{over}" aria-hidden="true"'
        f' data-left="{left_text}" data-over="{over_text}">{now}</span>'
        f'<span class="character-limit-sr-only sr-only" aria-live="polite">{now}</span>'
    )


def focus_id(field: BoundField) -> str:
    """The id of the first control of a field: where its line in the error summary leads to."""
    if field.is_hidden or not field.auto_id:
        return ""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


def error_links(form: BaseForm | BaseFormSet) -> list[tuple[str, str]]:
    """(id, sentence) of each error, in the order of the page; the id is empty where no control is to blame."""
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return []
        links = [("", str(error)) for error in form.non_form_errors()]
        return links + [link for each in form.forms for link in error_links(each)]
    if not form.errors:
        return []
    links = [("", str(error)) for error in form.non_field_errors()]
    wrong = [form[name] for name in form.fields if name in form.errors]
    return links + [(focus_id(field), sentence) for field in wrong for sentence in sentences_of(field)]
