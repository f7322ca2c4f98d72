"""MySQL and MariaDB dumps written by hand: each rule with the exact rows that come out."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.dumps.reading import Value, opened, rows_of
from warehouse.errors import SourceError, UsageError
from warehouse.sources.dumps import open_dump

TABLE = "CREATE TABLE `t` (`id` int NOT NULL, `name` varchar(20) DEFAULT 'none', PRIMARY KEY (`id`));\n"

LITERALS: dict[str, tuple[str, str, Value]] = {
    "an escaped quote": ("text", r"'it\'s'", "it's"),
    "a doubled quote": ("text", "'it''s'", "it's"),
    "a quote in double quotes": ("text", '"it\'s"', "it's"),
    "a doubled double quote": ("text", '"a ""b"" c"', 'a "b" c'),
    "a comma in double quotes": ("text", '"a,b"', "a,b"),
    "an escaped double quote": ("text", r'''"a\"b"''', 'a"b'),
    "a backslash": ("text", r"'a\\b'", "a\\b"),
    "a backslash at the end": ("text", r"'a\\'", "a\\"),
    "a backslash and a letter": ("text", r"'a\\nb'", r"a\nb"),
    "control characters": ("text", r"'\n\r\t\b\0\Z'", "\n\r\t\b\0\x1a"),
    "escapes that are kept": ("text", r"'\%\_'", r"\%\_"),
    "escapes of nothing": ("text", r"'\x\é'", "xé"),
    "what looks like the end of a row": ("text", "'a),(b'", "a),(b"),
    "what looks like the end of a statement": (
        "text",
        "'a);\nINSERT INTO `t` VALUES (9'",
        "a);\nINSERT INTO `t` VALUES (9",
    ),
    "what looks like a comment": ("text", "'a -- b /* c */ # d'", "a -- b /* c */ # d"),
    "the word NULL": ("text", "'NULL'", "NULL"),
    "NULL": ("text", "null", None),
    "an empty text": ("text", "''", ""),
    "text side by side": ("text", r"'a' 'b\'' 'c'", "ab'c"),
    "hexadecimal text": ("varchar(9)", "0x4142", "AB"),
    "hexadecimal text in quotes": ("varchar(9)", "X'4142'", "AB"),
    "an introducer": ("text", "_utf8mb4'é'", "é"),
    "an introducer of another encoding": ("text", "_latin1'é'", "Ã©"),
    "national text": ("text", "N'é'", "é"),
    "bytes": ("blob", r"_binary 'a\0\'" + "'", b"a\0'"),
    "bytes that are only a string": ("varbinary(9)", r"'a\\'", b"a\\"),
    "bytes in hexadecimal": ("longblob", "0x00FF10", b"\x00\xff\x10"),
    "bytes in hexadecimal and quotes": ("blob", "x'00ff'", b"\x00\xff"),
    "no bytes": ("blob", "''", b""),
    "bits": ("bit(8)", "b'00000101'", "5"),
    "bits as bytes": ("bit(16)", r"_binary '\0A'", "65"),
    "bits in hexadecimal": ("bit(64)", "0xFFFFFFFFFFFFFFFF", "18446744073709551615"),
    "a number in hexadecimal": ("int", "0x1F", "31"),
    "a number in bits": ("int", "0b101", "5"),
    "a negative number": ("int", "-5", "-5"),
    "a number with a sign": ("int", "+5", "5"),
    "a number with a sign apart": ("int", "- 5", "-5"),
    "a number with an exponent": ("double", "-1.5e-10", "-1.5e-10"),
    "a number with a point in front": ("decimal(5,2)", ".50", ".50"),
    "a number in quotes": ("decimal(5,2)", "'1.50'", "1.50"),
    "digits that no float has": (
        "decimal(38,20)",
        "123456789012345678.12345678901234567890",
        "123456789012345678.12345678901234567890",
    ),
    "true": ("tinyint(1)", "TRUE", "1"),
    "a zero date": ("date", "'0000-00-00'", "0000-00-00"),
    "DEFAULT": ("varchar(9) DEFAULT 'x'", "DEFAULT", "x"),
    "DEFAULT of nothing": ("varchar(9)", "DEFAULT", None),
    "a time before noon": (
        "timestamp",
        "TIMESTAMP '2024-01-02 03:04:05.000006'",
        "2024-01-02 03:04:05.000006",
    ),
}


@pytest.mark.parametrize("chunk", [1, 7, 4 << 20])
@pytest.mark.parametrize("rule", LITERALS)
def test_a_value(tmp_path: Path, rule: str, chunk: int) -> None:
    declared, literal, value = LITERALS[rule]
    dump = opened(
        tmp_path,
        f"CREATE TABLE t (id int, v {declared}, w int);\n"
        f"INSERT INTO t VALUES (1,{literal},2),(3, {literal} ,4);\n"
        f"REPLACE INTO t (w, v) VALUES\n  (5,{literal}),\n  (6,NULL);\n",
        chunk=chunk,
    )
    rows = [("1", value, "2"), ("3", value, "4"), (None, value, "5"), (None, None, "6")]
    assert rows_of(dump) == {"t": rows}


ROWS = {
    "no column list": "INSERT INTO `t` VALUES (1,'a'),(2,NULL);",
    "a column list in another order": "INSERT INTO `t` (`name`, `id`) VALUES ('a',1), (NULL,2);",
    "REPLACE": "REPLACE INTO t VALUES (1,'a'),(2,NULL);",
    "INSERT IGNORE": "INSERT IGNORE INTO t VALUES (1,'a'),(2,NULL);",
    "without INTO, with VALUE": "insert low_priority t value (1,'a'),(2,NULL);",
    "one row in a statement": "INSERT INTO t VALUES (1,'a');\nINSERT INTO t VALUES (2,NULL);",
    "names in double quotes": 'INSERT INTO "t" ("id", "name") VALUES (1,\'a\'),(2,NULL);',
    "comments between the values": "INSERT INTO t VALUES (1, /* it's (one) */ 'a'), -- it's\n(2,# '\nNULL);",
    "comments in the head": "INSERT /* it's */ INTO t -- it's\n VALUES (1,'a'),(2,NULL);",
    "conditional comments": "/*!40000 INSERT INTO t VALUES (1,/*!50000 'a'*/),(2,NULL) */;",
    "a key that is there already": "INSERT INTO t VALUES (1,'a'),(2,NULL) ON DUPLICATE KEY UPDATE name='x;';",
    "another delimiter": "DELIMITER //\nINSERT INTO t VALUES (1,'a'),(2,NULL)//\nDELIMITER ;",
    "lines that end in CR LF": "INSERT INTO t VALUES\r\n  (1,'a'),\r\n  (2,NULL);\r\n",
    "many blanks": "INSERT INTO t VALUES\n\n" + " " * 200 + "( 1 , 'a' )\t,\n\n(2,NULL)\n;",
    "capitals that differ": "INSERT INTO T (ID, NAME) VALUES (1,'a'),(2,NULL);",
}


@pytest.mark.parametrize("chunk", [1, 5, 4 << 20])
@pytest.mark.parametrize("form", ROWS)
def test_a_form_of_rows(tmp_path: Path, form: str, chunk: int) -> None:
    dump = opened(tmp_path, TABLE + ROWS[form], chunk=chunk)
    assert rows_of(dump) == {"t": [("1", "a"), ("2", None)]}
    assert dump.tables()["t"].key == ("id",)


def test_types_hold_every_value(tmp_path: Path) -> None:
    declared = {
        "tinyint(1)": "BIGINT", "int(10) unsigned zerofill": "BIGINT", "bigint": "BIGINT",
        "bigint(20) unsigned": "DECIMAL(20,0)", "bigint unsigned": "DECIMAL(20,0)",
        "decimal(10,2)": "DECIMAL(10,2)",
        "decimal(10, 2) unsigned": "DECIMAL(10,2)", "numeric": "DECIMAL(10,0)", "decimal(65,30)": "VARCHAR",
        "float": "DOUBLE", "double precision": "DOUBLE", "bit(1)": "BIGINT", "bit(64)": "DECIMAL(20,0)",
        "year(4)": "BIGINT", "date": "DATE", "datetime(6)": "TIMESTAMP", "timestamp": "TIMESTAMP",
        "time": "VARCHAR", "char(3) CHARACTER SET latin1": "VARCHAR", "character varying(9)": "VARCHAR",
        "enum('a','b,)','it''s')": "VARCHAR", "set('x','y')": "VARCHAR", "json": "VARCHAR",
        "longtext": "VARCHAR", "varbinary(255)": "BLOB", "mediumblob": "BLOB", "point": "BLOB",
        "uuid": "VARCHAR",
        "boolean": "BIGINT",
    }  # fmt: skip
    columns = ",".join(f"`c{n}` {kind} NOT NULL COMMENT 'a, (b'" for n, kind in enumerate(declared))
    dump = opened(
        tmp_path, f"CREATE TABLE t ({columns}, KEY `k` (`c0`)) ENGINE=InnoDB /*!50100 PARTITION BY x */;"
    )
    assert list(dump.tables()["t"].types.values()) == list(declared.values())
    shown = [kind.partition(" CHARACTER SET")[0] for kind in declared]
    assert list(dump.tables()["t"].columns.values()) == shown


def test_dates_that_are_none_keep_the_column_as_text(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        "CREATE TABLE t (a date, b datetime, c timestamp, d date);\n"
        "INSERT INTO t VALUES ('2024-01-02','0000-00-00 00:00:00','2024-01-02 03:04:05','2024-05-00');",
    )
    table = dump.tables()["t"]
    assert table.types == {"a": "DATE", "b": "VARCHAR", "c": "TIMESTAMP", "d": "VARCHAR"}
    assert table.kept_as_text == {"b": "0000-00-00 00:00:00", "d": "2024-05-00"}


def test_dates_come_out_as_mysql_writes_them(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        "CREATE TABLE t (a date, b datetime, c varchar(20));\n"
        "INSERT INTO t VALUES ('2024/1/2','2024/1/2','2024/1/2'),"
        "('2024-1-12','2024-01-02',NULL),"
        "('2024.10.02','2024-01-02T3:4',NULL),(NULL,'2024-01-02 3:04:5.60',NULL);",
    )
    assert rows_of(dump) == {
        "t": [
            ("2024-01-02", "2024-01-02 00:00:00", "2024/1/2"),
            ("2024-01-12", "2024-01-02 00:00:00", None),
            ("2024-10-02", "2024-01-02 03:04:00", None),
            (None, "2024-01-02 03:04:05.60", None),
        ]
    }
    assert dump.tables()["t"].types == {"a": "DATE", "b": "TIMESTAMP", "c": "VARCHAR"}


def test_generated_columns_are_there_if_their_values_are(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (`a` + 1) STORED, c int AS (a) VIRTUAL, d int);\n"
        "INSERT INTO t (a, d) VALUES (1,2);\nINSERT INTO t VALUES (3,DEFAULT,DEFAULT,4);",
    )
    assert rows_of(dump) == {"t": [("1", "2"), ("3", "4")]}
    assert dump.tables()["t"].columns == {"a": "int", "d": "int"}
    dump = opened(
        tmp_path,
        "CREATE TABLE t (a int, b int AS (a + 1), c int AS (a));\n"
        "INSERT INTO t VALUES (1,2,DEFAULT),(3,4,DEFAULT);\nINSERT INTO t (a, b) VALUES (5,6);",
    )
    assert rows_of(dump) == {"t": [("1", "2"), ("3", "4"), ("5", "6")]}


def test_rows_without_create_table_have_the_columns_of_their_list_or_numbers(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        "INSERT INTO a (x, `y y`) VALUES (1,'b');\n"
        "INSERT INTO b VALUES (1,'x,y',_binary '\\0',0x41),(2,NULL,NULL,NULL);",
    )
    assert rows_of(dump) == {"a": [("1", "b")], "b": [("1", "x,y", "0x00", "0x41"), ("2", None, None, None)]}
    assert dump.tables()["a"].types == {"x": None, "y y": None}
    assert dump.tables()["b"].types == {"c1": None, "c2": None, "c3": None, "c4": None}


def test_names_may_have_quotes_in_them(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        'CREATE TABLE `a``b;\'` (`c``,d` int, "e""(" text, PRIMARY KEY (`c``,d`(10)));\n'
        "INSERT INTO `a``b;'` VALUES (1,'x');",
    )
    assert rows_of(dump) == {"a`b;'": [("1", "x")]}
    assert dump.tables()["a`b;'"].columns == {"c`,d": "int", 'e"(': "text"}
    assert dump.tables()["a`b;'"].key == ("c`,d",)


def test_a_dump_switches_backslashes_off_and_on_again(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        TABLE + "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_BACKSLASH_ESCAPES,ANSI' */;\n"
        "INSERT INTO t VALUES (1,'a\\'),(2,'it''s\\n');\n"
        "/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;\nINSERT INTO t VALUES (3,'\\n');\n",
    )
    assert rows_of(dump) == {"t": [("1", "a\\"), ("2", "it's\\n"), ("3", "\n")]}


def test_latin1_is_what_mysql_calls_so(tmp_path: Path) -> None:
    text = TABLE + "/*!40101 SET NAMES latin1 */;\nINSERT INTO t VALUES (1,'é €\\n'),(2,'a');\n"
    dump = opened(tmp_path, text.encode("cp1252"))
    assert rows_of(dump) == {"t": [("1", "é €\n"), ("2", "a")]}


EVERYTHING_ELSE = """-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
/*M!999999\\- enable the sandbox mode */
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `t`;
{table}LOCK TABLES `t` WRITE;
/*!40000 ALTER TABLE `t` DISABLE KEYS */;
INSERT INTO `t` VALUES (1,'a');
/*!40000 ALTER TABLE `t` ENABLE KEYS */;
/*!50003 SET sql_mode = 'NO_BACKSLASH_ESCAPES' */ ;
/*!50003 SET sql_mode = '' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`%`*/ /*!50003 TRIGGER `tr` BEFORE INSERT ON `t` FOR EACH ROW BEGIN
  -- it's; a comment
  INSERT INTO `t` VALUES (666,'never; /* run */');
  SET NEW.name = (SELECT max(x) INTO NEW.id FROM t);
