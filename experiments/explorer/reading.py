"""Pages of the documentation that the page opens: words, law and doubts; only where they are installed."""

from __future__ import annotations

import re

from zombielaw.experiments.paths import DOCS

READ = ("glossary", "law", "method", "validation")
"""Pages of ``docs/`` that can be read."""


def there(name: str) -> bool:
    """True for a page that can be read and is installed here."""
    return name in READ and (DOCS / f"{name}.md").exists()


def text_of(name: str) -> str:
    """A page as Markdown, without its links and pictures: they lead to files that are not served."""
    plain = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    return re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"<!--.*?-->", "", plain, flags=re.DOTALL))
