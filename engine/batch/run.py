"""A run over a register, from the request to the finished file. The driver of :mod:`engine.batch`."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from engine import __version__
from engine.artifact.store import Artifact
from engine.batch import journal as journals
from engine.batch import sources as inputs
from engine.batch.beside import Beside
from engine.batch.decide import error_line
from engine.batch.engines import ENGINES, Engine
from engine.batch.formats import KINDS, csv_head, kind_of
from engine.batch.joined import SecondTable, join
from engine.batch.journal import Journal
from engine.batch.keys import LENGTH, key_of
from engine.batch.places import check_places, errors_path
from engine.batch.placing import put
from engine.batch.plan import plan_of
from engine.batch.reading import Options, default_subject
from engine.batch.rows import CHUNK_BYTES, CHUNK_ROWS, Chunk, problem
from engine.batch.tally import Counts
from engine.columnar.program import Programs
from engine.diagnostics.render import to_json
from engine.diagnostics.safe_text import safe
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput

_ONE_EACH = Term("一个事实一份附表，几份请先合成一份", "one second table for each fact; join several into one file first")
_BUSY = Term("另一次运行正在写它", "another run is writing it")

#: Engines that decide whole tables by queries.
COLUMNAR = ("duckdb",)
#: Ends the name of a Parquet output that is not finished.
_PARQUET = ".part.parquet"
#: Told now and then: rows done, bytes read, bytes in all.
Progress = Callable[[int, int, int], None]


class Request(NamedTuple):
    """What is asked. ``records``: ``(fact, input)`` of second tables; ``errors``: where error records go, by default
    ``OUTPUT.errors.jsonl``; ``master``: where Spark is, by its own configuration if not told;
    ``key``: the column that names each row; ``ignored``: columns passed over; ``year``: rows that state another one are bad;
    ``unique``: keys that several rows bear are told."""

    inputs: tuple[str, ...]
    output: str
    subject: str | None = None
    key: str | None = None
    ignored: tuple[str, ...] = ()
    records: tuple[tuple[str, str], ...] = ()
    encoding: str | None = None
    errors: str | None = None
    jobs: int = 1
    engine: str = "python"
    master: str | None = None
    force: bool = False
    resume: bool = False
    lang: str = "zh"
    year: int | None = None
    unique: bool = False

    @property
    def errors_path(self) -> str:
        """Where error records go."""
        return errors_path(self.output, self.errors)


class Batch(NamedTuple):
    """What came of a run: rows, how many of them were bad, orphans of second tables, counts, where the errors are, rows that were
    there already, keys that several rows bear."""

    rows: int
    bad: int
    orphans: int
    tally: Counts
    errors: str | None
    resumed: int
    repeated: int = 0


def run_batch(artifact: Artifact, request: Request, progress: Progress | None = None, programs: Programs | None = None) -> Batch:
    """Decide every row of the inputs and write the records; ``programs`` are what columnar engines run. Raises
    :class:`InvalidInput`; ``OSError`` where the output cannot be written, whose finished part then stays for ``resume``."""
    kind = kind_of(request.output)
    if kind is None:
        raise InvalidInput([problem("E0995", "", name=request.output, known=tuple(KINDS))], {})
    if kind == "parquet":
        from engine.batch import parquet

        parquet.library(request.output)
    if request.unique and request.key is None:
        raise InvalidInput([problem("E0904", "", name="--key")], {})
    tables = artifact.tables
    subject = tables["subjects"][request.subject or default_subject(tables)]
    check_places((*request.inputs, *(file for _, file in request.records)), request.output, request.errors, force=request.force)
    sources = [inputs.source(name) for name in request.inputs]
    inputs.check(sources, subject, request.key, request.ignored, request.encoding, [name for name, _ in request.records])
    first = csv_head(request.lang) if kind == "csv" else b""
    journal = Journal(request.output, {"request": _identity(artifact, request, sources, kind)})
    with _locked(journal.paths[2], request), contextlib.ExitStack() as stack:
        _begin(journal, request, first)
        stack.callback(_leave, journal, request.output)
        seconds = _second_tables(request, subject, stack)
        resumed, beside = journal.rows, None
        if kind == "parquet" and request.engine in COLUMNAR:
            beside = _beside(journal, request.output)
            stack.callback(beside.close)
        _decide(artifact, request, sources, subject, kind, journal, seconds, progress, programs, beside)
        orphans = _orphans(journal, seconds, request.lang)
        repeated = _repeated(journal, request, sources)
        if beside is not None:
            beside.finish(journal.end)
        journal.close()
    _finish(request, kind, journal.paths)
    errors = request.errors_path if journal.bad + orphans + repeated else None
    return Batch(journal.rows, journal.bad, orphans, journal.tally, errors, resumed, repeated)


def _decide(
    artifact: Artifact, request: Request, sources: Sequence[inputs.Source], subject: dict[str, Any], kind: str,
    journal: Journal, seconds: list[SecondTable], progress: Progress | None, programs: Programs | None, beside: Beside | None,
) -> None:  # fmt: skip
    """Every chunk that the journal does not have yet; ``beside`` is told of each."""
    options = Options(
        subject=request.subject, key=request.key, ignored=request.ignored, format="csv" if kind == "csv" else "jsonl",
        lang=request.lang, several=len(sources) > 1, year=request.year,
    )  # fmt: skip
    read, total = [0], sum(each.size for each in sources)
    done = journal.done

    def joined(chunk: Chunk) -> Chunk:
        return join(chunk, seconds, _keys(chunk, subject, request)) if seconds else chunk

    def waiting() -> Iterator[Chunk]:
        chunks = map(joined, inputs.chunks(sources, request.encoding, read))
        return (chunk for chunk in chunks if chunk.number >= done)

    engine: Engine = ENGINES["python"](artifact.code, artifact.tables, options, request.jobs)
    if request.engine == "spark" and programs is not None:
        from engine.batch.spark import SparkEngine
        from engine.batch.spark_parts import readable

        subject_name = request.subject or default_subject(artifact.tables)
        program = programs(subject_name, frozenset(), True)
        spark = SparkEngine(artifact, options, subject_name, request.master, program)
        by_itself = not seconds and readable(sources)
        results = spark.read(sources, done, read) if by_itself else spark.results(waiting())
    else:
        results = engine.results(waiting())
    if request.engine in COLUMNAR and programs is not None:
        from engine.batch.tables import Work, by_tables

        name = request.subject or default_subject(artifact.tables)
        packed = kind == "parquet"
        work = Work(artifact, options, name, request.jobs, request.encoding, done, packed, seconds, joined)
        results = by_tables(work, sources, programs, read)
    for result in results:
        journal.add(result)
        if beside is not None:
            beside.follow(journal.end)
        if progress is not None:
            progress(journal.rows, read[0], total)


def _keys(chunk: Chunk, subject: dict[str, Any], request: Request) -> list[str]:
    """The keys of a chunk's rows, empty for a row that has none."""
    place = None
    if chunk.header is not None:
        place = plan_of(chunk.header, subject, request.key, request.ignored, chunk.file)[0].key
    return [key_of(row, request.key, place) or "" for row in chunk.rows]


