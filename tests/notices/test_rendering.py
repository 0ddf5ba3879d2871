import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from notices import frames, rendering
from notices.wording import kind_label

FOLDER = Path(settings.BASE_DIR) / "templates/notices"
KINDS = sorted(path.name.removesuffix(".subject.txt") for path in FOLDER.glob("*.subject.txt"))
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Co", "Cc"]), min_size=1, max_size=30)
LINE = st.fixed_dictionaries({"title": TEXT, "url": TEXT, "deadline": TEXT, "when": TEXT})
REMINDER = {
    "headline": "Om 7 dage: Send interesseerklæringen",
    "opening": "Her er en venlig påmindelse:",
    "lines": [{"title": "Send <b>&", "url": "http://x/?a=1&b=2", "deadline": "Frist: 28. april", "when": "om 7 dage"}],
    "is_copied": False,
    "preferences": "http://x/min-side/beskeder/",
    "name": "Anna",
    "site": "http://x",
    "unsubscribe": "",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_three_templates(kind):
    assert (FOLDER / f"{kind}.txt").exists()
    assert (FOLDER / f"{kind}.html").exists()


@pytest.mark.parametrize("kind", [*KINDS, "submit-expression"])
def test_every_kind_has_a_name_for_the_team(kind):
    assert kind_label(kind) != kind


def test_a_kind_without_a_name_is_shown_as_it_is():
    assert kind_label("of-long-ago") == "of-long-ago"


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_layout_put_in_beforehand_reads_as_django_would_put_it(kind, language):
    plain = Engine(dirs=[settings.BASE_DIR / "templates"], builtins=settings.TEMPLATES[0]["OPTIONS"]["builtins"])
    with translation.override(language):
        source = plain.get_template(f"notices/{kind}.txt").render(Context(REMINDER, autoescape=False))
        html = plain.get_template(f"notices/{kind}.html").render(
            Context(REMINDER | {"language": language, "subject": ""})
        )

    _subject, text, styled = rendering.fill_in(kind, REMINDER, language)

    assert _words(text) == _words(source)
    assert _words(_without_tags(styled)) == _words(_without_tags(html))


def _words(text: str) -> list[str]:
    return text.split()


def _without_tags(html: str) -> str:
    return re.sub(r"<title>.*?</title>|<[^>]*>", " ", html, flags=re.DOTALL)


def test_render_puts_every_style_at_its_element():
    html = rendering.render("reminder", REMINDER, language="da").html

    assert 'lang="da"' in html
    assert re.search(r'<a href="http://x/\?a=1&amp;b=2" style="[^"]*color:', html)
    assert "<style" not in html
    assert "Send &lt;b&gt;&amp;" in html
    assert not re.search("[\ue000-\uf8ff]", html)


def test_render_does_not_escape_the_text_and_the_subject():
    rendered = rendering.render("reminder", REMINDER | {"headline": "A & B <c>"}, language="da")

    assert rendered.subject == "A & B <c>"
    assert "Send <b>&" in rendered.text


@effort(max_examples=40)
@given(
    facts=st.fixed_dictionaries(
        {
            "headline": TEXT,
            "opening": TEXT,
            "lines": st.lists(LINE, min_size=1, max_size=3),
            "is_copied": st.booleans(),
            "preferences": TEXT,
            "name": TEXT | st.just(""),
            "site": TEXT,
            "unsubscribe": TEXT | st.just(""),
        }
    )
)
def test_a_frame_filled_in_is_what_rendering_gives(facts):
    stripped = {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}

    assert frames.render("reminder", stripped, language="da") == rendering.render("reminder", stripped, language="da")
