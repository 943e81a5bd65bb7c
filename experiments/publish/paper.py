"""The figures and tables of the paper: every study of ``configs/paper.yaml``, and what pages quote of them.

``make paper`` runs what is not finished at full size, keeps what a reader needs of each result in
``results/paper/<name>/``, which is committed, and writes its numbers into README and its commands into docs/studies.md.
Stopped, the same command goes on; named results are made alone. With the word ``figures`` it draws the committed
figures again from the committed tables, and takes those of the page in the browser; with the word ``words`` it says the
reports again. ``make paper SIZE=small`` is a quick trial: it writes to ``results/trial``, and to no page.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import yaml
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from zombielaw.experiments.analysis.estimates import RANGE
from zombielaw.experiments.analysis.rules import TABLE
from zombielaw.experiments.analysis.wording import in_signs, number, rows_by
from zombielaw.experiments.data.files import check_known
from zombielaw.experiments.data.priors import POSTERIOR
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.export.arguments import source_of
from zombielaw.experiments.export.figure import drawn
from zombielaw.experiments.figures.style import Look
from zombielaw.experiments.paths import CONFIGS, DATA, DOCS, PAPER, ROOT
from zombielaw.experiments.publish import expected, findings
from zombielaw.experiments.publish.documentation import between
from zombielaw.experiments.runs import study_store
from zombielaw.experiments.studies.base import BEHIND, REPORTS, Finished
from zombielaw.experiments.studies.registry import composed, run, studies
from zombielaw.experiments.words.texts import (
    LANGUAGES,
    Language,
    in_each,
    language,
    note,
    say,
    speaking,
)

PLACES = {"small": "trial", "full": PAPER.name}
"""Folder of the results of each size."""
READMES: dict[Language, Path] = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
STUDIES_PAGE = DOCS / "studies.md"
NUMBER = ("<!-- numbers: begin (made by: make paper) -->", "<!-- numbers: end -->")
"""Marks of the one number of the README."""
FINDINGS = ("<!-- findings: begin (made by: make paper) -->", "<!-- findings: end -->")
"""Marks of the findings, in the README."""
FINDINGS_PAGES: dict[Language, Path] = {"en": DOCS / "findings.md", "zh": DOCS / "findings.zh.md"}
PICTURES = DOCS / "img"
"""Folder of the Chinese figures of the page of findings."""
EXPLORER: dict[Language, Path] = {
    "en": PICTURES / "explorer.png",
    "zh": PICTURES / "explorer.zh.png",
}
"""Pictures of the page in the browser."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SETTLED = "() => /own answer|引擎的结果：/.test(document.querySelector('.told')?.textContent)"
"""Condition of a page whose first sentence is there."""
PICTURED = {"b": "policy.corrective_order_rate=0.9"}
"""State of the page in its pictures: exercise 1 of the start page."""
WORDS = "words"
"""Word in place of a result: reports are said again from the committed tables, without a run."""
CALIBRATE = "calibrate"
"""The result that is made before all others, since some draw from its posterior."""
READ = {CALIBRATE: POSTERIOR, "rules": TABLE}
"""Tables that the package itself reads from now on, by result: the draws of parameters=posterior, answers to rules."""
RUN = "run"
"""The result of ``make run``, whose number the README tells."""
NUMBERS = ("median", "median_low", "median_high", "draw_low", "draw_high", "low", "high")
"""Columns of the first number that the README says."""
SET = ("<!-- set: begin -->", "<!-- set: end -->")
"""Marks of the time that the set took, on the page of the studies."""
REPORT = re.compile(r"(\[[Rr]eport\]\(\.\./results/paper/(\S+)/report\.md\))[^;\n]*")
"""A link of that page to a report, with what stands behind it up to a semicolon."""
FIGURES = "figures"
"""The word that draws again, and the folder of figures."""
LARGE = 250_000
"""Bytes above which a table is not kept: a sample, which the command of its manifest draws again. What a report or a
figure reads is smaller; tests make both again from the tables that are kept."""
PICTURE = 120_000
"""Bytes of the largest figure that is kept."""
COLOURS = range(256, 15, -16)
"""Numbers of colours to try for a figure that is kept: the first with which it is no larger is taken."""


