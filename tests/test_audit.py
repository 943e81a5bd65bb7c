"""The check for known vulnerabilities, on records made here."""

from __future__ import annotations

import json
import zipfile

import pytest
from shared import ci

AUDIT = ci("audit")


def record(name: str, **affected: object) -> dict[str, object]:
    return {
        "id": "X-1",
        "summary": "bad",
        "affected": [{"package": {"ecosystem": "PyPI", "name": name}, **affected}],
    }


@pytest.mark.parametrize(("events", "hit"), [
    ([{"introduced": "0"}], True),
    ([{"introduced": "0"}, {"fixed": "2.0"}], True),
    ([{"introduced": "0"}, {"fixed": "1.5"}], False),
    ([{"introduced": "0"}, {"last_affected": "1.5"}], True),
    ([{"introduced": "0"}, {"last_affected": "1.4"}], False),
    ([{"introduced": "1.5"}], True),
    ([{"introduced": "1.6"}], False),
    ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "1.4"}, {"fixed": "1.10"}], True),
])  # fmt: skip
def test_a_version_in_a_range_is_found(tmp_path, events, hit):
    about = record("Some_Package", ranges=[{"type": "ECOSYSTEM", "events": events}])
    (tmp_path / "x.json").write_text(json.dumps(about))
    expected = ["some-package 1.5: X-1 bad"] if hit else []
    assert AUDIT.affected_in(tmp_path, {"some-package": {"1.5"}}) == expected


def test_the_locks_are_read_and_an_archive_is_too(tmp_path, capsys):
    version = next(iter(AUDIT.pinned()["numpy"]))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.json", json.dumps(record("numpy", versions=[version])))
        archive.writestr("b.json", json.dumps({**record("scipy", ranges=[]), "withdrawn": "2020"}))
    assert AUDIT.main([str(tmp_path / "all.zip")]) == 1
    assert capsys.readouterr().out == f"numpy {version}: X-1 bad\n"
    assert AUDIT.main([str(tmp_path / "none.zip")]) == 2
