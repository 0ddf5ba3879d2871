"""A part of a page that is kept: drawn once, in the reader's language, and blind to who reads."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from dkfds import remembered


class Counted:
    """Counts how often a template asks for it."""

    def __init__(self):
        self.asked = 0

    def __str__(self):
        self.asked += 1
        return "x"


def test_part_is_drawn_once():
    page, counted = Template("{% same_for_all what=what %}{{ what }}{% endsame_for_all %}"), Counted()

    drawn = [page.render(Context({"what": counted})) for _ in range(3)]

    assert drawn == ["x"] * 3
    assert counted.asked == 1


def test_part_knows_nothing_of_the_page():
    page = Template("{% same_for_all %}Hej {{ user }}{% endsame_for_all %}")

    assert page.render(Context({"user": "Anna"})) == "Hej "
    assert page.render(Context({"user": "Carla"})) == "Hej "


def test_part_is_drawn_for_each_language_and_each_argument():
    page = Template("{% same_for_all here=here %}{% translate 'Ja' %} {{ here }}{% endsame_for_all %}")

    drawn = []
    for language, here in (("da", "home"), ("en", "home"), ("da", "contact"), ("da", "home")):
        with translation.override(language):
            drawn.append(page.render(Context({"here": here})))

    assert [text.split()[-1] for text in drawn] == ["home", "home", "contact", "home"]
    assert len(page.nodelist[0].kept) == 3


def test_what_is_kept_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 3)
    page = Template("{% same_for_all here=here %}{{ here }}{% endsame_for_all %}")

    drawn = [page.render(Context({"here": number})) for number in range(10)]

    assert drawn == [str(number) for number in range(10)]
    assert len(page.nodelist[0].kept) <= 3


def test_part_escapes_its_arguments():
    page = Template("{% same_for_all here=here %}{{ here }}{% endsame_for_all %}")

    assert page.render(Context({"here": "<b>"})) == "&lt;b&gt;"


def test_argument_without_a_name_is_refused():
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        Template("{% same_for_all here %}{% endsame_for_all %}")
