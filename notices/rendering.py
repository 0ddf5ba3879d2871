"""From a kind and its facts to subject, text and HTML, in one language.

Mail programs want every style at its element. The styles are put there once per process, when a template is compiled
(they lie in templates/notices/_mail.css), so that a mail costs no more than rendering its templates.
"""

import re
from dataclasses import dataclass
from functools import cache

import css_inline
from django.conf import settings
from django.template import Context, Engine, Template
from django.template.loaders import filesystem
from django.utils import translation

from .mime import SUBJECT_LENGTH
from .wording import clean

_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
# Two characters that Unicode leaves to private use stand round the number of a tag while the styles are put in.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(kind: str, facts: dict, *, language: str) -> Rendered:
    """Raises TemplateDoesNotExist for a kind without templates, and whatever a template raises."""
    templates = _templates(kind)
    with translation.override(language):
        plain = Context(facts | {"language": language}, autoescape=False)
        subject = clean(templates[0].render(plain))[:SUBJECT_LENGTH]
        text = _BLANK_LINES.sub("\n\n", templates[1].render(plain)).strip() + "\n"
        html = templates[2].render(Context(facts | {"language": language, "subject": subject}))
    return Rendered(subject=subject, text=text, html=html)


@cache
def _templates(kind: str) -> tuple[Template, Template, Template]:
    engine = _engine()
    subject, text, html = (engine.get_template(f"notices/{kind}.{end}") for end in ("subject.txt", "txt", "html"))
    return subject, text, html


@cache
def _engine() -> Engine:
    """Our own engine: the site's tags and folders, styles put in on loading, and no context processors."""
    (site,) = settings.TEMPLATES
    return Engine(
        dirs=site["DIRS"],
        loaders=[("django.template.loaders.cached.Loader", ["notices.rendering.StylingLoader"])],
        builtins=site["OPTIONS"]["builtins"],
        string_if_invalid=site["OPTIONS"].get("string_if_invalid", ""),
    )


class StylingLoader(filesystem.Loader):
    """Loads templates from the project's folder, and puts the styles into those that are HTML."""

    def get_contents(self, origin) -> str:
        source = super().get_contents(origin)
        return put_styles_in(source, self._styles()) if origin.template_name.endswith(".html") else source

    def _styles(self) -> str:
        origin = next(iter(self.get_template_sources("notices/_mail.css")))
        return super().get_contents(origin)


def put_styles_in(source: str, styles: str) -> str:
    """The template's source with a style attribute at each element that the styles mean."""
    tags: list[str] = []

    def hide(tag: re.Match) -> str:
        tags.append(tag[0])
        return f"{_OPEN}{len(tags) - 1}{_CLOSE}"

    hidden = _TAG.sub(hide, source)
    if "<html" in hidden:
        styled = css_inline.CSSInliner(extra_css=styles, load_remote_stylesheets=False).inline(hidden)
    else:
        styled = css_inline.CSSInliner(load_remote_stylesheets=False).inline_fragment(hidden, styles)
    return _MARK.sub(lambda mark: tags[int(mark[1])], styled)
