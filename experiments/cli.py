"""The command line: Hydra composes, one door checks, one study runs.

Exit codes: 0 done; 1 our fault (with traceback); 2 bad input (one message); 3 finished but some runs failed; 130
interrupted. Tables and explanations go to stdout, whose last line is the folder written; everything else to stderr.

What is slow to import is imported when it is asked for, so that help is there at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from textwrap import fill
from typing import NoReturn

from zombielaw.experiments.errors import ExecutionError, InputError, nearest
from zombielaw.experiments.paths import CONFIGS, STUDIES

HELP = """zombielaw: how a provision lives and dies in practice

Ask
  baseline                                       how often 286-1 and 287-2 are applied, and where 286-1 falls away
  compare policy=judiciary start=2026-01         a reform against today; several: ... or policy=all start=2027-01
  compare policy.order_quality=0.95 start=2026-01 ramp=12 provinces=[0,1] against policy=all
  replay study.case=cheng_cong                   one coded case: what the law says, and what officials would do
  case new > my.yaml; replay study.file=my.yaml  a case of your own
  story case=P0000012-2019-11 world=classroom    one simulated case file, told from the finding to the end
  design study.table=my.csv                      your own table of scenarios, one row each
  sweep study.x=transfer_rate                    any other study, with its keys:
{studies}

Look
  studies    levers    worlds                    what each study asks, and its keys; what can be moved; named worlds
  results                                        what is finished (or results FOLDER): command, date, headline
  --help     --version

Say with any of them
  seed=1  replicates=30  out=results             luck, number of runs, where results go
  world={world}       or any world.<parameter>=...
  policy={policy}
                                                 or any policy.<lever>=...
  law={law}              law.intent_required=  law.order_validity=conjunctive | weighted
  experiment={experiment}
  execute={execute}           execute.workers=4  execute.address=tcp://...  execute.recompute=true
  engine=compiled | mesa                         the same record; the second is the one to step through

Months are dates, such as 2026-01. In Python: import zombielaw as zl (README). Completion by the tab key, in bash:
  eval "$(zombielaw -sc install=bash)\""""

MULTIRUN = ("-m", "--multirun")
GROUPS = ("world", "policy", "law", "execute", "experiment")


def helped() -> str:
    """The help text, with the options and studies that there are."""
    files = {group: " | ".join(sorted(file.stem for file in (CONFIGS / group).glob("*.yaml"))) for group in GROUPS}
    told = ("baseline", "compare", "replay", "design", "sweep")
    others = ", ".join(name for name in study_names() if name not in told)
    return HELP.format(studies=fill(others, 118, initial_indent=" " * 49, subsequent_indent=" " * 49), **files)


def study_names() -> list[str]:
    """Names of the studies, read from their files."""
    no_study = ("__init__", "base", "presets", "registry")
    return sorted(
        [*(path.parent.name for path in STUDIES.glob("*/study.py"))]
        + [path.stem for path in STUDIES.glob("*.py") if path.stem not in no_study]
    )


def _compose_and_run(words: Sequence[str]) -> None:
    import hydra  # noqa: PLC0415
    from omegaconf import DictConfig  # noqa: PLC0415
    from omegaconf.errors import OmegaConfBaseException  # noqa: PLC0415

    from zombielaw.experiments.config.command import ERRORS, check_words, message_of  # noqa: PLC0415
    from zombielaw.experiments.config.schema import register  # noqa: PLC0415
    from zombielaw.experiments.config.settings import settings_from  # noqa: PLC0415
    from zombielaw.experiments.runs import study_store as store  # noqa: PLC0415
    from zombielaw.experiments.studies import registry  # noqa: PLC0415

    studies = registry.studies()

    @hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name="config")
    def composed(config: DictConfig) -> None:
        try:
            folder = registry.run(settings_from(config, studies))
        except (InputError, ExecutionError, store.StoreError) as error:  # outside, Hydra has said a line of its own
            _leave(str(error), 2)
        except OmegaConfBaseException as error:
            _leave(message_of(error, studies), 2)
        sys.stdout.flush()
        print(folder)
        failed = len(store.manifest_of(folder).get("failures", ()))
        if failed:
            _leave(f"{failed} runs failed and are left out; {folder}/tables/failures.csv says which, and where.", 3)

    os.environ.setdefault("HYDRA_FULL_ERROR", "1")  # let errors through to this function
    try:
        check_words(words, studies)
        register(studies)
        if set(MULTIRUN) & set(words):  # Hydra writes to the results folder before any study is asked
            store.prepare(Path(next((word[4:].strip("'") for word in words if word.startswith("out=")), "results")))
        # argparse wants the settings in one piece, so the flag goes first.
        sys.argv[1:] = sorted(words, key=lambda word: word not in MULTIRUN)
        composed()
    except store.StoreError as error:
        _leave(str(error), 2)
    except ERRORS as error:
        if isinstance(error, InputError):
            raise
        _leave(message_of(error, studies), 2)


def _case(words: Sequence[str]) -> str:
    from zombielaw.experiments.data.case_template import answer  # noqa: PLC0415

    return answer([*words])


def _look(name: str) -> Callable[[Sequence[str]], str]:
    def told(words: Sequence[str]) -> str:
        from zombielaw.experiments import looks  # noqa: PLC0415

        look: Callable[..., str] = getattr(looks, name)
        allowed = 1 if name == "results" else 0
        if len(words) > allowed:
            raise InputError(f"{name} takes {'one folder' if allowed else 'no word'}, not {' '.join(words)}.")
        return look(*words)

    return told


def _story(words: Sequence[str]) -> str:
    from zombielaw.experiments.door import story_of  # noqa: PLC0415

    return story_of(words)


ANSWERS: dict[str, Callable[[Sequence[str]], str]] = {
    "case": _case, "story": _story, **{name: _look(name) for name in ("studies", "levers", "worlds", "results")},
}  # fmt: skip
"""What is answered on the spot, without a study."""


def _study_words(words: Sequence[str]) -> list[str]:
    """Words of a command whose first word may be the name of a study, as Hydra takes them.

    Raises
    ------
    InputError
        The first word is neither a study nor a setting.
    """
    first, *rest = words
    if first in study_names():
        if first == "compare":
            from zombielaw.experiments.config.reforms import study_words  # noqa: PLC0415

            rest = study_words(rest)
        return [f"study={first}", *rest]
    if "=" not in first and not first.startswith(("-", "~")):
        known = [*ANSWERS, *study_names()]
        raise InputError(f"{first} is no question{nearest(first, known)}; allowed: {', '.join(known)}, and --help.")
    return [*words]


def main() -> None:
    """Entry point of the console script."""
    words = sys.argv[1:]
    try:
        if not words or {"-h", "--help"} & set(words):
            print(helped())
        elif words == ["--version"]:
            print(f"zombielaw {version('zombielaw')}")
        elif words[0] in ANSWERS and not (words[1:] and words[0] in study_names()):  # levers is both
            sys.stdout.write(ANSWERS[words[0]](words[1:]))
        else:
            _compose_and_run(_study_words(words))
    except InputError as error:
        _leave(str(error), 2)
    except KeyboardInterrupt:
        _leave("Interrupted; what is whole stays, and the same command goes on from there.", 130)


def _leave(message: str, code: int) -> NoReturn:
    print(f"zombielaw: {message}", file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
