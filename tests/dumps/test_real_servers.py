"""Nasty values of every type, dumped by the servers' own programs, against what the servers say they hold."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dumps.reading import Value, opened, rows_of
from tests.dumps.servers import MariaDb, Postgres, mariadb, postgres
from tests.dumps.test_chinook import CHINOOK
from warehouse.errors import SourceError
from warehouse.sources.dumps import open_dump

TEXTS = [
    "",
    "it's",
    'say "x"',
    "a\\b",
    "\\",
    "\\'",
    "tab\there",
    "two\nlines",
    "\r\n",
    "%_",
    "NULL",
    "\\N",
    "a),(b;",
]
TEXTS += [
    "-- no comment",
    "/* no */",
    "é€ß漢",
    "\N{GRINNING FACE}",
    " blanks ",
    "\x1a\b\x7f",
    "`x`",
    "$$x$$",
    "\\.",
]
ODD, WEIRD = "we`ird;'\"(", "we\"ird;'("
BLOBS = [bytes(range(256)), b"", b"\0", b"'", b"\\", b"\\'\0\x1a\n", b"\xff\xfe", b"NULL", b"_binary '"]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    # A socket's path must be short.
    path = Path(tempfile.mkdtemp(prefix="dumps-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


MYSQL_COLUMNS = {
    "txt": "longtext", "chars": "char(20)", "bin": "longblob", "fixed": "binary(4)", "varb": "varbinary(300)",
    "tiny": "tinyint(1)", "big": "bigint", "ubig": "bigint unsigned", "filled": "int(8) unsigned zerofill",
    "dec1": "decimal(20,5)", "dec2": "decimal(65,30)", "dbl": "double", "flt": "float", "bit1": "bit(1)",
    "bit20": "bit(20)", "bit64": "bit(64)", "yr": "year", "day": "date", "moment": "datetime(6)",
    "stamp": "timestamp NULL", "clock": "time(3)", "en": "enum('a','it''s','x,y')", "st": "set('a','b','c')",
    "js": "json", "place": "point",
}  # fmt: skip
MYSQL_ROWS = [
    "('x','y',X'00',X'01',X'',1,-9223372036854775808,0,7,-99999.12345,1e-30,1.5e300,0.1,b'1',b'101',b'1',2024,"
    "'2024-02-29','2024-01-02 03:04:05.000006','2024-01-02 03:04:05','-838:59:59','it''s','a,c',"
    '\'{"a": "it\\\'s \\\\\\\\ \\\\n"}\',POINT(1,2))',
    "('x','y',X'00',X'01',X'',127,9223372036854775807,18446744073709551615,99999999,"
    "0.00001,-12345678901234567890123456789012345.123456789012345678901234567891,"
    "-2.2250738585072014e-308,-3.4e38,b'0',0,0xFFFFFFFFFFFFFFFF,1901,"
    "'0000-00-00','0000-00-00 00:00:00','1970-01-01 00:00:01','00:00:00.001','x,y','',"
    "'[]',NULL)",
    "(" + ",".join(["NULL"] * len(MYSQL_COLUMNS)) + ")",
]
HEX_COLUMNS = ("txt", "chars", "bin", "fixed", "varb", "en", "st", "js", "place")
BIT_COLUMNS = ("bit1", "bit20", "bit64")

MYSQL_OTHERS = """
CREATE TABLE `we``ird;'"(` (`key` int NOT NULL, `a``b` int, `é ü` varchar(9), PRIMARY KEY (`key`,`é ü`));
INSERT INTO `we``ird;'"(` VALUES (1,2,'three'),(4,NULL,'six');
CREATE TABLE generated (a int, b int AS (a * 2) STORED, c int AS (a + 1) VIRTUAL, d text);
INSERT INTO generated (a, d) VALUES (1,'x'),(2,'y');
CREATE TABLE empty (id int PRIMARY KEY);
CREATE VIEW seen AS SELECT txt, extract(year from day) y FROM nasty;
CREATE TRIGGER tr BEFORE INSERT ON empty FOR EACH ROW SET NEW.id = NEW.id + 1;
CREATE EVENT ev ON SCHEDULE EVERY 1 YEAR DO DELETE FROM empty;
DELIMITER ;;
CREATE PROCEDURE pr() BEGIN DELETE FROM empty; INSERT INTO empty VALUES (1); /* it's; */ END;;
CREATE FUNCTION fu() RETURNS int DETERMINISTIC RETURN 1;;
DELIMITER ;
"""


@pytest.fixture(scope="module")
def maria(folder: Path) -> Iterator[MariaDb]:
    home = folder / "m"
    home.mkdir()
    with mariadb(home) as server:
        columns = ",".join(f"`{name}` {kind}" for name, kind in MYSQL_COLUMNS.items())
        names = ",".join(f"`{name}`" for name in MYSQL_COLUMNS)
        sql = "SET NAMES utf8mb4, sql_mode='', time_zone='+00:00';\n"
        sql += f"CREATE TABLE nasty (id int AUTO_INCREMENT, {columns}, PRIMARY KEY (id));\n"
        sql += f"INSERT INTO nasty ({names}) VALUES " + ",\n".join(MYSQL_ROWS) + ";\n"
        for text in TEXTS:
            value = f"CONVERT(X'{text.encode().hex()}' USING utf8mb4)"
            sql += f"INSERT INTO nasty (txt, chars) VALUES ({value}, {value});\n"
        for blob in BLOBS:
            code = f"X'{blob.hex()}'"
            sql += f"INSERT INTO nasty (bin, varb, fixed) VALUES ({code}, {code}, LEFT({code}, 4));\n"
        server.query(sql + MYSQL_OTHERS)
        yield server


def mysql_truth(server: MariaDb) -> list[tuple[Value, ...]]:
    shown = ["id"]
    for name in MYSQL_COLUMNS:
        form = f"CONCAT('x', HEX(`{name}`))" if name in HEX_COLUMNS else f"`{name}`"
        shown.append(f"CAST(`{name}` AS unsigned)" if name in BIT_COLUMNS else form)
    given = server.query(f"SET time_zone='+00:00'; SELECT {','.join(shown)} FROM nasty ORDER BY id")
    is_blob = ("bin", "fixed", "varb", "place")
    rows: list[tuple[Value, ...]] = []
    for row in given:
        values: list[Value] = [row[0]]
        for name, value in zip(MYSQL_COLUMNS, row[1:], strict=True):
            if value is not None and name in HEX_COLUMNS:
                raw = bytes.fromhex(value[1:])
                values.append(raw if name in is_blob else raw.decode())
            else:
                values.append(value)
        rows.append(tuple(values))
    return rows


MYSQL_OPTIONS = {
    "as it comes": [],
    "bytes in hexadecimal": ["--hex-blob"],
    "a row in a statement": ["--skip-extended-insert"],
    "with columns": ["--complete-insert"],
    "compact": ["--compact"],
    "compact, bytes in hexadecimal, with columns": ["--compact", "--hex-blob", "--complete-insert"],
    "with everything": ["--routines", "--events", "--triggers", "--hex-blob", "--add-drop-table", "--tz-utc"],
    "REPLACE": ["--replace"],
    "INSERT IGNORE": ["--insert-ignore", "--skip-quote-names", "--ignore-table=gold.we`ird;'\"("],
    "ANSI": ["--compatible=ansi", "--default-character-set=utf8mb4"],
}


@pytest.mark.parametrize("options", MYSQL_OPTIONS)
def test_mariadb(tmp_path: Path, maria: MariaDb, options: str) -> None:
    text = maria.dump(*MYSQL_OPTIONS[options])
    truth = mysql_truth(maria)
    assert len(truth) == len(MYSQL_ROWS) + len(TEXTS) + len(BLOBS)
    for chunk in (4 << 20, 1000, 37):
        dump = opened(tmp_path, text, "mysql", chunk)
        found = rows_of(dump)
        assert sorted(found["nasty"], key=lambda row: int(row[0] or 0)) == truth
        assert found["generated"] == [("1", "2", "2", "x"), ("2", "4", "3", "y")]
        assert found["empty"] == []
        if ODD in found:
            assert found[ODD] == [("1", "2", "three"), ("4", None, "six")]
            assert dump.tables()[ODD].key == ("key", "é ü")
    tables = opened(tmp_path, text).tables()
    assert set(tables) - {ODD} == {"nasty", "generated", "empty"}
    assert tables["nasty"].key == ("id",)
    assert tables["nasty"].kept_as_text == {"day": "0000-00-00", "moment": "0000-00-00 00:00:00.000000"}


def test_mariadb_rows_without_create_table(tmp_path: Path, maria: MariaDb) -> None:
    text = maria.dump("--no-create-info", "--hex-blob", "--skip-triggers", "--complete-insert")
    found = rows_of(opened(tmp_path, text))
    assert len(found["nasty"]) == len(mysql_truth(maria))
    assert found["generated"] == [("1", "2", "2", "x"), ("2", "4", "3", "y")]


def test_chinook_is_what_mariadb_makes_of_it(maria: MariaDb) -> None:
    if not CHINOOK.exists():
        pytest.skip("the Chinook sample is not beside the checkout")
    maria.query("SET NAMES utf8mb4;\n" + CHINOOK.read_text(encoding="utf-8"))
    dump = open_dump(CHINOOK, "mysql")
    for table, rows in rows_of(dump).items():
        texts = [f"CONCAT('x', HEX(CONCAT(`{name}`)))" for name in dump.tables()[table].columns]
        given = maria.query(f"SET NAMES utf8mb4; SELECT {','.join(texts)} FROM Chinook.`{table}`")
        held = [tuple(None if v is None else bytes.fromhex(v[1:]).decode() for v in row) for row in given]
        assert sorted(map(repr, held)) == sorted(map(repr, rows)), table
        assert not dump.tables()[table].kept_as_text


def test_mariadb_of_two_databases_is_refused(tmp_path: Path, maria: MariaDb) -> None:
    maria.query("CREATE DATABASE IF NOT EXISTS silver; CREATE TABLE IF NOT EXISTS silver.t (a int);")
    text = maria.dump("--databases", "silver")
    with pytest.raises(SourceError, match="second database"):
        opened(tmp_path, text).tables()


POSTGRES_TABLE = """
CREATE SCHEMA audit;
CREATE TYPE public.mood AS ENUM ('sad', 'it''s ok', 'a,b');
CREATE DOMAIN public.positive AS integer CHECK (VALUE > 0);
CREATE TABLE public.nasty (
  id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, txt text, chars character(9),
  vc character varying(99),
  byt bytea, yes boolean, small smallint, big bigint, num numeric, dec numeric(20,5), flt real,
  dbl double precision,
  day date, moment timestamp, stamp timestamptz, clock time, span interval, js json, jb jsonb, ints integer[],
  texts text[][], uid uuid, net inet, bits bit varying(9), feeling public.mood,
  pos public.positive, cash money,
  rng int4range, twice integer GENERATED ALWAYS AS (small * 2) STORED
);
CREATE TABLE public."we""ird;'(" ("Key" integer, "a b" text, PRIMARY KEY ("Key"));
INSERT INTO public."we""ird;'(" VALUES (1, 'x');
CREATE TABLE public.serials (id serial PRIMARY KEY, v text);
INSERT INTO public.serials (v) VALUES ('a'), ('b');
CREATE TABLE public.nothing ();
INSERT INTO public.nothing DEFAULT VALUES;
CREATE TABLE public.parent (a integer, b text) PARTITION BY LIST (a);
CREATE TABLE public.child PARTITION OF public.parent FOR VALUES IN (1);
INSERT INTO public.parent VALUES (1, 'x');
CREATE VIEW public.seen AS SELECT id, 'x;' || txt AS t FROM public.nasty;
CREATE MATERIALIZED VIEW public.kept AS SELECT id FROM public.nasty;
CREATE FUNCTION public.fu() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
  INSERT INTO public.serials VALUES (99, 'it''s; $$'); RETURN NEW; END $f$;
