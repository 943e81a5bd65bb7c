"""The command line: Hydra composes, one door checks, one study runs.

Exit codes: 0 done; 1 our fault (with traceback); 2 bad input (one message); 3 finished but some runs failed; 130
interrupted. Tables and explanations go to stdout, whose last line is the folder written; everything else to stderr.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from textwrap import fill
from typing import NoReturn

import hydra
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException

from zombielaw.experiments.config.command import ERRORS, check_words, message_of, options_of
from zombielaw.experiments.config.schema import FOLDERS, register
from zombielaw.experiments.config.settings import settings_from
from zombielaw.experiments.data.case_template import answer
from zombielaw.experiments.errors import ExecutionError, InputError
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.studies.registry import run, studies

HELP = """zombielaw: how a provision lives and dies in practice

  zombielaw study=baseline                      the main job
  zombielaw study=replay study.case=cheng_cong  one coded case
  zombielaw case new > my.yaml                  a file for a case of your own, to fill in
  zombielaw study=replay study.file=my.yaml     your own case
  zombielaw study=design study.table=my.csv     your own table of scenarios, one row each
  zombielaw study=sweep study.x=transfer_rate   a key of a study

  seed=1  replicates=30  out=results            luck, number of runs, where results go
  parameters=median | prior  draws=20           numbers that nobody has measured: at their medians, or drawn
  engine=compiled | mesa                        the same record; the second is the one to step through
  execute={execute}          execute.workers=4  execute.address=tcp://...
  execute.recompute=true                        make again what is found, and compare it with what is stored
  world={world}       or any world.<parameter>=...
  policy={policy}
                                                or any policy.<lever>=...
  law={law}             law.intent_required=  law.order_validity=conjunctive | weighted
  experiment={experiment}

Studies, and their keys:

{studies}

All levers and parameters: docs/parameters.md"""

MULTIRUN = ("-m", "--multirun")


def helped() -> str:
    """The help text, with the options and studies that there are."""
    lines = []
    for name, study in studies().items():
        shown = {key: "..." if about.default == "" else about.default for key, about in study.keys.items()}
        keys = ", ".join(f"study.{key}={default}" for key, default in shown.items())
        lines.append(
            fill(f"{study.question} ({keys})", 118, initial_indent=f"  {name:<15}", subsequent_indent=" " * 17)
        )
    files = {group: " | ".join(options_of(group, studies())) for group in FOLDERS}
    return HELP.format(studies="\n".join(lines), **files)


@hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name="config")
def _composed(config: DictConfig) -> None:
    try:
        folder = run(settings_from(config, studies()))
    except (InputError, ExecutionError, store.StoreError) as error:  # outside, Hydra has said a line of its own
        _leave(str(error), 2)
    except OmegaConfBaseException as error:
        _leave(message_of(error, studies()), 2)
    sys.stdout.flush()
    print(folder)
    failed = len(store.manifest_of(folder).get("failures", ()))
    if failed:
        _leave(f"{failed} runs failed and are left out; {folder}/tables/failures.csv says which, and where.", 3)


def main() -> None:
    """Entry point of the console script."""
    words = sys.argv[1:]
    os.environ.setdefault("HYDRA_FULL_ERROR", "1")  # let errors through to this function
    try:
        if {"-h", "--help"} & set(words):
            print(helped())
            return
        if words[:1] == ["case"]:
            sys.stdout.write(answer(words[1:]))
            return
        check_words(words, studies())
        register(studies())
        if set(MULTIRUN) & set(words):  # Hydra writes to the results folder before any study is asked
            store.prepare(Path(next((word[4:].strip("'") for word in words if word.startswith("out=")), "results")))
        # argparse wants the settings in one piece, so the flag goes first.
        sys.argv[1:] = sorted(words, key=lambda word: word not in MULTIRUN)
        _composed()
    except (InputError, store.StoreError) as error:
        _leave(str(error), 2)
    except ERRORS as error:
        _leave(message_of(error, studies()), 2)
    except KeyboardInterrupt:
        _leave("Interrupted; what is whole stays, and the same command goes on from there.", 130)


def _leave(message: str, code: int) -> NoReturn:
    print(f"zombielaw: {message}", file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
