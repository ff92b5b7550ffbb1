"""The loader of two-way SQL: strict, and precise about file and line."""

from pathlib import Path

import MySQLdb
import pytest

from rawboard.db.queries import load
from rawboard.db.two_way_sql import SqlError, split

PROBES = load(Path(__file__).parents[1] / "sql" / "optional_parts.sql")


def loaded(tmp_path: Path, source: str, name: str = "probe.sql") -> dict[str, str]:
    path = tmp_path / name
    path.write_text(source)
    return {name: query.statement.text for name, query in load(path).items()}


def test_a_sample_gives_way_to_a_bound_parameter(tmp_path: Path) -> None:
    source = "-- name: probe\nSELECT id FROM t WHERE id = /* :row_id */ 1 AND n = /*:n*/ 'it''s';"

    texts = loaded(tmp_path, source)

    assert texts == {"probe": "SELECT id FROM t WHERE id = %(row_id)s AND n = %(n)s"}


@pytest.mark.parametrize(
    ("sample", "value"),
    [
        ("1", 1),
        ("-1", -1),
        ("2.5", 2.5),
        ("NULL", None),
        ("TRUE", True),
        ("FALSE", False),
        ("'9999-12-31'", "9999-12-31"),
        ("''", ""),
        ("'a''b'", "a'b"),
        (r"'a\'b;'", "a'b;"),
        (r"'\\'", "\\"),
        (r"'\0\b\n\r\t\Z'", "\0\b\n\r\t\x1a"),
        (r"'\%\_'", r"\%\_"),
        (r"'\q\N\가'", "qN가"),
    ],
)
def test_every_kind_of_literal_can_be_a_sample(sample: str, value: object) -> None:
    (statement,) = split(f"SELECT /* :value */ {sample} AS x", "probe.sql")

    assert statement.text == "SELECT %(value)s AS x"
    assert statement.samples == {"value": value}
    assert type(statement.samples["value"]) is type(value)


def test_a_sample_with_every_escape_is_what_the_server_reads(
    administrator: MySQLdb.Connection,
) -> None:
    query = PROBES["find_escaped_text"]
    cursor = administrator.cursor()

    cursor.execute(query.sql(query.statement.samples), query.statement.samples)

    ((bound, written),) = cursor.fetchall()
    assert bound == written
    assert "\0" in written


def test_a_literal_percent_is_doubled_for_the_driver_even_inside_quotes() -> None:
    (statement,) = split("SELECT 5 % 2, '100%', `a%b`", "probe.sql")

    assert statement.text == "SELECT 5 %% 2, '100%%', `a%%b`"


def test_semicolons_inside_quotes_and_comments_end_nothing() -> None:
    source = "SELECT ';', \";\", `;` /* ; */ -- ;\n# ;\n FROM t; SELECT 2"

    assert len(list(split(source, "probe.sql"))) == 2


def test_version_comments_and_hints_stay_code_and_other_comments_go() -> None:
    source = "SELECT /*+ HINT(t) */ 1 /*!80000 , 2 */ /*M!100100 , 3 */ /* gone */ -- gone"

    (statement,) = split(source, "probe.sql")

    assert "/*+ HINT(t) */" in statement.text
    assert "/*!80000 , 2 */ /*M!100100 , 3 */" in statement.text
    assert "gone" not in statement.text


def test_the_comment_lines_below_a_name_are_its_documentation(tmp_path: Path) -> None:
    path = tmp_path / "probe.sql"
    path.write_text("-- The file.\n\n-- name: probe\n-- Finds it.\n-- Fast.\nSELECT 1;\n")

    assert load(path)["probe"].documentation == "Finds it.\nFast."


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;", "probe.sql:3: the name 'a' is taken"),
        ("-- name: a\n-- only words\n", "probe.sql:1: 'a' has no statement"),
        ("-- name: a\n;\n", "probe.sql:1: 'a' has no statement"),
        ("-- name: a b\nSELECT 1;", "probe.sql:1: 'a b' is not a name"),
        ("-- name:\nSELECT 1;", "probe.sql:1: '' is not a name"),
        ("-- name: a\nSELECT 1;\n\nSELECT 2;", "probe.sql:4: a second statement in 'a'"),
        ("-- name: a\nSELECT\n  /* :x */;", "probe.sql:3: the parameter /* :x */ needs"),
        ("-- name: a\nSELECT /* :x */ column_name", "probe.sql:2: the parameter /* :x */ needs"),
        ("-- name: a\nSELECT /* :Big */ 1;", "probe.sql:2: the parameter /* :Big */ needs"),
        ("-- name: a\nSELECT /* :x */ 1.5e3;", "probe.sql:2: the parameter /* :x */ needs"),
        ("-- name: a\nSELECT /* :x */ 0x1F;", "probe.sql:2: the parameter /* :x */ needs"),
        ("-- name: a\nSELECT /* :x */ x'1F';", "probe.sql:2: the parameter /* :x */ needs"),
        ("-- name: a\nSELECT /* :x */ DATE '2026-01-01';", "probe.sql:2: the parameter /* :x"),
        ('-- name: a\nSELECT /* :x */ "x";', "probe.sql:2: the parameter /* :x */ needs"),
        ("-- name: a\nSELECT /* :x*y */ 1;", "probe.sql:2: the parameter /* :x*y */ needs"),
        ("-- name: a\nSELECT\n/* :x */ 'a' 'b';", "probe.sql:3: a value right behind the sample"),
        ("-- name: a\nSELECT /* :x */ 'a' -- c\n\"b\";", "probe.sql:3: a value right behind"),
        ("-- name: a\nSELECT /* :x */ 'a' /*!80000 'b' */;", "probe.sql:2: a value right behind"),
        ("-- name: a\nSELECT /* :x */ 'a' /* :y */ 'b';", "probe.sql:2: a value right behind"),
        ("-- name: a\nSELECT 'open;\n", "probe.sql:2: this ' is never closed"),
        ("-- name: a\nSELECT 1 /* open;\n", "probe.sql:2: this /* is never closed"),
        ("SELECT 1;\n-- name: a\nSELECT 1;", "probe.sql:1: a statement outside"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(
    tmp_path: Path, source: str, complaint: str
) -> None:
    with pytest.raises(SqlError) as caught:
        loaded(tmp_path, source)

    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize("given", [{}, {"x": 1, "y": 2}, {"y": 1}])
def test_a_call_with_other_parameters_than_the_query_has_is_refused(
    tmp_path: Path, given: dict[str, object]
) -> None:
    path = tmp_path / "probe.sql"
    path.write_text("-- name: probe\nSELECT /* :x */ 1;")

    with pytest.raises(TypeError, match="probe takes x; given"):
        load(path)["probe"].sql(given)
