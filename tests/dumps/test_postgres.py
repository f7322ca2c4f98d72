"""PostgreSQL dumps written by hand: each rule with the exact rows that come out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dumps.reading import Value, opened, rows_of
from warehouse.errors import SourceError

TABLE = "CREATE TABLE public.t (\n    id integer NOT NULL,\n    name text\n);\n"
CHUNKS = [1, 6, 4 << 20]

COPIED: dict[str, tuple[str, str, Value]] = {
    "text": ("text", 'it\'s, "x"; (y)', 'it\'s, "x"; (y)'),
    "NULL": ("text", r"\N", None),
    "an empty text": ("text", "", ""),
    "the letters of NULL": ("text", r"\\N", r"\N"),
    "a backslash": ("text", r"a\\b", r"a\b"),
    "a backslash at the end": ("text", "a" + "\\" * 2, "a\\"),
    "a backslash before a letter": ("text", r"a\\nb", r"a\nb"),
    "control characters": ("text", r"\b\f\n\r\t\v", "\b\f\n\r\t\v"),
    "octal and hexadecimal": ("text", r"\101\x41\x4G\7", "AA\x04G\x07"),
    "a letter that is escaped for nothing": ("text", r"\q\'", "q'"),
    "two quotes": ("text", r"''\n''", "''\n''"),
    "what looks like the end": ("text", r"\\.", r"\."),
    "bytes": ("bytea", r"\\x00ff27", b"\x00\xff'"),
    "bytes with escapes": ("bytea", r"\\000a\\\\\\377", b"\x00a\\\xff"),
    "no bytes": ("bytea", r"\\x", b""),
    "true": ("boolean", "t", "true"),
    "false": ("boolean", "f", "false"),
    "an array": ("text[]", r'{a,"b,\\"c",NULL}', r'{a,"b,\"c",NULL}'),
    "a number": ("numeric(40,2)", "12345678901234567890123456789.50", "12345678901234567890123456789.50"),
    "not a number": ("double precision", "NaN", "NaN"),
    "a moment": (
        "timestamp with time zone",
        "2024-01-02 03:04:05.000006+05:30",
        "2024-01-02 03:04:05.000006+05:30",
    ),
    "characters outside ASCII": ("text", "é€\N{GRINNING FACE}", "é€\N{GRINNING FACE}"),
}


@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("rule", COPIED)
def test_a_copied_value(tmp_path: Path, rule: str, newline: str, chunk: int) -> None:
    declared, text, value = COPIED[rule]
    lines = [
        f"CREATE TABLE public.t (id integer, v {declared}, w integer);",
        "COPY public.t (w, v, id) FROM stdin;",
    ]
    lines += [f"1\t{text}\t2", f"3\t{text}\t4", "5\t\\N\t\\N", r"\.", "", "COPY public.t FROM stdin;"]
    lines += [f"6\t{text}\t7", r"\.", "SELECT 1;", ""]
    dump = opened(tmp_path, newline.join(lines), "postgres", chunk)
    assert rows_of(dump) == {
        "t": [("2", value, "1"), ("4", value, "3"), (None, None, "5"), ("6", value, "7")]
    }
    assert dump.skipped == {"SELECT": 1}


INSERTED: dict[str, tuple[str, str, Value]] = {
    "a doubled quote": ("text", "'it''s'", "it's"),
    "a backslash": ("text", r"'a\nb\'", r"a\nb" + "\\"),
    "an escape string": ("text", r"E'it\'s\n\\ \x41\101é'", "it's\n\\ AA" + "é"),
    "an escape string with a comma": ("text", r"E'a\', \'b'", "a', 'b"),
    "a cast": ("text", "'x'::character varying(10)", "x"),
    "casts of casts": ("text", "('x'::text)"[1:-1] + '::pg_catalog."char"', "x"),
    "an array with a cast": ("text[]", "'{a,b}'::text[]", "{a,b}"),
    "a time with a cast": (
        "text",
        "'2024-01-01 00:00:00'::timestamp(3) without time zone",
        "2024-01-01 00:00:00",
    ),
    "NULL": ("text", "NULL", None),
    "DEFAULT": ("text DEFAULT 'x'::text", "DEFAULT", "x"),
    "true": ("boolean", "true", "true"),
    "a boolean text": ("boolean", "'f'", "false"),
    "a number": ("numeric", "-1.50", "-1.50"),
    "a number in quotes": ("double precision", "'-Infinity'", "-Infinity"),
    "an exponent": ("double precision", "1e-07", "1e-07"),
    "bytes": ("bytea", r"'\x00ff'", b"\x00\xff"),
    "bytes with escapes": ("bytea", r"E'\\x00ff'", b"\x00\xff"),
    "bits": ("bit varying(8)", "B'0101'", "0101"),
    "json": ("jsonb", """'{"a": "it''s", "b": [1, 2]}'""", '{"a": "it\'s", "b": [1, 2]}'),
    "what looks like a comment": ("text", "'a -- b /* c'", "a -- b /* c"),
    "what looks like a dollar quote": ("text", "'$$ $a$'", "$$ $a$"),
    "a double quote": ("text", "'\"'", '"'),
}


@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize("rule", INSERTED)
def test_an_inserted_value(tmp_path: Path, rule: str, chunk: int) -> None:
    declared, literal, value = INSERTED[rule]
    text = f"CREATE TABLE public.t (id integer, v {declared}, w integer);\n"
    text += (
        f"INSERT INTO public.t VALUES (1, {literal}, 2);\nINSERT INTO public.t VALUES (3, {literal}, 4);\n"
    )
    text += f"INSERT INTO public.t (w, v) OVERRIDING SYSTEM VALUE VALUES (5, {literal}),\n  (6, NULL)\n"
    text += "ON CONFLICT DO NOTHING;\n"
    dump = opened(tmp_path, text, "postgres", chunk)
    rows = [("1", value, "2"), ("3", value, "4"), (None, value, "5"), (None, None, "6")]
    assert rows_of(dump) == {"t": rows}
    assert dump.skipped == {"ON CONFLICT": 1}


def test_old_dumps_escape_in_ordinary_strings(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        TABLE + "SET standard_conforming_strings = off;\nINSERT INTO t VALUES (1, 'it\\'s\\n\\101');\n"
        "SET standard_conforming_strings = on;\nINSERT INTO t VALUES (2, '\\n');\n",
        "postgres",
    )
    assert rows_of(dump) == {"t": [("1", "it's\nA"), ("2", "\\n")]}


def test_types_hold_every_value(tmp_path: Path) -> None:
    declared = {
        "smallint": "BIGINT", "integer": "BIGINT", "bigint": "BIGINT", "serial": "BIGINT", 
        "oid": "BIGINT",
        "numeric(10,2)": "DECIMAL(10,2)", "numeric(10)": "DECIMAL(10,0)", "numeric": None,
        "numeric(50,2)": "VARCHAR", "numeric(3,-2)": "VARCHAR", "real": "DOUBLE",
        "double precision": "DOUBLE",
        "money": "VARCHAR", "boolean": "BOOLEAN", "bytea": "BLOB", "date": "DATE",
        "timestamp(3) without time zone": "TIMESTAMP", "timestamp without time zone": "TIMESTAMP",
        "timestamp with time zone": "TIMESTAMP WITH TIME ZONE", 
        "timestamptz": "TIMESTAMP WITH TIME ZONE",
        "time without time zone": "VARCHAR", "interval": "VARCHAR", "uuid": "VARCHAR", "jsonb": "VARCHAR",
        "character varying(9)": "VARCHAR", "character(3)": "VARCHAR", "\"char\"": "VARCHAR",
        "bit(3)": "VARCHAR",
        "integer[]": "VARCHAR", "numeric(10,2)[]": "VARCHAR", "timestamp without time zone[]": "VARCHAR",
        "public.mood": "VARCHAR", "inet": "VARCHAR",
    }  # fmt: skip
    columns = ",".join(f"c{n} {kind} DEFAULT NULL" for n, kind in enumerate(declared))
    dump = opened(
        tmp_path, f"CREATE UNLOGGED TABLE public.t ({columns}, CONSTRAINT x CHECK (c0 > 1));", "postgres"
    )
    assert dict(zip(declared, dump.tables()["t"].types.values(), strict=True)) == declared
    assert list(dump.tables()["t"].columns.values()) == list(declared)


def test_values_beyond_a_type_keep_the_column_as_text(tmp_path: Path) -> None:
    columns = "a date, b timestamp without time zone, c timestamp with time zone, d numeric(9,2), e date"
    dump = opened(
        tmp_path,
        f"CREATE TABLE public.t ({columns});\nCOPY public.t FROM stdin;\n"
        "2024-01-02\t2024-01-02 03:04:05\t2024-01-02 03:04:05.5+00\t1.50\t2024-01-02\n"
        "infinity\t0044-03-15 12:00:00 BC\t12024-01-02 03:04:05+00\tNaN\t2024-01-02\n\\.\n",
        "postgres",
    )
    assert dump.tables()["t"].kept_as_text == {
        "a": "infinity",
        "b": "0044-03-15 12:00:00 BC",
        "c": "12024-01-02 03:04:05+00",
        "d": "NaN",
    }
    assert dump.tables()["t"].types["e"] == "DATE"


EVERYTHING_ELSE = r"""--
-- PostgreSQL database dump
--

