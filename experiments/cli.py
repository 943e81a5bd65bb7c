"""The command line: words are composed to settings, the settings are checked, and a study runs.

Exit codes: 0 done; 1 our fault (with traceback); 2 bad input (one message); 3 finished, but runs failed, or a figure or
report of theirs; 130 interrupted, and with another signal 128 and its number. Tables and explanations go to stdout,
whose last line is the folder written; everything else to stderr.

Modules that import slowly are imported only when a command needs them, so that help appears at once.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from textwrap import fill
from typing import NoReturn

from zombielaw.experiments.errors import ExecutionError, InputError, nearest, one_line
from zombielaw.experiments.paths import CONFIGS, NO_STUDY, STUDIES
from zombielaw.experiments.words.texts import (
    LANGUAGES,
    asked_in,
    language,
    note,
    refusal,
    refuse_dropped,
    speak,
    speaking,
)

HELP = """zombielaw: how a provision lives and dies in practice

Ask
  baseline                                       how often 286-1 and 287-2 are applied, and where 286-1 falls away
  compare policy=judiciary start=2026-01         a reform against today; several: ... or policy=all start=2027-01
  compare policy.order_quality=0.95 start=2026-01 ramp=12 'provinces=[0,1]' against policy=all
  decide policy=judiciary or policy=regulators   which is better, in how many draws, and on what that hangs; with
                                                 study.budget=50000 of every mix; with study.value=... what
                                                 finding out is worth
  replay study.case=cheng_cong                   one coded case: what the law says, and what officials would do
  case new > my.yaml; replay study.file=my.yaml  a case of your own
  priors new > my.yaml; baseline priors=my.yaml  beliefs of your own on what nobody has measured
  offence new > my.yaml; offences study.file=my.yaml   an offence of your own, beside nine
  story world=classroom                          one simulated case file, told from the finding to the end
  explore port=8080                              a page in the browser: move levers, and see what follows
  design study.table=my.csv                      your own table of scenarios, one row each
  grid study.levels='{{policy.transfer_rate: [0, 0.5, 1]}}'
                                                 every combination of levels of some settings
  sensitivity study.base=256                     any other study, with its keys:
{studies}

Look
  studies    levers    worlds                    what each study asks (studies NAME: its keys); what can be moved;
                                                 named worlds
  results                                        what is finished (or results FOLDER): command, date, headline
  --help     --version

Publish (FOLDER: that of a finished study; nothing is run)
  figure FOLDER width=3.5 lang=zh format=svg
                                                 its figures again: width in inches, or column, page; name=reforms
                                                 for one; title=false: title and note in the caption
  table FOLDER numbers format=latex lang=zh      one of its tables, with caption, units and intervals; columns=[...]
                                                 rows=[...]
  cite FOLDER lang=zh                            methods paragraph, data statement and BibTeX, ready to copy
  supplement FOLDER ... out=supplement.zip       studies in one archive, with all that makes their tables again
  odd                                            the model described by the ODD protocol, as Markdown
  score predictions observed=outcomes.csv        outcomes of sister offences against the registered predictions
  counts data/laws.csv                           where counts of files and charges place a law, and what is missing

Say with any of them
  seed=1  replicates=30  out=results             luck, number of runs, where results go
  lang=zh                                        everything answers in Chinese; a study that cannot yet says which do
  parameters=typical | median | prior | posterior  draws=20
                                                 numbers that nobody has measured: at their medians, or drawn;
                                                 priors=my.yaml: as you believe
  world={world}       or any world.<parameter>=...
  policy={policy}
                                                 or any policy.<lever>=...
  law={law}              law.intent_required=  law.order_validity=conjunctive | weighted
  experiment={experiment}
  execute={execute}           execute.workers=4  execute.recompute=true
  engine=auto | mesa | compiled                  the same record; auto: compiled, once that is done

