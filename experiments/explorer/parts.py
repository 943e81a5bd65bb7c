"""The small parts of which the page is made: native fields, texts, tables and charts; they know no model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement
from nicegui.events import GenericEventArguments

NUMBERS, STALE = "numbers", "stale"
"""Classes of a part that shows numbers, and of one whose numbers are of the former settings: it is greyed, says so, and
is not exported."""


def fresh(part: Element) -> None:
    """Mark a part as one that shows numbers of the present settings."""
    part.classes(NUMBERS, remove=STALE)


def age(within: Element) -> None:
    """Mark the numbers within an element as those of the former settings, until they are drawn anew."""
    for one in within.descendants():
        if NUMBERS in one.classes:
            one.classes(STALE)


class Control(Element, component="control.js"):
    """A native field: a slider, a list to choose from, a number or a text.

    ``kind``: ``range``, ``select``, ``number`` or ``text``. ``label``: its name for screen readers.
    ``moved``: called with the text of the field once it was changed; it may be async. ``options``: value and text of
    each choice. ``limits``: ``min``, ``max``, ``step`` and other attributes.
    """

    def __init__(
        self,
        kind: str,
        value: object,
        label: str,
        moved: Callable[[str], object],
        options: Sequence[tuple[str, str]] = (),
        **limits: object,
    ) -> None:
        super().__init__()
        self.shown = str(value)
        self.props["kind"] = kind
        self.props["initial"] = self.shown
        self.props["options"] = [list(one) for one in options]
        self.props["aria-label"] = label
        self.props.update({name.replace("_", "-"): str(limit) for name, limit in limits.items()})

        def changed(event: GenericEventArguments) -> object:
            if isinstance(event.args, str):  # a forged message may be anything
                self.shown = event.args
                return moved(event.args)
            return None

        self.on("moved", changed)

    def show(self, value: object) -> None:
        """Show a value that was set from elsewhere."""
        if str(value) != self.shown:
            self.shown = str(value)
            self.props["initial"] = self.shown
            self.run_method("show", self.shown)

    def announce(self, text: str) -> None:
        """Set the words that a screen reader says in place of the bare number."""
        if self.props.get("aria-valuetext") != text:
            self.props["aria-valuetext"] = text
            self.update()


class Drawn(Element, component="drawn.js"):
    """A drawing of ``drawings.js``. ``kind``: its name there. ``heard``: called on actions of the reader, by name."""

    def __init__(self, kind: str, **heard: Callable[[Any], object]) -> None:
        super().__init__()
        self.props["kind"] = kind
        for name, does in heard.items():
            self.on(name, lambda event, does=does: does(event.args))

    def show(self, data: dict[str, Any]) -> None:
        """Draw data, if they differ from those shown."""
        fresh(self)
        if self.props.get("data") != data:
            self.props["data"] = data
            self.update()


def text(tag: str, words: str, classes: str = "") -> TextElement:
    """A text in an element of HTML, such as ``h2``."""
    return TextElement(tag=tag, text=words).classes(classes)


def button(words: str, pressed: Callable[[], object], classes: str = "") -> TextElement:
    """A native button."""
    element = TextElement(tag="button", text=words).classes(classes).props("type=button")
    return element.on("click", lambda _: pressed())


def folded(words: str, classes: str = "", opened: bool = False) -> Element:
    """Element that opens and closes: ``with folded("More"): ...``."""
    element = ui.element("details").classes(classes)
    if opened:
        element.props("open")
    with element:
        text("summary", words)
    return element


def status(words: str = "", classes: str = "status") -> TextElement:
    """A text that is read out when it changes."""
    return text("p", words, classes).props("role=status aria-live=polite")


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[object]],
    numbers: Iterable[int] = (),
    kind: str = "",
) -> str:
    """A table as HTML; every cell is escaped. ``numbers``: columns that are set to the right. ``kind``: its class."""
    right = set(numbers)

    def cell(tag: str, place: int, value: object) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        return (
            f"<{tag}{scope}{' class=number' if place in right else ''}>{escape(str(value))}</{tag}>"
        )

    top = "".join(cell("th", place, words) for place, words in enumerate(head))
    body = "".join(
        f"<tr>{''.join(cell('td', place, value) for place, value in enumerate(row))}</tr>"
        for row in rows
    )
    about = f' class="{escape(kind)}"' if kind else ""
    return f"<table{about}><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


class Html(ui.html):
    """HTML of our own, of which every word from elsewhere is escaped."""

    def set_content(self, content: str) -> Html:
        """Show HTML of the present settings."""
        fresh(self)
        return super().set_content(content)


def html() -> Html:
    """HTML that can be scrolled by keyboard."""
    return Html("", sanitize=False).classes("scrolls").props("tabindex=0")


def field(words: str, control: Control) -> Control:
    """A native field below its name."""
    with ui.element("label").classes("field") as label:
        text("span", words)
    control.move(label)
    return control


def chart(label: str, classes: str) -> ui.echart:
    """An empty chart, as SVG. ``label``: its title."""
    element = ui.echart({"animation": False}, renderer="svg").classes(f"chart {classes}")
    element.props["role"] = "img"
    element.props["aria-label"] = element.props["data-title"] = label
    return element


def draw(where: ui.echart, options: dict[str, Any], label: str) -> None:
    """Draw a chart anew, if its options or its label have changed."""
    fresh(where)
    if where.options == options and where.props.get("aria-label") == label:
        return
    where.options.clear()
    where.options.update(options)
    where.props["aria-label"] = label
    where.update()
