"""Publication writes what changed, and never into a file that somebody reads."""

from __future__ import annotations

import mmap
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warehouse
from tests.laws.support import NOW, Delivery, deliver, make_project
from warehouse.operations import spare as spares
from warehouse.operations.publish import publish
from warehouse.operations.spare import PIECE, bring_up_to_date

lengths = st.integers(0, 3 * PIECE + 5)


@given(lengths, lengths, st.lists(st.integers(0, 3 * PIECE), max_size=4))
@settings(max_examples=30, deadline=None)
def test_a_file_brought_up_to_date_has_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, old: int, new: int, touched: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("spare")
    first = bytearray(random.Random(1).randbytes(3 * PIECE + 5))
    (folder / "copy").write_bytes(first[:old])
    for place in touched:
        first[place] ^= 1
    (folder / "state").write_bytes(first[:new])
    bring_up_to_date(folder / "copy", folder / "state")
    assert (folder / "copy").read_bytes() == first[:new]


class Publications:
    """A private file of 40 pieces, changed in one place before each publication."""

    def __init__(self, folder: Path) -> None:
        self.state, self.target, self.spare = folder / "state", folder / "target", folder / "spare"
        self.content = bytearray(random.Random(2).randbytes(40 * PIECE))
        self.count = 0

    def publish(self, *, keeps_old: bool = True) -> bytes:
        self.count += 1
        self.content[self.count * PIECE] ^= 1
        self.state.write_bytes(self.content)
        self.written = publish(self.state, self.target, self.spare, keeps_old=keeps_old)
        assert self.target.read_bytes() == self.content
        return bytes(self.content)


@pytest.fixture
def publications(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publications:
    monkeypatch.setattr(spares, "WORTH_SPARING", 0)
    return Publications(tmp_path)


def written() -> int:
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["wchar"])


def test_what_is_written_is_what_changed(publications: Publications) -> None:
    publications.publish()
    publications.publish()
    publications.content[5 * PIECE] ^= 1
    publications.state.write_bytes(publications.content)
    before = written()
    said = publish(publications.state, publications.target, publications.spare, keeps_old=True)
    assert written() - before == said
    assert 0 < said <= 4 * PIECE
    assert publications.target.read_bytes() == publications.content


def test_who_reads_an_old_publication_reads_it_to_the_end(publications: Publications) -> None:
    publications.publish()
    first = bytes(publications.content)
    with publications.target.open("rb") as reader:
        start = reader.read(PIECE)
        publications.publish()
        publications.publish()
        publications.publish()
        assert start + reader.read() == first


def test_a_mapping_without_a_descriptor_keeps_its_bytes_too(publications: Publications) -> None:
    first = publications.publish()
    with publications.target.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    publications.publish()
    publications.publish()
    publications.publish()
    assert mapped[:] == first
    mapped.close()


def test_a_backup_by_hard_links_keeps_what_it_linked(publications: Publications, tmp_path: Path) -> None:
    first = publications.publish()
    os.link(publications.target, tmp_path / "backup")
    publications.publish()
    publications.publish()
    publications.publish()
    assert (tmp_path / "backup").read_bytes() == first


def test_what_an_ended_publication_left_is_not_continued(publications: Publications) -> None:
    publications.publish()
    publications.publish()
    following = publications.target.with_name("target.next")
    publications.spare.rename(following)
    following.write_bytes(b"half")
    publications.publish()
    publications.spare.unlink()
    os.link(publications.target, publications.spare)  # killed between the second name and the rename
    publications.publish()
    publications.publish()


def test_without_keeping_no_old_file_stays(publications: Publications) -> None:
    publications.publish()
    publications.publish()
    assert publications.spare.exists()
    publications.publish(keeps_old=False)
    assert not publications.spare.exists()


def test_a_rebuilt_warehouse_keeps_nothing_of_the_file_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spares, "WORTH_SPARING", 0)
    root = make_project(tmp_path / "shop")
    spare = root / ".warehouse" / "spare.duckdb"
    wh = warehouse.open(root)
    for day, name in enumerate(["Ann", "Bob", "Cas"], 1):
        deliver(root, Delivery("people", day, (("1", name, "Gouda"),)))
        facts = wh.run(now=NOW)
        assert wh.sql("SELECT name FROM psa.crm__people").fetchall() == [(name,)]
    assert spare.exists()
    assert facts.publication is not None
    assert 0 < facts.publication.bytes < wh.project.warehouse_path.stat().st_size
    wh.rebuild(now=NOW)
    assert not spare.exists()
    assert wh.sql("SELECT name FROM psa.crm__people").fetchall() == [("Cas",)]