def _second_tables(request: Request, subject: dict[str, Any], stack: contextlib.ExitStack) -> list[SecondTable]:
    """Second tables laid out beside the output."""
    folder = os.path.dirname(os.path.abspath(request.output))
    facts = {name: fact for fact in subject["facts"] if fact["type"] == "records" for name in (fact["name"], fact["id"])}
    found: list[SecondTable] = []
    for name, file in request.records:
        if request.key is None:
            raise InvalidInput([problem("E0904", "", name="--key")], {})
        if name not in facts:
            known = tuple(dict.fromkeys(fact["name"] for fact in facts.values()))
            raise InvalidInput([problem("E0996", "", name=name, known=known, suggestion=did_you_mean(name, facts))], {})
        if any(each.name == facts[name]["name"] for each in found):  # only one of them would be looked at
            raise InvalidInput([problem("E0905", "", name="--records", value=f"{name}={file}", expected=_ONE_EACH)], {})
        table = SecondTable(facts[name], inputs.source(file), request.key, request.encoding, folder, request.ignored)
        stack.callback(table.close)
        found.append(table)
    return found


def _orphans(journal: Journal, seconds: list[SecondTable], lang: str) -> int:
    """Write an error record for each entry of a second table that no row asked for."""
    count = 0
    for table in seconds:
        for diagnostic in table.unused():
            record = {"key": None, "file": diagnostic.span.file, "line": diagnostic.span.line, "codes": [diagnostic.code],
                      "diagnostics": to_json([diagnostic], lang)}  # fmt: skip
            journal.append_errors((json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace"))
            count += 1
    return count


def _repeated(journal: Journal, request: Request, sources: Sequence[inputs.Source]) -> int:
    """Write an error record for each key that several rows bear, where that was asked for."""
    count = 0
    if request.unique and request.key is not None:
        from engine.batch.repeated import repeated

        folder = os.path.dirname(os.path.abspath(request.output))
        for key, diagnostic in repeated(sources, request.key, request.encoding, folder):
            head = {"key": key, "file": safe(diagnostic.span.file, LENGTH), "line": diagnostic.span.line}
            journal.append_errors(error_line(head, [diagnostic], request.lang))
            count += 1
    return count


# ---- the files ----------------------------------------------------------------------------------------------------------


def _begin(journal: Journal, request: Request, first: bytes) -> None:
    left = os.path.exists(journal.paths[0])
    if left and request.resume:
        if not journal.fits(first):
            raise InvalidInput([problem("E0988", "", name=request.output)], {})
        journal.resume(first)
    elif left and not request.force:
        raise InvalidInput([problem("E0989", "", name=journal.paths[0])], {})
    else:
        journal.begin(first)


def _leave(journal: Journal, output: str) -> None:
    """Close the files of a run; where not one chunk was written there is nothing to go on with."""
    journal.abandon()
    if not journal.done and not journal.closed:
        journals.remove(output)


def _beside(journal: Journal, output: str) -> Beside:
    """What makes the Parquet file of parcels, those that are there already first."""
    made = Beside(journal.paths[0], output + _PARQUET)
    if journal.done:
        made.follow(journal.end)
    return made


def _finish(request: Request, kind: str, parts: tuple[str, str, str]) -> None:
    """Put the finished files in their places; the journal goes last."""
    records, errors, _ = parts
    part = request.output + _PARQUET if kind == "parquet" else records
    if kind == "parquet" and request.engine not in COLUMNAR:
        from engine.batch import parquet

        parquet.write(records, part)
    if os.path.getsize(errors):
        put(errors, request.errors_path)
    else:
        os.unlink(errors)
        if os.path.exists(request.errors_path):
            os.unlink(request.errors_path)  # of a run before this one, which was to be written over
    os.replace(part, request.output)
    _sync_folder(request.output)
    journals.remove(request.output)


def _sync_folder(path: str) -> None:
    """Let the new names reach the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _locked(path: str, request: Request) -> Iterator[None]:
    """Keep others from writing the same output meanwhile, where the system can."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(path, "ab") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InvalidInput([problem("E0997", "", name=request.output, reason=_BUSY)], {}) from None
        yield


def _identity(artifact: Artifact, request: Request, sources: Sequence[inputs.Source], kind: str) -> str:
    """A digest of everything that the output depends on: inputs, policy, options, version, how rows are shared out."""
    policy = artifact.tables["policy"]
    seconds = [(name, inputs.source(file)) for name, file in request.records]
    return journals.request_digest({
        "version": __version__, "policy": [policy["digest"], policy["calendar_digest"]], "kind": kind,
        "inputs": [(each.name, each.part, inputs.digest(each)) for each in sources],
        "records": [(name, each.name, inputs.digest(each)) for name, each in seconds],
        "options": [request.subject, request.key, request.ignored, request.encoding, request.lang, request.engine, request.year,
                    request.unique],
        "chunks": [CHUNK_ROWS, CHUNK_BYTES, *(_slices() if request.engine in COLUMNAR else ())],
    })  # fmt: skip


def _slices() -> tuple[int, ...]:
    """How rows are shared out by columnar engines."""
    from engine.batch import scanned, streamed

    return scanned.SLICE, streamed.SLICE_ROWS, streamed.SLICE_BYTES
