"""A page of the site as its tags, for tests that look for something in it."""

from html.parser import HTMLParser

PUBLIC = ["/", "/tidsplan/", "/kontakt/", "/tilgaengelighed/", "/privatliv/"]
DAYS = ["2025-02-01", "2025-04-22", "2025-04-28", "2025-04-29", "2025-06-18", "2026-09-15"]


class Page(HTMLParser):
    """The tags with their attributes, and the words between them."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._texts: list[tuple[tuple[str, ...], str]] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in {"meta", "link", "img", "input", "br"}:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag, f"</{tag}> closes something else"

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self._texts.append((tuple(self._open), data))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def text_of(self, tag: str) -> list[str]:
        return [" ".join(text.split()) for place, text in self._texts if tag in place and text.strip()]

    @property
    def links(self) -> set[str]:
        return {attrs["href"] for attrs in self.all("a")}

    @property
    def fetched(self) -> set[str]:
        """What a browser fetches by itself."""
        found = {attrs["src"] for tag in ("img", "script") for attrs in self.all(tag)}
        return found | {attrs["href"] for tag in ("link", "use") for attrs in self.all(tag)}


def page(response) -> Page:
    assert response.status_code == 200
    return Page(response.content.decode())
