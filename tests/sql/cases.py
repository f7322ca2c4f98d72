"""What each template of sql/ is rendered with for its golden file: template → names.

BY_HAND are written by hand: expressions so small that any name shows what they do. All other templates take
what the product itself gives them for the small project below, in its order of work; the last rendering
counts, unless CHOSEN says what it must contain.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from jinja2 import Template

import warehouse
from warehouse.templates import render, sql_root

#: Every template, as render() calls it.
TEMPLATES = sorted(str(p.relative_to(sql_root()).with_suffix("")) for p in sql_root().rglob("*.sql"))

BY_HAND: dict[str, dict[str, Any]] = {
    "meta/add_note": {},
    "psa/appended_again": {
        "delivered": 'SELECT "id", hash("id", "city") AS _hash64, _position FROM delivery',
        "before": 'SELECT "id", _hash64 FROM _store."crm__people"',
        "key": ["id"],
    },
    "hashes/escaped_value": {"value": '"note"'},
    "hashes/in_file_hex": {"value": '"customer_hk"'},
    "hashes/in_file_md5": {"value": '"customer_hk"'},
    "hashes/key_part_text": {"value": '"code"'},
    "hashes/md5": {"text": '"text"'},
    "hashes/row_text": {"pairs": "'city=' || \"city\", 'name=' || \"name\""},
    "hashes/sha1": {"text": '"text"'},
    "hashes/sha256": {"text": '"text"'},
    "hashes/text_of_any": {"value": '"share"', "float": 'CAST(TRY_CAST("share" AS DOUBLE) AS VARCHAR)'},
    "hashes/text_of_blob": {"value": '"photo"'},
    "hashes/text_of_decimal": {"value": '"price"'},
    "hashes/text_of_fraction": {"value": '"share"'},
    "hashes/text_of_float": {"value": '"weight"'},
    "hashes/text_of_list": {"value": '"sizes"', "variable": "x0", "element": "CAST(x0 AS VARCHAR)"},
    "hashes/text_of_nested_string": {"value": "x0"},
    "hashes/text_of_plain": {"value": '"id"'},
    "hashes/text_of_struct": {
        "value": '"address"',
        "fields": '\'city:\' || CAST(to_json("address"."city") AS VARCHAR)',
    },
    "hashes/text_of_timestamp": {"value": '"seen"'},
    "hashes/text_of_timestamptz": {"value": '"seen"'},
    "dimensional/fragments/deleted_word": {"is_gone": "o._is_gone"},
    "dimensional/fragments/end_or": {"ends": "c.valid_to", "instead": "CAST('9999-12-31' AS DATE)"},
    "dimensional/fragments/hex_id": {"value": 'c."dbt_scd_id"'},
    "psa/chosen": {
        "relation": "temp.numbered",
        "columns": ["id", "city"],
        "key": ["id"],
        "order": '"updated_at" DESC NULLS LAST, _position DESC',
    },
    "psa/content_after": {
        "before": "SELECT * FROM content",
        "named": "SELECT * FROM changes",
        "arriving": "SELECT * FROM changes WHERE _op <> 'delete'",
        "key": ["id"],
        "columns": ["id", "city"],
    },
    "psa/changed_texts": {
        "files": ["/project/a.parquet"],
        "schema": {"size": "VARCHAR"},
        "before": '"size"',
        "after": 'CAST(TRY_CAST("size" AS BIGINT) AS VARCHAR)',
    },
    "psa/current_of_slice": {
        "view": "temp.current_of_slice",
        "relation": '"_store"."crm__customers"',
        "column": "city",
        "slice": "Kingston's",
    },
    "psa/count_values": {"path": "/project/whole.parquet", "columns": ["id", "extra"]},
    "psa/numbered": {"relation": "delivery", "columns": ["id", "city"]},
    "hashes/zero_key": {
        "parts": '"a", "b"',
        "hash": "unhex(md5(coalesce(\"a\", '^^') || '||' || coalesce(\"b\", '^^')))",
        "zero": "unhex('00000000000000000000000000000000')",
    },
    "meta/corrected_by": {},
    "meta/known_loads": {},
    "meta/repair_file": {
        "source_table": "crm.customers",
        "load_id": "45f3e61a-22e9-5403-bb34-a35a587b2184",
        "before": "load_date=2026-06-01/45f3e61a.parquet",
        "after": "load_date=2026-06-01/45f3e61a.parquet",
        "bytes": 1024,
    },
    "incremental/forget_same_periods": {
        "relation": '"marts"."by_month"',
        "column": "month",
        "grain": "month",
        "rows": "temp.new_rows",
    },
    "meta/enter_queries": {"files": ["/project/runs/queries/2026-07-01.jsonl"]},
    "meta/forget_unloaded": {},
    "models/no_content": {"current": '"psa"."crm__customers"'},
    "vault/asof_portable": {
        "keys": "temp.snapshot_keys",
        "candidates": "temp.candidates",
        "hash_key": "customer_hk",
    },
    "vault/remove_ghosts": {
        "relation": '"vault"."hub_customer"',
        "hash_key": "customer_hk",
        "ghosts": "'00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'",
    },
    "meta/loads_of_delivery": {},
    "psa/changes_and_kept": {
        "path": "/project/psa/.incoming/a.parquet",
        "rejected": "FROM rejected_keys",
        "before": 'SELECT\n    "id",\n    _hash64\nFROM "_store"."crm__customers"',
        "key": ("id",),
        "key_in_file": {"id": '"id"'},
        "same": 'k."id" = c."id"',
        "columns": ["id", "city", "_row_hash", "_op", "_load_date", "_load_seq"],
        "values": {
            "id": 'k."id"',
            "city": "NULL",
            "_row_hash": "NULL",
            "_op": "'kept'",
            "_load_date": "TIMESTAMP '2026-01-02 00:00:00'",
            "_load_seq": "CAST(1 AS INTEGER)",
        },
    },
    "psa/keys_aside": {"path": "/project/psa/.incoming/a.aside.parquet", "key": {"id": '"key.id"'}},
    "psa/snapshot_whole": {
        "content": "FROM content",
        "kept": "FROM kept",
        "key": ("id",),
        "values": {"id": '"id"', "city": '"city"', "_row_hash": "unhex(replace(_row_hash, '-', ''))"},
        "key_alone": {"id": '"id"', "city": "NULL", "_row_hash": "NULL"},
    },
    "psa/no_events_view": {
        "view": '"_store"."crm__customers__events"',
        "columns": {"_op": "VARCHAR", "id": "BIGINT", "load_id": "UUID"},
    },
    "psa/events_in_file": {"path": "/project/psa/.incoming/a.parquet", "operation": "delete"},
    "psa/named_but_kept": {
        "moved": "temp.moved",
        "kept": "FROM kept",
        "key": ("id",),
        "load_date": dt.datetime(2026, 1, 2),
        "load_seq": 1,
    },
    "psa/rejected_rows": {
        "path": "/project/psa/.incoming/a.aside.parquet",
        "key_texts": 'CAST([CAST("key.id" AS VARCHAR)] AS VARCHAR[])',
    },
    "meta/corrected_beside_retries": {},
    "meta/enter_fates": {},
    "meta/enter_letters": {
        "source_table": "crm.customers",
        "load_id": "45f3e61a-0000-5000-8000-000000000000",
        "path": "/project/psa/crm/customers/rejected/load_date=2026-01-01/a.parquet",
    },
    "meta/forget_letters": {},
    "meta/erase_file": {
        "source_table": "crm.customers",
        "load_id": "45f3e61a-0000-5000-8000-000000000000",
        "before": "load_date=2026-01-01/a.parquet",
        "after": "load_date=2026-01-01/a-000004.parquet",
        "role": "changes",
        "rows": 3,
        "bytes": 700,
    },
    "meta/recount_load": {},
    "meta/counts_of_loads": {},
    "psa/without_key": {
        "path": "/project/psa/crm/customers/a.parquet",
        "is_key": "CAST(\"id\" AS VARCHAR) = '7'",
    },
    "psa/rows_of_key": {
        "path": "/project/psa/crm/customers/a.parquet",
        "is_key": "CAST(\"id\" AS VARCHAR) = '7'",
    },
    "psa/key_in_loads": {
        "events": "FROM events_of_customers",
        "is_key": '[CAST("id" AS VARCHAR)] IN (SELECT key FROM "erased_keys_0")',
        "key": ["id"],
        "slice": "CAST(NULL AS VARCHAR)",
        "source_table": "crm.customers",
    },
    "psa/erased_keys": {"relation": "erased_keys_0"},
    "psa/add_key": {"relation": "erased_keys_0"},
    "psa/all_keys": {"relation": "erased_keys_0"},
    "psa/count_of_keys": {"relation": "erased_keys_0"},
    "psa/values_of_keys": {"relation": "erased_values_1", "keys": "erased_keys_0", "value": "[key[1]]"},
    "psa/take_keys": {
        "relation": "erased_keys_2",
        "key": '[CAST("id" AS VARCHAR)]',
        "path": "/project/psa/crm/orders/a.parquet",
        "condition": '[CAST("customer_id" AS VARCHAR)] IN (SELECT key FROM "erased_values_1")',
    },
    "psa/leave_keys": {
        "relation": "erased_values_1",
        "value": '[CAST("email" AS VARCHAR)]',
        "path": "/project/psa/crm/customers/a.parquet",
        "is_key": '[CAST("id" AS VARCHAR)] IN (SELECT key FROM "erased_keys_0")',
    },
    "psa/fragments/is_one_of_keys": {"key": '[CAST("id" AS VARCHAR)]', "relation": "erased_keys_0"},
    "psa/fragments/names_key": {"text": "raw", "relation": "erased_words"},
    "meta/note_erased": {},
    "meta/erase_checkpoint": {},
    "models/checkpoints_with_files": {},
    "models/hashes_of_keys": {
        "hash": 'CAST(md5(CAST("id" AS VARCHAR)) AS UUID)',
        "columns": {"id": "CAST(key[1] AS BIGINT)"},
        "keys": "erased_keys_0",
    },
    "models/fragments/has_hash": {"column": "customer_hk", "hashes": "SELECT 'a'"},
    "meta/forget_erased": {},
    "psa/key_digests": {
        "relation": "typed_keys",
        "table": "crm.customers",
        "texts": '[CAST("id" AS VARCHAR)]',
        "inner": "36" * 64,
        "outer": "5c" * 64,
    },
    "psa/erased_rows": {"digests": "FROM digests_of_keys", "erased": ["00ff"]},
    "read/letters_of_file": {"path": "/project/psa/crm/customers/rejected/load_date=2026-01-01/a.parquet"},
    "psa/rows_in_file": {"path": "/project/psa/.incoming/a.parquet"},
    "quality/row_faults": {
        "failing": 'SELECT *\nFROM batch\nWHERE "city" IS NULL',
        "column": "city",
        "reason": "city breaks not_null",
    },
    "quality/unit_given": {
        "rows": ["(CAST(1 AS BIGINT), CAST('x' AS VARCHAR))", "(CAST(2 AS BIGINT), CAST(NULL AS VARCHAR))"],
        "columns": ["id", "city"],
        "condition": "true",
    },
    "quality/unit_rows": {"select": "SELECT 1 AS id, 'x' AS city", "columns": ["city"]},
    "quality/unit_difference": {"made": "temp.unit_made", "expected": "temp.unit_expected"},
    "meta/file_bytes": {"size_bytes": 4096},
    "meta/load_result": {},
    "sources/whole_table": {"table": '"crm"."customers"'},
    "sources/since": {
        "select": 'SELECT *\nFROM "customers"',
        "cursor": '"updated_at"',
        "bound": "'2026-01-02 03:04:05'",
    },
    "sources/no_rows": {"select": 'SELECT *\nFROM "customers"'},
    "sources/copy_out": {"select": 'SELECT *\nFROM "customers"'},
    "sources/dump_head": {"fields": '"id" integer, "name" text', "columns": '"id", "name"'},
    "sources/sqlite_classes": {
        "classes": 'group_concat(DISTINCT typeof("id"))',
        "big": 'max(typeof("id") = \'integer\' AND abs("id" / 2) > 4503599627370496)',
        "select": 'SELECT *\nFROM "customers"',
    },
    "sources/chosen": {
        "columns": '"id", CAST("uid" AS VARCHAR) AS "uid"',
        "select": 'SELECT *\nFROM "customers"',
    },
    "meta/watermark": {},
    "models/date_spine": {"first": "DATE '2024-01-15'", "last": "DATE '2024-12-31'", "datepart": "month"},
    "models/external_rows": {
        "select": "SELECT id, day FROM orders",
        "added": {"month": "CAST(date_trunc('month', day) AS DATE)"},
    },
    "models/external_partitions": {
        "rows": "temp.external_rows",
        "columns": ["id", "day", "month"],
        "partition_by": ["month"],
        "folder": "'month=' || CAST(\"month\" AS VARCHAR)",
    },
    "models/external_changed": {
        "partitions": "temp.external_partitions",
        "files": '"_store"."marts__fct_orders__files"',
        "kept": ["month=2026-05-01"],
    },
    "models/external_files": {
        "partitions": "temp.external_partitions",
        "version": "/project/external/marts/fct_orders/v2",
        "definition": "[]",
    },
    "models/external_written": {
        "rows": "temp.external_rows",
        "columns": ["id", "day", "month"],
        "partitions": "temp.external_changed",
        "agree": 'r."month" IS NOT DISTINCT FROM p."month"',
    },
    "models/external_sorted": {"select": "SELECT id, day, month FROM rows", "columns": ["month", "day"]},
    "models/external_copy": {
        "select": "SELECT id, day, month FROM rows",
        "path": "/project/external/marts/fct_orders/.writing",
        "partition_by": ["month"],
        "options": "FORMAT parquet, COMPRESSION zstd",
    },
    "models/external_copy_whole": {
        "select": "SELECT id, day FROM rows",
        "path": "/project/external/marts/fct_orders/.writing/data_0.csv",
        "options": "FORMAT csv, HEADER true",
    },
    "models/external_parquet": {
        "relation": '"marts"."fct_orders"',
        "columns": ["id", "day", "month"],
        "files": "/project/external/marts/fct_orders/v2/*/*.parquet",
        "partitions": "hive_partitioning = true, hive_types = {'month': 'DATE'}",
    },
    "models/external_csv": {
        "relation": '"marts"."fct_orders"',
        "columns": ["id", "day"],
        "files": "/project/external/marts/fct_orders/v2/*.csv",
        "types": {"id": "BIGINT", "day": "DATE"},
        "partitions": "hive_partitioning = false",
    },
    "models/external_empty": {"relation": '"marts"."fct_orders"', "columns": {"id": "BIGINT"}},
    "models/fragments/partitioned": {"types": {"month": "DATE"}},
    "models/fragments/unpartitioned": {},
    "models/fragments/partition_folder": {"column": "month"},
    "models/date_bound": {"end": "max", "relation": '"psa"."crm__customers"', "column": "since"},
    "psa/fingerprint_of_rows": {
        "path": "psa/.incoming/handed.parquet",
        "row_hash": "unhex(md5('name=' || \"name\"))",
    },
}

#: Templates that are no statement of their own but an expression.
EXPRESSIONS = tuple(t for t in TEMPLATES if t.startswith("hashes/") or "/fragments/" in t)

#: A word that the rendering must contain, where the product's last one is not the one that says most.
CHOSEN = {
    "vault/satellite": "customer_hashdiff",
    "vault/satellite_states": "customer_hashdiff",
    "dimensional/versions": "previous_city",
    "dimensional/known": "previous_city",
    "dimensional/add_closed": "customer_sk",
    "dimensional/add_open": "customer_sk",
    "models/events": "crm.customers",
    "models/no_events": "load_id",
    "meta/load_statistics_of_table": "crm.customers",
    "meta/measure_source": "crm.customers",
    "psa/at_macro": "crm__customers",
    "psa/changes": "customer_hk",
    "psa/changes_view": "crm__customers",
    "psa/events_view": "crm__customers",
    "psa/restated": "level",
    "psa/current_view": "crm__customers",
    "psa/loads_view": "crm__customers",
    "psa/stored_events": "crm/customers",
    "vault/hub": "UNION ALL",
}

#: Where the small project seems to lie, in golden files.
PROJECT_FOLDER = "/project"

FILES = {
    "warehouse.yml": "name: golden\n",
    "models/sources.yml": """
