"""What every page of the site must have: a checker of HTML for the tests."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "img", "br", "hr", "source", "use", "path", "circle", "rect"}
LABELLED = {"input", "select", "textarea", "progress"}


class Page(HTMLParser):
    """Reads a page and collects what is wrong with it in `faults`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.references: list[str] = []
        self.feed(text)
        self.close()
        self._judge()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if len(values) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice: {attrs}")
        self._look_at(tag, values)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look_at(tag, dict(attrs))

    def _look_at(self, tag: str, values: dict[str, str | None]) -> None:
        self._forbid(tag, values)
        self._note(tag, values)
        for name in ("aria-describedby", "aria-labelledby"):
            self.references += (values.get(name) or "").split()

    def _forbid(self, tag: str, values: dict[str, str | None]) -> None:
        inline = [name for name in values if name == "style" or name.startswith("on")]
        self.faults += [f"<{tag}> has {name}, which the policy forbids" for name in inline]
        for name in ("src", "href", "action"):
            if (values.get(name) or "").startswith(("http:", "https:", "//", "javascript:")):
                self.faults.append(f"<{tag}> leaves the site: {values[name]}")
        if tag == "style" or (tag == "script" and "src" not in values):
            self.faults.append(f"a {tag} stands in the page")
        if tag == "img" and "alt" not in values:
            self.faults.append("an image has no alternative text")

    def _note(self, tag: str, values: dict[str, str | None]) -> None:
        if identity := values.get("id"):
            self.ids.append(identity)
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        if tag == "label" and values.get("for"):
            self.labels.add(str(values["for"]))
        if tag in LABELLED and values.get("type") not in ("hidden", "submit"):
            self.fields.append(values)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]} (line {self.getpos()[0]})")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _judge(self) -> None:
        self.faults += [f"<{tag}> is not closed" for tag in self.open]
        self.faults += [f"id {i} twice" for i in set(self.ids) if self.ids.count(i) > 1]
        if self.headings.count(1) != 1 or self.headings[:1] != [1]:
            self.faults.append(f"the headings do not begin with the only h1: {self.headings}")
        for above, below in zip(self.headings, self.headings[1:], strict=False):
            if below > above + 1:
                self.faults.append(f"a level of headings is left out: {self.headings}")
        for field in self.fields:
            if field.get("id") not in self.labels and not field.get("aria-label"):
                self.faults.append(f"a field has no label: {field}")
        known = set(self.ids)
        self.faults += [
            f"nothing has the id {name}" for name in self.references if name not in known
        ]
