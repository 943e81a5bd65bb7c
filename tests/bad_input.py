"""Bad input at random: command lines, tables, case files and settings files, each asked of the command in this process.

Promise: the command takes it, or says in one line what is wrong and ends with 2; it writes nothing, runs no
code, and shows no variable of the environment.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import sys
import time
from collections.abc import Callable
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook

from zombielaw.experiments import cli
from zombielaw.experiments.config.schema import known_keys
from zombielaw.experiments.opinion.case_template import answer
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.studies import registry
from zombielaw.experiments.studies.registry import studies
from zombielaw.sim.parameters import Policy

SECRET = "q7-no-one-may-see-this"
SECONDS = 30.0
"""Largest time of the processor; an answer takes a tenth of a second."""
VALUES = [
    "", "0", "-1", "1.5", "1e309", "-1e309", "nan", "inf", "null", "true", "yes", "[]", "{}", "[1,[2]]", "{a:b}", "a b",
    "'", '"', "\\", "９", "结果", "0x10", "1_0", "+1", "--1", "9" * 400, "9" * 5000, "a" * 5000, "[" * 300 + "]" * 300,
    "${oc.env:FUZZ_SECRET}", "${oc.env:FUZZ_SECRET,x}", "${hydra:runtime.cwd}", "${seed}", "???", "1,2", "range(1,3)",
    "choice(1,2)", "glob(*)", "interval(1,2)", "shuffle(1,2)", "range(0,1e12)", "\n", "\t", "\u200b", "%", "$HOME", "~",
    "..", "{lever:order_quality,to:1,start:0}", "[{lever:pooling,to:0.5,start:3}]",
    "[{lever:pooling,to:${seed},start:0}]", "{_target_:os.system,command:touch}", "file:///dev/null", "pkg://os",
    "/dev/zero", "classroom", "today", "mesa", "1e-400", "٣", "=1+1", "@a", "$a$", "x" * 300, "\x07",
    "policy=\"", ".nan",
]  # fmt: skip
WORDS = [
    "--resolve", "--cfg=job", "--info", "--hydra-help", "--version", "-sc", "--shell-completion", "--config-name=x",
    "--config-path=/", "--experimental-rerun=x.pickle", "--experimental-rerun", "-m", "--multirun",
    "--config-dir=/nowhere", "--config-dir", "-cd", "--package=os", "hydra.callbacks.x._target_=os.system",
    "+hydra.callbacks={a:{_target_:os.abort}}", "hydra/launcher=joblib", "hydra.run.dir=/x",
    "hydra.searchpath=[pkg://os]", "hydra.searchpath=[file:///nowhere]", "+_target_=os.abort", "case", "new",
    "baseline", "=", "==", "a", "~seed", "~policy", "+seed=1", "++seed=1", "@:=1", "policy@world=today", "seed@x=1",
    "?", "*", "\ud800", "a\0b",
]  # fmt: skip
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(9 * [f'*{before}'])}]\n" for before, name in pairwise("abcdefghij")
)
"""Three hundred bytes that unfold to a thousand million values."""
SETTINGS = [
    "seed: 3\n", "policy:\n  pooling: 0.3\n", "policy:\n  poolin: 0.3\n", "seed: ${oc.env:FUZZ_SECRET}\n",
    "defaults:\n  - mine\n", "defaults:\n  - world: ${oc.env:FUZZ_SECRET}\n",
    "defaults:\n  - override /world: nowhere\n", "a: &a [*a]\n", "seed: !!python/object/apply:os.abort []\n",
    "policy:\n  _target_: os.abort\n", "[1, 2]\n", "3\n", "? [a]\n: 1\n", "seed: 2026-13-45\n", "seed: 1\nseed: 2\n",
    "\tseed: 1\n", "seed: [" + "[" * 2000, "seed: " + "9" * 5000,
    "hydra:\n  callbacks:\n    x:\n      _target_: pathlib.Path.touch\n", "hydra:\n  searchpath: [pkg://os]\n",
    "hydra:\n  sweeper: {_target_: os.abort}\n", "'': 1\n", "1: 2\n", "null: 3\n", "policy: null\n", "world: []\n",
    "{" * 500, BOMB, "policy:\n  pooling: .nan\n", "policy:\n  pooling: .inf\n", "policy:\n  pooling: 1.0e+999\n",
    "seed: 1.0e-999\n", "seed: ???\n", "policy: &a {pooling: 0.3}\nworld:\n  <<: *a\n",
    "policy:\n  <<: {pooling: 0.3}\n",
    'out: "a\\x01b"\n', 'out: "\\ud800"\n', "out: a\x7fb\n", "seed: 1\r\n", "a: " + "x" * 2_000_000,
]  # fmt: skip


class Taken(BaseException):
    """The command was taken: it would run."""


def _take(settings: object) -> Path:
    studies()[settings.study].check(settings)  # type: ignore[attr-defined]
    raise Taken


def ask(words: list[str]) -> tuple[str, str]:
    """Fault of the answer to a command, empty if there is none; and ``taken``, ``refused`` or ``broken``."""
    out, err = io.StringIO(), io.StringIO()
    began, argv = time.process_time(), sys.argv
    sys.argv = ["zombielaw", *words]
    how, code = "refused", 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            cli.main()
        how = "taken"  # help, or a template
    except Taken:
        how = "taken"
    except SystemExit as left:
        code = int(left.code or 0)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:300], "broken"
    finally:
        sys.argv = argv
    stderr = err.getvalue()
    if SECRET in stderr + out.getvalue():
        return f"shows the environment: {stderr[:200]}", "broken"
    if time.process_time() - began > SECONDS:
        return "took too long", "broken"
    if how == "refused":
        right = (
            code == 2
            and stderr.startswith("zombielaw: ")
            and stderr.count("\n") == 1
            and not out.getvalue()
        )
        if not right or len(stderr) > 4000:
            return f"code {code}, said {stderr[:300]!r}", "broken"
    return "", how


def command_line(luck: random.Random, _: Path) -> list[str]:
    """Words of settings and of none, some right."""
    keys = [
        *known_keys(studies()),
        "world",
        "policy",
        "law",
        "study",
        "execute",
        "experiment",
        "nothing",
        "x.y.z",
        "",
    ]
    words = []
    for _number in range(luck.randint(1, 4)):
        if luck.random() < 0.3:
            words.append(luck.choice(WORDS))
        else:
            key = luck.choice(keys)
            if luck.random() < 0.2 and key:
                place = luck.randrange(len(key))
                key = key[:place] + luck.choice("abz._@/ü=") + key[place + 1 :]
            words.append(
                f"{luck.choice(['', '', '', '', '+', '++', '~'])}{key}={luck.choice(VALUES)}"
            )
    return words


def spoilt(luck: random.Random, content: bytes) -> bytes:
    """A file with a few bits, bytes or lines wrong."""
    data = bytearray(content)
    for _ in range(luck.randint(1, 4)):
        place = luck.randrange(len(data)) if data else 0
        how = luck.randrange(6)
        if how == 0 and data:
            data[place] ^= 1 << luck.randrange(8)
        elif how == 1:
            data = data[:place]
        elif how == 2:
            data[place:place] = luck.randbytes(luck.randint(1, 8))
        elif how == 3:
            data[place:place] = luck.choice(VALUES).encode(errors="surrogatepass")
        else:
            lines = bytes(data).split(b"\n")
            at = luck.randrange(len(lines))
            if how == 4:
                lines.insert(at, luck.choice(lines))
            else:
                del lines[at]
            data = bytearray(b"\n".join(lines))
    return bytes(data)


def table(luck: random.Random, folder: Path) -> list[str]:
    """A table of scenarios: spoilt, of other cells, or no file at all."""
    how = luck.randrange(8)
    path = folder / f"table{how}{luck.randrange(10**9)}{luck.choice(['.csv', '.csv', '.txt'])}"
    if how == 0:
        path.mkdir()
    elif how == 1 and hasattr(os, "mkfifo"):
        os.mkfifo(path)
    elif how == 2:
        path = Path(
            luck.choice(["/dev/zero", "/dev/null", "/nowhere/x.csv", "", "a\0b", "x" * 5000])
        )
    elif how == 3:
        heads = [
            "policy.pooling",
            "policy.changes",
            "world.providers",
            "label.a",
            "point",
            "policy.concurrence",
            "x",
        ]
        head = [luck.choice(heads) for _ in range(luck.randint(1, 3))]
        cells = [
            *VALUES,
            '[{"lever":"pooling","lever":"training","to":1,"start":0}]',
            "[" * 100_000,
        ]
        rows = [
            [luck.choice(cells).replace('"', '""') for _ in head] for _ in range(luck.randint(0, 3))
        ]
        lines = [",".join(head), *(",".join(f'"{cell}"' for cell in row) for row in rows)]
        path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    else:
        path.write_bytes(spoilt(luck, (DATA / "example_design.csv").read_bytes()))
    return ["study=design", f"study.table='{path}'"]


@cache
def _template() -> bytes:
    return answer(["new"]).encode()


def case_file(luck: random.Random, folder: Path) -> list[str]:
    """The cases of the package, or the template for one's own, spoilt."""
    path = folder / f"case{luck.randrange(10**9)}.yaml"
    whole = (DATA / "cases.yaml").read_bytes() if luck.random() < 0.3 else _template()
    path.write_bytes(spoilt(luck, whole))
    return [luck.choice(["study=replay", "study=cases"]), f"study.file='{path}'"]


