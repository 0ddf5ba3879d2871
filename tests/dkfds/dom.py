"""HTML as a tree that two writers of the same markup agree on: no indentation, no order of attributes."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "br", "use", "img"}
# Theirs → ours, where both mean the same.
SAME = {"disabled": "", "checked": "", "required": "", "selected": "", "tabindex": "0"}
# (tag, attribute): why ours has it and the macro has not.
OURS_ONLY = {
    ("textarea", "aria-invalid"): "the macro says it of an <input> in error and forgets the <textarea>",
    ("input", "inputmode"): "a phone shows the right keys",
    ("input", "autocomplete"): "amounts of another form are no help",
    ("input", "required"): "the macros of radio buttons cannot say that an answer is needed",
    ("input", "aria-invalid"): "the macro of the date group leaves it out",
    ("span", "data-left"): "the sentence of the counter, in the reader's language",
    ("span", "data-over"): "the sentence of the counter, in the reader's language",
    ("svg", "role"): "a label on an <svg> is only spoken if it is an image",
    ("textarea", "rows"): "longer answers get more room",
}


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    children: list = field(default_factory=list)

    def lines(self, depth: int = 0) -> list[str]:
        """One line an element or text: what pytest shows when two trees differ."""
        attrs = "".join(f' {name}="{value}"' for name, value in sorted(self.attrs.items()))
        written = [f"{'  ' * depth}<{self.tag}{attrs}>"]
        for child in self.children:
            written += child.lines(depth + 1) if isinstance(child, Element) else [f"{'  ' * (depth + 1)}{child}"]
        return written


class Parser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(
            tag, dict(clean(tag, name, value or "") for name, value in attrs if (tag, name) not in OURS_ONLY)
        )
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data):
        words = " ".join(data.split())
        if words:
            self.open[-1].children.append(words)


def clean(tag: str, name: str, value: str) -> tuple[str, str]:
    if name in ("class", "aria-describedby"):
        value = " ".join(value.split())
    if name == "href" and tag == "use":
        value = value[value.index("#") :]  # theirs is a sprite in the page, ours a file
    if name in ("disabled", "checked", "required", "selected"):
        value = ""
    return name, value


def tree(html: str) -> list[str]:
    parser = Parser()
    parser.feed(re.sub(r"<svg([^>]*)/>", r"<svg\1></svg>", html))
    assert len(parser.open) == 1, f"<{parser.open[-1].tag}> is never closed"
    return [
        line for child in parser.root.children for line in (child.lines() if isinstance(child, Element) else [child])
    ]
