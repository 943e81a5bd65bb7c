"""``zombielaw odd, cite, supplement``: the description of the model, methods and citation of a study, and an archive.

The archive has finished studies with all that makes their tables again.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, distribution, metadata
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from zombielaw.experiments.analysis.comparison import without_data
from zombielaw.experiments.config.schema import PRACTICE
from zombielaw.experiments.data.files import read_yaml
from zombielaw.experiments.designs.grids import LABEL
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.export.arguments import Source, one_study, source_of, split
from zombielaw.experiments.paths import DOCS, PAPER, ROOT
from zombielaw.experiments.runs.run_store import RunStore
from zombielaw.experiments.runs.study_store import (
    CHANGED,
    MANIFEST,
    PART,
    clear_abandoned,
    write_whole,
)
from zombielaw.experiments.studies.base import INPUTS
from zombielaw.experiments.webpage import MOST_SHOWN, moved_by
from zombielaw.experiments.words.texts import Language, in_each, named, say
from zombielaw.sim.parameters import Policy, declared, written

ODD = DOCS / "ODD.md"


def odd(words: Sequence[str]) -> str:
    """Answer to ``zombielaw odd``. Raises InputError: it takes no word."""
    if words:
        raise InputError(
            "odd takes no {}; it writes Markdown, of which pandoc makes LaTeX or Word: "
            "zombielaw odd > ODD.md; pandoc ODD.md -o ODD.tex.",
            words[0],
        )
    return ODD.read_text(encoding="utf-8")


CITATION = ROOT / "CITATION.cff"
PRINTED = ("journal", "volume", "year", "doi")
"""Fields of a reference that say where it was printed, as far as the file has them."""


def cite(words: Sequence[str]) -> str:
    """Answer to ``zombielaw cite FOLDER lang=zh``.

    Raises InputError: no finished study, or a word that cannot be read.
    """
    return cited(one_study("cite", words, {"lang": "zh"})[0])


def cited(source: Source) -> str:
    """Methods, data statement and BibTeX, as Markdown."""
    software = citation()
    parts = (("methods", methods(source, software)), ("data", data(source, software)))
    sections = [f"## {say(f'cite.head_{name}')}\n\n{text}\n" for name, text in parts]
    entries = f"```bibtex\n{bibtex(source, software)}```\n"
    return "\n".join([*sections, f"## {say('cite.head_bibtex')}\n", entries])


def citation() -> dict[str, Any]:
    """Fields of CITATION.cff; in the installed package, which lacks the file, those of the package."""
    if CITATION.is_file():
        fields: dict[str, Any] = read_yaml(CITATION)
        return fields
    about = metadata("zombielaw")
    return {
        "title": about["Name"],
        "version": about["Version"],
        "license": about["License-Expression"],
        "authors": [{"name": "The zombielaw authors"}],
    }


def methods(source: Source, software: Mapping[str, Any]) -> str:
    """Methods of the study in one paragraph: how its runs were made."""
    manifest, facts, settings = source.manifest, source.finished.facts, source.manifest["settings"]
    study, failed = manifest["study"], len(manifest["failures"])
    versions, asked = manifest["versions"], settings["replicates"]
    numbers = say(f"cite.{settings.get('parameters', 'median')}", draws=source.draws)
    drawn_too = 0 if source.draws else settings.get("study.posterior_draws", 0)
    too = say("cite.too", draws=drawn_too) if drawn_too else ""
    own = say("cite.own_priors", file=settings["priors"]) if "priors" in settings else ""
    values = {
        "version": software["version"],
        "study": study,
        "key": manifest["key"],
        "title": named("study", study),
        "provinces": settings["world.provinces"],
        "runs": manifest["runs"],
        "points": len(source.finished.get("design", ())) or manifest["points"],
        "law": _listed({key: settings[key] for key in settings if key.startswith("law.")}),
        "policy": _policy(settings),
        "scenarios": _scenarios(source),
        "engine": manifest["engine"],
        "asked": say("cite.asked", asked=asked) if asked > facts["replicates"] else "",
        "parameters": f"{numbers}{own}{too}",
        "packages": ", ".join(f"{name} {versions[name]}" for name in versions),
        "failures": say("cite.failed", failed=failed) if failed else "",
    }
    key = "cite.no_agents" if "no_agents" in facts else "cite.methods"
    return say(key, **{**facts, **values}).strip()


def data(source: Source, software: Mapping[str, Any]) -> str:
    """Data statement: command, commit and model that make the numbers again, and how many inputs have no data."""
    manifest = source.manifest
    origin = {key: manifest[key] for key in ("command", "commit", "model")}
    clean = say("cite.changed") if str(origin["commit"]).endswith(CHANGED) else ""
    none, inputs = without_data()
    doubt = "doubt.draws" if "no_agents" in source.finished.facts else "doubt.inputs"
    origin["inputs"] = say(doubt, none=none, inputs=inputs)
    return say(
        "cite.data",
        version=software["version"],
        licence=software["license"],
        clean=clean,
        **origin,
    )


def bibtex(source: Source, software: Mapping[str, Any]) -> str:
    """The software as it was used, and the works that it asks to cite beside it."""
    manifest = source.manifest
    year = str(manifest["began"])[:4]
    entries = [
        _entry(
            "software",
            f"zombielaw{year}",
            {
                "author": _people(software["authors"]),
                "title": f"{{{software['title']}}}",
                "version": software["version"],
                "year": year,
                "note": f"Licence {software['license']}. Study {manifest['study']}, key {manifest['key']}",
            },
        )
    ]
    for work in software.get("references", ()):
        first = work["authors"][0].get("family-names", "anonymous").lower()
        entries.append(
            _entry(
                work["type"],
                first,
                {
                    "author": _people(work["authors"]),
                    "title": f"{{{work['title']}}}",
                    **{name: work[name] for name in PRINTED if name in work},
                    "note": work["notes"],
                },
            )
        )
    return "\n".join(entries)


def _policy(settings: Mapping[str, Any]) -> str:
    today = {
        f"policy.{lever.name}": lever.shown(getattr(PRACTICE, lever.name))
        for lever in declared(Policy)
    }
    other = {
        key: settings[key]
        for key, value in today.items()
        if key in settings and settings[key] != value
    }
    if settings.get("policy.changes"):
        other["policy.changes"] = settings["policy.changes"]
    return _listed(other) or say("cite.today")


def _scenarios(source: Source) -> str:
    """Settings of each scenario, in words; if there are many, a sentence that names their table."""
    design = source.finished.get("design")
    if design is None or len(design) < 2:
        return ""
    if len(design) > MOST_SHOWN or not any(str(name).startswith(LABEL) for name in design):
        return say("cite.many")
    each = [
        say("cite.scenario", name=name, sets=sets)
        for name, sets in moved_by(design, source.manifest["settings"])
    ]
    return say("cite.scenarios", each=say("list.between").join(each))


def _listed(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={written(value)}" for key, value in settings.items())


def _people(authors: Sequence[Mapping[str, str]]) -> str:
    return " and ".join(
        f"{one['family-names']}, {one['given-names']}"
        if "family-names" in one
        else f"{{{one['name']}}}"
        for one in authors
    )


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}}}\n"


OUT = "supplement.zip"
RERUN: dict[Language, str] = {"en": "RERUN.md", "zh": "RERUN.zh.md"}
"""Page that says how to make the tables again, for each language."""
AGAIN = "again"
"""Folder of the tables that are made again, inside the folder of their study."""
NAME, SOFTWARE, LOCK = "zombielaw", "software", "requirements.lock"
PARTS = ("sim", "experiments", "configs", "data")
KINDS = (".py", ".csv", ".md", ".yaml", ".mplstyle", ".css", ".js", ".txt", ".j2")
"""Ends of names of the files of the package."""


def supplement(words: Sequence[str]) -> str:
    """Answer to ``zombielaw supplement FOLDER... out=supplement.zip``: how much it holds, and the archive.

    It holds the whole folders of the studies, the software, its lock, and :data:`RERUN`. The same studies give the same
    bytes. Without a folder all of results/paper is taken.

    Raises InputError: a folder that holds no finished study, or what is no plain file, two of one name, or nothing to
    take.
    """
    plain, given = split("supplement", words, {"out": OUT})
    folders = plain or sorted(str(path.parent) for path in PAPER.rglob(MANIFEST))
    if not folders:
        raise InputError(
            "supplement takes the folders of finished studies: zombielaw supplement results/baseline/KEY."
        )
    sources = {_name(folder): source_of(folder) for folder in folders}
    if len(sources) < len(folders):
        raise InputError(
            "Two of the folders have the same name; give each once, or make two archives."
        )
    parts = dict(_parts(sources))
    place = Path(given.get("out", OUT))
    clear_abandoned(place.parent, f".{place.name}-*{PART}")
    write_whole(place, zipped(parts))
    return f"{len(sources)} studies, {len(parts)} files\n{place}\n"


def _name(folder: str) -> str:
    """Name of a study in the archive: that of its folder, and of its study where that is a key."""
    place = Path(folder).resolve()
    return place.name if place.parent == PAPER.resolve() else f"{place.parent.name}-{place.name}"


def _parts(sources: dict[str, Source]) -> Iterator[tuple[str, bytes]]:
    yield ODD.name, ODD.read_bytes()
    for file in (CITATION, ROOT / "LICENSE"):
        if file.is_file():
            yield file.name, file.read_bytes()
    for name, source in sources.items():
        folder = source.finished.folder
        for file in folder.rglob("*"):
            if file.is_symlink() or not (file.is_file() or file.is_dir()):
                raise InputError(
                    "{}: is no plain file, but a link or the like; take it out, or put a copy in its place.",
                    file,
                )
            if file.is_file():
                yield f"{name}/{file.relative_to(folder).as_posix()}", file.read_bytes()
        for lang, text in in_each(partial(cited, source)).items():
            yield f"{name}/methods.{lang}.md", text.encode()
    for part, content in software():
        yield f"{SOFTWARE}/{part}", content
    yield LOCK, lock().encode()
    for lang, text in in_each(partial(rerun, sources)).items():
        yield RERUN[lang], text.encode()


def software() -> Iterator[tuple[str, bytes]]:
    """Files of the software that runs, in a checkout or installed, as they lie where packages are installed."""
    about, own = distribution(NAME), Path(str(files(NAME)))
    yield f"{NAME}-{about.version}.dist-info/METADATA", (about.read_text("METADATA") or "").encode()
    yield from ((f"{NAME}/{file.name}", file.read_bytes()) for file in own.glob("*.py"))
    yield f"{NAME}/docs/{ODD.name}", ODD.read_bytes()
    for part in PARTS:
        place = Path(str(files(f"{NAME}.{part}")))
        for file in place.rglob("*"):
            if file.is_file() and file.suffix in KINDS:
                yield f"{NAME}/{part}/{file.relative_to(place).as_posix()}", file.read_bytes()


def lock() -> str:
    """Packages that the software needs: of the lock of a checkout, with their hashes; elsewhere as installed."""
    path, wanted = ROOT / LOCK, needed()
    if not path.is_file():
        return "".join(
            f"{name}=={version}\n" for name, version in sorted(wanted.items()) if version
        )
    pins = re.split(r"^(?=\S)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "".join(pin for pin in pins if pin.partition("==")[0] in wanted)


def needed() -> dict[str, str]:
    """Version of each package that the software needs without an extra, by its name in the registry.

    Empty for what another system needs, or another Python.
    """
    versions, ahead = dict[str, str](), [NAME]
    while ahead:
        name = re.sub(r"[-_.]+", "-", ahead.pop()).lower()
        if name in versions:
            continue
        versions[name] = ""
        with suppress(PackageNotFoundError):
            about = distribution(name)
            versions[name] = about.version
            asked = (line for line in about.requires or () if "extra ==" not in line)
            ahead += (re.split(r"[^\w.-]", line)[0] for line in asked)
    del versions[NAME]
    return versions


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of files by name: the same files give the same bytes."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(ZipInfo(name), parts[name], ZIP_DEFLATED)
    return content.getvalue()


def rerun(sources: dict[str, Source]) -> str:
    """Commands that make the tables of studies again, from the folder into which the archive was unpacked."""
    pinned = " --require-hashes" if "--hash" in lock() else ""
    parts = [
        f"# {say('rerun.title')}",
        say("rerun.holds", software=SOFTWARE, lock=LOCK),
        _commands(
            "python3 -m venv .venv",
            f".venv/bin/python -m pip install{pinned} --requirement {LOCK}",
        ),
        say("rerun.then", again=AGAIN),
        *(part for name, source in sources.items() for part in _study_again(name, source)),
        say("rerun.bytes"),
        say("rerun.data"),
    ]
    return "\n\n".join(parts) + "\n"


def _study_again(name: str, source: Source) -> Iterator[str]:
    manifest = source.manifest
    inside = f"{name}/{INPUTS}" if (source.finished.folder / INPUTS).is_dir() else name
    up = "../" * (inside.count("/") + 1)
    command = manifest["command"].removeprefix("zombielaw ")
    out = f"{'../' * inside.count('/')}{AGAIN}"
    seconds = sum(made["seconds"] for made in manifest["made_by"])
    yield f"## {name}"
    yield say("rerun.runs", runs=manifest["runs"], minutes=f"{seconds / 60.0:,.1f}")
    if manifest["model"] not in ("none", RunStore(Path()).folder.name):
        yield say("rerun.older", model=manifest["model"], commit=manifest["commit"])
    place, study = shlex.quote(name), shlex.quote(manifest["study"])
    yield _commands(
        f"(cd {shlex.quote(inside)} && PYTHONPATH={up}{SOFTWARE} {up}.venv/bin/python -m {NAME} {command} out={out})",
        f"diff -r {place}/tables {place}/{AGAIN}/{study}/*/tables && echo '{say('rerun.same')}'",
    )


def _commands(*lines: str) -> str:
    return "\n".join(["```", *lines, "```"])
