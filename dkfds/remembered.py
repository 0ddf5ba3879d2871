"""`{% same_for_all %}…{% endsame_for_all %}`: a part of a page that is the same for every reader of a language.

It is drawn once a process and language and then kept: the menu and the footer cost twenty addresses and thirty
translations, which no page should pay for again. Inside, no variable of the page is known, so nothing personal can get
in; what the part depends on is handed to it and becomes a part of its key: `{% same_for_all here=url_name %}`.
"""

from django import template
from django.template.base import Node, NodeList, token_kwargs
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language

MOST = 500  # entries of one part: beyond that its arguments are no small set, and it starts anew


class SameForAllNode(Node):
    def __init__(self, nodelist: NodeList, arguments: dict):
        self.nodelist = nodelist
        self.arguments = arguments
        self.kept: dict[tuple, str] = {}

    def render(self, context: template.Context) -> str:
        values = {name: argument.resolve(context, ignore_failures=True) for name, argument in self.arguments.items()}
        key = (get_language(), get_urlconf(), get_script_prefix(), *values.values())
        drawn = self.kept.get(key)
        if drawn is None:
            drawn = self.nodelist.render(context.new(values))
            if len(self.kept) >= MOST:
                self.kept.clear()
            self.kept[key] = drawn
        return drawn


def same_for_all(parser: template.base.Parser, token: template.base.Token) -> SameForAllNode:
    bits = token.split_contents()[1:]
    arguments = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"same_for_all takes name=value, not {bits[0]!r}")
    nodelist = parser.parse(("endsame_for_all",))
    parser.delete_first_token()
    return SameForAllNode(nodelist, arguments)
