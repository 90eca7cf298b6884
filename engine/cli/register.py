"""What commands over registers have in common: inputs, encodings, processes, the bar. Part of :mod:`engine.cli`."""

from __future__ import annotations

import os
import sys
import time

import click

from engine.cli.command import Word, option, whole_number

INPUTS = (
    "名册：.jsonl、.json、.csv、.tsv、.xlsx、.parquet、.duckdb，文件名后加 #表名 指定工作表或表；或 postgresql://…#表",
    "registers: .jsonl .json .csv .tsv .xlsx .parquet .duckdb, FILE#NAME names a sheet or table; or postgresql://…#TABLE",
)
_ENCODING = ("表格的编码；不写则自动识别", "encoding of tables; found out by default")
_ENCODINGS = ("utf-8", "gb18030")
_JOBS = ("同时用几个进程；不写则每个处理器一个", "processes; by default one for each processor")
_MOST_JOBS = 256
_WORDS = {
    "zh": {"rate": "{:,}行 {:,.0f}行/秒", "left": "还需{}"},
    "en": {"rate": "{:,} rows {:,.0f} rows/s", "left": "{} left"},
}


def encoding_option(lang: str) -> click.Option:
    """``--encoding``."""
    return option(lang, "--encoding", ("|".join(_ENCODINGS),) * 2, _ENCODING, type=Word(_ENCODINGS))


def jobs_option(lang: str) -> click.Option:
    """``--jobs``."""
    return option(lang, "--jobs", ("个数", "N"), _JOBS)


def processes(text: str | None) -> int:
    """How many processes an option asks for; by default one for each processor."""
    if text is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return whole_number("--jobs", text, _MOST_JOBS)


class Bar:
    """A bar with rate and remaining time on standard error, where that is a terminal; drawn a few times a second."""

    _EVERY = 0.2
    _WIDTH = 24

    def __init__(self, lang: str) -> None:
        self._words = _WORDS[lang]
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._begun = time.monotonic()
        self._drawn = 0.0
        self._first: tuple[int, int] | None = None

    def __call__(self, rows: int, read: int, total: int) -> None:
        """Draw the bar anew where it is time to."""
        now = time.monotonic()
        if not self._shown or now - self._drawn < self._EVERY:
            return
        self._drawn = now
        if self._first is None:
            self._first = (rows, read)
            self._begun = now
            return
        spent = max(now - self._begun, 0.001)
        part = min(read / total, 1.0) if total else 0.0
        full = int(self._WIDTH * part)
        line = f"[{'#' * full}{'.' * (self._WIDTH - full)}] "
        line += self._words["rate"].format(rows, (rows - self._first[0]) / spent)
        pace = (read - self._first[1]) / spent
        if pace > 0:
            line += " " + self._words["left"].format(_clock((total - read) / pace))
        sys.stderr.write(f"\r{line}\x1b[K")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._shown and self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
