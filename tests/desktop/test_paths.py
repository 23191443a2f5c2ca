"""Folders of the program and of the person."""

from __future__ import annotations

import sys

import pytest

from desktop import paths


def test_the_resources_lie_beside_the_packages():
    assert (paths.resources() / "locale" / "ro").is_dir()


def test_the_frozen_program_brings_its_resources(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"


@pytest.mark.parametrize(
    "place", [paths.data_folder, paths.default_vault, paths.practice_vault, paths.settings_file, paths.log_file]
)
def test_everything_of_the_person_lies_in_her_own_folders_under_a_neutral_name(place, own_folders):
    assert own_folders in place().parents
    below = place().relative_to(own_folders)
    assert "Ancora" in below.parts
    assert not place().exists()  # asking for a folder does not make it


def test_practice_and_real_work_do_not_share_a_folder():
    assert paths.practice_vault() != paths.default_vault()
    assert paths.practice_vault() not in paths.default_vault().parents
