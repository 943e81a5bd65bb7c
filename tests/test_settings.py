"""The one door: every parameter, every configuration file, every slip that a file can hold."""

from __future__ import annotations

import copy
import math
from functools import cache

import hydra
import pytest
import yaml
from omegaconf import OmegaConf

from zombielaw.experiments.config import command
from zombielaw.experiments.config import values as package_files
from zombielaw.experiments.config.command import composition
from zombielaw.experiments.config.schema import PRACTICE, Options, real, whole, word
from zombielaw.experiments.config.settings import (
    NATIONAL_PROVIDERS,
    PACKAGES,
    packages,
    scenario_with,
    settings_from,
    words_of,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.studies import registry
from zombielaw.experiments.studies.registry import composed, differs, studies
from zombielaw.sim.parameters import Policy, WorldParameters, declared
from zombielaw.sim.scenario import SIZES, Change, Size

LEVERS = [("policy", parameter) for parameter in declared(Policy)]
PARAMETERS = [*LEVERS, *(("world", parameter) for parameter in declared(WorldParameters))]
usual = cache(composed)
ANSWERS = ("refusal", "partial", "vanish")
GROUPS = ("world", "policy", "law", "experiment")
FILES = [
    (group, path.stem) for group in GROUPS for path in sorted((CONFIGS / group).glob("*.yaml"))
]


@pytest.fixture(scope="module")
def plain():
    """A composed configuration as plain data, to be copied and spoilt."""
    return composition(["world=classroom"], studies())


EACH_KIND = {"order_quality", "order_element_required", "concurrence"}


def with_value(plain, group, key, value):
    spoilt = copy.deepcopy(plain)
    (spoilt[group] if group else spoilt)[key] = value
    return spoilt


def refusal_of(ask, *words) -> str:
    with pytest.raises(InputError) as refused:
        ask(*words)
    return str(refused.value)


def refusal(plain, group, key, value) -> str:
    return refusal_of(settings_from, with_value(plain, group, key, value), studies())


@pytest.mark.parametrize(("group", "parameter"), PARAMETERS, ids=lambda p: getattr(p, "name", p))
def test_every_parameter_refuses_what_its_declaration_does_not_allow(plain, group, parameter):
    about, key = parameter.about, f"{group}.{parameter.name}"
    wrong = [
        ("nonsense", "nonsense"),
        *([(None, "(nothing)"), ([1], "[1]")] if parameter.name in EACH_KIND else []),
    ]
    if about.options:
        allowed = ", ".join(about.options)
    elif parameter.kind is bool:
        allowed = "true, false"
        wrong += [(0, "0"), (1.0, "1")]
    else:
        allowed = f"number from {about.low:g} to {about.high:g}"
        step = 0.01 * (about.high - about.low)
        wrong += [(value, f"{value:g}") for value in (about.low - step, about.high + step)]
    for value, shown in wrong:
        message = refusal(plain, group, parameter.name, value)
        assert message.startswith(f"{key}={shown} "), message
        assert allowed in message, message


def test_every_parameter_takes_its_bounds_and_they_arrive(plain):
    """Each value that may be chosen, or both ends of a range; many at once, as every look at the door takes time."""
    ends = {
        (group, parameter.name): parameter.about.options
        or (
            (False, True) if parameter.kind is bool else (parameter.about.low, parameter.about.high)
        )
        for group, parameter in PARAMETERS
    }
    for number in range(max(map(len, ends.values()))):
        for one in ANSWERS:  # their sum has a bound of its own: one at its end, the others at nil
            given = {place: values[min(number, len(values) - 1)] for place, values in ends.items()}
            given |= {("world", name): 0.0 for name in ANSWERS if name != one}
            changed = copy.deepcopy(plain)
            for (group, name), value in given.items():
                changed[group][name] = value
            scenario = settings_from(changed, studies()).scenario
            for group, parameter in PARAMETERS:
                arrived = getattr(
                    scenario.policy if group == "policy" else scenario.world, parameter.name
                )
                assert parameter.shown(arrived) == given[group, parameter.name], parameter.name
                assert type(arrived) is parameter.kind, parameter.name


@pytest.mark.parametrize("name", Size.__dataclass_fields__)
def test_every_size_has_its_bounds(plain, name):
    largest = SIZES[name][1]
    for value in (-1, largest + 1, 1.5, math.nan, "many", "", None, True):
        message = refusal(plain, "world", name, value)
        assert message.startswith(f"world.{name}="), message
        assert "whole number from" in message
    if name != "tool_sellers":
        refusal(plain, "world", name, 0)


@pytest.mark.parametrize(
    "key", ["seed", "replicates", "engine", "out", "world", "policy", "law", "execute"]
)
def test_no_setting_may_be_missing(plain, key):
    spoilt = copy.deepcopy(plain)
    del spoilt[key]
    with pytest.raises(InputError, match=rf"^{key}\S* was taken away"):
        settings_from(spoilt, studies())


def test_a_group_that_is_no_group(plain):
    for group in ("world", "policy", "law", "study"):
        assert refusal(plain, "", group, 3).startswith(f"{group}=3 is not a group")


@pytest.mark.parametrize(("group", "name"), [*FILES, *(("study", name) for name in studies())])
def test_every_file_of_the_configuration_passes_the_door(group, name):
    settings = usual(f"{group}={name}")
    if group in ("world", "policy", "law"):
        chosen = OmegaConf.to_container(OmegaConf.load(CONFIGS / group / f"{name}.yaml")) or {}
        for key, value in chosen.items():
            if key != "defaults":
                assert settings.plain[f"{group}.{key}"] == value, key
    assert settings.scenario.months >= 1


def test_an_experiment_yields_to_the_command_line():
    settings = composed("experiment=lively", "policy.pooling=0.9", "world.providers=300")
    policy, size = settings.scenario.policy, settings.scenario.size
    assert (policy.pooling, policy.inspection_rate) == (0.9, 4.0)
    assert (size.providers, size.provinces) == (300, 4)
    assert settings.scale == NATIONAL_PROVIDERS / 300


def own_experiment(folder, text: str):
    """The settings of a user's own folder of configurations, found through the search path."""
    (folder / "experiment").mkdir()
    (folder / "experiment" / "mine.yaml").write_text(f"# @package _global_\n{text}")
    return composed(f"--config-dir={folder}", "experiment=mine")


def test_a_file_with_a_known_key_is_read(tmp_path):
    settings = own_experiment(tmp_path, "policy:\n  order_quality: 0.3\n")
    assert settings.scenario.policy.order_quality == 0.3


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_what_its_file_composes(name):
    assert packages(usual("study=replay"))[name] == usual(f"policy={name}").scenario.policy


def test_packages_are_laid_over_the_policy_that_is_given():
    given = composed("policy.popularisation=0.1", "policy.charge_preference=0.9")
    policies = packages(given)
    assert list(policies) == ["as given", *PACKAGES]
    assert list(packages(usual())) == ["today", *PACKAGES]
    assert policies["as given"] == given.scenario.policy
    assert policies["legislature"].charge_preference == 0.9
    assert policies["judiciary"].charge_preference == 0.5
    assert policies["regulators"].popularisation == 0.1


def test_all_packages_together_are_the_four():
    expected = PRACTICE._asdict()
    for name in PACKAGES[:-1]:
        expected |= yaml.safe_load((CONFIGS / "policy" / f"{name}.yaml").read_text())
    policy = packages(usual())["all"]
    for lever in declared(Policy):
        wanted = expected[lever.name]
        shown = wanted if isinstance(wanted, str) else lever.shown(wanted)
        assert lever.shown(getattr(policy, lever.name)) == shown, lever.name


def test_a_timeline_arrives_in_the_scenario():
    changes = "{lever:order_quality,to:0.95,start:60,ramp_months:12,provinces:[0,2]}"
    changes += ",{lever:concurrence,to:special_first,start:24,end:36}"
    scenario = composed("world=classroom", f"policy.changes=[{changes}]").scenario
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
    one, other = (
        composed("policy.order_review=1", "seed=1000"),
        composed("policy.order_review=1.0", "seed=1e3"),
    )
    assert (one.plain, repr(one.plain)) == (other.plain, repr(other.plain))


def test_engine_and_folder_are_no_part_of_what_the_key_sees():
    assert "engine" not in composed("engine=mesa").plain
    assert composed("out=here").plain == composed("out=there").plain
    assert composed("seed=2").plain != composed().plain


def test_without_published_inputs_the_world_stands_still():
    scenario = composed("world.inputs=none").scenario
    assert {scenario.providers(month) for month in range(0, 122, 10)} == {scenario.size.providers}
    assert scenario.outside(100) == 0.0
    assert scenario.trace_factor(100) == 1.0


@pytest.mark.parametrize("words", [
    "study=grid study.levels={policy.pooling:[0,1]} seed=1e3", "experiment=lively world.refusal=5%", "seed=${x}",
    "study=replay study.file='a,b.yaml' study.name=loop", "world=region policy.changes=3", "world.x=1", "seed={}",
    "law=v2019 policy.changes=[{lever:pooling,to:1,start:3}]", "policy=[all] +seed=2 ++seed=3", "seed=1,2", "x",
    "seed=1 seed=2 engine=mesa execute=processes execute.workers=3", "seed=null", "baseline lang=zh", "out=[1]",
    "policy.order_element_required=no study.months=2020-11", "policy.concurrence='statute' priors=''", "world=x",
    "seed.x=1", "compare policy=none.yaml policy=none.yaml",
])  # fmt: skip
def test_tests_compose_what_hydra_composes(monkeypatch, words):
    """Settings that share what Hydra joined are those of Hydra alone, and so is each refusal."""

    def said():
        try:
            asked = composed(*words.split())
        except InputError as refused:
            return str(refused)
        return asked.plain, asked.scenario, asked.execute, asked.engine, asked.lang

    shared = said()
    monkeypatch.setattr(command, "compose", hydra.compose)
    assert said() == shared


# ---- one truth after the door


@pytest.mark.parametrize(("group", "name"), FILES)
def test_the_words_of_a_scenario_are_the_scenario(group, name):
    """Plain data is made from the scenario, so it must say all of it."""
    change = "policy.changes=[{lever:concurrence,to:statute,start:3,end:9},{lever:pooling,to:1,start:1,provinces:[0]}]"
    given = composed(f"{group}={name}", change)
    words = words_of(given.scenario)
    if name not in ("meanfield", "trapped"):  # without published inputs
        assert scenario_with(usual(), words) == given.scenario
    assert {**given.plain, **words} == given.plain


def test_what_a_command_says_beyond_its_study():
    assert differs(composed("study=structure")) == {}
    assert (
        differs(composed("study=structure", "policy.transfer_rate=0.5", "engine=mesa", "out=there"))
        == {}
    )
    own = {"policy": "popularisation", "seed": 2, "study.months": 60, "law.version": "2019"}
    assert (
        differs(composed("policy=popularisation", "seed=2", "study.months=60", "law=v2019")) == own
    )


# ---- what a study declares


def test_a_study_has_its_own_defaults_beside_those_of_the_command():
    settings = composed("study=structure")
    assert (
        settings.replicates,
        settings.scenario.size.providers,
        settings.scenario.world.refusal,
    ) == (5, 2000, 0.15)
    over = composed("study=structure", "world=region", "world.refusal=0.1", "replicates=7")
    assert (over.replicates, over.scenario.size.providers, over.scenario.world.refusal) == (
        7,
        13400,
        0.1,
    )
    assert composed("study=structure", "experiment=lively").scenario.policy.transfer_rate == 0.5


KEYS = {
    "level": real(0.5, 0, 1, "a level", "share"),
    "number": whole(3, 1, 9, "how many"),
    "case": word("a", "a case"),
}
OWN_STUDY = Options(
    question="Mine?",
    keys=KEYS,
    settings={"world": "classroom", "policy": "judiciary", "world.refusal": 0.2},
)


def own_settings(*words):
    return settings_from(
        composition(["study=mine", *words], {"mine": OWN_STUDY}), {"mine": OWN_STUDY}
    )


def test_a_study_needs_no_more_than_its_declaration():
    settings = own_settings("study.level=1", "study.case=b")
    assert settings.study_keys == {"level": 1.0, "number": 3, "case": "b"}
    assert type(settings.study_keys["level"]) is float
    assert settings.scenario.policy == composed("policy=judiciary").scenario.policy
    assert (settings.scenario.world.refusal, settings.scenario.size.providers) == (0.2, 2000)


@pytest.mark.parametrize(("slip", "message"), [
    ("study.level=2", "study.level=2 is out of range; allowed: a number from 0 to 1."),
    ("study.case=", "study.case=(nothing) is not a case; give one, such as a."),
    ("study.lvel=1", "study.lvel is not a setting (did you mean 'study.level'?)."),
    ("study.neutral=1", "study.neutral is not a setting (policy.aiding_scope=no_neutral_services or actual_knowledge"),
    ("world.initial_familiarity_2872=0.3", "(did you mean 'world.initial_familiarity_287_2'?)"),
    ("study.share_of_written_orders=1", "not a setting (policy.corrective_order_rate: findings with a written order"),
    ("study=min", "study=min is not known (did you mean 'mine'?); allowed: mine."),
])  # fmt: skip
def test_slips_about_a_study(slip, message):
    with pytest.raises(InputError) as refused:
        own_settings(slip) if slip.startswith("study.") else composition(
            [slip], {"mine": OWN_STUDY}
        )
    assert message in str(refused.value)


def test_a_module_without_a_study_and_two_of_one_name_are_refused(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "questions"
    (folder / "one").mkdir(parents=True)
    declares = (
        "from zombielaw.experiments.studies.base import Study\n"
        "STUDY = Study(question='?', analyse=lambda work: {}, report=lambda tables: '')\n"
    )
    (folder / "one" / "study.py").write_text(declares)
    (folder / "one" / "__init__.py").write_text("")
    (folder / "base.py").write_text("")
    (folder / "two.py").write_text(declares)
    assert list(registry.modules(folder, "questions")) == ["one", "two"]
    registry.modules.cache_clear()
    options = (
        "from zombielaw.experiments.config.schema import Options\nSTUDY = Options(question='?')\n"
    )
    for number, text in enumerate(("", options)):
        (folder / f"no{number}.py").write_text(text)
        with pytest.raises(InputError, match=rf"no{number}\.py declares no study"):
            registry.modules(folder, "questions")
        (folder / f"no{number}.py").unlink()
    (folder / "one.py").write_text(declares)
    with pytest.raises(InputError, match="a study is named one already"):
        registry.modules(folder, "questions")
    registry.modules.cache_clear()


# ---- packages that are joined


def test_packages_are_joined_in_one_list():
    both = composed("policy=[legislature,judiciary]")
    today, expected = PRACTICE._asdict(), PRACTICE._asdict()
    of = packages(usual())
    for name in ("legislature", "judiciary"):
        alone = of[name]._asdict()
        expected |= {lever: value for lever, value in alone.items() if value != today[lever]}
    assert both.scenario.policy._asdict() == expected
    other, one = composed("policy=[judiciary,legislature]"), composed("policy=judiciary")
    assert (other.plain, other.scenario) == (both.plain, both.scenario)
    assert other.plain != one.plain
    assert composed("policy=[judiciary]").scenario == one.scenario


def test_two_packages_that_contradict_each_other_are_refused(tmp_path, monkeypatch):
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "one.yaml").write_text("pooling: 0.3\ntraining: 0.0\n")
    (tmp_path / "policy" / "two.yaml").write_text("pooling: 0.4\n")
    (tmp_path / "policy" / "both.yaml").write_text("defaults: [one]\ntraining: 0\n")
    monkeypatch.setattr(package_files, "CONFIGS", tmp_path)
    assert package_files.joined(["both", "one"]) == {"pooling": 0.3, "training": 0.0}
    with pytest.raises(InputError, match=r"policy\.pooling: 0\.3 \(both\) and 0\.4 \(two\)"):
        package_files.joined(["both", "two"])
