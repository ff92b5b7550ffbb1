"""Optional parts and lists of values in two-way SQL."""

import sys
from pathlib import Path
from typing import NamedTuple

import MySQLdb
import pytest

from rawboard.db.queries import Query, load
from rawboard.db.two_way_sql import SqlError, split

PROBES = load(Path(__file__).parents[1] / "sql" / "optional_parts.sql")
PART = "/* if :x */ AND x = /* :x */ 1 /* end */"


def query(tmp_path: Path, text: str) -> Query:
    path = tmp_path / "probe.sql"
    path.write_text(f"-- name: probe\n{text}")
    return load(path)["probe"]


def sent(query: Query, **parameters: object) -> str:
    """The text for the driver, without its comment and with single spaces."""
    text = query.sql(parameters)
    return " ".join((text[: text.index("/*")] + text[text.index("*/") + 2 :]).split())


def test_a_part_that_is_not_given_is_left_out_and_none_is_a_value(tmp_path: Path) -> None:
    probe = query(tmp_path, f"SELECT id FROM t WHERE y = /* :y */ 2 {PART} LIMIT 1")

    assert sent(probe, y=1) == "SELECT id FROM t WHERE y = %(y)s LIMIT 1"
    for value in (1, None):
        expected = "SELECT id FROM t WHERE y = %(y)s AND x = %(x)s LIMIT 1"
        assert sent(probe, y=1, x=value) == expected


def test_one_name_governs_several_parts_and_binds_more_beside_it(tmp_path: Path) -> None:
    probe = query(
        tmp_path,
        """SELECT t.id FROM t/* if :x */JOIN u ON u.id = /* :x */ 1 AND u.n = /* :n */ 'a'/* end */
        WHERE (t.id > 0 /* if :x */ AND t.x = (/* :x */ 1) /* end */) LIMIT 1""",
    )

    assert sent(probe) == "SELECT t.id FROM t WHERE (t.id > 0 ) LIMIT 1"
    assert sent(probe, x=1, n="b") == (
        "SELECT t.id FROM t JOIN u ON u.id = %(x)s AND u.n = %(n)s"
        " WHERE (t.id > 0 AND t.x = (%(x)s) ) LIMIT 1"
    )


def test_a_query_has_every_combination_of_its_parts_the_whole_one_first() -> None:
    probe = PROBES["list_chosen_boards"]

    combinations = probe.combinations()

    assert next(iter(combinations)) == probe.statement.optional == {"author_id", "ids", "username"}
    assert next(iter(combinations.values())).text == probe.statement.text
    assert len(combinations) == len({each.text for each in combinations.values()}) == 8
    for names, statement in combinations.items():
        assert statement.parameters == names | {"before", "limit"}
        assert statement.samples.keys() == statement.parameters


@pytest.mark.parametrize(
    "given", [{}, {"y": 1, "x": 1}, {"y": 1, "n": 1}, {"x": 1, "n": 1}, {"y": 1, "z": 1}]
)
def test_a_call_that_fits_no_combination_is_refused(
    tmp_path: Path, given: dict[str, object]
) -> None:
    part = "/* if :x */ AND x = /* :x */ 1 AND n = /* :n */ 2 /* end */"
    probe = query(tmp_path, f"SELECT id FROM t WHERE y = /* :y */ 2 {part} LIMIT 1")

    with pytest.raises(TypeError, match="probe takes y, optionally x with n; given: "):
        probe.sql(given)


def test_a_call_takes_one_python_frame() -> None:
    probe = PROBES["find_escaped_text"]
    frames: list[str] = []

    sys.setprofile(lambda frame, event, _: frames.append(event) if event == "call" else None)
    probe.sql({"text": "x"}, ",request_id='1'")
    sys.setprofile(None)

    assert frames == ["call"]


def test_a_list_of_values_stands_for_its_parentheses_too(tmp_path: Path) -> None:
    probe = query(tmp_path, "SELECT id FROM t WHERE x IN ( /* :xs... */ 1, 'a'',b' , NULL ) AND y")

    assert sent(probe, xs=[1]) == "SELECT id FROM t WHERE x IN %(xs)s AND y"
    assert probe.statement.samples == {"xs": (1, "a',b", None)}


class Pair(NamedTuple):
    """A tuple that the driver does not take for one."""

    first: int
    second: int


@pytest.mark.parametrize("wrong", ["12", b"12", 1, None, {1}, {"a": 1}, Pair(1, 2), iter([1])])
def test_what_is_no_list_or_tuple_is_refused_as_a_list(wrong: object) -> None:
    given = {"before": "9999-12-31", "limit": 20, "ids": wrong}

    with pytest.raises(TypeError, match="list_chosen_boards takes a list or tuple as ids; given"):
        PROBES["list_chosen_boards"].sql(given)


@pytest.mark.parametrize("empty", [[], ()])
def test_an_empty_list_is_refused(empty: object) -> None:
    given = {"before": "9999-12-31", "limit": 20, "ids": empty}

    with pytest.raises(ValueError, match="list_chosen_boards takes at least one value in ids"):
        PROBES["list_chosen_boards"].sql(given)


