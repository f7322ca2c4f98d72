"""Options of the whole test suite."""

from __future__ import annotations

import pytest
from hypothesis import settings

#: How many times as many examples a thorough test draws with --long.
THOROUGH = 4


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write the golden files anew.")
    parser.addoption("--long", action="store_true", help="Run long tests too, and thorough ones thoroughly.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave long tests out unless asked for; let thorough ones draw more examples when asked."""
    if config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("thorough") is not None:
                _draw_more(item)
        return
    left_out = [item for item in items if item.get_closest_marker("long") is not None]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item.get_closest_marker("long") is None]


def _draw_more(item: pytest.Item) -> None:
    assert isinstance(item, pytest.Function)
    drawn = getattr(item.obj, "_hypothesis_internal_use_settings", None) or settings()
    item.obj._hypothesis_internal_use_settings = settings(drawn, max_examples=THOROUGH * drawn.max_examples)
    item.add_marker(pytest.mark.timeout(2400))
