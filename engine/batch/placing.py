"""A finished file put in its place, which may be on another disk. Part of :mod:`engine.batch`, the last step of a run.

Whoever looks at the place sees what was there before or the whole new file, never a part of it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil


def put(part: str, path: str) -> None:
    """Move the file ``part`` to ``path``. Raises ``OSError`` with that name; then ``part`` is still there."""
    try:
        os.replace(part, path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _put_over_there(part, path)


def _put_over_there(part: str, path: str) -> None:
    """Copy to a file beside ``path`` and put that in place."""
    beside = path + ".part"
    try:
        shutil.copyfile(part, beside)
        with open(beside, "rb+") as stream:
            os.fsync(stream.fileno())
        os.replace(beside, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise OSError(error.errno, error.strerror, path) from None
    os.unlink(part)
