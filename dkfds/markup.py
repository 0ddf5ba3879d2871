"""Attributes and text as HTML.

Django's `format_html` and `escape` are right and slow; a form page calls them 200 times.
"""

from html import escape


def text(value: object) -> str:
    """Escaped, unless it says itself that it is HTML."""
    if hasattr(value, "__html__"):
        return value.__html__()
    return escape(value if type(value) is str else str(value))


def attributes(attrs: dict) -> str:
    """HTML attributes; True stands alone, False and None are left out."""
    written = []
    for name, value in attrs.items():
        if value is True:
            written.append(f" {name}")
        elif value is not False and value is not None:
            written.append(f' {name}="{text(value)}"')
    return "".join(written)


def add_class(attrs: dict, css: str) -> None:
    attrs["class"] = f"{css} {attrs['class']}" if attrs.get("class") else css
