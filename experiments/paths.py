"""Where the project keeps what is no code: configurations and data of the package; pages and results of a checkout."""

from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""A checkout, or the installed package."""
CONFIGS, DATA = (Path(str(files(f"zombielaw.{name}"))) for name in ("configs", "data"))
DOCS, RESULTS = ROOT / "docs", ROOT / "results"
STUDIES = Path(__file__).resolve().parent / "studies"
NO_STUDY = ("base", "coded", "contrast", "observed", "registry", "traps")
"""Modules there that serve all studies, and are none."""
PAPER = RESULTS / "paper"
"""The set of the paper, which README and docs/studies.md quote, and of which tests make the cheap part again."""
