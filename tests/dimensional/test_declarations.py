"""What a dimension says when it is declared wrongly."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dimensional.support import declared
from warehouse.errors import DeclarationError

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown column": ({"track": ["bb"]}, "There is no column 'bb' for `track`"),
    "two roles": ({"track": ["a"], "keep": ["a"]}, "stands under `track` and under `keep`"),
    "the key tracked": ({"track": ["id"]}, "stands under `unique_key` and under `track`"),
    "previous of nothing": ({"track": ["a"], "previous": ["b"]}, "`previous` names 'b'"),
    "current of an overwritten one": ({"overwrite": ["b"], "current": ["b"]}, "`current` names 'b'"),
    "a surrogate named like a column": ({"surrogate_key": "c"}, "There is a column 'c'"),
    "a beginning that is no column": ({"valid_from": "since"}, "There is no column 'since' for `valid_from`"),
    "a beginning that is no time": ({"valid_from": "b"}, "`valid_from` names 'b', a BIGINT"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_declaration_is_named(wrong: str) -> None:
    config, said = WRONG[wrong]
    with pytest.raises(DeclarationError) as raised:
        declared(config)
    assert said in str(raised.value)
    assert "dim.yml" in str(raised.value)
    assert "fix:" in str(raised.value)
