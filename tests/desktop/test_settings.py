"""Settings: whole or not at all, and a damaged file never keeps the program from starting."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import settings
from desktop.settings import Loaded, Settings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "config" / "settings.json"


def test_the_first_start_has_defaults_and_nothing_to_report(file):
    assert settings.load(file) == Loaded(Settings(), damaged=False)
    assert not file.exists()


def test_what_was_chosen_is_there_next_time(file):
    chosen = Settings(language="en", theme="dark", font_percent=150, idle_minutes=15)
    settings.save(file, chosen)
    assert settings.load(file) == Loaded(chosen, damaged=False)
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        '"ro"',
        "\x00",
        '{"theme": "pink"}',
        '{"idle_minutes": 0}',
        '{"idle_minutes": 16}',
        '{"idle_minutes": true}',
        '{"font_percent": 250}',
        '{"font_percent": 99}',
        '{"font_percent": "100"}',
        '{"font_percent": 100.0}',
        '{"language": "xx"}',
        '{"language": null}',
        '{"language": ["ro"]}',
        "[" * 50_000,
    ],
)
def test_a_damaged_file_gives_defaults_and_says_so(file, text):
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    assert settings.load(file) == Loaded(Settings(), damaged=True)


def test_bytes_that_are_no_text_give_defaults_and_say_so(file):
    file.parent.mkdir()
    file.write_bytes(b"\xff\xfe\x80")
    assert settings.load(file).damaged


@given(st.binary(max_size=200))
def test_no_content_of_the_file_stops_the_program(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("settings") / "settings.json"
    file.write_bytes(content)
    settings.load(file)


def test_a_setting_of_a_newer_version_is_passed_over(file):
    file.parent.mkdir()
    file.write_text(json.dumps({**asdict(Settings(theme="light")), "sound": "on"}), encoding="utf-8")
    assert settings.load(file) == Loaded(Settings(theme="light"), damaged=False)


def test_a_save_that_fails_leaves_the_earlier_settings(file, monkeypatch):
    settings.save(file, Settings(theme="dark"))

    def refuse(*_):
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="no space"):
        settings.save(file, Settings(theme="light"))
    assert settings.load(file).settings.theme == "dark"


@pytest.mark.parametrize("wrong", [{"idle_minutes": 0}, {"font_percent": 201}, {"theme": ""}, {"language": "de"}])
def test_a_setting_outside_its_range_cannot_be_made(wrong):
    with pytest.raises(ValueError, match="outside its range"):
        Settings(**wrong)
