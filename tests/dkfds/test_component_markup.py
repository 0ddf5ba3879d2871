"""The components against DKFDS's own macros, and that they refuse what they do not know."""

from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from tests.dkfds import macros
from tests.dkfds.dom import tree

pytestmark = pytest.mark.urls("tests.dkfds.gallery")

TABLE = {
    "variant": {"breakpoint": "md"},
    "thead": [{"headerContent": "Post"}, {"headerContent": "Beløb", "classes": "align-text-right"}],
    "tbody": [[{"content": "Kunst"}, {"content": "5", "classes": "align-text-right"}]],
}

# name: (our template, the macro's file, its name, its parameters)
CASES = {
    "alert": (
        '{% alert "warning" "Fristen" level=3 %}Skynd dig{% endalert %}',
        "alerts/alerts.njk", "alert",
        {"variant": "warning", "heading": "Fristen", "contentContainer": False,
         "content": '<div class="alert-text">Skynd dig</div>'},
    ),
    "alert-paragraph": (
        '{% alert "success" %}Gemt{% endalert %}',
        "alerts/alerts.njk", "alert",
        {"variant": "success", "paragraph": True, "contentContainer": False,
         "content": '<div class="alert-text">Gemt</div>'},
    ),
    "badge": (
        '{% badge "Sendt" "info" %}', "badge/badges.njk", "badge", {"text": "Sendt", "variant": {"status": "info"}},
    ),
    "badge-plain": ('{% badge "Kladde" %}', "badge/badges.njk", "badge", {"text": "Kladde"}),
    "card": (
        '{% card "Havnen" "Aktivitet" level=3 %}<p>Sang</p>{% endcard %}',
        "cards/cards.njk", "card",
        {"heading": "Havnen", "subheading": "Aktivitet", "headingLevel": "h3", "content": "<p>Sang</p>"},
    ),
    "card-link": (
        '{% card "Havnen" href="/havnen/" %}<p>Sang</p>{% endcard %}',
        "cards/cards.njk", "card",
        {"heading": "Havnen", "content": "<p>Sang</p>", "navigationCard": {"href": "/havnen/"}},
    ),
    "breadcrumb": (
        '<nav class="breadcrumbs" aria-label="Brødkrumme"><ol class="breadcrumbs__list">'
        '<li class="breadcrumbs__list-item"><a class="breadcrumbs__link" href="/">Forside</a></li>'
        '{% crumb "Min side" "my_page" %}{% crumb "Skagen" %}</ol></nav>',
        "breadcrumbs/breadcrumbs.njk", "breadcrumbs",
        {"items": [{"text": "Forside", "href": "/"}, {"text": "Min side", "href": "/my_page/"}, {"text": "Skagen"}]},
    ),
    "icon": ('{% icon "check" "Gjort" "big" %}', "icons/icons--svg.njk", "icon_svg",
             {"name": "check", "ariaLabel": "Gjort", "classes": "big"}),
    "icon-silent": ('{% icon "check" %}', "icons/icons--svg.njk", "icon_svg", {"name": "check"}),
    "table": (
        '{% data_table "Budget" %}<thead><tr><th scope="col">Post</th>'
        '<th scope="col" class="align-text-right">Beløb</th></tr></thead>'
        '<tbody><tr><td>Kunst</td><td class="align-text-right">5</td></tr></tbody>{% enddata_table %}',
        "table/table.njk", "table", TABLE,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rendered() -> dict[str, str]:
    wanted = [{"file": file, "macro": macro, "params": params} for _ours, file, macro, params in CASES.values()]
    return dict(zip(CASES, macros.render(wanted), strict=True))


def draw(source: str, **context) -> str:
    return Template(source).render(Context(context))


def without_our_caption(lines: list[str]) -> list[str]:
    """A table of ours has a name, for the eye as a caption and for the ear on the part that scrolls."""
    lines = [line.replace(' aria-label="Budget"', "").replace(' role="region"', "") for line in lines]
    return [line for line in lines if line.strip() not in ("<caption>", "Budget")]


@pytest.mark.parametrize("name", CASES)
def test_component_is_drawn_as_the_macro_draws_it(name, rendered):
    ours = tree(draw(CASES[name][0]))

    if name == "table":
        ours = without_our_caption(ours)
    assert ours == tree(rendered[name])


@pytest.mark.parametrize(
    "source",
    [
        '{% alert "info" colour="red" %}{% endalert %}',
        '{% card header="x" %}{% endcard %}',
        '{% badge "x" shade="y" %}',
        '{% task_list sections style="x" %}',
        "{% progress 1 2 %}",
    ],
)
def test_component_refuses_an_argument_it_does_not_know(source):
    with pytest.raises(TemplateSyntaxError):
        Template(source)


def test_badge_refuses_a_colour_it_does_not_know():
    with pytest.raises(ValueError, match="red"):
        draw('{% badge "x" "red" %}')


def test_component_escapes_what_it_is_given():
    evil = "<script>1</script>"

    html = draw(
        "{% icon x x x %}{% crumb x %}{% badge x %}{% progress 1 2 x %}{% card x x %}{{ x }}{% endcard %}"
        "{% alert 'info' x %}{{ x }}{% endalert %}{% file_item x x note=x %}{% endfile_item %}"
        "{% summary_row x href=x %}{{ x }}{% endsummary_row %}",
        x=evil,
    )

    assert "<script" not in html
    assert html.count("&lt;script") >= 12


def test_task_list_says_what_is_missing():
    section = SimpleNamespace(title="Budget", url="/b/", state="begun", missing=["Budgettet giver ikke 50.000 kr."])

    html = draw("{% task_list sections %}", sections=[section])

    assert '<a class="kp-task-title" href="/b/">Budget</a>' in html
    assert "Mangler noget" in html
    assert "Budgettet giver ikke 50.000 kr." in html


def test_step_guide_marks_the_current_step_and_counts():
    sections = [SimpleNamespace(title=title, url="/", state="empty", missing=[]) for title in "ABC"]

    html = draw("{% step_guide sections current %}", sections=sections, current=sections[1])

    assert "Trin 2 af 3 – se alle" in html
    assert html.count('aria-current="step"') == 2  # once for the phone, once beside the page


def test_pagination_keeps_the_rest_of_the_query_string():
    request = RequestFactory().get("/", {"q": "æ", "page": "3"})

    html = draw("{% pagination page_obj %}", request=request, page_obj=Paginator(range(100), 10).get_page(3))

    assert 'href="?q=%C3%A6&amp;page=4"' in html
    assert 'aria-current="page">3</a>' in html


def test_pagination_of_a_single_page_is_nothing():
    request = RequestFactory().get("/")

    html = draw("{% pagination page_obj %}", request=request, page_obj=Paginator(range(5), 10).get_page(1))

    assert "<nav" not in html
