"""The command line: words are composed to settings, one door checks these, one study runs.

Exit codes: 0 done; 1 our fault (with traceback); 2 bad input (one message); 3 finished but some runs failed; 130
interrupted, and with another signal 128 and its number. Tables and explanations go to stdout, whose last line is the
folder written; everything else to stderr.
"""

from __future__ import annotations

import sys
from textwrap import fill
from typing import NoReturn

from zombielaw.experiments.config.command import commands_of, composition, options_of
from zombielaw.experiments.config.schema import FOLDERS
from zombielaw.experiments.config.settings import settings_from
from zombielaw.experiments.data.case_template import answer
from zombielaw.experiments.errors import ExecutionError, InputError
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.memory import out_of_memory
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


LINE = 3000
"""Characters of a message at most."""


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


def main() -> None:
    """Do what the words of the command say; a signal is dealt with by :mod:`zombielaw.__main__`."""
    words = sys.argv[1:]
    try:
        if {"-h", "--help"} & set(words):
            print(helped())
        elif words[:1] == ["case"]:
            sys.stdout.write(answer(words[1:]))
        else:
            _study(words)
    except (InputError, ExecutionError, store.StoreError) as error:
        _leave(str(error), 2)


def _study(words: list[str]) -> None:
    """Run what is asked for, once all of it is checked."""
    asked = [settings_from(composition(each, studies()), studies()) for each in commands_of(words)]
    failed = 0
    for settings in asked:
        try:
            folder = run(settings)
        except MemoryError:
            raise ExecutionError(out_of_memory(settings)) from None
        sys.stdout.flush()
        print(folder)
        if lost := len(store.manifest_of(folder).get("failures", ())):
            failed += lost
            store.say(f"{lost} runs failed and are left out; {folder}/tables/failures.csv says which, and where.")
    if failed:
        raise SystemExit(3)


def _leave(message: str, code: int) -> NoReturn:
    """End with one line, however long or odd what it quotes."""
    line = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in message)
    print(f"zombielaw: {line if len(line) <= LINE else f'{line[:LINE]} ...'}", file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    from zombielaw.__main__ import main as with_signals

    with_signals()