def settings_file(luck: random.Random, folder: Path) -> list[str]:
    """A named experiment of a user's own."""
    place = folder / f"own{luck.randrange(10**9)}"
    (place / "experiment").mkdir(parents=True)
    text = luck.choice(["# @package _global_\n", "", "# @package hydra\n", "# @package policy\n"])
    text += luck.choice(SETTINGS)
    content = text.encode() if luck.random() < 0.7 else spoilt(luck, text.encode())
    (place / "experiment" / "mine.yaml").write_bytes(content)
    return [f"--config-dir={place}", "experiment=mine"]


def reform_words(luck: random.Random, _: Path) -> list[str]:
    """Reforms in words, some right: shares of the country, dates, changes over time, levels of a grid."""
    lever, other = (f"policy.{luck.choice(sorted(Policy._fields))}" for _ in range(2))
    dates = ["2017-01", "2020-06", "2015-11", "2014-13", "2099-01", *VALUES]
    change = {
        key: luck.choice([*VALUES, lever.partition(".")[2], 0.5, 3, "2018-01"])
        for key in luck.sample(["lever", "to", "start", "end", "ramp_months", "provinces"], 4)
    }
    more = [
        f"{lever}={luck.choice(['0.5', '1', 'true', 'habit', *VALUES])}",
        f"policy={luck.choice(['judiciary', 'all', '[all,today]', *VALUES])}",
        f"start={luck.choice(dates)}", f"end={luck.choice(dates)}", f"ramp={luck.choice(['3', '600', *VALUES])}",
        f"provinces={luck.choice(['[0]', '[0,1]', '[4]', '0', *VALUES])}", "or", "against",
        f"name={luck.choice(VALUES)}", f"share={luck.choice(['0.2', '0', '1', *VALUES])}",
    ]  # fmt: skip
    words = ["compare", "policy=judiciary", *luck.sample(more, luck.randint(1, 4))]
    grid = ["grid", f"study.levels={{{lever}: [{luck.choice(VALUES)}, 0.5], {other}: [0.1]}}"]
    changed = ["baseline", f"policy.changes={json.dumps([change])}"]
    return [*luck.choice([words, words, grid, changed]), "world=classroom"]


