"""The TPC-H tables as product and floors keep them: keys, hash keys, hashdiffs, vault objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Shape:
    """One table: its key, hash keys by name, the hashdiff's name with the columns it leaves out."""

    key: tuple[str, ...]
    hash_keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hashdiff: str = ""
    left_out: tuple[str, ...] = ()


SHAPES: dict[str, Shape] = {
    "region": Shape(("r_regionkey",), {"region_hk": ("r_regionkey",)}, "region_hashdiff", ("r_regionkey",)),
    "nation": Shape(
        ("n_nationkey",),
        {
            "nation_hk": ("n_nationkey",),
            "region_hk": ("n_regionkey",),
            "nation_region_hk": ("n_nationkey", "n_regionkey"),
        },
        "nation_hashdiff",
        ("n_nationkey", "n_regionkey"),
    ),
    "supplier": Shape(
        ("s_suppkey",),
        {
            "supplier_hk": ("s_suppkey",),
            "nation_hk": ("s_nationkey",),
            "supplier_nation_hk": ("s_suppkey", "s_nationkey"),
        },
        "supplier_hashdiff",
        ("s_suppkey", "s_nationkey"),
    ),
    "customer": Shape(
        ("c_custkey",),
        {
            "customer_hk": ("c_custkey",),
            "nation_hk": ("c_nationkey",),
            "customer_nation_hk": ("c_custkey", "c_nationkey"),
        },
        "customer_hashdiff",
        ("c_custkey", "c_nationkey"),
    ),
    "part": Shape(("p_partkey",), {"part_hk": ("p_partkey",)}, "part_hashdiff", ("p_partkey",)),
    "partsupp": Shape(
        ("ps_partkey", "ps_suppkey"),
        {
            "part_hk": ("ps_partkey",),
            "supplier_hk": ("ps_suppkey",),
            "part_supplier_hk": ("ps_partkey", "ps_suppkey"),
        },
        "partsupp_hashdiff",
        ("ps_partkey", "ps_suppkey"),
    ),
    "orders": Shape(
        ("o_orderkey",),
        {
            "order_hk": ("o_orderkey",),
            "customer_hk": ("o_custkey",),
            "order_customer_hk": ("o_orderkey", "o_custkey"),
        },
        "order_hashdiff",
        ("o_orderkey", "o_custkey"),
    ),
    "lineitem": Shape(
        ("l_orderkey", "l_linenumber"),
        {
            "order_hk": ("l_orderkey",),
            "part_hk": ("l_partkey",),
            "supplier_hk": ("l_suppkey",),
            "lineitem_hk": ("l_orderkey", "l_partkey", "l_suppkey", "l_linenumber"),
        },
        "lineitem_hashdiff",
        ("l_orderkey", "l_linenumber", "l_partkey", "l_suppkey"),
    ),
}

#: Hubs: hash key, business key and table.
HUBS: dict[str, tuple[str, str, str]] = {
    "hub_region": ("region_hk", "r_regionkey", "region"),
    "hub_nation": ("nation_hk", "n_nationkey", "nation"),
    "hub_supplier": ("supplier_hk", "s_suppkey", "supplier"),
    "hub_customer": ("customer_hk", "c_custkey", "customer"),
    "hub_part": ("part_hk", "p_partkey", "part"),
    "hub_order": ("order_hk", "o_orderkey", "orders"),
}

#: Links: hash key, the hubs with the columns of their keys, table.
LINKS: dict[str, tuple[str, dict[str, str], str]] = {
    "link_nation_region": (
        "nation_region_hk",
        {"hub_nation": "n_nationkey", "hub_region": "n_regionkey"},
        "nation",
    ),
    "link_supplier_nation": (
        "supplier_nation_hk",
        {"hub_supplier": "s_suppkey", "hub_nation": "s_nationkey"},
        "supplier",
    ),
    "link_customer_nation": (
        "customer_nation_hk",
        {"hub_customer": "c_custkey", "hub_nation": "c_nationkey"},
        "customer",
    ),
    "link_part_supplier": (
        "part_supplier_hk",
        {"hub_part": "ps_partkey", "hub_supplier": "ps_suppkey"},
        "partsupp",
    ),
    "link_order_customer": (
        "order_customer_hk",
        {"hub_order": "o_orderkey", "hub_customer": "o_custkey"},
        "orders",
    ),
    "link_lineitem": (
        "lineitem_hk",
        {"hub_order": "l_orderkey", "hub_part": "l_partkey", "hub_supplier": "l_suppkey"},
        "lineitem",
    ),
}

