"""``zombielaw cite``: a methods paragraph, a data statement and BibTeX of a finished study, ready to copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import metadata
from typing import Any

from zombielaw.experiments.analysis.comparison import without_data
from zombielaw.experiments.authors.asked import Source, language, one_study
from zombielaw.experiments.data.files import read_yaml
from zombielaw.experiments.designs.grids import LABEL
from zombielaw.experiments.page import MOST_SHOWN, moved_by
from zombielaw.experiments.paths import ROOT
from zombielaw.experiments.runs.provenance import CHANGED
from zombielaw.experiments.words.texts import Language, named, say, speaking
from zombielaw.sim.parameters import TODAY, Policy, declared, written

CITATION = ROOT / "CITATION.cff"
PRINTED = ("journal", "volume", "year", "doi")
"""Fields of a reference that say where it was printed, as far as the file has them."""


def answer(words: Sequence[str]) -> str:
    """Answer to ``zombielaw cite FOLDER lang=zh``.

    Raises InputError: no finished study, or a word that cannot be read.
    """
    source, given = one_study("cite", words, {"lang": "zh"})
    return cited(source, language(given.get("lang", "en")))


def cited(source: Source, lang: Language) -> str:
    """Methods, data statement and BibTeX, as Markdown."""
    software = citation()
    parts = (("methods", methods(source, software, lang)), ("data", data(source, software, lang)))
    sections = [f"## {say(f'cite.head_{name}', lang)}\n\n{text}\n" for name, text in parts]
    entries = f"```bibtex\n{bibtex(source, software)}```\n"
    return "\n".join([*sections, f"## {say('cite.head_bibtex', lang)}\n", entries])


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


def methods(source: Source, software: Mapping[str, Any], lang: Language) -> str:
    """Methods of the study in one paragraph: how its runs were made."""
    manifest, facts, settings = source.manifest, source.finished.facts, source.manifest["settings"]
    study, failed = manifest["study"], len(manifest["failures"])
    versions, asked = manifest["versions"], settings["replicates"]
    numbers = say(f"cite.{settings.get('parameters', 'median')}", lang, draws=source.draws)
    drawn_too = 0 if source.draws else settings.get("study.posterior_draws", 0)
    too = say("cite.too", lang, draws=drawn_too) if drawn_too else ""
    own = say("cite.own_priors", lang, file=settings["priors"]) if "priors" in settings else ""
    values = {
        "version": software["version"],
        "study": study,
        "key": manifest["key"],
        "title": named("study", study, lang),
        "provinces": settings["world.provinces"],
        "runs": manifest["runs"],
        "points": len(source.finished.get("design", ())) or manifest["points"],
        "law": _listed({key: settings[key] for key in settings if key.startswith("law.")}),
        "policy": _policy(settings, lang),
        "scenarios": _scenarios(source, lang),
        "engine": manifest["engine"],
        "asked": say("cite.asked", lang, asked=asked) if asked > facts["replicates"] else "",
        "parameters": f"{numbers}{own}{too}",
        "packages": ", ".join(f"{name} {versions[name]}" for name in versions),
        "failures": say("cite.failed", lang, failed=failed) if failed else "",
    }
    key = "cite.no_agents" if "no_agents" in facts else "cite.methods"
    return say(key, lang, **{**facts, **values}).strip()


def data(source: Source, software: Mapping[str, Any], lang: Language) -> str:
    """Data statement: command, commit and model that make the numbers again, and how many inputs have no data."""
    manifest = source.manifest
    origin = {key: manifest[key] for key in ("command", "commit", "model")}
    clean = say("cite.changed", lang) if str(origin["commit"]).endswith(CHANGED) else ""
    none, inputs = without_data()
    doubt = "doubt.draws" if "no_agents" in source.finished.facts else "doubt.inputs"
    origin["inputs"] = say(doubt, lang, none=none, inputs=inputs)
    return say(
        "cite.data",
        lang,
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


def _policy(settings: Mapping[str, Any], lang: Language) -> str:
    today = {
        f"policy.{lever.name}": lever.shown(getattr(TODAY, lever.name))
        for lever in declared(Policy)
    }
    other = {
        key: settings[key]
        for key, value in today.items()
        if key in settings and settings[key] != value
    }
    if settings.get("policy.changes"):
        other["policy.changes"] = settings["policy.changes"]
    return _listed(other) or say("cite.today", lang)


def _scenarios(source: Source, lang: Language) -> str:
    """Settings of each scenario, in words; if there are many, a sentence that names their table."""
    design = source.finished.get("design")
    if design is None or len(design) < 2:
        return ""
    if len(design) > MOST_SHOWN or not any(str(name).startswith(LABEL) for name in design):
        return say("cite.many", lang)
    with speaking(lang):
        moved = moved_by(design, source.manifest["settings"])
    each = [say("cite.scenario", lang, name=name, sets=sets) for name, sets in moved]
    return say("cite.scenarios", lang, each=say("list.between", lang).join(each))


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