Months are dates, such as 2026-01. In Python: import zombielaw as zl (README)."""

HELP_ZH = Path(__file__).with_name("words") / "help.zh.txt"
"""The same in Chinese."""
LINE = 3000
"""Characters of a message at most."""
EXPORTS = {
    "figure": "figure",
    "table": "table",
    "score": "score",
    "counts": "counts",
} | dict.fromkeys(("cite", "odd", "supplement"), "supplement")
"""Commands of authors: functions of these modules of ``export``."""
LISTINGS = {"studies": "one study", "levers": "", "worlds": "", "results": "one folder"}
"""Commands that list something, and the word that may follow each."""
GROUPS = ("world", "policy", "law", "execute", "experiment")


def helped() -> str:
    """The help text, with the options and studies that there are."""
    files = {
        group: " | ".join(sorted(file.stem for file in (CONFIGS / group).glob("*.yaml")))
        for group in GROUPS
    }
    described = ("baseline", "compare", "decide", "replay", "design", "grid", "sensitivity")
    others = ", ".join(name for name in study_names() if name not in described)
    text = HELP if language() == LANGUAGES[0] else HELP_ZH.read_text(encoding="utf-8").rstrip("\n")
    return text.format(
        studies=fill(others, 118, initial_indent=" " * 49, subsequent_indent=" " * 49), **files
    )


def study_names() -> list[str]:
    """Names of the studies, read from their files."""
    return sorted(
        [*(path.parent.name for path in STUDIES.glob("*/study.py"))]
        + [path.stem for path in STUDIES.glob("*.py") if path.stem not in ("__init__", *NO_STUDY)]
    )


def _study(words: Sequence[str]) -> None:
    """Run the study that the words ask for. The first word may be its name.

    Raises InputError: the first word is neither a study nor a setting.
    """
    from zombielaw.experiments.runs.memory import check_limit  # noqa: PLC0415

    check_limit()
    from zombielaw.experiments.runs import study_store as store  # noqa: PLC0415
    from zombielaw.experiments.studies.registry import composed, run  # noqa: PLC0415

    first = words[0]
    if "=" not in first and not first.startswith(("-", "~")) and first not in study_names():
        refuse_dropped(first)
        known = [*ANSWERS, *study_names(), "--version"]
        raise InputError(
            "{} is no question{}; allowed: {}, and --help.", first, nearest(first, known), known
        )
    settings = composed(*words)
    speak(settings.lang)  # a file of settings may say it
    try:
        folder = run(settings)
    except MemoryError:
        raise ExecutionError(
            "Too little memory. What is whole stays: give execute.workers=1 or a smaller world, and the same command "
            "goes on."
        ) from None
    sys.stdout.flush()
    print(folder)
    manifest = store.manifest_of(folder)
    if lost := len(manifest.get("failures", ())):
        note(
            "{} runs failed and are left out; {}/tables/failures.csv says which, and where.",
            lost,
            folder,
        )
    if store.lacking(manifest):
        raise SystemExit(3)


def _answer(module: str, function: str = "answer") -> Callable[..., str]:
    """A function of a module that is imported only when the command is given."""

    def respond(*given: object) -> str:
        answer: str = getattr(import_module(f"zombielaw.experiments.{module}"), function)(*given)
        return answer

    return respond


def _list(name: str) -> Callable[[Sequence[str]], str]:
    def respond(words: Sequence[str]) -> str:
        allowed, named = LISTINGS[name], _without_language(words)
        if len(named) > bool(allowed):
            raise InputError("{} takes {}, not {}.", name, allowed or "no word", " ".join(named))
        listed = partial(_answer("listings", name), *named)
        if name == "results":
            return listed()
        from zombielaw.experiments.cache import cached_text  # noqa: PLC0415 - help needs none

        return cached_text(" ".join([name, language(), *named]), listed)

    return respond


def _without_language(words: Sequence[str]) -> list[str]:
    """Words without the one for the language.

    Raises InputError: there is no such language.
    """
    for word in words:
        if word.startswith("lang=") and word.removeprefix("lang=") not in LANGUAGES:
            raise InputError(
                "lang={} is no language; allowed: {}.", word.removeprefix("lang="), LANGUAGES
            )
    return [word for word in words if not word.startswith("lang=")]


ANSWERS: dict[str, Callable[[Sequence[str]], str]] = {
    "case": _answer("opinion.case_template"),
    "priors": lambda words: _answer("data.priors")(_without_language(words)),
    "offence": lambda words: _answer("offences.template")(_without_language(words)),
    "story": _answer("api", "story_of"),
    "explore": _answer("explorer.serve", "serve"),
    **{name: _list(name) for name in LISTINGS},
    **{name: _answer(f"export.{module}", name) for name, module in EXPORTS.items()},
}
"""Commands that are answered at once, without running a study."""


def main() -> None:
    """Run the command of the words; signals are handled by :mod:`zombielaw.__main__`."""
    # without a home that can be written it works as well, and need not say so
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    words = sys.argv[1:]
    with speaking(asked_in([word for word in words if word.startswith("lang=")])):
        try:
            if all(word.startswith("lang=") for word in words) or {"-h", "--help"} & set(words):
                name, *_ = *(word.removeprefix("study=") for word in _without_language(words)), ""
                print(ANSWERS["studies"]([name]).rstrip() if name in study_names() else helped())
            elif words == ["--version"]:
                from importlib.metadata import version  # noqa: PLC0415 - help is faster without

                print(f"zombielaw {version('zombielaw')}")
            elif words[0] in ANSWERS and not (
                _without_language(words[1:]) and words[0] in study_names()
            ):  # levers is both
                sys.stdout.write(ANSWERS[words[0]](words[1:]))
            else:
                _study(words)
        except (InputError, ExecutionError) as error:
            _leave(refusal(error), 2)


def _leave(message: str, code: int) -> NoReturn:
    """End with a message of one line, however long or odd the text that it quotes."""
    line = one_line(message)
    print(f"zombielaw: {line if len(line) <= LINE else f'{line[:LINE]} ...'}", file=sys.stderr)
    raise SystemExit(code)
