"""Fixtures of all tests."""

from __future__ import annotations

import pytest
import shared
from hypothesis import settings

settings.register_profile("tests", deadline=None, derandomize=True)  # no test asks for the time, or for luck
settings.load_profile("tests")


@pytest.fixture
def scenario():
    """See ``shared.scenario``."""
    return shared.scenario