#: Dependent child keys of links.
DEPENDENT: dict[str, list[str]] = {"link_lineitem": ["l_linenumber"]}

#: Satellites: hash key and table; the hashdiff is the table's.
SATELLITES: dict[str, tuple[str, str]] = {
    "sat_region": ("region_hk", "region"),
    "sat_nation": ("nation_hk", "nation"),
    "sat_supplier": ("supplier_hk", "supplier"),
    "sat_customer": ("customer_hk", "customer"),
    "sat_part": ("part_hk", "part"),
    "sat_partsupp": ("part_supplier_hk", "partsupp"),
    "sat_order": ("order_hk", "orders"),
    "sat_lineitem": ("lineitem_hk", "lineitem"),
}

DAILY = ("orders", "customer")


def write_project(
    root: Path, extracts: Path, tables: tuple[str, ...] = tuple(SHAPES), models: tuple[str, ...] = ()
) -> Path:
    """A project over `extracts` (a folder of days) with some of vault and scd2; its folder, made anew.

    `models` names kinds: vault (all objects whose tables are loaded, with their hubs) and scd2.
    """
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: bench\n", encoding="utf-8")
    (root / "extracts").symlink_to(extracts.resolve())
    sources = [
        {
            "name": table,
            "key": list(SHAPES[table].key),
            "hash_keys": {name: list(parts) for name, parts in SHAPES[table].hash_keys.items()},
            "hashdiffs": {SHAPES[table].hashdiff: {"exclude": list(SHAPES[table].left_out)}},
        }
        for table in tables
    ]
    declared = {"version": 2, "sources": [{"name": "tpch", "tables": sources}]}
    (root / "models" / "sources.yml").write_text(yaml.safe_dump(declared, sort_keys=False), encoding="utf-8")
    chosen: list[dict[str, object]] = []
    if "vault" in models:
        chosen += _vault(tables)
    if "scd2" in models:
        chosen += [
            _model(f"dim_{t}", "scd2", {"from": f"tpch.{t}", "unique_key": list(SHAPES[t].key)})
            for t in tables
        ]
    text = yaml.safe_dump({"version": 2, "models": chosen}, sort_keys=False)
    (root / "models" / "vault" if "vault" in models else root / "models").mkdir(exist_ok=True)
    (root / "models" / "models.yml").write_text(text, encoding="utf-8")
    return root


def _vault(tables: tuple[str, ...]) -> list[dict[str, object]]:
    """The declarations of the vault over some tables."""
    hubs = {name: hub for name, hub in HUBS.items() if hub[2] in tables}
    found = [
        _model(name, "hub", {"hash_key": hk, "business_key": bk, "from": f"tpch.{table}"})
        for name, (hk, bk, table) in hubs.items()
    ]
    for name, (hk, of_hubs, table) in LINKS.items():
        if table in tables and set(of_hubs) <= set(hubs):
            config: dict[str, object] = {
                "hash_key": hk,
                "hubs": {hub: [column] for hub, column in of_hubs.items()},
                "from": f"tpch.{table}",
            }
            if name in DEPENDENT:
                config["dependent_keys"] = DEPENDENT[name]
            found.append(_model(name, "link", config))
    for name, (hk, table) in SATELLITES.items():
        if table in tables:
            config = {"hash_key": hk, "hashdiff": SHAPES[table].hashdiff, "from": f"tpch.{table}"}
            found.append(_model(name, "satellite", config))
    return found


def _model(name: str, kind: str, config: dict[str, object]) -> dict[str, object]:
    return {"name": name, "config": {"materialized": kind, **config}}
