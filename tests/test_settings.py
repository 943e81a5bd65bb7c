"""The one door: every parameter, every configuration file, every slip that a file can hold."""

from __future__ import annotations

import copy
import math

import pytest
import yaml
from hydra import compose, initialize_config_dir
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from zombielaw.experiments.config.settings import (
    LARGEST,
    NATIONAL_PROVIDERS,
    PACKAGES,
    SCHEMA,
    composed,
    known_keys,
    packages,
    register,
    settings_from,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import CONFIGS
from zombielaw.sim.parameters import Policy, WorldParameters, declared
from zombielaw.sim.scenario import Change, Size

LEVERS = [("policy", parameter) for parameter in declared(Policy)]
PARAMETERS = [*LEVERS, *(("world", parameter) for parameter in declared(WorldParameters))]
GROUPS = ("world", "policy", "law", "study", "experiment")
FILES = [(group, path.stem) for group in GROUPS for path in sorted((CONFIGS / group).glob("*.yaml"))]


@pytest.fixture(scope="module")
def plain():
    """A composed configuration as plain data, to be copied and spoilt."""
    register()
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        return OmegaConf.to_container(compose("config", overrides=["world=classroom"]))


def with_value(plain, group, key, value):
    spoilt = copy.deepcopy(plain)
    (spoilt[group] if group else spoilt)[key] = value
    return spoilt


def refusal(plain, group, key, value) -> str:
    with pytest.raises(InputError) as refused:
        settings_from(with_value(plain, group, key, value))
    return str(refused.value)


@pytest.mark.parametrize(("group", "parameter"), PARAMETERS, ids=lambda p: getattr(p, "name", p))
def test_every_parameter_refuses_what_its_declaration_does_not_allow(plain, group, parameter):
    about, key = parameter.about, f"{group}.{parameter.name}"
    wrong = [("nonsense", "nonsense"), ("", "(nothing)"), (None, "(nothing)"), (math.nan, "nan"), ([1], "[1]")]
    if about.options:
        allowed = ", ".join(about.options)
    elif parameter.kind is bool:
        allowed = "true, false"
        wrong += [(0, "0"), (1.0, "1.0")]
    else:
        allowed = f"number from {about.low:g} to {about.high:g}"
        step = 0.01 * (about.high - about.low)
        wrong += [(value, f"{value:g}") for value in (about.low - step, about.high + step, math.inf, -math.inf)]
        wrong += [(True, "True")]
    for value, shown in wrong:
        said = refusal(plain, group, parameter.name, value)
        assert said.startswith(f"{key}={shown} "), said
        assert allowed in said, said


@pytest.mark.parametrize(("group", "parameter"), PARAMETERS, ids=lambda p: getattr(p, "name", p))
def test_every_parameter_takes_its_bounds_and_they_arrive(plain, group, parameter):
    about = parameter.about
    ends = about.options or ((False, True) if parameter.kind is bool else (about.low, about.high))
    for value in ends:
        changed = with_value(plain, group, parameter.name, value)
        if {"refusal", "partial", "vanish"} & {parameter.name}:  # their sum has a bound of its own
            changed["world"] |= {
                name: 0.0 for name in ("refusal", "partial", "vanish") if name != parameter.name
            }  # fmt: skip
        scenario = settings_from(changed).scenario
        arrived = getattr(scenario.policy if group == "policy" else scenario.world, parameter.name)
        assert parameter.shown(arrived) == value
        assert type(arrived) is parameter.kind


@pytest.mark.parametrize("name", Size.__dataclass_fields__)
def test_every_size_has_its_bounds(plain, name):
    largest = LARGEST.get(name, 1_000_000)
    for value in (-1, largest + 1, 1.5, math.nan, "many", "", None, True):
        said = refusal(plain, "world", name, value)
        assert said.startswith(f"world.{name}="), said
        assert "whole number from" in said
    if name != "tool_sellers":
        refusal(plain, "world", name, 0)


def test_those_who_do_not_comply_leave_somebody(plain):
    plain = with_value(plain, "world", "partial", 0.4)
    plain["world"]["vanish"] = 0.1
    said = refusal(plain, "world", "refusal", 0.5)
    assert all(f"world.{name}" in said for name in ("refusal", "partial", "vanish"))


@pytest.mark.parametrize("key", SCHEMA)
def test_no_setting_may_be_missing(plain, key):
    spoilt = copy.deepcopy(plain)
    del spoilt[key]
    with pytest.raises(InputError, match=f"^{key} was taken away"):
        settings_from(spoilt)


def test_a_group_that_is_no_group(plain):
    for group in ("world", "policy", "law", "study"):
        assert refusal(plain, "", group, 3).startswith(f"{group}=3 is not a group")


@pytest.mark.parametrize(("group", "name"), FILES)
def test_every_file_of_the_configuration_passes_the_door(group, name):
    settings = composed(f"{group}={name}")
    if group in ("world", "policy", "law"):
        chosen = OmegaConf.to_container(OmegaConf.load(CONFIGS / group / f"{name}.yaml")) or {}
        for key, value in chosen.items():
            if key != "defaults":
                assert settings.plain[group][key] == value, key
    assert settings.scenario.months >= 1


@pytest.mark.parametrize(("group", "name"), [file for file in FILES if file[0] != "study"])
def test_no_file_names_a_setting_that_does_not_exist(group, name):
    text = OmegaConf.to_container(OmegaConf.load(CONFIGS / group / f"{name}.yaml")) or {}
    text.pop("defaults", None)
    names = {f"{key}.{inner}" for key, inside in text.items() for inner in inside} if group == "experiment" else {
        f"{group}.{key}" for key in text
    }  # fmt: skip
    assert names <= set(known_keys())


def test_an_experiment_yields_to_the_command_line():
    settings = composed("experiment=lively", "policy.pooling=0.9", "world.providers=300")
    assert settings.scenario.policy.pooling == 0.9
    assert settings.scenario.policy.inspection_rate == 4.0
    assert settings.scenario.size.providers == 300
    assert settings.scenario.size.provinces == 4
    assert settings.scale == NATIONAL_PROVIDERS / 300


def test_a_file_with_an_unknown_key_is_refused(tmp_path):
    """The user's own folder of configurations, found through the search path."""
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text("# @package _global_\npolicy:\n  order_qualit: 0.3\n")
    with pytest.raises((InputError, HydraException, OmegaConfBaseException), match="order_qualit"):
        composed(f"hydra.searchpath=[file://{tmp_path}]", "experiment=mine")


def test_a_file_with_a_known_key_is_read(tmp_path):
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text("# @package _global_\npolicy:\n  order_quality: 0.3\n")
    mine = composed(f"hydra.searchpath=[file://{tmp_path}]", "experiment=mine")
    assert mine.scenario.policy.order_quality == 0.3


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_what_its_file_composes(name):
    assert packages(composed("study=replay"))[name] == composed(f"policy={name}").scenario.policy


def test_packages_are_laid_over_the_policy_that_is_given():
    given = composed("policy.popularisation=0.1", "policy.charge_preference=0.9")
    found = packages(given)
    assert list(found) == ["as given", *PACKAGES]
    assert list(packages(composed())) == ["today", *PACKAGES]
    assert found["as given"] == given.scenario.policy
    assert found["legislature"].charge_preference == 0.9
    assert found["judiciary"].charge_preference == 0.5
    assert found["regulators"].popularisation == 0.1


def test_all_packages_together_are_the_four():
    together = {}
    for name in PACKAGES[:-1]:
        together |= yaml.safe_load((CONFIGS / "policy" / f"{name}.yaml").read_text())
    expected = Policy()._asdict() | together
    found = packages(composed())["all"]
    assert {lever.name: lever.shown(getattr(found, lever.name)) for lever in declared(Policy)} == {
        lever.name: expected[lever.name] if isinstance(expected[lever.name], str) else lever.shown(expected[lever.name])
        for lever in declared(Policy)
    }


def test_a_timeline_arrives_in_the_scenario():
    changes = (
        "{lever:order_quality,to:0.95,start:60,ramp_months:12,provinces:[0,2]}",
        "{lever:concurrence,to:special_first,start:24,end:36}",
    )
    scenario = composed("world=classroom", f"policy.changes=[{','.join(changes)}]").scenario
    assert scenario.changes == (
        Change("order_quality", 0.95, 60, 12, None, (0, 2)),
        Change("concurrence", 2, 24, 0, 36, ()),
    )
    base = scenario.policy
    assert scenario.policy_at(59, 0) == base
    assert base.order_quality < scenario.policy_at(60, 0).order_quality < 0.95
    assert scenario.policy_at(72, 2).order_quality == 0.95
    assert scenario.policy_at(72, 1) == base
    assert [scenario.policy_at(month, 3).concurrence for month in (23, 24, 35, 36)] == [0, 2, 2, 0]


def test_one_spelling_of_a_number_is_one_key():
    one, other = composed("policy.order_review=1", "seed=1000"), composed("policy.order_review=1.0", "seed=1e3")
    assert one.plain == other.plain
    assert repr(one.plain) == repr(other.plain)


def test_engine_and_folder_are_no_part_of_what_the_key_sees():
    assert "engine" not in composed("engine=mesa").plain
    assert composed("out=here").plain == composed("out=there").plain
    assert composed("seed=2").plain != composed().plain


def test_without_published_inputs_the_world_stands_still():
    scenario = composed("world.inputs=none").scenario
    assert {scenario.providers(month) for month in range(0, 122, 10)} == {scenario.size.providers}
    assert scenario.outside(100) == 0.0
    assert scenario.trace_factor(100) == 1.0


def test_a_key_of_other_studies_names_all_of_them():
    with pytest.raises(InputError, match=r"study\.levels is a key of study=(?=.*sweep)(?=.*hysteresis).*, not of this"):
        composed("study=baseline", "+study.levels=3")
