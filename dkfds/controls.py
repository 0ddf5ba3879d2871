"""Django's widgets as DKFDS controls: each `draw_…` takes what the widget's own `get_context` says, and writes the tag.

Not by Django's templates: those cost an include for each option and each set of attributes (docs/decisions has the
figures). A widget with a template of its own is left to that template.
"""

from django.forms import BoundField
from django.utils.translation import gettext as _

from .markup import add_class, attributes, text

DJANGO = "django/forms/widgets/"


def context_of(field: BoundField, css: str, described_by: str) -> dict:
    """The context of the field's widget, with DKFDS's class and our aria-describedby.

    The browser is not told the greatest length: it would cut a pasted text off without a word.
    """
    widget = field.field.widget
    if field.field.localize:
        widget.is_localized = True
    attrs = field.build_widget_attrs({"aria-describedby": described_by} if described_by else {})
    if field.auto_id and "id" not in widget.attrs:
        attrs["id"] = field.auto_id
    if css:  # before the widget makes its options, which inherit it
        attrs["class"] = f"{css} {widget.attrs['class']}" if widget.attrs.get("class") else css
    context = widget.get_context(field.html_name, field.value(), attrs)["widget"]
    context["attrs"].pop("maxlength", None)
    return context


def draw_input(widget: dict) -> str:
    value = widget["value"]
    written = "" if value is None else f' value="{text(value)}"'
    return f'<input type="{widget["type"]}" name="{widget["name"]}"{written}{attributes(widget["attrs"])}>'


def draw_textarea(widget: dict) -> str:
    # HTML drops a newline right after the tag: without one of ours a text that begins with one would lose it.
    return f'<textarea name="{widget["name"]}"{attributes(widget["attrs"])}>\n{text(widget["value"] or "")}</textarea>'


def draw_select(widget: dict) -> str:
    written = [f'<select name="{widget["name"]}"{attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            written.append(f'<optgroup label="{text(group)}">')
        for option in options:
            value, label, rest = text(option["value"]), text(option["label"]), attributes(option["attrs"])
            written.append(f'<option value="{value}"{rest}>{label}</option>')
        if group:
            written.append("</optgroup>")
    written.append("</select>")
    return "".join(written)


def draw_options(widget: dict) -> str:
    """Radio buttons or checkboxes, each with its label. ARIA has no aria-invalid for a single one of them."""
    written = []
    for group, options, _index in widget["optgroups"]:
        if group:
            written.append(f'<p class="form-label">{text(group)}</p>')
        for option in options:
            attrs, kind = {**option["attrs"], "aria-invalid": None}, option["type"]
            written.append(
                f'<div class="form-group-{kind}"><input type="{kind}" name="{option["name"]}"'
                f' value="{text(option["value"])}"{attributes(attrs)}>'
                f'<label class="form-label" for="{attrs.get("id", "")}">{text(option["label"])}</label></div>'
            )
    return "".join(written)


def draw_file(widget: dict) -> str:
    """DKFDS has no file field. Ours says which file is there, and takes it away with a checkbox."""
    attrs = {**widget["attrs"], "checked": None}
    control = f'<input type="file" name="{widget["name"]}"{attributes(attrs)}>'
    if not widget.get("is_initial"):
        return control
    name, address = text(str(widget["value"])), text(widget["value"].url)
    here, remove = _("Nu ligger her:"), _("Fjern filen")
    now = f'<p class="kp-file-now">{here} <a href="{address}">{name}</a></p>'
    if widget["required"]:
        return now + control
    box = {"id": widget["checkbox_id"], "checked": bool(widget["attrs"].get("checked")), "class": "form-checkbox"}
    clear = f'<input type="checkbox" name="{widget["checkbox_name"]}"{attributes(box)}>'
    label = f'<label class="form-label" for="{box["id"]}">{remove}</label>'
    return f'{now}{control}<div class="form-group-checkbox">{clear}{label}</div>'


def draw_part(part: dict) -> str:
    """One part of a multi-widget."""
    template = part["template_name"]
    add_class(part["attrs"], "form-select" if template == f"{DJANGO}select.html" else "form-input")
    if template == f"{DJANGO}select.html":
        return draw_select(part)
    return draw_textarea(part) if template == f"{DJANGO}textarea.html" else draw_input(part)


def draw_parts(field: BoundField) -> str:
    """A multi-widget: as DKFDS's date group if its parts have labels, else one after the other."""
    widget = field.field.widget
    context = context_of(field, "", "")
    parts = context.get("subwidgets")
    if parts is None:
        return field.as_widget()
    labels = getattr(widget, "labels", ())
    if not labels:
        for number, part in enumerate(parts, start=1):
            part["attrs"].setdefault("aria-label", f"{field.label} ({number}/{len(parts)})")
        return f'<div class="kp-parts">{"".join(draw_part(part) for part in parts)}</div>'
    written = [
        f'<div class="form-group {css}"><label class="form-label" for="{part["attrs"].get("id", "")}">'
        f"{text(label)}</label>{draw_part(part)}</div>"
        for part, label, css in zip(parts, labels, widget.group_classes, strict=True)
    ]
    return f'<div class="date-group mt-3">{"".join(written)}</div>'


DRAWN_BY = {
    "textarea": (draw_textarea, "form-input"),
    "select": (draw_select, "form-select"),
    "checkbox": (draw_input, "form-checkbox"),
    "radio": (draw_options, "form-radio"),
    "checkbox_select": (draw_options, "form-checkbox"),
    "file": (draw_file, "form-input kp-file-input"),
    "clearable_file_input": (draw_file, "form-input kp-file-input"),
} | dict.fromkeys(
    ("input", "text", "number", "email", "url", "password", "tel", "search", "color", "date", "datetime", "time"),
    (draw_input, "form-input"),
)


def kind_of(field: BoundField) -> str:
    """The name of Django's template for the widget: "text", "radio" …; "parts" of a multi-widget; "own" else."""
    template = getattr(field.field.widget, "template_name", "")
    name = template.removeprefix(DJANGO).removesuffix(".html")
    if template.startswith(DJANGO) and name in DRAWN_BY:
        return name
    return "parts" if field.field.widget.use_fieldset else "own"


def draw_control(field: BoundField, kind: str, described_by: str) -> str:
    if kind == "parts":
        return draw_parts(field)
    if kind == "own":
        attrs: dict[str, str | bool] = {"class": "form-input"}
        if described_by:
            attrs["aria-describedby"] = described_by
        return field.as_widget(attrs=attrs)
    function, css = DRAWN_BY[kind]
    return function(context_of(field, css, described_by))
