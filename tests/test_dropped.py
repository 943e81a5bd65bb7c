"""Studies that were dropped: at every door one sentence says what to use instead, and that can be asked."""

from __future__ import annotations

import re
import shlex

import pytest
from shared import answer

import zombielaw as zl
from zombielaw.experiments.studies.registry import composed, studies
from zombielaw.experiments.words.texts import CHINESE, texts

DROPPED = {
    key.removeprefix("dropped."): words
    for key, words in texts().items()
    if key.startswith("dropped.")
}
each = pytest.mark.parametrize("name", DROPPED)
DOORS = ("study={}", "{}", "{} study.x=transfer_rate", "studies {}")


@each
@pytest.mark.parametrize("door", DOORS)
def test_its_command_is_answered_by_what_to_use_instead(name, door):
    code, out, err = answer(*door.format(name).split())
    assert (code, out) == (2, "")
    assert err == f"zombielaw: {DROPPED[name][0].replace('{{', '{').replace('}}', '}')}\n"
    code, _, err = answer(*door.format(name).split(), "lang=zh")
    assert code == 2
    assert CHINESE.search(err)
    assert f"研究{name}已取消" in err


@each
def test_python_answers_the_same(name):
    with pytest.raises(zl.InputError, match=f"study={name} is no more. Use `zombielaw "):
        zl.study(name)


@each
def test_it_is_no_study_and_what_it_names_can_be_asked(name):
    assert name not in studies()
    english, chinese = (re.findall(r"`zombielaw ([^`]*)`", words) for words in DROPPED[name])
    assert english == chinese != []
    for command in english:
        settings = composed(*shlex.split(command.replace("{{", "{").replace("}}", "}")))
        checked = studies()[settings.study].check(settings)
        if settings.study == "grid":
            assert len(checked.design.scenarios) > 1
    for words in (
        word for text in DROPPED[name][:1] for word in re.findall(r"`(world\.[^`]*)`", text)
    ):
        assert composed(*words.split())
