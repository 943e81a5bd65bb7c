"""Folders of the project beside its code: configurations and data of the package; pages and results of a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""A checkout, or the installed package."""
CONFIGS, DATA, DOCS, RESULTS = (ROOT / name for name in ("configs", "data", "docs", "results"))
STUDIES = Path(__file__).resolve().parent / "studies"
NO_STUDY = ("base", "coded", "contrast", "observed", "registry")
"""Modules of ``studies`` that serve all studies, and are no studies themselves."""
PAPER = RESULTS / "paper"
"""Results of the paper, which README and docs/studies.md quote, and of which tests make the cheap part again."""