sources:
  - name: crm
    location: "extracts/{load_date}/{table}.csv"
    tables:
      - name: customers
        key: id
        hash_keys: {customer_hk: id}
        hashdiffs: {customer_hashdiff: {exclude: [id]}}
        columns:
          - {name: id, data_tests: [unique, not_null]}
          - {name: city, data_tests: [{accepted_values: {values: [Delft, Gouda], severity: warn}}]}
          - name: city
            data_tests:
              - not_null: {config: {where: "id > 1", limit: 5, store_failures: true}}
      - name: orders
        key: [shop, number]
        hash_keys: {order_hk: [shop, number]}
        columns:
          - {name: id, data_tests: [{relationships: {to: "source('crm', 'customers')", field: id}}]}
      - name: notes
      - name: phones
        key: [id, kind]
        hash_keys: {customer_hk: id}
        hashdiffs: {phone_hashdiff: {include: number}}
      - name: kinds
        key: code
      - name: friends
        key: [id, friend]
      - name: members
        key: id
        extract: changes
""",
    "models/vault/vault.yml": """
models:
  - name: hub_customer
    config: {materialized: hub, hash_key: customer_hk, business_key: [id], from: [crm.customers, crm.orders]}
  - name: hub_order
    config: {materialized: hub, hash_key: order_hk, business_key: [shop, number], from: crm.orders}
  - name: link_order
    config:
      materialized: link
      hash_key: link_hk
      hubs: {hub_order: [shop, number], hub_customer: [id]}
      from: crm.orders
  - name: sat_customer
    config: {materialized: satellite, hash_key: customer_hk, hashdiff: customer_hashdiff, from: crm.customers}
  - name: phones_customer
    config:
      materialized: ma_satellite
      hash_key: customer_hk
      hashdiff: phone_hashdiff
      sub_key: kind
      from: crm.phones
  - name: eff_order
    config: {materialized: eff_satellite, link: link_order, driving_key: order_hk, from: crm.orders}
  - name: status_customer
    config: {materialized: status_satellite, hash_key: customer_hk, from: crm.orders}
  - name: link_customers
    config:
      materialized: link
      hash_key: customers_hk
      hubs: [{hub: hub_customer, key: id, as: customer_hk}, {hub: hub_customer, key: friend, as: friend_hk}]
      from: crm.friends
  - name: pit_customer
    config:
      materialized: pit
      hub: hub_customer
      satellites: [sat_customer]
      snapshots: {daily: 31, yearly: all}
  - name: bridge_order
    config:
      materialized: bridge
      hub: hub_order
      links: [{link: link_order, effectivity: eff_order}, {link: link_customers, by: customer_hk}]
  - name: ref_kind
    config: {materialized: reference, key: code, from: crm.kinds}
  - name: dim_customer
    config: {materialized: scd2, from: crm.customers, unique_key: id, track: [city]}
  - name: dim_customer_types
    config:
      materialized: scd2
      from: crm.customers
      unique_key: id
      track: [city]
      overwrite: [phone]
      keep: [name]
      previous: [city]
      current: [city]
      surrogate_key: customer_sk
      surrogate_type: integer
      valid_from: since
      valid_to: inclusive
      first_valid_from: beginning
  - name: dim_customer_now
    config: {materialized: scd1, from: crm.customers, unique_key: id}
