"""Another mind about the vault: a satellite is split, keys are hashed otherwise. Its history stays whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

from click.testing import CliRunner

from tests.vault.support import FIRST, Delivery, arrive, make_project, rows, run
from tests.vault.test_objects import PHONES, day
from warehouse.cli import commands


def _plan(root: Path) -> str:
    result = CliRunner().invoke(commands, ["--project", str(root), "plan"])
    assert result.exit_code == 0, result.output
    return result.output


def _project(root: Path) -> Path:
    make_project(root)
    orders = [("1", "ann", None, "1", "x"), ("1", "ann", None, "2", "x"), ("1", "ann", None, "2", "y")]
    first = [PHONES, Delivery("codes", 0, (("m", "metre"),))]
    arrive(
        root,
        [
            [*first, Delivery("orders", 0, orders[:1])],
            *([Delivery("orders", i, orders[i : i + 1])] for i in (1, 2)),
        ],
    )
    return root


def _replace(path: Path, before: str, after: str) -> None:
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))


def test_a_satellite_that_is_split_has_each_parts_whole_history(tmp_path: Path) -> None:
    root = _project(tmp_path / "p")
    assert rows(root, "sat_order", "line, note, load_date") == {
        ("1", "x", day(0)),
        ("2", "x", day(1)),
        ("2", "y", day(2)),
    }
    _replace(
        root / "models" / "sources.yml",
        "{order_hashdiff: {exclude: [id]}}",
        "{line_hashdiff: {include: [line]}, order_hashdiff: {include: [note]}}",
    )
    line = "{materialized: satellite, hash_key: order_hk, hashdiff: line_hashdiff, from: crm.orders}"
    with (root / "models" / "vault" / "vault.yml").open("a") as file:
        file.write(f"  - name: sat_order_line\n    config: {line}\n")
    said = _plan(root)
    assert "create vault.sat_order_line (satellite): it was never built\n" in said
    assert "rebuild vault.sat_order (satellite): " in said
    run(root)
    assert rows(root, "sat_order", "note, load_date") == {("x", day(0)), ("y", day(2))}
    assert rows(root, "sat_order_line", "line, load_date") == {("1", day(0)), ("2", day(1))}
    assert "Nothing is to be done" in _plan(root)


def test_another_rule_of_hashing_makes_the_vault_anew_from_the_raw_columns(tmp_path: Path) -> None:
    root = _project(tmp_path / "p")
    before = rows(root, "sat_order", "line, note, load_date")
    _replace(root / "warehouse.yml", "name: vault\n", "name: vault\nhash: sha256\n")
    said = _plan(root)
    for model in (
        "hub_order (hub)",
        "link_order_line (link)",
        "sat_order (satellite)",
        "eff_order (eff_satellite)",
    ):
        assert f"rebuild vault.{model}: " in said
    run(root)
    assert rows(root, "sat_order", "line, note, load_date") == before
    assert rows(root, "hub_order", "order_hk, load_date") == {(hashlib.sha256(b"1").hexdigest(), FIRST)}
    key = "{order_hk: id, customer_hk: customer}"
    _replace(root / "models" / "sources.yml", key, "{order_hk: [id, line], customer_hk: customer}")
    _replace(
        root / "models" / "vault" / "vault.yml",
        "business_key: id, from: crm.orders",
        "business_key: [id, line], from: crm.orders",
    )
    _replace(root / "models" / "vault" / "vault.yml", "hub_order: id,", "hub_order: [id, line],")
    assert "rebuild vault.sat_order (satellite): " in _plan(root)
    run(root)
    assert len(rows(root, "hub_order", "id, line, load_date")) == 2
    assert rows(root, "sat_order", "line, note, load_date") == before
