"""The comparison with other engines: adapters that need nothing more answer as the oracle does; tables, growth, set-up."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bench import chart, report
from bench.growth import exponent
from bench.peers import ce, data, registry, run, setup
from bench.peers.engines import duckdb_sql, ours, ours_checked, ours_columnar, reference

PAGE = registry.ROOT / "docs" / "benchmarks.md"
WRITTEN = sorted(path for path in (registry.ROOT / "bench" / "results").glob("*.json") if "quick" not in path.name)


@pytest.mark.parametrize("engine", [reference, ours])
def test_one_after_the_other_they_answer_as_the_oracle_does(engine: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PEERS_HOME", raising=False)
    asked = engine.Engine()
    for applicant in ce.generate(300, seed=3):
        assert asked.eval(applicant) == ce.oracle(applicant)


@pytest.mark.parametrize("engine", [reference, duckdb_sql, ours_columnar])
def test_registers_are_answered_as_the_oracle_does(engine: ModuleType, tmp_path: Path) -> None:
    path = data.register(tmp_path, 400)
    assert engine.batch(str(path), 1)() == ce.summary([ce.oracle(each) for each in ce.generate(400)])


@pytest.mark.parametrize("engine", [reference, duckdb_sql, ours, ours_checked])
def test_rules_are_counted_as_the_oracle_does(engine: ModuleType) -> None:
    loaded, rules = engine.scale_load(330), ce.scale_rules(330)
    expected = [ce.scale_oracle(rules, each) for each in ce.scale_inputs(20)]
    assert [engine.scale_eval(loaded, each) for each in ce.scale_inputs(20)] == expected
    assert len(set(expected)) > 2


def test_answers_are_spelled_the_same_by_rows_and_by_columns() -> None:
    rows = [ce.result(["c", "a"], None, True), ce.result([], "K07", False)]
    columns = [[True, False], [True, False], [False, False], [False, False], [0, 7], [True, False]]
    assert ce.summary(rows) == ce.spelled(*columns) == ["0|-|1|ac", "1|K07|0|"]


def test_large_registers_are_the_drawn_one_several_times_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    monkeypatch.setattr(data, "DRAWN", 100)
    monkeypatch.setattr(data, "GROUP", 50)
    drawn = pq.read_table(data.register(tmp_path, 100)).to_pylist()
    found = pq.read_table(data.register(tmp_path, 230)).to_pylist()
    assert found == [drawn[number % 100] | {"id": number} for number in range(230)]


def test_the_exponent_is_the_slope_of_the_logarithms() -> None:
    sizes = [10, 100, 1_000, 10_000]
    assert exponent(sizes, [3 * size**1.5 for size in sizes]) == pytest.approx(1.5)
    assert exponent(sizes, [0.2] * 4) == pytest.approx(0)
    assert exponent([10, 1_000], [5, 500]) == pytest.approx(1)


def test_growth_is_told_of_what_was_measured() -> None:
    sizes: dict[str, dict[str, Any]] = {
        "10": {"eval_s": 1e-6, "load_s": 1.0}, "100": {"eval_s": 1e-6, "load_s": 1.0},
        "1000": {"eval_s": 1e-5, "load_s": 1.0}, "10000": {"error": "over 25 s"},
    }  # fmt: skip
    told = run.grown(sizes)
    assert told == {"exponent": pytest.approx(0.5), "last_exponent": pytest.approx(1), "load_exponent": pytest.approx(0)}
    assert run.grown({"10": {"skip": True}}) == {}


def results() -> dict[str, Any]:
    """A run of three engines, as it is kept."""
    return {
        "date": "2023-11-22", "seconds": 120, "load": [0.2, 0.4], "versions": {"zen-engine": "2.1.3"},
        "machine": {"processor": "P", "cores": 2, "memory_gib": 8, "system": "Linux", "python": "3.11.2", "node": ""},
        "left_out": {"OPA": "not installed"}, "names": {"python": "Python by hand", "ours": "ours", "cedar": "cedarpy"},
        "verify": {"cedar": {"partial": "the count of (d)", "bad": 0, "checked": 2000}},
        "single": {
            "ours": {"per_s": 200_000.0, "ratio": 0.8, "load_s": 0.005}, "python": {"per_s": 250_000.0, "ratio": 1.0, "load_s": 0.0},
            "cedar": {"per_s": 4_000.0, "ratio": 0.016, "load_s": 0.002}, "zen": {"error": "over 90 s"},
        },
        "cold": {"ours": {"name": "ours", "cpu_s": 0.05, "wall_s": 0.06, "cpu_ratio": 4.0}},
        "batch": [
            {"key": "ours", "name": "ours", "rows": 100_000, "threads": 1, "cpu_s": 2.0, "wall_s": 2.5, "rows_per_cpu_s": 50_000.0,
             "peak_mib": 300.0},
            {"key": "duckdb", "name": "DuckDB", "rows": 100_000, "threads": 1, "cpu_s": 1.0, "wall_s": 1.5,
             "rows_per_cpu_s": 100_000.0, "peak_mib": 400.0},
        ],
        "scale": {"ours": {"name": "ours", "exponent": 0.1, "last_exponent": 0.6, "load_exponent": 0.4,
                           "sizes": {"10": {"eval_s": 2e-6, "load_s": 0.4}, "10000": {"eval_s": 1.2e-5, "load_s": 5.0}}}},
    }  # fmt: skip


def test_the_page_shows_a_run_between_its_marks() -> None:
    page = report.put(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", results())
    assert page.startswith(
        f"before\n{report.BEGIN}\n\nRun of 2023-11-22 on P, 2 cores, 8 GiB, Linux, Python 3.11.2, Node not there, "
    )
    assert page.endswith(f"{report.END}\nafter\n")
    assert "old" not in page
    lines = page.splitlines()
    place = lines.index("### Single evaluations, warm")
    assert lines[place + 2 : place + 7] == [
        "| one applicant after the other | µs | a second | × Python by hand | load, ms |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| Python by hand | 4.0 | 250,000 | 1.000 | 0.0 |",
        "| ours | 5.0 | 200,000 | 0.800 | 5.0 |",
        "| cedarpy † | 250.0 | 4,000 | 0.016 | 2.0 |",
    ]
    assert "| 100,000 | 1 | ours | 50,000 | 2.50 | 0.500 | 300 |" in lines
    assert "| ours | 2.0 | 12.0 | 0.10 | 0.60 | 5,000 | 0.40 |" in lines
    assert "Left out: OPA: not installed." in lines


def test_whoever_is_ahead_is_named() -> None:
    assert report.losses(results()) == [
        "Single evaluations: Python by hand × 1.2.",
        "A fresh process to one decision: nobody is ahead.",
        "A register of 100,000 rows, 1 thread: DuckDB × 2.0.",
        "A register of 100,000 rows, 1 thread, memory: nobody is ahead.",
        "10 rules, an evaluation: nobody is ahead.",
        "10,000 rules, an evaluation: nobody is ahead.",
        "10 rules, loading: nobody is ahead.",
        "10,000 rules, loading: nobody is ahead.",
    ]


def test_bars_are_logarithmic_where_figures_lie_far_apart() -> None:
    drawn = {title: chart.text(title, bars) for title, bars in chart.series(results())}
    shown = drawn["evaluations a second, one core"].splitlines()
    assert shown[1] == "evaluations a second, one core (logarithmic)"
    assert [line.split()[-1] for line in shown[2:]] == ["250,000", "200,000", "4,000"]
    assert "█" in shown[3]
    assert shown[2].count("▒") == chart.WIDTH


@pytest.mark.parametrize("path", WRITTEN, ids=[path.stem for path in WRITTEN])
def test_no_result_names_a_machine(path: Path) -> None:
    kept = json.loads(path.read_text("utf-8"))
    assert set(kept["machine"]) == {"processor", "architecture", "cores", "memory_gib", "system", "python", "node"}
    assert str(Path.home()) not in path.read_text("utf-8")


def test_the_page_shows_the_latest_run() -> None:
    page = PAGE.read_text("utf-8")
    assert page in {report.put(page, json.loads(path.read_text("utf-8"))) for path in WRITTEN}


def test_what_cannot_be_installed_is_named_and_not_asked_for_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def make(folder: Path, packages: Any) -> dict[str, str]:
        asked.extend(packages)
        return {"b==2": "no such version"}

    for again in (False, False, True):
        failed: dict[str, str] = {}
        setup._once(tmp_path / "env", ("a==1", "b==2"), again, make, failed)
        assert failed == {"b==2": "no such version"}
    assert asked == ["a==1", "b==2"] * 2


def test_a_failing_command_is_told_by_its_last_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert setup._run(["sh", "-c", "echo first >&2; echo last >&2; exit 3"]) == "last"
    assert setup._run(["sh", "-c", "exit 3"]) == "exit status 3"
    assert setup._run(["no-such-command-anywhere"]) == "FileNotFoundError"
    assert setup._run(["true"]) == ""


def test_every_adapter_is_there_and_its_packages_are_pinned() -> None:
    for peer in (*registry.PEERS, *registry.SCALE, *(each for each, _ in registry.BATCH)):
        folder = "node/engines" if peer.environment == registry.NODE else "engines"
        suffix = "mjs" if peer.environment == registry.NODE else "py"
        assert (registry.HERE / folder / f"{peer.module}.{suffix}").exists()
        pinned = [*registry.VERSIONS.get(peer.environment, ()), registry.OPA]
        assert all(any(each.startswith((f"{name}==", f"{name}@")) for each in pinned) for name in peer.packages)
