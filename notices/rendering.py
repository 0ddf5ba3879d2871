"""From a kind and its facts to subject, text and HTML, in one language.

All that hangs on no fact is done once per process and language, when a template is compiled: its layout is put round
it, its plain sentences are translated, and every element gets its styles (templates/notices/_mail.css), since mail
programs want them there. So a mail costs no more than filling in its facts.
"""

import re
from dataclasses import dataclass
from functools import cache

import css_inline
from django.template import Context, Engine, Template
from django.template.loaders import filesystem
from django.utils import translation
from django.utils.translation import gettext

from .mime import SUBJECT_LENGTH
from .wording import clean

_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
# Two characters that Unicode leaves to private use stand round the number of what is put in its place later.
OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_SENTENCE = re.compile(r'{%\s*translate "([^"]*)"\s*%}')
_EXTENDS = re.compile(r'\s*{%\s*extends "([^"]+)"\s*%}')
_BLOCK = re.compile(r"{%\s*block (\w+)\s*%}(.*?){%\s*endblock\s*%}", re.DOTALL)
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(kind: str, facts: dict, *, language: str) -> Rendered:
    """Raises TemplateDoesNotExist for a kind without templates, and whatever a template raises."""
    subject, text, html = fill_in(kind, facts, language)
    return Rendered(clean(subject)[:SUBJECT_LENGTH], text, html)


def fill_in(kind: str, facts: dict, language: str) -> tuple[str, str, str]:
    """Subject, text and HTML as the templates give them."""
    subject, text, html = _templates(kind, language)
    facts = facts | {"language": language}
    with translation.override(language):
        plain = Context(facts, autoescape=False)
        said = subject.render(plain).strip()
        return said, _tidy(text.render(plain)), html.render(Context(facts | {"subject": said}))


def _tidy(text: str) -> str:
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


@cache
def _templates(kind: str, language: str) -> tuple[Template, Template, Template]:
    engine = _engine(language)
    subject, text, html = (engine.get_template(f"notices/{kind}.{end}") for end in ("subject.txt", "txt", "html"))
    return subject, text, html


@cache
def _engine(language: str) -> Engine:
    """Our own engine: the site's tags and folders, our loader, and no context processors."""
    site = Engine.get_default()
    return Engine(
        dirs=site.dirs,
        loaders=[("django.template.loaders.cached.Loader", [("notices.rendering.MailLoader", language)])],
        builtins=site.builtins[len(Engine.default_builtins) :],
        string_if_invalid=site.string_if_invalid,
    )


class MailLoader(filesystem.Loader):
    """Loads the project's templates for one language, with layout, sentences and styles put in."""

    def __init__(self, engine: Engine, language: str):
        super().__init__(engine)
        self._language = language

    def get_contents(self, origin) -> str:
        source = translated(self._whole(super().get_contents(origin)), self._language)
        return put_styles_in(source, self._read("notices/_mail.css")) if "<html" in source else source

    def _whole(self, source: str) -> str:
        layout = _EXTENDS.match(source)
        return put_into_layout(source, self._whole(self._read(layout[1]))) if layout else source

    def _read(self, name: str) -> str:
        return super().get_contents(next(iter(self.get_template_sources(name))))


def put_into_layout(source: str, layout: str) -> str:
    """What `extends` and `block` do (blocks inside blocks apart), once instead of for each mail."""
    blocks: dict[str, str] = dict(_BLOCK.findall(source))
    return _BLOCK.sub(lambda block: blocks.get(block[1], block[2]), layout)


def translated(source: str, language: str) -> str:
    """The template's source with each {% translate "…" %} in its words; what holds variables stays a tag."""
    with translation.override(language):
        return _SENTENCE.sub(lambda tag: gettext(tag[1]), source)


def put_styles_in(source: str, styles: str) -> str:
    """The template's source with a style attribute at each element that the styles mean."""
    tags: list[str] = []

    def hide(tag: re.Match) -> str:
        tags.append(tag[0])
        return f"{OPEN}{len(tags) - 1}{CLOSE}"

    hidden = _TAG.sub(hide, source)
    styled = css_inline.CSSInliner(extra_css=styles, load_remote_stylesheets=False).inline(hidden)
    return MARK.sub(lambda mark: tags[int(mark[1])], styled)