CREATE FUNCTION public.atomic() RETURNS integer LANGUAGE sql BEGIN ATOMIC
  INSERT INTO public.serials (v) VALUES ('never'); SELECT CASE WHEN true THEN 1 END; END;
CREATE TRIGGER tr BEFORE UPDATE ON public.serials FOR EACH ROW EXECUTE FUNCTION public.fu();
COMMENT ON TABLE public.nasty IS 'it''s; a
comment';
"""
POSTGRES_ROWS = [
    "'x','x','x','\\x00',true,-32768,-9223372036854775808,1.50,-99999.12345,1.1754944e-38,"
    "-1.7976931348623157e308,'2024-02-29','2024-01-02 03:04:05.000006',"
    "'2024-01-02 03:04:05.5+05:30','23:59:59.999999','1 year -2 days',"
    "'{\"a\":  \"it''s \\\\ \\n\"}','{\"b\": [1, null]}',"
    '\'{1,NULL,3}\',\'{{a,"b,\\"c"},{"\\\\",NULL}}\','
    "'00000000-0000-0000-0000-000000000001','::1/128','0101','it''s ok',7,'-12.34','[1,5)'",
    "'x','x','x','\\x',false,32767,9223372036854775807,'NaN','0.1','NaN','Infinity','infinity',"
    "'0044-03-15 12:00 BC','12024-01-01 00:00:00+00','00:00:00','00:00:00','[]','{}','{}','{}',"
    "NULL,NULL,'','a,b',1,'0','empty'",
    ",".join(["NULL"] * 27),
]


@pytest.fixture(scope="module")
def elephant(folder: Path) -> Iterator[Postgres]:
    folder.chmod(0o711)
    home = folder / "p"
    home.mkdir()
    with postgres(home) as server:
        names = postgres_columns()
        sql = POSTGRES_TABLE
        for row in POSTGRES_ROWS:
            sql += f"INSERT INTO public.nasty ({','.join(names)}) VALUES ({row});\n"
        for text in TEXTS:
            code = f"convert_from('\\x{text.encode().hex()}', 'UTF8')"
            sql += (
                f"INSERT INTO public.nasty (txt, vc, texts) VALUES ({code}, {code}, ARRAY[ARRAY[{code}]]);\n"
            )
        for blob in BLOBS:
            sql += f"INSERT INTO public.nasty (byt) VALUES ('\\x{blob.hex()}');\n"
        server.query(sql)
        yield server


def postgres_columns() -> list[str]:
    body = POSTGRES_TABLE.split("PRIMARY KEY, ")[1].split(", twice")[0]
    return [column.split()[0] for column in body.replace("20,5", "20.5").split(",")]


def postgres_truth(server: Postgres) -> list[tuple[Value, ...]]:
    names = ["id", *postgres_columns()]
    written = {n: f"convert_to(format('%s', {n}), 'UTF8')" for n in names}
    written |= {"yes": "convert_to(yes::text, 'UTF8')", "byt": "byt"}
    shown = [f"CASE WHEN {n} IS NOT NULL THEN encode({written[n]}, 'hex') || '!' END" for n in names]
    given = server.query(f"SELECT {','.join(shown)} FROM public.nasty ORDER BY id")
    return [
        tuple(
            None if v is None else bytes.fromhex(v[:-1]) if n == "byt" else bytes.fromhex(v[:-1]).decode()
            for n, v in zip(names, row, strict=True)
        )
        for row in given
    ]


POSTGRES_OPTIONS = {
    "COPY": [],
    "INSERT": ["--inserts"],
    "INSERT with columns": ["--column-inserts"],
    "INSERT of many rows": ["--inserts", "--rows-per-insert=7"],
    "INSERT for what is there": ["--inserts", "--on-conflict-do-nothing", "--quote-all-identifiers"],
    "clean, without owners": ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--create"],
}


@pytest.mark.parametrize("options", POSTGRES_OPTIONS)
def test_postgres(tmp_path: Path, elephant: Postgres, options: str) -> None:
    text = elephant.dump(*POSTGRES_OPTIONS[options])
    truth = postgres_truth(elephant)
    assert len(truth) == len(POSTGRES_ROWS) + len(TEXTS) + len(BLOBS)
    for chunk in (4 << 20, 1000, 37):
        found = rows_of(opened(tmp_path, text, "postgres", chunk))
        assert found["nasty"] == truth
        assert found[WEIRD] == [("1", "x")]
        assert found["serials"] == [("1", "a"), ("2", "b")]
        assert found["child"] == [("1", "x")]
    tables = opened(tmp_path, text, "postgres").tables()
    assert set(tables) == {"nasty", WEIRD, "serials", "nothing", "parent", "child"}
    assert tables["nasty"].key == ("id",)
    assert tables[WEIRD].key == ("Key",)
    kept = tables["nasty"].kept_as_text
    assert kept == {"day": "infinity", "moment": "0044-03-15 12:00:00 BC", "stamp": "12024-01-01 00:00:00+00"}
