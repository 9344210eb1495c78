"""Tests of the words for runs: every setting that there is has a name and can be written."""

from dataclasses import fields

from digitapp.core.runs.settings import TrainingSettings
from digitapp.views.runs import run_words


def test_every_setting_has_a_name_and_is_written() -> None:
    names = [field.name for field in fields(TrainingSettings)]
    assert sorted(run_words.SETTINGS) == sorted(names)
    assert all(run_words.setting(TrainingSettings(), name) for name in names)