@dataclass(frozen=True)
class Entry:
    """One result of the set: the study that makes it, and what its command says beside ``study=`` at either size."""

    study: str
    small: Sequence[str] = ()
    full: Sequence[str] = ()

    def words(self, size: str) -> tuple[str, ...]:
        """Words of the command."""
        return (f"study={self.study}", *(self.small if size == "small" else self.full))

    def command(self, size: str) -> str:
        """The command that makes the result."""
        return " ".join(("zombielaw", *self.words(size)))

    def check(self, size: str) -> None:
        """Raises InputError: the study refuses the command."""
        studies()[self.study].check(composed(*self.words(size)))

    def make(self, size: str, out: Path) -> Path:
        """Run the study, or find it finished; return its folder."""
        note(self.command(size))
        folder = run(composed(*self.words(size), f"out={out}"), shown=False)
        if unmade := study_store.manifest_of(folder).get(study_store.UNMADE):
            raise study_store.StoreError(
                f"{folder} lacks {', '.join(unmade)}; its manifest says why."
            )
        return folder


def entries(path: Path = CONFIGS / "paper.yaml") -> dict[str, Entry]:
    """The set, by name of the result; a part of a study is named ``study/part``."""
    listed: Mapping[str, Mapping[str, Any] | None] = yaml.safe_load(
        path.read_text(encoding="utf-8")
    )
    allowed = list(Entry.__dataclass_fields__)
    for name, given in listed.items():
        if unknown := [word for word in given or {} if word not in allowed]:
            raise InputError(
                f"{path.name}: {name} has {', '.join(unknown)}; allowed: {', '.join(allowed)}."
            )
    return {
        name: Entry(**{"study": name.split("/")[0], **(given or {})})
        for name, given in listed.items()
    }


# ---- what is kept of a result


def shown(name: str) -> set[str]:
    """Figures of a result that a page shows."""
    pages = "\n".join(
        page.read_text(encoding="utf-8") for page in (*READMES.values(), *DOCS.rglob("*.md"))
    )
    return set(re.findall(rf"results/{PAPER.name}/{name}/{FIGURES}/(\w+)\.png\)", pages))


def reduced(picture: bytes, **texts: str) -> bytes:
    """A PNG with few colours, and with the texts inside the file and further ones."""
    image, about, content = Image.open(BytesIO(picture)), PngInfo(), BytesIO()
    for key, text in (image.info | texts).items():
        if isinstance(key, str) and isinstance(text, str):
            about.add_text(key, text)
    for colours in COLOURS:
        few = image.convert("RGB").quantize(
            colours, Image.Quantize.MAXCOVERAGE, 2, dither=Image.Dither.NONE
        )
        dpi = image.info.get("dpi")
        few.save(content := BytesIO(), "png", optimize=True, pnginfo=about, dpi=dpi)
        if content.tell() <= PICTURE:
            break
    return content.getvalue()


def keep(made: Path, place: Path, figures: Collection[str]) -> None:
    """Copy what a reader needs of a study's folder; its manifest then says what was left out.

    ``figures`` names those that are kept, as PNG with few colours.
    """
    files = [
        file
        for pattern in study_store.KEPT
        for file in made.glob(pattern)
        if file.stat().st_size <= LARGE
    ]
    files += [
        file
        for name in figures
        for end in ("md", "png")
        if (file := made / FIGURES / f"{name}.{end}").is_file()
    ]
    files += [*made.glob(f"{FIGURES}/{BEHIND}")]
    contents = {file.relative_to(made).as_posix(): file.read_bytes() for file in sorted(files)}
    contents |= {
        name: reduced(content) for name, content in contents.items() if name.endswith(".png")
    }
    manifest = study_store.manifest_of(made)
    contents.pop(study_store.MANIFEST)
    kept = {name: sha256(content).hexdigest() for name, content in contents.items()}
    left_out = {
        name: digest for name, digest in manifest["files"].items() if kept.get(name) != digest
    }
    facts = {key: value for key, value in manifest.items() if key != "checksum"} | {
        "files": kept,
        "left_out": left_out,
    }
    shutil.rmtree(place, ignore_errors=True)
    for name, content in {**contents, study_store.MANIFEST: study_store.sealed(facts)}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)


