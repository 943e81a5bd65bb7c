"""Where the project keeps what is no code: configurations, data, documentation, committed results."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIGS, DATA, DOCS, RESULTS = (ROOT / name for name in ("configs", "data", "docs", "results"))
STUDIES = Path(__file__).resolve().parent / "studies"
REFERENCE = RESULTS / "reference"
