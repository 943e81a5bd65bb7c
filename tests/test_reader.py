"""The one reader of users' files, and a text that stays a text: what is refused, and that it is refused in one line."""

from __future__ import annotations

import os
import re
import socket
from datetime import date
from typing import Annotated

import pandas as pd
import pytest
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from zombielaw.experiments.analysis.wording import table
from zombielaw.experiments.config.command import check_words
from zombielaw.experiments.config.values import plain_reforms, typed_words
from zombielaw.experiments.data.files import (
    check_name,
    content_of,
    json_in,
    read_csv,
    read_yaml,
    read_yaml_file,
)
from zombielaw.experiments.data.typed import Entry, Items, Named, Share, known, one_of, read_as
from zombielaw.experiments.designs.grids import _read_csv
from zombielaw.experiments.errors import ExecutionError, InputError, is_file, is_folder
from zombielaw.experiments.explorer.serve import _check_free, address_of
from zombielaw.experiments.export.table import write_excel
from zombielaw.experiments.runs.run_store import Chunk, ChunkError, RunStore
from zombielaw.experiments.runs.study_store import StoreError
from zombielaw.experiments.words.texts import in_language, plain


def file_of(folder, text: str | bytes, name: str = "my.yaml"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_yaml_file_of_other_bytes_is_refused_by_its_name(tmp_path):
    path = file_of(tmp_path, b"a: \xff\n")
    with pytest.raises(InputError, match=f"{path}.*the byte 0xff is not UTF-8"):
        read_yaml(path)


class Inner(Entry):
    rule: Annotated[str, one_of("habit", "statute")] = "habit"
    who: Annotated[str, known("people", "person")] = "li"


class Outer(Entry):
    share: Share
    inner: Inner = Inner()
    days: Items[date] = ()
    flag: bool = False
    by_year: Named[int] = {}


@pytest.mark.parametrize(("text", "says", "chinese"), [
    ("share: 1.5", "line 1: share: 1.5 given; allowed: a share: a number", "不能写1.5；可用：比例：0至1的数"),
    ("share: yes", "share: yes given; allowed: a share", "不能写yes"),
    ("inner: {}", "my.yaml: share: share is missing", "缺少share"),
    ("share: 0.5\nshaer: 1", "line 2: shaer: no key is called 'shaer' (did you mean 'share'?)", "没有名为'shaer'的键"),
    ("share: 1\ninner: {rule: law}", "rule: 'law' given; allowed: 'habit', 'statute'", "可用：'habit'、'statute'"),
    ("share: 1\ninner:\n  who: lu", "inner.who: no person is called 'lu'; allowed are li, wang", "可用：li、wang"),
    ("share: 1\ninner: 3", "inner: 3 given; allowed: names with a value each", "可用：名称，各有一个值"),
    ("share: 1\ndays: [2020-01-01, soon]", "2: days.1: 'soon' given; allowed: a date such", "可用：日期"),
    ("share: 1\ndays: 2020-01-01", "days: 2020-01-01 given; allowed: a list", "可用：列表"),
    ("share: 1\nflag: 1", "flag: 1 given; allowed: yes or no", "可用：yes或no"),
    ("share: 1\nby_year: {2020: 0.5}", "by_year.2020: 0.5 given; allowed: a whole number", "可用：整数"),
])  # fmt: skip
def test_each_type_of_error_is_one_message_in_both_languages(tmp_path, text, says, chinese):
    with pytest.raises(InputError) as error:
        read_as(Outer, read_yaml_file(file_of(tmp_path, text)), {"people": ["li", "wang"]})
    assert says in str(error.value)
    assert chinese in in_language(error.value, "zh")


def test_what_fits_is_read(tmp_path):
    read = read_as(
        Outer, read_yaml_file(file_of(tmp_path, "share: 1\ndays: [2020-01-01]\nby_year: {2020: 3}"))
    )
    assert (read.share, read.days, read.by_year) == (1.0, (date(2020, 1, 1),), {"2020": 3})


def test_an_open_end_is_a_value_where_it_is_allowed(tmp_path):
    path = file_of(tmp_path, "a: [2, .inf]\nb: 0.0\nc: 0.0e-999\n")
    assert read_yaml_file(path, endless=True).data == {"a": [2, float("inf")], "b": 0.0, "c": 0.0}


@pytest.mark.parametrize(
    "text", ['{"a":1,"a":2}', "[NaN]", "[1e999]", "[" * 100_000, '["\\ud800"]', '["\\u0001"]', ""]
)
def test_what_json_may_not_hold(text):
    with pytest.raises(ValueError, match=r"."):
        json_in(text)
    assert json_in('{"a": [1, 2.5, "b"]}') == {"a": [1, 2.5, "b"]}


def test_what_a_table_may_not_hold(tmp_path):
    for text, part in (
        ("a,b\n1,\x01\n", r"line 2: .*'\\x01'"),
        ("a,b,a\n1,2,3\n", "column a: stands there twice"),
    ):
        with pytest.raises(InputError, match=part):
            read_csv(file_of(tmp_path, text, "t.csv"))
    assert _read_csv(file_of(tmp_path, "a,b\n1e-400,1e-4\n", "t.csv"))[1] == [["1e-400", 1e-4]]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
def test_what_is_no_plain_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="is a pipe"):
        content_of(tmp_path / "pipe")
    chunk = Chunk("ab", 1, 0, 1)
    store = RunStore(tmp_path)
    store.prepare()
    os.mkfifo(store.folder / chunk.file)
    with pytest.raises(StoreError, match=r"cannot be written \(is a folder, a pipe or a device\)"):
        store.keep(chunk, b"")
    with pytest.raises(ChunkError, match=re.escape(f"{store.folder / chunk.file} is a pipe")):
        store.read(chunk)