""",
    "models/marts/fct_order.sql": "{{ config(materialized='incremental', unique_key=['shop', 'number'], "
    "restate={'dim_customer': {'on': 'id'}}) }} "
    "SELECT o.shop, o.number, o.id, c.city FROM {{ source('crm', 'orders') }} AS o "
    "LEFT JOIN {{ ref('dim_customer') }} AS c ON c.id = o.id AND c.is_current",
    "models/marts/seen_order.sql": "{{ config(materialized='incremental', unique_key=['shop', 'number'], "
    "merge_update_columns='id') }} SELECT shop, number, id FROM {{ source('crm', 'orders') }}",
    "models/marts/since_month.sql": "{{ config(materialized='incremental', incremental_strategy='period', "
    "period={'column': 'month', 'of': 'since'}) }} SELECT date_trunc('month', since) AS month, count(*) AS n "
    "FROM {{ source('crm', 'customers') }} GROUP BY ALL",
    "models/marts/dim_city.sql": "{{ config(materialized='scd2', unique_key='city', valid_to='inclusive') }} "
    "SELECT c.city, count(*) AS orders FROM {{ source('crm', 'customers') }} AS c "
    "JOIN {{ source('crm', 'orders') }} AS o ON o.id = c.id GROUP BY ALL",
    "models/marts/dim_named.sql": "{{ config(materialized='scd2', unique_key='id') }} "
    "SELECT id, upper(name) AS name FROM {{ source('crm', 'customers') }} WHERE phone > 5",
    "models/marts/cities.sql": "{{ config(materialized='table') }} "
    "SELECT city, count(*) AS n FROM {{ ref('dim_customer') }} GROUP BY city",
    "models/marts/some_cities.sql": "{{ config(materialized='ephemeral') }} "
    "SELECT * FROM {{ ref('cities') }} WHERE n > 1",
    "seeds/regions.csv": "city,region\nDelft,007\nGouda,008\n",
    "models/marts/big_cities.sql": "SELECT * FROM {{ ref('some_cities') }}",
}

CUSTOMERS = "id,city,name,phone,since\n"

#: What arrives before each run; the day in the middle comes last and changes what its successor means.
ARRIVALS: tuple[dict[str, str], ...] = (
    {
        "2026-06-01/customers": CUSTOMERS + "1,Delft,Ann,5,2026-05-01\n" + "2,Gouda,Bob,6,2026-05-01\n",
        "2026-06-01/orders": "shop,number,id\nA,1,1\nA,1,1\nA,2,2\n",
        "2026-06-01/phones": "id,kind,number\n1,home,11\n1,work,12\n",
        "2026-06-01/friends": "id,friend\n1,2\n",
        "2026-06-01/kinds": "code,meaning\nhome,at home\n",
        "2026-06-01/notes": "text\nhello\nhello\n",
        "2026-06-01/members": "id,op,level\n1,c,gold\n2,c,silver\n2,u,gold\n",
    },
    {
        "2026-06-03/customers": CUSTOMERS + "1,Leiden,Ann,5,2026-05-03\n" + "3,Delft,Cem,7,2026-05-03\n",
        "2026-06-03/orders": "shop,number,id\nA,1,1\nA,2,3\n",
        "2026-06-03/members": "id,op,level\n1,u,gold\n9,d,\n",
    },
    {
        "2026-06-02/customers": CUSTOMERS + "1,Delft,Ann,5,2026-05-01\n" + "2,Delft,Bob,6,2026-05-02\n",
        "2026-06-02/members": "id,op,level\n1,u,silver\n9,c,gold\n",
    },
    {
        "2026-06-04/customers": CUSTOMERS
        + "1,Leiden,Ann,5,2026-05-03\n"
        + "3,Delft,Cem,7,2026-05-03\n"
        + "4,Gouda,Dee,8,2026-05-04\n",
        "2026-06-04/orders": "shop,number,id\nA,1,3\nA,2,1\n",
    },
    {
        "2026-06-05/customers": CUSTOMERS
        + "1,Leiden,Ann,5,2026-05-03\n"
        + "3,Gouda,Cem,7,2026-05-02\n"
        + "4,Gouda,Dee,8,2026-05-04\n",
        "2026-06-05/orders": "shop,number,id\nA,1,4\nA,2,4\n",
    },
    {
        "2026-06-06/customers": CUSTOMERS,  # waits in quarantine, is accepted and then rejected
        "2026-06-06/members": "id,op,level\n1,?,gold\n",  # waits
    },
)


def renderings() -> dict[str, str]:
    """Every template that has a case, with its rendering."""
    by_hand = {template: render(template, **names) for template, names in BY_HAND.items()}
    return {**_of_the_product(), **by_hand}


def _of_the_product() -> dict[str, str]:
    found: dict[str, str] = {}
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for template, names in _recorded(root):
            text = render(template, **names).replace(str(root), PROJECT_FOLDER)
            if CHOSEN.get(template, "") in text or template not in found:
                found[template] = text
    return found


def _recorded(root: Path) -> list[tuple[str, dict[str, Any]]]:
    """Each template that the small project renders, with its names, in the order of work."""
    recorded: list[tuple[str, dict[str, Any]]] = []
    original = Template.render

    def noting(template: Template, *args: Any, **names: Any) -> str:
        if template.name is not None:
            recorded.append((template.name.removesuffix(".sql"), dict(*args, **names)))
        return original(template, *args, **names)

    with patch.object(Template, "render", noting):
        _work(root)
    return recorded


def _work(root: Path) -> None:
    for path, text in FILES.items():
        _write(root / path, text)
    found = warehouse.open(root)
    for number, arriving in enumerate(ARRIVALS, start=1):
        for path, text in arriving.items():
            _write(root / "extracts" / f"{path}.csv", text)
        facts = found.run(now=dt.datetime(2026, 7, number))
    of_customers, of_members = (
        [load for load in facts.loads if load.table == table] for table in ("crm.customers", "crm.members")
    )
    [waiting] = (load.load_id for load in of_customers if load.status == "quarantined")
    found.accept(waiting, now=dt.datetime(2026, 8, 1))
    found.reject(waiting, now=dt.datetime(2026, 8, 2))
    found.reject(of_members[0].load_id, now=dt.datetime(2026, 8, 3))
    found.accept(of_members[0].load_id, now=dt.datetime(2026, 8, 4))
    found.verify(deep=True)
    found.prune("crm.orders", days=2, now=dt.datetime(2026, 8, 3))
    found.archive("crm.notes", older_than="0d", to=root / "cold", now=dt.datetime(2026, 8, 3))
    found.archive("crm.orders", older_than="0d", to=root / "cold", now=dt.datetime(2026, 8, 3))
    found.rebuild(now=dt.datetime(2026, 8, 4))
    found.verify()
    found.history("crm.customers", 1)
    found.loads("crm.customers")
    found.stats("crm.customers")
    found.table("dim_customer").as_of("2026-06-02").pl()
    found.table("dim_customer_types").as_of("2026-06-02").pl()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