@pytest.mark.parametrize("ids", [[7], (7, "o'brien", "100%", None), ["가", "\\"]])
def test_the_driver_binds_each_value_of_a_list(
    administrator: MySQLdb.Connection, ids: list[object]
) -> None:
    given = {"before": "9999-12-31", "limit": 20, "ids": ids}
    shown = {7: "7", "o'brien": r"'o\'brien'", "100%": "'100%'", None: "NULL", "\\": r"'\\'"}

    text = administrator.cursor().mogrify(PROBES["list_chosen_boards"].sql(given), given)

    values = ",".join(shown.get(each, f"'{each}'") for each in ids)
    assert f"IN ({values})" in text


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a /* end */ b", "2: /* end */ without an /* if :name */"),
        (f"a\n/* if :x */\nAND x = /* :x */ 1\n{PART} b", "5: /* if :x */ stands in the part of"),
        ("a\n/* if :x */\nAND x = /* :x */ 1", "3: no /* end */ for /* if :x */"),
        ("a /* if :x */ AND x = /* :x */ 1; b /* end */", "2: no /* end */ for /* if :x */"),
        ("a /* if :x */ OR x = /* :x */ 1 /* end */ b", "2: the part of :x must start with AND"),
        ("a /* if :x */ ANDY = /* :x */ 1 /* end */ b", "2: the part of :x must start with AND"),
        ("a /* if :x */ /* end */ b", "2: the part of :x must start with AND or JOIN"),
        ("a\n/* if :x */\nAND y = /* :y */ 1 /* end */ b", "3: the part of :x must bind :x"),
        (f"a {PART} AND b {PART.replace('/* :x */', '')} c", "2: the part of :x must bind :x"),
        (f"a {PART}", "2: the part of :x ends the statement"),
        (f"a {PART} {PART} -- end\n ;", "2: the part of :x ends the statement"),
        (f"a = /* :x */ 1\n{PART} b", "3: :x stands in the part of :x and outside of it"),
        (f"a {PART}\nAND a = /* :x */ 1", "3: :x stands in the part of :x and outside of it"),
        (
            f"a {PART} /* if :y */ AND /* :y */ 1 = /* :x */ 1 /* end */ b",
            "2: :x stands in the part of :x and outside",
        ),
        ("a /* if :x */ AND (x = /* :x */ 1 /* end */) b", "2: the part of :x must close the par"),
        ("(a /* if :x */ AND x = /* :x */ 1) /* end */ b", "2: the part of :x closes a parenthes"),
        ("\n".join(PART.replace("x", name) for name in "abcdef"), "7: optional parts of more than"),
        ("a /* if x */ AND b", "2: /* if x */ looks like"),
        ("a /* IF :x */ AND b", "2: /* IF :x */ looks like"),
        ("a /*if:x*/ AND b", "2: /*if:x*/ looks like"),
        ("a /* if :x AND :y */ AND b", "2: /* if :x AND :y */ looks like"),
        ("a /* END */ b", "2: /* END */ looks like"),
        ("a /* end :x */ b", "2: /* end :x */ looks like"),
        ("a /* else */ b", "2: /* else */ looks like"),
        ("a /* elseif :x */ b", "2: /* elseif :x */ looks like"),
        ("a /* unless :x */ b", "2: /* unless :x */ looks like"),
        ("x IN (/* :x */ 1, 2)", "2: /* :x */ is one value of IN; a list is /* :x... */"),
        ("x in -- c\n(0, /* :x */ 1 /* c */\n, 2)", "4: /* :x */ is one value of IN"),
        ("x IN (/* :xs... */)", "2: the list /* :xs... */ needs"),
        ("x IN (/* :xs... */ 1, y)", "2: the list /* :xs... */ needs"),
        ("x IN (/* :xs... */ 1 2)", "2: the list /* :xs... */ needs"),
        ("x IN (/* :xs... */ 1,)", "2: the list /* :xs... */ needs"),
        ("x IN (0, /* :xs... */ 1)", "2: the list /* :xs... */ needs"),
        ("x IN (/* :Xs... */ 1)", "2: the list /* :Xs... */ needs"),
        ("x IN /* :xs... */ 1", "2: the list /* :xs... */ needs"),
        ("x = (/* :xs... */ 1)", "2: the list :xs must stand behind IN"),
        ("x IN (/* :xs... */ 1) AND x = /* :xs */ 1", "2: :xs is a list of values and a single"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SqlError) as caught:
        query(tmp_path, text)

    assert str(caught.value).startswith(f"probe.sql:{complaint}")


@pytest.mark.parametrize(
    "text",
    [
        "x IN (SELECT COALESCE(/* :x */ 1, 2))",
        "x IN (0, /* :x */ 1)",
        "(a, b) = (/* :x */ 1, 2)",
        "a /* the end: of it */ /* note: :x */ -- if :x\n",
        "\n".join(PART.replace("x", name) for name in "abcdeab") + " b",
    ],
)
def test_what_only_resembles_a_mistake_is_taken(text: str) -> None:
    assert len(list(split(text, "probe.sql"))) == 1