@pytest.mark.parametrize("name", ["today", "-3", "+0.5", "法学 <a> | [b](c)", "-", "a=b", "50 %"])
def test_a_name_that_stays_what_it_is(tmp_path, name):
    check_name(name, "row 1")
    write_excel(tmp_path / "t.xlsx", {"t": pd.DataFrame({"name": [name, "=1+1"]})})
    cells = load_workbook(tmp_path / "t.xlsx")["t"]
    assert [(cells[at].value, cells[at].data_type) for at in ("A2", "A3")] == [
        (name, "s"),
        ("=1+1", "s"),
    ]
    tokens = MarkdownIt("commonmark").enable("table").parse(plain(table(("a", "b"), [(name, "c")])))
    inline = [token for token in tokens if token.type == "inline"]
    assert [token.content.replace("&lt;", "<").replace("\\(", "(") for token in inline] == [
        "a",
        "b",
        name,
        "c",
    ]
    assert {child.type for token in inline for child in token.children} == {"text"}


# ---- slips of the command that once ended in a traceback


def test_words_that_ask_no_disk_and_close_their_quotation():
    with pytest.raises(InputError, match="says nothing of a reform"):
        plain_reforms(["a" * 300])
    with pytest.raises(InputError, match="close each quotation mark"):
        typed_words('policy="')
    assert not is_folder("x" * 5000)
    assert not is_file("a\0b")


@pytest.mark.parametrize("word", ["seed=1e-400", "policy.pooling=.5E-999"])
def test_a_number_that_would_be_taken_for_zero(word):
    with pytest.raises(InputError, match="so small that it is taken for zero"):
        check_words([word])
    check_words(["policy.pooling=1e-4", "policy.pooling=0e-999", "out=run-1e-500x"])


def test_a_port_in_other_digits():
    with pytest.raises(InputError, match="port=٣"):
        address_of(["port=٣"])


def test_where_nobody_can_listen_is_told_with_what_helps():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ExecutionError, match="give another port"):
            _check_free("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(ExecutionError, match="give a host of this machine"):
        _check_free("no host at all", 8080)
