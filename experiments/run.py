"""The command line: Hydra composes, one door checks, one study runs.

Exit codes: 0 done; 1 our fault (with traceback); 2 bad input (one message); 3 finished but some runs failed; 130
interrupted. Tables and explanations go to stdout, whose last line is the folder written; everything else to stderr.
"""

from __future__ import annotations

import importlib
import os
import re
import sys

import hydra
from hydra.errors import HydraException
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException

from experiments import store
from experiments.errors import InputError
from experiments.settings import CONFIGS, SCHEMA, Settings, known_keys, register, settings_from, unknown_key

HELP = """zombielaw: how a provision lives and dies in practice

  zombielaw study=baseline                      how often 286-1 and 287-2 are applied, and where 286-1 falls away
  zombielaw study=replay study.case=cheng_cong  one coded case, by the law and by officials

  seed=1  replicates=12  out=results            luck, number of runs, where results go
  world=classroom | region | national           or any world.<parameter>=...
  policy=today | legislature | judiciary | regulators | popularisation | all, or any policy.<lever>=...
  law=dated | v2015 | v2019 | v2026             law.intent_required=  law.order_validity=conjunctive | weighted
  experiment=lively | starved | excluded | trapped | deterred | displaced | meanfield

All levers and parameters: docs/parameters.md"""


def study_of(settings: Settings) -> str:
    """Run the study that the settings name; return its folder."""
    study = importlib.import_module(f"experiments.studies.{settings.study}")
    result: str = study.run(settings)
    return result


@hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name="config")
def _composed(config: DictConfig) -> None:
    folder = study_of(settings_from(config))
    sys.stdout.flush()
    print(folder)


def _one_message(error: Exception) -> str:
    """Hydra's and OmegaConf's errors in the words of the door."""
    text = str(error)
    stranger = re.search(r"Could not override '([^']+)'", text) or re.search(r"Key '([^']+)' is not in struct", text)
    if stranger:
        full = re.search(r"full_key: (\S+)", text)
        return unknown_key(full.group(1) if full else stranger.group(1), known_keys())
    option = re.search(r"Could not find '([^/']+)/([^']+)'", text)
    if option:
        listed = re.findall(r"^\t(\S+)$", text.split("Config search path", maxsplit=1)[0], flags=re.MULTILINE)
        return f"{option.group(1)}={option.group(2)} is not known; allowed: {', '.join(listed)}."
    group = re.search(r"Could not (?:override|load|find) '?([\w/@.]+)'?", text)
    first = " ".join(line.strip() for line in text.splitlines()[:2])
    hint = (
        f" Known settings: {', '.join(SCHEMA)}."
        if group
        else " Write settings as key=value; quote lists for the shell."
    )
    return f"{first}.{hint}".replace("..", ".")


def main() -> None:
    """Entry point of the console script."""
    if sys.argv[1:] in (["-h"], ["--help"]):
        print(HELP)
        return
    os.environ.setdefault("HYDRA_FULL_ERROR", "1")  # let errors through to this function
    register()
    try:
        _composed()
    except InputError as error:
        _leave(str(error), 2)
    except (HydraException, OmegaConfBaseException) as error:
        _leave(_one_message(error), 2)
    except store.StoreError as error:
        _leave(str(error), 2)
    except KeyboardInterrupt:
        _leave("Interrupted; nothing half-written was left. The same command starts again.", 130)


def _leave(message: str, code: int) -> None:
    print(f"zombielaw: {message}", file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
