"""The components of a page as tags; `docs/design-of-pages.md` lists them. They are builtins: nothing to load.

A tag, and not an `{% include %}`, because a tag refuses an argument it does not know.
"""

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from dkfds.field import draw_field, error_links
from dkfds.remembered import same_for_all

register = template.Library()
register.tag(same_for_all)

KINDS = ("info", "success", "warning", "error")


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A DKFDS icon. Without a label it is decoration, and no screen reader speaks of it."""
    href = f"{static('dkfds/img/all-svg-icons.svg')}#{name}"
    spoken = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    return format_html(
        '<svg class="icon-svg{}" focusable="false"{}><use href="{}"></use></svg>',
        f" {css}" if css else "",
        spoken,
        href,
    )


@register.simple_tag
def crumb(text: str, url_name: str = "", *args) -> SafeString:
    """One step of the breadcrumb; the last has no address."""
    arrow = icon("chevron-right")
    if not url_name:
        return format_html('<li class="breadcrumbs__list-item" aria-current="page">{}{}</li>', arrow, text)
    return format_html(
        '<li class="breadcrumbs__list-item">{}<a class="breadcrumbs__link" href="{}">{}</a></li>',
        arrow,
        reverse(url_name, args=args),
        text,
    )


@register.simple_block_tag
def alert(content, kind: str, heading: str = "", level: int = 2) -> SafeString:
    """A DKFDS alert; warnings and errors are spoken at once."""
    if kind not in KINDS:
        kind = "info"  # a message of level debug
    return render_to_string(
        "components/alert.html", {"kind": kind, "heading": heading, "level": level, "content": content}
    )


@register.simple_tag
def badge(text: str, kind: str = "") -> SafeString:
    """A state in a word; `kind` colours it and never says anything the word does not."""
    if kind and kind not in KINDS:
        raise ValueError(f"badge knows {', '.join(KINDS)}, not {kind!r}")
    return format_html('<span class="badge{}">{}</span>', f" badge-{kind}" if kind else "", text)


@register.simple_block_tag
def card(content, heading: str = "", subheading: str = "", href: str = "", level: int = 2) -> SafeString:
    """A DKFDS card; with an address the whole card is the link (so nothing inside it may be one)."""
    return render_to_string(
        "components/card.html",
        {"content": content, "heading": heading, "subheading": subheading, "href": href, "level": level},
    )


@register.inclusion_tag("components/task_list.html")
def task_list(sections) -> dict:
    """Sections with `title`, `url`, `state` (done, begun, empty, error, locked) and `missing` (sentences)."""
    return {"sections": sections}


@register.inclusion_tag("components/step_guide.html")
def step_guide(sections, current) -> dict:
    """The sections of `task_list` as side navigation; `current` is the section being read."""
    sections = list(sections)
    return {"sections": sections, "current": current, "number": sections.index(current) + 1, "count": len(sections)}


@register.simple_block_tag
def summary_list(content) -> SafeString:
    return format_html('<dl class="kp-summary">{}</dl>', content)


@register.simple_block_tag
def summary_row(content, label: str, href: str = "") -> SafeString:
    """One label and its value, with a link to where it is changed."""
    return render_to_string("components/summary_row.html", {"label": label, "href": href, "content": content})


@register.simple_block_tag
def data_table(content, caption: str, hide_caption: bool = False) -> SafeString:
    """A table that a phone shows as one card a row (dkfds.js copies the headings to the cells)."""
    return render_to_string(
        "components/data_table.html", {"caption": caption, "hide_caption": hide_caption, "content": content}
    )


@register.simple_block_tag
def empty_state(content, heading: str, icon: str = "info") -> SafeString:
    """Nothing here yet: say what belongs here, and inside the block what to do."""
    return render_to_string("components/empty_state.html", {"heading": heading, "icon": icon, "content": content})


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page_obj) -> dict:
    """Links to the pages round this one; the rest of the query string stays."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {
        "page_obj": page_obj,
        "numbers": page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1),
        "ellipsis": page_obj.paginator.ELLIPSIS,
        "query": query.urlencode(),
    }


@register.inclusion_tag("components/progress.html")
def progress(value: int, max: int, label: str) -> dict:
    return {"value": value, "max": max, "label": label}


@register.simple_block_tag
def file_item(content, name: str, url: str, size: int | None = None, note: str = "") -> SafeString:
    """A file one can fetch; inside the block what else may be done with it. `size` in bytes."""
    kind = name.rpartition(".")[2].upper() if "." in name else ""
    return render_to_string(
        "components/file_item.html",
        {"name": name, "url": url, "size": size, "kind": kind, "note": note, "content": content},
    )


@register.simple_tag
def dkfds_field(field: BoundField, show_errors=True, show_label=True, css="") -> SafeString:
    """A whole field; `dkfds/field.html` of the template pack is nothing but this tag."""
    drawn = draw_field(field, show_errors=bool(show_errors), show_label=bool(show_label), css=css or "")
    return SafeString(drawn)  # dkfds.markup has escaped it


@register.inclusion_tag("dkfds/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet | None) -> dict:
    """Every error of the forms and formsets, each a link to its control. The page's script moves the focus here."""
    return {"links": [link for form in forms if form is not None for link in error_links(form)]}