def workbook(luck: random.Random, folder: Path) -> list[str]:
    """A table of scenarios in Excel: of odd cells, with a part or the whole file spoilt."""
    path, book, content = folder / f"book{luck.randrange(10**9)}.xlsx", Workbook(), BytesIO()
    book.active.append(["label.a", "policy.pooling", "policy"][: luck.randint(1, 3)])
    cells = [one for one in VALUES if one.isprintable() and len(one) < 400]
    for _ in range(luck.randint(0, 3)):
        book.active.append(luck.sample([*cells, 0.5, 0.2, True, None, "=1+1", "today"], 3))
    book.save(content)
    if luck.random() < 0.5:
        with ZipFile(content) as parts:
            members = {name: parts.read(name) for name in parts.namelist()}
        part = luck.choice([*members])
        with ZipFile(content := BytesIO(), "w") as parts:
            for name, data in members.items():
                parts.writestr(name, spoilt(luck, data) if name == part else data)
    whole = content.getvalue()
    path.write_bytes(spoilt(luck, whole) if luck.random() < 0.2 else whole)
    return ["study=design", f"study.table='{path}'"]


KINDS: dict[str, Callable[[random.Random, Path], list[str]]] = {
    "command lines": command_line, "tables": table, "case files": case_file, "settings files": settings_file,
    "reforms in words": reform_words, "Excel files": workbook,
}  # fmt: skip


def run(seed: str, each: int, folder: Path) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Ask ``each`` of every kind: counts of tried and as promised, by kind, and complaints about the others."""
    counts, complaints = {}, []
    os.environ["FUZZ_SECRET"] = SECRET
    taken = registry.run
    registry.run = _take  # type: ignore[assignment]
    here = Path.cwd()
    work = folder / "work"
    work.mkdir()
    os.chdir(work)
    try:
        for kind, make in KINDS.items():
            luck, right = random.Random(f"{seed} {kind}"), 0
            for number in range(each):
                words = make(luck, folder)
                wrong, _ = ask(words)
                if not wrong and any(work.iterdir()):
                    wrong = f"wrote {[path.name for path in work.iterdir()]}"
                if wrong:
                    complaints.append(f"{kind} {number}: {[word[:200] for word in words]}: {wrong}")
                right += not wrong
            counts[kind] = (each, right)
    finally:
        registry.run = taken
        os.chdir(here)
        del os.environ["FUZZ_SECRET"]
    return counts, complaints
