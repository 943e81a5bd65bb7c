"""The one door: plain data in, frozen settings and scenario out, or one message.

The schema that Hydra composes is made from the parameter declarations of the model. Hydra checks no value: everything
is checked here, against those declarations, so that a message always says which key, what was given, what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple, cast

from hydra import compose, initialize_config_dir
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from omegaconf import DictConfig, OmegaConf

from zombielaw.experiments.config.keys import (
    BACKENDS,
    MONTHS,
    RECOMPUTE,
    REPLICATES,
    SEED,
    STUDY_KEYS,
    STUDY_WORDS,
    WORKERS,
    study_keys,
)
from zombielaw.experiments.data.statistics import Statistics, campaign, licence_growth, outside_cases, read_statistics
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.paths import CONFIGS
from zombielaw.sim.law.dates import VERSIONS, Statute
from zombielaw.sim.parameters import Declared, ParameterError, Policy, WorldParameters, checked, declared
from zombielaw.sim.parameters.declare import Parameter
from zombielaw.sim.scenario import Change, Scenario, ScenarioError, Size
from zombielaw.sim.simulate import ENGINES

NATIONAL_PROVIDERS = 134177
"""Licensed providers in August 2022: worlds are weighted to this number."""
INPUTS = ("published", "none")
ORDER_VALIDITY = ("conjunctive", "weighted")
LARGEST = {"providers": 20_000_000, "provinces": 100, "regulators": 10_000, "procuratorates": 10_000, "courts": 10_000}


def _plain(parameter_set: type) -> dict[str, Any]:
    return {parameter.name: parameter.shown(parameter.default) for parameter in declared(parameter_set)}


def _schema() -> dict[str, Any]:
    size = {field.name: field.default for field in fields(Size)}
    return {
        "seed": SEED.default,
        "replicates": REPLICATES.default,
        "engine": "compiled",
        "out": "results",
        "world": {**size, "inputs": INPUTS[0], **_plain(WorldParameters)},
        "policy": {**_plain(Policy), "changes": []},
        "law": {"version": "dated", "intent_required": True, "order_validity": ORDER_VALIDITY[0]},
        "study": {},
        "execute": {"backend": BACKENDS[0], "workers": WORKERS.default, "address": "", "recompute": False},
    }


SCHEMA = _schema()


def register() -> None:
    """Hand the schema to Hydra."""
    ConfigStore.instance().store(name="schema", node=SCHEMA)


GROUPS = ("world", "policy", "law", "study", "execute")


def composed(*overrides: str) -> Settings:
    """Settings of a command line, for scripts and notebooks: ``composed("world=classroom", "policy=all")``.

    Raises
    ------
    InputError
        A value that is not allowed. Overrides that do not parse raise Hydra's own errors.
    """
    register()
    here = GlobalHydra.instance()
    running = here.hydra  # a command that is under way, whose study composes another
    here.clear()
    try:
        with initialize_config_dir(str(CONFIGS), version_base="1.3"):
            config = compose("config", overrides=list(overrides))
    finally:
        GlobalHydra.instance().hydra = running
    return settings_from(config)


class Execute(NamedTuple):
    """Where runs are made: in no key, since it moves no number.

    Attributes
    ----------
    backend : str
        One of :data:`BACKENDS`.
    workers : int
        Processes or threads at once; 0 = one per core.
    address : str
        Scheduler of a Dask cluster, such as ``tcp://10.0.0.5:8786``.
    recompute : bool
        Make again what is found, and compare.
    """

    backend: str = "serial"
    workers: int = 0
    address: str = ""
    recompute: bool = False


@dataclass(frozen=True)
class Settings:
    """What a command asks for, checked.

    Attributes
    ----------
    plain : mapping
        The same as plain data: what the manifest shows and the key digests (without engine, execution and folder).
    scale : float
        Providers of the country per provider of this world, August 2022.
    """

    study: str
    study_keys: Mapping[str, Any]
    scenario: Scenario
    seed: int
    replicates: int
    engine: str
    out: Path
    plain: Mapping[str, Any]
    scale: float
    execute: Execute = Execute()


def settings_from(config: DictConfig | Mapping[str, Any]) -> Settings:
    """Check a composed configuration.

    Raises
    ------
    InputError
        One message: the full key, what was given, what is allowed, the nearest known name.
    """
    given = cast(
        "dict[str, Any]",
        OmegaConf.to_container(config, resolve=True) if isinstance(config, DictConfig) else dict(config),
    )
    _no_strangers(given, SCHEMA, "")
    for group in GROUPS:
        if not isinstance(given[group], dict):
            raise InputError(f"{group}={given[group]} is not a group of settings; name one of its files.")
    for group in ("world", "policy", "law", "execute"):
        _no_strangers(given[group], SCHEMA[group], f"{group}.")
    study, keys = _study(given["study"])
    try:
        seed = int(checked(SEED, given["seed"], "seed"))
        replicates = int(checked(REPLICATES, given["replicates"], "replicates"))
        scenario = _scenario(given, int(keys.get("months", MONTHS.default)))
    except (ParameterError, ScenarioError) as error:
        raise InputError(str(error)) from None
    if given["engine"] not in ENGINES:
        raise InputError(f"engine={given['engine']} is not known; allowed: {', '.join(ENGINES)}.")
    out = given["out"]
    if not isinstance(out, str) or not out.strip():
        shown = "(nothing)" if out is None or not str(out).strip() else out
        raise InputError(f"out={shown} is not a folder name; give one, such as out=results.")
    plain = {key: _one_spelling(value) for key, value in given.items() if key not in ("engine", "execute", "out")}
    return Settings(
        study, keys, scenario, seed, replicates, given["engine"], Path(out), plain,
        NATIONAL_PROVIDERS / scenario.size.providers, _execute(given["execute"]),
    )  # fmt: skip


def _execute(given: Mapping[str, Any]) -> Execute:
    backend = _option(given["backend"], BACKENDS, "execute.backend")
    try:
        workers = int(checked(WORKERS, given["workers"], "execute.workers"))
        recompute = bool(checked(RECOMPUTE, given["recompute"], "execute.recompute"))
    except ParameterError as error:
        raise InputError(str(error)) from None
    address = given["address"] or ""
    if not isinstance(address, str) or (backend == "dask") != bool(address):
        raise InputError(
            f"execute.address={address or '(nothing)'} does not go with execute={backend}; allowed: the address of a "
            "scheduler, such as tcp://10.0.0.5:8786, with execute=dask, and none without."
        )
    return Execute(backend, workers, address, recompute)


def _one_spelling(value: Any) -> Any:
    """Plain data in which 1 and 1.0 are the same, as they are to the model and so to the key."""
    if isinstance(value, dict):
        return {key: _one_spelling(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_one_spelling(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _no_strangers(given: Mapping[str, Any], known: Mapping[str, Any], prefix: str) -> None:
    for key in given:
        if key not in known:
            raise InputError(unknown_key(f"{prefix}{key}", [f"{prefix}{name}" for name in known]))
    for key in known:
        if key not in given:
            raise InputError(f"{prefix}{key} was taken away; every setting has a value, leave it out instead.")


def unknown_key(key: str, known: list[str]) -> str:
    """Message about a key that does not exist."""
    inner = key.split(".", maxsplit=1)[0]
    studies = [study for study in STUDY_KEYS if key.rsplit(".", maxsplit=1)[-1] in study_keys(study)]
    if inner == "study" and studies:
        named = ", ".join(studies)
        return f"{key} is a key of study={named}, not of this study. Name one that has it, or leave the key out."
    near = nearest(key, known)
    group = [name for name in known if name.startswith(f"{inner}.")]
    listed = "" if near else f" Known settings: {', '.join(group or SCHEMA)}."
    return f"{key} is not a setting{near}.{listed}"


def _study(given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    name = given.get("name")
    if not isinstance(name, str) or name not in STUDY_KEYS:
        raise InputError(f"study.name={name} is not known; allowed: {', '.join(STUDY_KEYS)}.")
    words = STUDY_WORDS.get(name, {})
    known = {"name", *study_keys(name)}
    for key in given:
        if key not in known:
            raise InputError(unknown_key(f"study.{key}", [f"study.{other}" for other in sorted(known)]))
    keys: dict[str, Any] = {}
    try:
        for key, about in STUDY_KEYS[name].items():
            keys[key] = checked(about, given.get(key), f"study.{key}")
    except ParameterError as error:
        raise InputError(str(error)) from None
    for key, otherwise in words.items():
        word = given.get(key)
        if not isinstance(word, str) or not word:
            raise InputError(f"study.{key}={'(nothing)' if word in (None, '') else word} {otherwise}.")
        keys[key] = word
    return name, keys


def _parameters(parameter_set: type, given: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {
        parameter.name: checked(parameter, given[parameter.name], f"{prefix}.{parameter.name}")
        for parameter in declared(parameter_set)
    }


def _size(given: Mapping[str, Any]) -> Size:
    values = {}
    for field in fields(Size):
        low = 0 if field.name == "tool_sellers" else 1
        about = Parameter(field.name, "number", low, LARGEST.get(field.name, 1_000_000))
        values[field.name] = int(checked(Declared(field.name, int, 1, about), given[field.name], f"world.{field.name}"))
    for name, each in (("regulators", 3), ("procuratorates", 1), ("courts", 1)):
        least = each * values["provinces"]
        if values[name] < least:
            raise InputError(
                f"world.{name}={values[name]} is too few; allowed: {least} or more, {each} for each of "
                f"world.provinces={values['provinces']}."
            )
    return Size(**values)


def _option(value: object, allowed: tuple[str, ...], key: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        shown = "(nothing)" if value in (None, "") else value
        raise InputError(f"{key}={shown} is not an option; allowed: {', '.join(allowed)}.")
    return value


def _scenario(given: Mapping[str, Any], months: int) -> Scenario:
    statistics: Statistics | None = None
    if _option(given["world"]["inputs"], INPUTS, "world.inputs") == "published":
        statistics = read_statistics()
    outside = Scenario(
        months=months,
        growth=licence_growth(statistics, months) if statistics else (1.0,),
        outside_cases=outside_cases(statistics, months) if statistics else (0.0,),
        campaign=campaign(months) if statistics else (0.0,),
    )
    return _laid_over(outside, given)


def _laid_over(scenario: Scenario, given: Mapping[str, Any]) -> Scenario:
    """World, policy and law as given, in the months and with the outside inputs of a scenario."""
    world = WorldParameters(**_parameters(WorldParameters, given["world"], "world"))
    if world.refusal + world.partial + world.vanish > 0.95:
        raise InputError(
            "world.refusal, world.partial and world.vanish leave nobody to comply; keep their sum at 0.95 or below."
        )
    size = _size(given["world"])
    return replace(
        scenario,
        policy=Policy(**_parameters(Policy, given["policy"], "policy")),
        changes=tuple(_changes(given["policy"]["changes"])),
        world=world,
        size=size,
        statute=_statute(given["law"]),
        weight=NATIONAL_PROVIDERS / size.providers if given["world"]["inputs"] == "published" else 1.0,
    )


def scenario_with(settings: Settings, cells: Mapping[str, Any]) -> Scenario:
    """The scenario of a command with some settings of world, policy and law moved.

    Parameters
    ----------
    cells
        Values by full name, as the command line has them; not ``world.inputs``, for series belong to a command.

    Raises
    ------
    InputError
        A value that is not allowed, or that does not go with the others.
    """
    given = {group: dict(settings.plain[group]) for group in ("world", "policy", "law")}
    for key, value in cells.items():
        group, name = key.split(".", 1)
        given[group][name] = value
    try:
        return _laid_over(settings.scenario, given)
    except (ParameterError, ScenarioError) as error:
        raise InputError(str(error)) from None


def parameter_of(key: str) -> Declared:
    """Declaration of a lever or world parameter by its full name.

    Raises
    ------
    InputError
        There is none of that name: a size, a setting of the law, or a slip.
    """
    found = {
        f"{group}.{parameter.name}": parameter
        for group, parameter_set in (("policy", Policy), ("world", WorldParameters))
        for parameter in declared(parameter_set)
    }
    if key not in found:
        raise InputError(f"{key} has no declared range{nearest(key, found)}; name a lever or a world parameter.")
    return found[key]


def _statute(given: Mapping[str, Any]) -> Statute:
    versions = {str(version) if version else "dated": version for version in VERSIONS}
    name = given["version"]
    version = versions[_option(str(name) if name is not None else name, tuple(versions), "law.version")]
    intent = checked(
        Declared("intent_required", bool, True, Parameter("", "yes/no", 0, 1)),
        given["intent_required"],
        "law.intent_required",
    )
    validity = _option(given["order_validity"], ORDER_VALIDITY, "law.order_validity")
    return Statute(version=version, intent_required=bool(intent), order_weighted=validity == "weighted")


_CHANGE_KEYS = ("lever", "to", "start", "ramp_months", "end", "provinces")


def _changes(given: object) -> list[Change]:
    if not isinstance(given, list):
        raise InputError(
            f"policy.changes={'(nothing)' if given in (None, '') else given} is not a list of changes; "
            "allowed: [{lever: ..., to: ..., start: ...}], or [] for none."
        )
    levers = {lever.name: lever for lever in declared(Policy)}
    changes = []
    for number, entry in enumerate(given):
        where = f"policy.changes[{number}]"
        if not isinstance(entry, dict):
            raise InputError(f"{where}={entry} is not a change; allowed: {{lever: ..., to: ..., start: ...}}.")
        for key in entry:
            if key not in _CHANGE_KEYS:
                raise InputError(
                    f"{where}.{key} is not a key of a change{nearest(str(key), _CHANGE_KEYS)}; "
                    f"allowed: {', '.join(_CHANGE_KEYS)}."
                )
        missing = [key for key in ("lever", "to", "start") if entry.get(key) in (None, "")]
        if missing:
            raise InputError(f"{where} has no {missing[0]}; a change needs lever, to and start.")
        lever = levers.get(str(entry["lever"]))
        if lever is None:
            near = nearest(str(entry["lever"]), levers)
            allowed = "" if near else f"; allowed: {', '.join(levers)}"
            raise InputError(f"{where}.lever={entry['lever']} is not a lever{near}{allowed}.")
        month = Parameter("", "months since November 2015", 0, 10_000)
        whole = {
            key: int(checked(Declared(key, int, 0, month), entry[key], f"{where}.{key}"))
            for key in ("start", "ramp_months", "end")
            if entry.get(key) is not None
        }
        provinces = entry.get("provinces") or []
        if not isinstance(provinces, list) or any(isinstance(p, bool) or not isinstance(p, int) for p in provinces):
            raise InputError(f"{where}.provinces={provinces} is not a list of province numbers; allowed: [0, 1].")
        changes.append(
            Change(
                lever=lever.name,
                to=checked(lever, entry["to"], f"{where}.to"),
                start=whole["start"],
                ramp_months=whole.get("ramp_months", 0),
                end=whole.get("end"),
                provinces=tuple(provinces),
            )
        )
    return changes


PACKAGES = ("legislature", "judiciary", "regulators", "popularisation", "all")


def packages(settings: Settings) -> dict[str, Policy]:
    """The policy of the settings (``today`` unless it was changed) and each reform package laid over it."""
    found = {"today" if settings.scenario.policy == Policy() else "as given": settings.scenario.policy}
    levers = {lever.name: lever for lever in declared(Policy)}
    for name in PACKAGES:
        moved: dict[str, Any] = {}
        for part in _parts(name):
            for key, value in part.items():
                if key not in levers:
                    raise InputError(f"policy package {name}: {key} is not a lever{nearest(key, levers)}.")
                moved[key] = checked(levers[key], value, f"policy package {name}: {key}")
        found[name] = settings.scenario.policy._replace(**moved)
    return found


def _parts(name: str) -> list[dict[str, Any]]:
    """A package, or the packages that it joins."""
    plain = cast("dict[str, Any]", OmegaConf.to_container(OmegaConf.load(CONFIGS / "policy" / f"{name}.yaml")))
    joined = [part for inner in plain.pop("defaults", []) for part in _parts(inner)]
    return [*joined, plain] if plain else joined


def known_keys() -> list[str]:
    """Every setting by its full name."""
    keys = []
    for key, value in SCHEMA.items():
        keys += [f"{key}.{inner}" for inner in value] if key in ("world", "policy", "law", "execute") else [key]
    return keys + sorted({f"study.{key}" for study in STUDY_KEYS for key in study_keys(study)})
