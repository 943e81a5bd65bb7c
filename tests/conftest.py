"""Fixtures of all tests."""

from __future__ import annotations

import pytest
import shared


@pytest.fixture
def scenario():
    """See ``shared.scenario``."""
    return shared.scenario
