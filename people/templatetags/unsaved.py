"""What a page that one writes on carries along; see `people.signed_out`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from people.signed_out import TOKEN
from people.unsaved import opaque_id, token_for

register = template.Library()


@register.simple_tag(takes_context=True)
def whose_page(context) -> SafeString:
    """A hidden field for a form that is sent to the page's own address: whom the page was made for."""
    request = context["request"]
    return format_html(
        '<input type="hidden" name="{}" value="{}" data-person="{}">',
        TOKEN,
        token_for(request.user, request.path),
        opaque_id(request.user),
    )
