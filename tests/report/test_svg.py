"""The drawings: their bars have the lengths that the numbers ask for, and they are well-formed."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from warehouse.report.svg import Bar, cap, change_chart, growth_chart, short

HOSTILE = "\"><script>alert('x')</script>&"


def bar(new=0, changed=0, removed=0, *, loaded=True, quarantined=False, label="2026-02-01", title="t"):
    return Bar(label, new, changed, removed, loaded, quarantined, title)


def drawn(bars, **more):
    return ET.fromstring(change_chart(bars, "rows per load date", **more))


def heights(chart, kind):
    return [float(rect.get("height")) for rect in chart.iter("rect") if rect.get("class") == kind]


def words(chart):
    return ["".join(text.itertext()) for text in chart.iter("text")]


def test_bars_have_lengths_in_proportion_to_their_rows():
    chart = drawn([bar(10, 20, 5), bar(20, 10, 10)])
    (new_1, new_2), (changed_1, changed_2) = heights(chart, "new"), heights(chart, "changed")
    removed_1, removed_2 = heights(chart, "removed")
    assert new_2 == pytest.approx(2 * new_1, rel=0.01)
    assert changed_1 == pytest.approx(2 * changed_2, rel=0.01)
    assert removed_2 == pytest.approx(new_1, rel=0.01)
    assert removed_1 == pytest.approx(removed_2 / 2, rel=0.01)


def test_new_and_changed_stand_on_the_line_and_removed_hangs_below():
    chart = drawn([bar(10, 20, 5)])
    line = next(float(x.get("y1")) for x in chart.iter("line") if x.get("class") == "axis")
    new, changed, removed = (
        next(rect for rect in chart.iter("rect") if rect.get("class") == kind)
        for kind in ("new", "changed", "removed")
    )
    assert float(new.get("y")) + float(new.get("height")) == pytest.approx(line, abs=0.02)
    assert float(changed.get("y")) + float(changed.get("height")) == pytest.approx(
        float(new.get("y")), abs=0.02
    )
    assert float(removed.get("y")) == pytest.approx(line, abs=0.02)


def test_the_first_load_is_broken_and_does_not_flatten_the_rest():
    chart = drawn([bar(50_000), bar(10), bar(40)], first_apart=True)
    first, second, third = heights(chart, "new")
    assert first == third
    assert second == pytest.approx(third / 4, rel=0.01)
    assert [p.get("class") for p in chart.iter("polygon")] == ["gap"]
    assert "50,000" in words(chart)
    assert "40" in words(chart)


def test_the_only_load_is_drawn_whole():
    chart = drawn([bar(50_000)], first_apart=True)
    assert not list(chart.iter("polygon"))
    assert "50.0k" not in words(chart)
    assert "50k" in words(chart)


def test_one_wild_day_is_broken_like_the_first():
    chart = drawn([bar(removed=3), bar(removed=900), bar(removed=4)])
    assert len(list(chart.iter("polygon"))) == 1
    assert "900" in words(chart)


@pytest.mark.parametrize(
    ("values", "first_apart", "end"),
    [
        ([], False, 0),
        ([0, 0], False, 0),
        ([7], True, 7),
        ([7, 0, 0], True, 7),
        ([1000, 10, 20], True, 20),
        ([1000, 10, 20], False, 20),
        ([100, 20, 30], False, 100),
        ([5, 10, 51], False, 10),
        ([5, 10, 50], False, 50),
        ([3, 100, 40], True, 100),
    ],
)
def test_the_scale_ends_where_nothing_flattens_the_rest(values, first_apart, end):
    assert cap(values, first_apart) == end


def test_a_load_that_changed_nothing_and_a_quarantined_one_have_their_marks():
    chart = drawn([bar(), bar(loaded=False, quarantined=True), bar(5, quarantined=True)])
    assert [x.get("class") for x in chart.iter("circle")] == ["unchanged"]
    assert [x.get("class") for x in chart.iter("path")] == ["quarantined", "quarantined"]


def test_a_chart_says_that_nothing_changed_only_if_something_was_loaded():
    assert "nothing changed" in words(drawn([bar()]))
    assert "nothing changed" not in words(drawn([bar(loaded=False, quarantined=True)]))
    assert "nothing changed" not in words(drawn([bar(1)]))


def test_each_bar_has_its_tooltip_and_the_ends_have_their_dates():
    chart = drawn([bar(1, label="2026-02-01", title="one"), bar(2, label="2026-02-02", title="two")])
    assert [title.text for title in chart.iter("title")] == ["one", "two"]
    assert {"2026-02-01", "2026-02-02"} <= set(words(chart))


def test_a_drawing_is_an_image_with_a_name():
    for chart in (drawn([bar(1)]), ET.fromstring(growth_chart([0, 9], [0, 3], "rows per load date"))):
        assert chart.get("role") == "img"
        assert chart.get("aria-label") == "rows per load date"


def test_hostile_text_stays_text():
    hostile = replace(bar(1, 2, 3), label=HOSTILE, title=HOSTILE)
    svg = change_chart([hostile, hostile], HOSTILE)
    chart = ET.fromstring(svg)
    assert "<script" not in svg
    assert chart.get("aria-label") == HOSTILE
    assert [title.text for title in chart.iter("title")] == [HOSTILE, HOSTILE]


def test_a_chart_of_no_bars_is_still_a_drawing():
    assert drawn([]).tag == "svg"


def points(line):
    return [tuple(map(float, point.split(","))) for point in line.get("points").split()]


def test_growth_draws_both_totals_on_one_scale_from_zero():
    chart = ET.fromstring(growth_chart([0, 50, 200], [0, 10, 20], "growth"))
    lines = {line.get("class"): points(line) for line in chart.iter("polyline")}
    assert lines["copies"] == [(0, 100), (500, 75), (1000, 0)]
    assert lines["stored"] == [(0, 100), (500, 95), (1000, 90)]


def test_growth_of_nothing_is_flat():
    chart = ET.fromstring(growth_chart([0, 0], [0, 0], "growth"))
    assert all(y == 100 for line in chart.iter("polyline") for _, y in points(line))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1k"),
        (1250, "1.25k"),
        (10_000, "10k"),
        (12_340, "12.3k"),
        (20_500, "20.5k"),
        (999_999, "1000k"),
        (1_300_000, "1.3M"),
        (100_000_000, "100M"),
    ],
)
def test_axis_numbers_are_short(number, said):
    assert short(number) == said