def draw_again() -> None:
    """Draw every committed figure again from the committed tables; each manifest says so."""
    made_by = study_store.commit()  # before the first picture differs from what is committed
    for name in entries():
        place = PAPER / name / FIGURES
        shutil.rmtree(place, ignore_errors=True)
        for figure in shown(name):
            drawn(source_of(str(place.parent)), Look(formats=("png",), only=figure), place)
            picture = place / f"{figure}.png"
            picture.write_bytes(reduced(picture.read_bytes()))
        study_store.renew(place.parent, FIGURES, made_by)


def draw_findings() -> None:
    """Draw the figures of the page of findings in Chinese, from the committed tables."""
    lang = LANGUAGES[1]
    for name, figure in findings.FIGURES:
        with TemporaryDirectory() as place, speaking(lang):
            drawn(
                source_of(str(PAPER / name)),
                Look(formats=("png",), only=figure),
                Path(place),
            )
            (PICTURES / f"{figure}.{lang}.png").write_bytes(
                reduced((Path(place) / f"{figure}.png").read_bytes())
            )


@contextmanager
def explored() -> Iterator[tuple[Any, str]]:
    """A browser, that of the system or of Playwright, and the address of a page of ``zombielaw explore``."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a tool of the tests

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "zombielaw", "explore", f"port={port}"]
    address = f"http://127.0.0.1:{port}/"
    with (
        subprocess.Popen(words, stderr=subprocess.DEVNULL) as process,
        sync_playwright() as driver,
        driver.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, BROWSERS)), None),
            args=["--no-sandbox", "--disable-gpu"],
        ) as browser,
    ):
        try:
            while True:
                with suppress(OSError):
                    urllib.request.urlopen(address).close()
                    break
                time.sleep(0.02)
            yield browser, address
        finally:
            process.terminate()


def draw_explorer() -> None:
    """Take the picture of the page in the browser in each language, with its words inside the file."""
    with explored() as (browser, address):
        for lang, picture in EXPLORER.items():
            tab = browser.new_page(viewport={"width": 1280, "height": 800})
            tab.goto(f"{address}?{urlencode({**PICTURED, 'lang': lang})}")
            tab.wait_for_function(SETTLED, timeout=600_000)
            picture.write_bytes(reduced(tab.screenshot(), words=tab.inner_text(".told")))


def say_again(results: Mapping[str, Entry]) -> None:
    """Say reports again from the committed tables, where their words have changed; the manifest says so."""
    made_by = study_store.commit()
    for name, entry in results.items():
        place, now = PAPER / name, report_now(PAPER / name, entry.study)
        report = place / REPORTS[LANGUAGES[0]]
        if report.read_text(encoding="utf-8") != now:
            report.write_text(now, encoding="utf-8")
            study_store.renew(place, report.name, made_by)


def report_now(folder: Path, study: str) -> str:
    """Report as the code of a study words the tables of a folder now; what runs over draws add to it stays."""
    before = (folder / REPORTS[LANGUAGES[0]]).read_text(encoding="utf-8")
    _, *on_draws = before.partition(f"\n{say('over_draws.head', LANGUAGES[0])}")
    asked, report = studies()[study].question, studies()[study].report(Finished(folder)).strip()
    return f"# {study}\n\n{asked}\n\n{report}\n{''.join(on_draws)}"


# ---- what pages quote


def studies_with_commands(page: str) -> str:
    """The page of the studies, with the command behind each link to a report, and the time that the set took."""
    known = entries()
    page = REPORT.sub(lambda link: f"{link[1]}: `{known[link[2]].command('full')}`", page)
    return between(page, *SET, cost_of([study_store.manifest_of(PAPER / name) for name in known]))


def cost_of(manifests: Sequence[Mapping[str, Any]]) -> str:
    """Sentence on what the committed set took, by the manifests of its results."""
    hours = sum(part["seconds"] for one in manifests for part in one["made_by"]) / 3600.0
    machines = " and ".join(sorted({one["machine"] for one in manifests}))
    runs = sum(one["runs"] for one in manifests)
    return f"The full set holds {runs:,} runs, which took {hours:.1f} hours of a processor ({machines})."


def number_sentence(numbers: pd.DataFrame, doubts: pd.DataFrame) -> str:
    """The one number of the README in words: expected convictions, beside published ones and those of 287-2.

    ``numbers, doubts`` are those tables of the baseline.
    """
    published = rows_by(numbers[numbers["stage"] == "convictions"], "offence")["286-1"]
    own, rival = (
        rows_by(doubts, "outcome")[f"expected_convictions_{name}"] for name in ("286_1", "287_2")
    )
    return say(
        "readme.number",
        share=f"{RANGE:.0%}",
        draws=own["draws"],
        runs=own["runs"],
        years=published["years"],
        **{name: number(own[name]) for name in NUMBERS},
        expected=number(own["value"]),
        published=published["published_per_year"],
        licensees=published["licensees_at_most"],
        rival=number(rival["median"]),
        rival_low=number(rival["draw_low"]),
        rival_high=number(rival["draw_high"]),
    )


def pages() -> dict[Path, str]:
    """README and findings in each language and the page of the studies, with what they say of the committed set."""
    numbers, doubts = (
        pd.read_csv(PAPER / RUN / "tables" / f"{name}.csv") for name in ("numbers", "doubts")
    )
    texts = {path: path.read_text(encoding="utf-8") for path in (*READMES.values(), STUDIES_PAGE)}

    def readme() -> str:
        number = in_signs(number_sentence(numbers, doubts))
        text = between(texts[READMES[language()]], *NUMBER, number)
        return between(text, *FINDINGS, in_signs(findings.sentences()))

    def finding() -> str:
        return in_signs(findings.page())

    return {
        **{READMES[lang]: text for lang, text in in_each(readme).items()},
        **{FINDINGS_PAGES[lang]: text for lang, text in in_each(finding).items()},
        STUDIES_PAGE: studies_with_commands(texts[STUDIES_PAGE]),
    }


def main() -> None:
    """Make the whole set at one size, or the named part of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=PLACES)
    parser.add_argument("names", nargs="*", metavar="result")
    parser.add_argument("--out", type=Path, default=Path("results"))
    options = parser.parse_args()
    known, place = entries(), options.out / PLACES[options.size]
    committed = place.resolve() == PAPER.resolve()

    if options.names == [FIGURES]:
        draw_again()
        draw_findings()
        draw_explorer()
        return
    if options.names == [WORDS]:
        say_again(entries())
    chosen = [name for name in options.names if name != WORDS] if options.names else [*known]
    for name in chosen:
        check_known(name, known, "paper", "result")
    for name in chosen:
        known[name].check(options.size)
    for name in sorted(chosen, key=lambda name: name != CALIBRATE):
        folder = known[name].make(options.size, options.out)
        keep(folder, place / name, shown(name))
        if committed and name in READ:
            shutil.copy2(folder / "tables" / READ[name], DATA / READ[name])
        if committed and name == CALIBRATE and expected.write():
            # what follows stands at the new defaults, which this process does not have
            os.execv(sys.executable, [sys.executable, "-m", __spec__.name, *sys.argv[1:]])
    if committed and all((PAPER / name / study_store.MANIFEST).is_file() for name in known):
        draw_findings()
        for path, text in pages().items():
            path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{place}\n")


if __name__ == "__main__":
    main()
