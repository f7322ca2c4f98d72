"""Law 4 for erase, archive and prune: killed before a step, the same command again comes to the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import warehouse
from laws.killing import ERASED
from laws.support import NOW

_SOURCES = """
sources:
  - name: crm
    tables:
      - name: customers
        key: id
        max_rejects: 50%
        columns: [{name: age, data_type: bigint}]
        hash_keys: {customer_hk: id}
        hashdiffs: {customer_hashdiff: {exclude: [id]}}
      - name: orders
        key: id
        extract: upsert
        columns:
          - name: customer
            tests: [{relationships: {to: "source('crm', 'customers')", field: id, config: {severity: warn}}}]
models:
  - name: hub_customer
    config: {materialized: hub, hash_key: customer_hk, business_key: [id], from: crm.customers}
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("killed") / "template"
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: killed\n")
    (root / "models" / "sources.yml").write_text(_SOURCES)
    for day in range(1, 5):
        folder = root / "extracts" / f"2026-01-0{day}"
        folder.mkdir(parents=True)
        (folder / "customers.csv").write_text(
            f"id,name,age\n17,{ERASED.decode()},{day}\n18,Bob,{day // 2}\n19,Cid,x\n"
        )
        (folder / "orders.csv").write_text(f"id,customer\n{day},17\n1{day},18\n")
        assert warehouse.open(root).run(now=NOW).problems == ()
    return root


#: How many of the steps that touch files or commit are tried, evenly spread; and by the long test.
_STEPS, _MANY = 2, 50


def _wrong(template: Path, command: str, steps: str) -> object:
    tests = Path(__file__).parents[1]
    python_path = os.pathsep.join([str(tests), str(tests.parent)])
    found = subprocess.run(
        [sys.executable, "-m", "laws.killing", str(template), command, steps],
        # Bytecode that only the first of these processes writes would be steps that the others do not take.
        env={**os.environ, "PYTHONPATH": python_path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    said = json.loads(found.stdout.splitlines()[-1])
    assert said["killed"] > 0
    return "\n".join([*said["wrong"], found.stderr]) if said["wrong"] else None


@pytest.mark.parametrize("command", ["erase", "archive", "prune"])
def test_a_command_killed_before_some_steps_comes_to_the_same(template: Path, command: str) -> None:
    assert _wrong(template, command, str(_STEPS)) is None


@pytest.mark.long
@pytest.mark.parametrize("command", ["erase", "archive", "prune"])
def test_a_command_killed_before_many_steps_comes_to_the_same(template: Path, command: str) -> None:
    assert _wrong(template, command, str(_MANY)) is None
