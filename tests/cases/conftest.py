"""Lets pytest show both sides of what the observations compare."""

import pytest

pytest.register_assert_rewrite("tests.cases.observing")