END */;;
CREATE PROCEDURE `p`() BEGIN DROP TABLE t; INSERT INTO t VALUES (667,'x'); END ;;
CREATE FUNCTION f() RETURNS int RETURN 1 ;;
DELIMITER ;
/*!50106 CREATE EVENT `e` ON SCHEDULE EVERY 1 DAY DO DELETE FROM t */;
/*!50001 CREATE VIEW `v` AS select `t`.`id`, extract(year from `t`.`d`), trim('x' from `t`.`n`)
  , trim(both 'x' from `t`.`n`) from `t` */;
UNLOCK TABLES;
ALTER TABLE `t` ADD KEY (`name`);
COMMIT;
-- Dump completed on 2024-01-01
"""


@pytest.mark.parametrize("chunk", [1, 3, 64, 4 << 20])
def test_everything_else_is_skipped_and_counted(tmp_path: Path, chunk: int) -> None:
    dump = opened(tmp_path, EVERYTHING_ELSE.format(table=TABLE), chunk=chunk)
    assert rows_of(dump) == {"t": [("1", "a")]}
    assert dump.skipped == {
        "SET": 3, "DROP TABLE": 1, "LOCK TABLES": 1, "ALTER TABLE": 3, "DELIMITER": 2, "CREATE TRIGGER": 1,
        "CREATE PROCEDURE": 1, "CREATE FUNCTION": 1, "CREATE EVENT": 1, "CREATE VIEW": 1, "UNLOCK TABLES": 1,
        "COMMIT": 1,
    }  # fmt: skip


SECOND = {
    "INSERT INTO silver.x VALUES (1);": 3,
    "INSERT INTO `silver` . `x` VALUES (1);": 3,
    "REPLACE INTO silver.x (a) VALUES (1);": 3,
    "DROP SCHEMA silver;": 3,
    "DROP DATABASE IF EXISTS `silver`;": 3,
    "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `silver` /*!40100 DEFAULT CHARACTER SET utf8 */;": 3,
    "\n/*!40000 DROP DATABASE IF EXISTS `silver`*/;": 4,
    "USE silver;": 3,
    "use `silver` ;": 3,
    "ALTER DATABASE `silver` CHARACTER SET utf8;": 3,
    "CREATE TABLE silver.x (a int);": 3,
    "CREATE TABLE x (a int, FOREIGN KEY (a) REFERENCES silver.y (a));": 3,
    "DROP TABLE IF EXISTS t, silver.x;": 3,
    "LOCK TABLES t READ, `silver`.`x` WRITE;": 3,
    "TRUNCATE silver.x;": 3,
    "UPDATE silver.x SET a = 1;": 3,
    "DELETE FROM silver.x;": 3,
    "RENAME TABLE x TO silver.x;": 3,
    "CREATE VIEW v AS SELECT * FROM silver.x;": 3,
    "CREATE VIEW silver.v AS SELECT 1;": 3,
    "CREATE TABLE x LIKE silver.x;": 3,
    "GRANT ALL ON silver.* TO me;": 3,
    "DELIMITER ;;\nCREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW INSERT INTO silver.x VALUES (1);;\n": 4,
}


@pytest.mark.parametrize(
    "opening", ["USE gold;", "-- Host: here    Database: gold", "CREATE TABLE u (a int);"]
)
@pytest.mark.parametrize("second", SECOND)
def test_a_second_database_is_refused_with_its_line(tmp_path: Path, second: str, opening: str) -> None:
    text = f"{opening}\nCREATE TABLE t (a int); INSERT INTO t VALUES (1);\n{second}\n"
    for read in (lambda d: list(d.batches()), lambda d: d.tables()):
        dump = opened(tmp_path, text)
        with pytest.raises(SourceError, match="second database, 'silver'") as error:
            read(dump)
        assert str(error.value.where).endswith(f"dump.sql, line {SECOND[second]}")
        assert error.value.state == "nothing of this dump was stored"


INNOCENT = [
    "CREATE VIEW v AS SELECT trim(both concat('x', (1)) from t.b), extract(day from `t`.`c`) FROM t;",
    "CREATE VIEW v AS SELECT * FROM (t JOIN u ON (t.a = u.a)) WHERE t.a LIKE u.b AND u.c = 'from silver.x';",
    'CREATE VIEW v AS SELECT "from silver.x" FROM t;',
    "CREATE DEFINER=`me`@`silver.example` TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = OLD.a;",
    "CREATE PROCEDURE p() INSERT INTO u SELECT * FROM t ON DUPLICATE KEY UPDATE u.a = t.a;",
    "CREATE TABLE w (a int COMMENT 'INTO silver.x', d timestamp DEFAULT now() ON UPDATE now());",
    "ALTER TABLE t ADD CONSTRAINT `fk.silver` FOREIGN KEY (a) REFERENCES u (a);",
    "SET @x = 'DROP SCHEMA silver; USE silver;'; -- USE silver;\n# USE silver;\n/* USE silver; */",
]


@pytest.mark.parametrize("statement", INNOCENT)
def test_what_only_looks_like_a_second_database(tmp_path: Path, statement: str) -> None:
    opened(tmp_path, f"USE gold;\nCREATE TABLE t (a int);\n{statement}\n").tables()


def test_the_one_database_may_be_named_as_often_as_it_likes(tmp_path: Path) -> None:
    dump = opened(
        tmp_path,
        "-- Host: localhost    Database: gold\nDROP DATABASE IF EXISTS gold;\n"
        "CREATE DATABASE gold;\nUSE `gold`;\n"
        "CREATE TABLE gold.t (a int);\nINSERT INTO `gold`.`t` VALUES (1);\nINSERT INTO t VALUES (2);\n"
        "ALTER DATABASE gold CHARACTER SET utf8;\nCREATE VIEW v AS SELECT * FROM information_schema.tables;",
    )
    assert rows_of(dump) == {"t": [("1",), ("2",)]}


BROKEN: dict[str, tuple[str | bytes, str, int]] = {
    "a value that is an expression": ("INSERT INTO t VALUES (1,'a'),\n(2,NOW());", "than values: NOW", 3),
    "a sum": ("INSERT INTO t VALUES (1+1,'a');", "more than values", 2),
    "a name": ("INSERT INTO t VALUES (1,a);", "more than values: a", 2),
    "too many values": ("INSERT INTO t VALUES (1,'a'),\n(1,'a',3);", "has 3 values, not 2", 3),
    "too few values": ("INSERT INTO t VALUES (1);", "has 1 values, not 2", 2),
    "a SELECT": ("INSERT INTO t SELECT 1, 'a';", "does not give its rows as VALUES", 2),
    "SET": ("INSERT INTO t SET id = 1;", "does not give its rows as VALUES", 2),
    "a number left to the server": ("INSERT INTO t (name) VALUES ('a');", "the default of id", 2),
    "rows in another file": ("LOAD DATA INFILE 'x' INTO TABLE t;", "from another file", 2),
    "an UPDATE of rows": ("INSERT INTO t VALUES (1,'a');\nUPDATE t SET id = 2;", "UPDATE would change", 3),
    "a DROP of rows": ("INSERT INTO t VALUES (1,'a');\nDROP TABLE t;", "DROP TABLE would change rows", 3),
    "the table again": (TABLE, "there twice", 2),
    "another encoding": ("SET NAMES sjis;", "character set sjis", 2),
    "no UTF-8": (b"INSERT INTO t VALUES (1,'a'),\n(2,'\xff');", "no utf-8 text", 3),
    "an end in a text": ("INSERT INTO t VALUES (1,'a'),\n(2,'b", "middle of a statement", 3),
    "an end in a row": ("INSERT INTO t VALUES (1,'a'),\n(2,", "middle of a statement", 3),
    "an end between rows": ("INSERT INTO t VALUES (1,'a'),", "middle of a statement", 2),
    "an end after a row": ("INSERT INTO t VALUES (1,'a')\n", "middle of a statement", 3),
    "an end in the head": ("INSERT INTO t", "middle of a statement", 2),
    "an end in another statement": ("DROP TABLE x", "middle of a statement", 2),
    "an end in a comment": ("SET a = 1; /* it ends", "middle of a statement", 2),
    "no last line": ("-- MySQL dump 10.13\nINSERT INTO t VALUES (1,'a');\n", "without its last line", 4),
}  # fmt: skip


@pytest.mark.parametrize("chunk", [1, 4 << 20])
@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_refused(tmp_path: Path, fault: str, chunk: int) -> None:
    text, message, line = BROKEN[fault]
    dump = opened(
        tmp_path, TABLE.encode() + (text if isinstance(text, bytes) else text.encode()), chunk=chunk
    )
    with pytest.raises(SourceError, match=message) as error:
        list(dump.batches())
    assert str(error.value.where).endswith(f", line {line}"), error.value.where


def test_files_that_are_no_sql_text(tmp_path: Path) -> None:
    for content, message in ((b"PGDMP\x01", "custom format"), (TABLE.encode("utf-16"), "UTF-16")):
        with pytest.raises(SourceError, match=message):
            list(opened(tmp_path, content).batches())
    with pytest.raises(SourceError, match="cannot be read"):
        open_dump(tmp_path / "missing.sql", "mysql").tables()
    with pytest.raises(UsageError, match="no dialect 'oracle'"):
        open_dump(tmp_path / "dump.sql", "oracle")


def test_gzip_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = TABLE.encode() + b"INSERT INTO t VALUES (1,'a');\n"
    assert rows_of(opened(tmp_path, b"\xef\xbb\xbf" + text)) == {"t": [("1", "a")]}
    packed = gzip.compress(text)
    assert rows_of(opened(tmp_path, packed)) == {"t": [("1", "a")]}
    with pytest.raises(SourceError, match="compressed file is damaged"):
        list(opened(tmp_path, packed[:-12]).batches())


def test_an_empty_dump_and_an_empty_table(tmp_path: Path) -> None:
    assert rows_of(opened(tmp_path, "")) == {}
    assert rows_of(opened(tmp_path, TABLE)) == {"t": []}


def test_tables_that_take_turns_keep_their_rows_in_order(tmp_path: Path) -> None:
    lines = [f"INSERT INTO {'ab'[n % 2]} VALUES ({n},'{n}');" for n in range(200)]
    dump = opened(tmp_path, TABLE.replace("`t`", "a") + TABLE.replace("`t`", "b") + "\n".join(lines))
    assert rows_of(dump) == {
        "a": [(str(n), str(n)) for n in range(0, 200, 2)],
        "b": [(str(n), str(n)) for n in range(1, 200, 2)],
    }
    assert len(list(dump.batches())) < 5


def test_a_batch_is_never_large(tmp_path: Path) -> None:
    values = ",".join(f"({n},'a')" for n in range(250_000))
    dump = opened(tmp_path, f"{TABLE}INSERT INTO t VALUES {values};\n")
    assert [frame.height for _, frame in dump.batches()] == [100_000, 100_000, 50_000]


def test_a_value_larger_than_a_window(tmp_path: Path) -> None:
    large = "x'y" * 200_000
    escaped = large.replace("'", "\\'")
    dump = opened(tmp_path, f"{TABLE}INSERT INTO t VALUES (1,'{escaped}'),(2,'b');\n", chunk=1000)
    assert rows_of(dump) == {"t": [("1", large), ("2", "b")]}
