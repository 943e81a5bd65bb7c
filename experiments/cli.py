"""The command line: Hydra composes, one door checks, one study runs.

Exit codes: 0 done; 1 our fault (with traceback); 2 bad input (one message); 3 finished but some runs failed; 130
interrupted. Tables and explanations go to stdout, whose last line is the folder written; everything else to stderr.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from itertools import takewhile
from pathlib import Path
from textwrap import fill
from typing import NoReturn

import hydra
import yaml
from hydra.errors import HydraException, OverrideParseException
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException

from zombielaw.experiments.config.keys import study_keys
from zombielaw.experiments.config.settings import GROUPS, Settings, known_keys, register, settings_from, unknown_key
from zombielaw.experiments.errors import ExecutionError, InputError, nearest
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.runs import study_store as store

HELP = """zombielaw: how a provision lives and dies in practice

  zombielaw study=baseline                      the main job
  zombielaw study=replay study.case=cheng_cong  one coded case
  zombielaw study=design study.table=my.csv     your own table of scenarios, one row each
  zombielaw study=sweep study.x=transfer_rate   a key of a study

  seed=1  replicates=30  out=results            luck, number of runs, where results go
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
QUOTED = "'policy.changes=[{lever:order_quality,to:0.9,start:60}]'"


def helped() -> str:
    """The help text, with the options and studies that there are."""
    found = {group: sorted(file.stem for file in (CONFIGS / group).glob("*.yaml")) for group in (*GROUPS, "experiment")}
    studies = []
    for name in found.pop("study"):
        lines = (CONFIGS / "study" / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
        comment = takewhile(lambda line: line.startswith("#"), (line for line in lines if "@package" not in line))
        keys = ", ".join(f"study.{key}" for key in sorted(study_keys(name)))
        text = f"{' '.join(line.strip('# ') for line in comment)} ({keys})"
        studies.append(fill(text, 118, initial_indent=f"  {name:<15}", subsequent_indent=" " * 17))
    return HELP.format(studies="\n".join(studies), **{group: " | ".join(names) for group, names in found.items()})


def study_of(settings: Settings) -> Path:
    """Run the study that the settings name; return its folder."""
    study = importlib.import_module(f"zombielaw.experiments.studies.{settings.study}.study")
    result: Path = (study.STUDY if hasattr(study, "STUDY") else study).run(settings)
    return result


@hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name="config")
def _composed(config: DictConfig) -> None:
    try:
        folder = study_of(settings_from(config))
    except (InputError, ExecutionError, store.StoreError) as error:  # outside, Hydra has said a line of its own
        _leave(str(error), 2)
    except OmegaConfBaseException as error:
        _leave(_one_message(error), 2)
    sys.stdout.flush()
    print(folder)
    failed = len(store.manifest_of(folder).get("failures", ()))
    if failed:
        _leave(f"{failed} runs failed and are left out; {folder}/tables/failures.csv says which, and where.", 3)


def _check_words(words: list[str]) -> None:
    """Refuse what Hydra would pass over in silence or answer with a stack trace."""
    own_files = any(word.startswith(("hydra.searchpath", "--config-dir", "-cd")) for word in words)
    for word in words:
        key, _, value = word.partition("=")
        if word.startswith("~"):
            raise InputError(f"{word} takes a setting away; every setting has a value: write {key[1:]}=... or nothing.")
        if word.startswith("="):
            raise InputError(f"{word} names no setting; write key=value.")
        group = key.lstrip("+")
        if group not in (*GROUPS, "experiment") or "=" not in word or value.startswith("{") or "(" in value:
            continue
        if group != key:
            raise InputError(f"{word} adds what has its place already; write {word.lstrip('+')} without the plus.")
        options = sorted(file.stem for file in (CONFIGS / group).glob("*.yaml"))
        for name in value.strip("[]").split(","):
            plain = name.strip("'\" ")
            if plain not in options and not (own_files and plain.isidentifier()):
                raise InputError(
                    f"{group}={plain} is not known{nearest(plain, options)}; allowed: {', '.join(options)}."
                )


def _one_message(error: Exception) -> str:
    """Hydra's and OmegaConf's errors in the words of the door."""
    text = str(error)
    stranger = re.search(r"Could not override '([^']+)'", text) or re.search(r"Key '([^']+)' is not in struct", text)
    if stranger:
        full = re.search(r"full_key: (\S+)", text)
        return unknown_key(full.group(1) if full else stranger.group(1), known_keys())
    bare = re.search(r"Error parsing override '([^']+)'\s+missing EQUAL", text)
    if bare:
        return f"{bare.group(1)} has no value; write {bare.group(1)}=..., without spaces around the sign."
    several = re.search(r"Ambiguous value for argument '([^']+)'", text)
    if several:
        return f"{several.group(1)} has a comma; write decimals with a point, or add --multirun to run each value."
    if isinstance(error, OverrideParseException):
        return f"{error.override} cannot be read; write key=value, and quote brackets and blanks: {QUOTED}"
    merged = re.search(r"Error merging override ([^=\s]+)=(\S*)", text)
    if merged:
        where = f"{merged.group(1)}={merged.group(2)}"
        return f"{where} does not fit its place; allowed: a value of the kind that stands there, as in {QUOTED}"
    return " ".join(line.strip() for line in text.splitlines()[:2] if line.strip())


def main() -> None:
    """Entry point of the console script."""
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(helped())
        return
    os.environ.setdefault("HYDRA_FULL_ERROR", "1")  # let errors through to this function
    register()
    try:
        _check_words(sys.argv[1:])
        if set(MULTIRUN) & set(sys.argv):  # Hydra writes to the results folder before any study is asked
            store.prepare(Path(next((word[4:] for word in sys.argv if word.startswith("out=")), "results")))
        # argparse wants the settings in one piece, so the flag goes first.
        sys.argv[1:] = sorted(sys.argv[1:], key=lambda word: word not in MULTIRUN)
        _composed()
    except (InputError, store.StoreError) as error:
        _leave(str(error), 2)
    except (HydraException, OmegaConfBaseException) as error:
        _leave(_one_message(error), 2)
    except yaml.MarkedYAMLError as error:  # a configuration file; data files have messages of their own
        mark = error.problem_mark
        where = f"{mark.name}, line {mark.line + 1}" if mark else "a configuration file"
        _leave(f"{where}: not valid YAML: {error.problem}.", 2)
    except KeyboardInterrupt:
        _leave("Interrupted; what is whole stays, and the same command goes on from there.", 130)


def _leave(message: str, code: int) -> NoReturn:
    print(f"zombielaw: {message}", file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