\restrict abcdef
SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA audit;
COMMENT ON SCHEMA public IS 'it''s; a comment';
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $_$
BEGIN
  INSERT INTO public.t VALUES (666, 'never; run'); -- it's $$
  RETURN NEW;
END;$_$;
CREATE FUNCTION public.g() RETURNS integer LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO public.t VALUES (667, 'never');
  SELECT CASE WHEN (1 = 1) THEN 1 ELSE 2 END;
END;
/* a /* nested ' */ comment */
CREATE TYPE public.mood AS ENUM ('a;', 'b');
@TABLE@
ALTER TABLE public.t OWNER TO postgres;
CREATE SEQUENCE public.s START WITH 1;
CREATE VIEW public.v AS SELECT t.id, 'x;'::text AS y FROM public.t;
COPY public.t (id, name) FROM stdin;
1	a
\.
SELECT pg_catalog.setval('public.s', 1, true);
ALTER TABLE ONLY public.t
    ADD CONSTRAINT t_pkey PRIMARY KEY (id, "name");
CREATE INDEX i ON public.t USING btree (name);
CREATE TRIGGER tr BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.f();
GRANT ALL ON TABLE public.t TO me;
\unrestrict abcdef
--
-- PostgreSQL database dump complete
--
""".replace("@TABLE@\n", TABLE)


@pytest.mark.parametrize("chunk", [1, 2, 3, 17, 64, 4 << 20])
def test_everything_else_is_skipped_and_counted(tmp_path: Path, chunk: int) -> None:
    dump = opened(tmp_path, EVERYTHING_ELSE, "postgres", chunk)
    assert rows_of(dump) == {"t": [("1", "a")]}
    assert dump.tables()["t"].key == ("id", "name")
    assert dump.skipped == {
        "\\restrict": 1, "SET": 2, "SELECT": 2, "CREATE SCHEMA": 1, "COMMENT": 1, "CREATE FUNCTION": 2,
        "CREATE TYPE": 1, "ALTER TABLE": 2, "CREATE SEQUENCE": 1, "CREATE VIEW": 1, "CREATE INDEX": 1,
        "CREATE TRIGGER": 1, "GRANT": 1, "\\unrestrict": 1,
    }  # fmt: skip


def test_schemas(tmp_path: Path) -> None:
    text = TABLE + "CREATE TABLE audit.t (a integer);\nINSERT INTO audit.t VALUES (1);\n"
    with pytest.raises(SourceError, match="schema 'audit', and only public") as error:
        list(opened(tmp_path, text, "postgres").batches())
    assert str(error.value.where).endswith("line 5")
    both = opened(tmp_path, text, "postgres", schemas=("public", "audit"))
    assert rows_of(both) == {"public.t": [], "audit.t": [("1",)]}
    for statement in ("COPY audit.t (a) FROM stdin;\n1\n\\.\n", 'INSERT INTO "audit".t VALUES (1);\n'):
        with pytest.raises(SourceError, match="schema 'audit'") as error:
            opened(tmp_path, TABLE + statement, "postgres").tables()
        assert str(error.value.where).endswith("line 5")
    path = "SET search_path = audit, pg_catalog;\nCREATE TABLE t (a integer);\n"
    with pytest.raises(SourceError, match="schema 'audit'"):
        opened(tmp_path, path, "postgres").tables()


def test_a_second_database_is_refused(tmp_path: Path) -> None:
    text = "\\connect gold\n" + TABLE + "\\connect gold\n\\connect silver\n"
    with pytest.raises(SourceError, match="second database, silver") as error:
        opened(tmp_path, text, "postgres").tables()
    assert str(error.value.where).endswith("line 7")


def test_names_fold_and_quote(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        'CREATE TABLE PUBLIC.Tab (Id integer, "It""s, (x)" text);\n'
        'COPY public.tab ("It""s, (x)", ID) FROM stdin;\n'
        "a\t1\n\\.\n",
        "postgres",
    )
    assert rows_of(dump) == {"tab": [("1", "a")]}
    assert dump.tables()["tab"].columns == {"id": "integer", 'It"s, (x)': "text"}


def test_generated_and_inherited_columns(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        "CREATE TABLE public.a (id integer, b integer GENERATED ALWAYS AS ((id * 2)) STORED, n integer);\n"
        "CREATE TABLE public.b (\n    extra text\n)\nINHERITS (public.a);\n"
        "CREATE TABLE public.c PARTITION OF public.a FOR VALUES IN (1);\n"
        "COPY public.a (id, n) FROM stdin;\n1\t2\n\\.\n"
        "COPY public.b (id, n, extra) FROM stdin;\n3\t4\tx\n\\.\n"
        "COPY public.c (id, n) FROM stdin;\n5\t6\n\\.\n",
        "postgres",
    )
    assert rows_of(dump) == {"a": [("1", "2")], "b": [("3", "4", "x")], "c": [("5", "6")]}
    assert dump.tables()["b"].types == {"id": "BIGINT", "n": "BIGINT", "extra": "VARCHAR"}


def test_rows_without_create_table(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        "COPY public.a (x, y) FROM stdin;\n1\tb\n\\.\nCOPY public.b FROM stdin;\n1\t2\t\\N\n\\.\n"
        "INSERT INTO public.c VALUES (1, 'x, (y', NULL::text);\nCOPY public.d FROM stdin;\n\n\\.\n",
        "postgres",
    )
    assert rows_of(dump) == {
        "a": [("1", "b")],
        "b": [("1", "2", None)],
        "c": [("1", "x, (y", None)],
        "d": [("",)],
    }
    assert dump.tables()["b"].types == {"c1": None, "c2": None, "c3": None}


def test_latin1(tmp_path: Path) -> None:
    text = "SET client_encoding = 'LATIN1';\n" + TABLE + "COPY public.t FROM stdin;\n1\té\\n\n\\.\n"
    assert rows_of(opened(tmp_path, text.encode("latin-1"), "postgres")) == {"t": [("1", "é\n")]}


BROKEN: dict[str, tuple[str | bytes, str, int]] = {
    "too many values": ("COPY public.t FROM stdin;\n1\ta\n1\ta\tb\n\\.\n", "has 3 values, not 2", 7),
    "too few values": ("COPY public.t FROM stdin;\n1\ta\n1\n\\.\n", "has 1 values, not 2", 7),
    "an end in the rows": ("COPY public.t FROM stdin;\n1\ta\n", "middle of a statement", 7),
    "an end in a row": ("COPY public.t FROM stdin;\n1\ta\n2\tb", "middle of a statement", 7),
    "an end in a function": ("CREATE FUNCTION f() AS $$ BEGIN;", "middle of a statement", 5),
    "an end in the head": ("COPY public.t (id", "middle of a statement", 5),
    "no last line": ("--\n-- PostgreSQL database dump\n--\n", "without its last line", 8),
    "an expression": ("INSERT INTO public.t VALUES (1, now());", "more than values: now", 5),
    "an array to be made": ("INSERT INTO public.t VALUES (1, ARRAY[1]);", "more than values", 5),
    "CSV": ("COPY public.t FROM stdin WITH (FORMAT csv);\n1,a\n\\.\n", "not in the text format", 5),
    "a file": ("COPY public.t FROM '/tmp/x';\n", "does not read the rows that follow", 5),
    "no boolean": ("CREATE TABLE b (b bool);\nCOPY b FROM stdin;\nt\nx\n\\.\n", "no boolean", 8),
    "no UTF-8": (b"COPY public.t FROM stdin;\n1\ta\n2\t\xff\n\\.\n", "no utf-8 text", 7),
    "DELETE of rows": ("INSERT INTO t VALUES (1, 'a');\nDELETE FROM ONLY public.t;", "DELETE would", 6),
    "a column left to the server": (
        "ALTER TABLE ONLY public.t ALTER COLUMN id SET DEFAULT now();\nINSERT INTO t (name) VALUES ('a');",
        "the default of id",
        6,
    ),
}  # fmt: skip


@pytest.mark.parametrize("chunk", [1, 4 << 20])
@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_refused(tmp_path: Path, fault: str, chunk: int) -> None:
    text, message, line = BROKEN[fault]
    dump = opened(
        tmp_path, TABLE.encode() + (text if isinstance(text, bytes) else text.encode()), "postgres", chunk
    )
    with pytest.raises(SourceError, match=message) as error:
        list(dump.batches())
    assert str(error.value.where).endswith(f", line {line}"), error.value.where
