"""Whether a file can be written, found out before the work is done whose result goes there. Part of :mod:`engine.source`."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile


def check_target(path: str) -> None:
    """Refuse a file that could not be put in its place whole, by way of another one beside it.

    Raises ``OSError`` with its name. Nothing is left behind, and a file that stands there is not touched.
    """
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if os.path.exists(path) and not os.path.isfile(path):
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return
    try:
        with contextlib.suppress(FileNotFoundError):
            os.lstat(path)  # a name that no file can have
        handle, temporary = tempfile.mkstemp(prefix=".policy-", dir=os.path.dirname(os.path.abspath(path)))
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None
    os.close(handle)
    os.unlink(temporary)
