"""The engines that are compared: the adapter of each, where it runs, what is measured of it, and what has to be installed.

An environment is a folder below ``PEERS_HOME``. Versions are pinned: a run next year should compare with this one.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

OURS = "project"
NODE = "node"
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
HOME = Path(os.environ.get("PEERS_HOME") or Path.home() / ".cache" / "peers")
DATA = HOME / "data"


@dataclass(frozen=True)
class Peer:
    """An engine: its adapter, the environment it runs in, the packages that it needs there."""

    key: str
    module: str
    environment: str
    packages: tuple[str, ...] = ()
    name: str = ""


#: Task CE one applicant after the other, in the order of the issue and then the rest.
PEERS = (
    Peer("python", "reference", OURS, (), "Python by hand"),
    Peer("ours", "ours", OURS, (), "ours"),
    Peer("zen", "zen", "main", ("zen-engine",), "zen-engine"),
    Peer("datalogic", "jsonlogic_datalogic", "main", ("datalogic-py",), "datalogic-py (JsonLogic)"),
    Peer("opa", "opa_go", "main", ("opa-golib-python-bindings",), "OPA"),
    Peer("cedar", "cedar", "main", ("cedarpy",), "cedarpy"),
    Peer("cel-rust", "cel_rust", "main", ("common-expression-language",), "CEL (Rust)"),
    Peer("cel-python", "cel_python", "main", ("cel-python",), "CEL (cel-python)"),
    Peer("openfisca", "openfisca", "openfisca", ("openfisca-core",), "OpenFisca"),
    Peer("regorus", "regorus_rego", "main", ("gordon-to-regorus",), "regorus (Rego)"),
    Peer("regopy", "regocpp", "main", ("regopy",), "rego-cpp (Rego)"),
    Peer("rule-engine", "rule_engine_py", "main", ("rule-engine",), "rule-engine"),
    Peer("business-rules", "business_rules_py", "main", ("business-rules",), "business-rules"),
    Peer("panzi", "jsonlogic_panzi", "main", ("panzi-json-logic",), "panzi-json-logic"),
    Peer("pydmnrules", "pydmn", "main", ("pyDMNrules",), "pyDMNrules (DMN)"),
    Peer("clingo", "clingo_asp", "main", ("clingo",), "clingo (ASP)"),
    Peer("durable", "durable_rules_py", "durable", ("durable_rules",), "durable_rules (Rete)"),
    Peer("experta", "experta_py", "experta", ("experta",), "experta (Rete)"),
    Peer("js", "js_reference", NODE, (), "JavaScript by hand"),
    Peer("n-zen", "zen", NODE, ("@gorules/zen-engine",), "zen-engine (Node)"),
    Peer("n-jsonlogic", "jsonlogic_js", NODE, ("json-logic-js",), "json-logic-js"),
    Peer("n-jsonlogic-engine", "jsonlogic_engine", NODE, ("json-logic-engine",), "json-logic-engine"),
    Peer("n-json-rules-engine", "json_rules_engine", NODE, ("json-rules-engine",), "json-rules-engine"),
    Peer("n-feelin", "feelin", NODE, ("feelin",), "feelin (FEEL)"),
    Peer("n-publicodes", "publicodes", NODE, ("publicodes",), "publicodes"),
)
#: Whole registers: (engine, the rows it is asked for at most).
BATCH = (
    (Peer("python", "reference", OURS, (), "Python by hand"), 100_000),
    (Peer("ours", "ours_columnar", OURS, (), "ours (DuckDB)"), 10_000_000),
    (Peer("duckdb", "duckdb_sql", OURS, (), "DuckDB SQL by hand"), 10_000_000),
    (Peer("polars", "polars_hand", "main", ("polars",), "Polars by hand"), 10_000_000),
    (Peer("numpy", "numpy_hand", "main", ("numpy",), "numpy by hand"), 10_000_000),
    (Peer("openfisca", "openfisca", "openfisca", ("openfisca-core",), "OpenFisca"), 10_000_000),
    (Peer("clingo", "clingo_asp", "main", ("clingo",), "clingo (ASP)"), 100_000),
    (Peer("duckdb-scan", "duckdb_scan", OURS, (), "DuckDB, bare scan"), 10_000_000),
)
#: Under 10 to 10,000 rules only: ours asked with every value checked and every rule told; and what one would write in SQL.
SCALE = (
    Peer("ours-checked", "ours_checked", OURS, (), "ours, input checked"),
    Peer("duckdb", "duckdb_sql", OURS, (), "DuckDB SQL by hand"),
)
#: What `--quick` keeps.
QUICK = {"python", "ours", "ours-checked", "zen", "datalogic", "opa", "cedar", "cel-rust", "openfisca", "duckdb", "polars"}

VERSIONS = {
    "main": (
        "zen-engine==2.1.3", "cedarpy==4.12.2", "regopy==1.5.2", "cel-python==0.5.0", "common-expression-language==0.10.0",
        "rule-engine==5.1.0", "business-rules==1.1.1", "pyDMNrules==1.4.5", "panzi-json-logic==1.0.1", "datalogic-py==5.9.0",
        "clingo==5.8.3", "polars==2.1.0", "numpy==2.4.6", "pyarrow==26.0.1", "gordon-to-regorus==0.13.0",
    ),
    "openfisca": ("openfisca-core==46.0.1", "numpy", "pyarrow"),
    "experta": ("experta==1.9.4",),
    "durable": ("durable_rules==2.0.28",),
    NODE: (
        "publicodes@1.10.3", "json-rules-engine@7.3.1", "@gorules/zen-engine@0.54.0", "feelin@8.2.0", "json-logic-js@2.0.5",
        "json-logic-engine@5.0.7",
    ),
}  # fmt: skip
#: Asks for a newer Python than its layer over the shared library needs: unpacked below ``PEERS_HOME/opago``, not installed.
OPA = "opa-golib-python-bindings==0.4.4"


def interpreter(environment: str) -> str:
    """What runs the adapters of an environment."""
    if environment == NODE:
        return "node"
    return sys.executable if environment == OURS else str(HOME / environment / "bin" / "python")


def command(peer: Peer, part: str, *arguments: object) -> list[str]:
    """The process that measures one part of one engine."""
    if peer.environment == NODE:
        start = [str(HERE / "node" / "worker.mjs"), peer.module, part]
    elif part == "cold":
        start = [str(HERE / "cold.py"), peer.module]
    else:
        start = ["-m", "bench.peers.worker", peer.module, part]
    return [interpreter(peer.environment), *start, *map(str, arguments)]


def environment(threads: int = 1) -> dict[str, str]:
    """The variables of such a process: one thread unless more are asked for, byte code kept outside the repository."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "POLICY_LANG")}
    one = ("GOMAXPROCS", "OMP_NUM_THREADS", "NUMEXPR_MAX_THREADS", "TOKIO_WORKER_THREADS")
    return kept | {
        "PEERS_HOME": str(HOME), "PEERS_DATA": str(DATA), "PEERS_NODE": str(HOME / NODE), "OPA_LIB": str(HOME / "opago"),
        "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "PYTHONPYCACHEPREFIX": str(HOME / "bytecode"),
        "POLICY_CACHE_DIR": str(HOME / "cache"), "POLARS_MAX_THREADS": str(threads), **dict.fromkeys(one, "1"),
    }  # fmt: skip
