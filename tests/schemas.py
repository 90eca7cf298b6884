"""Holding many documents against one schema, each part of them once.

Decisions share most of their parts (findings, facts, committees); a part that was valid under a definition of the schema is
valid under it wherever it stands again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

_referred = Draft202012Validator.VALIDATORS["$ref"]


def problems(path: Path, data: Any) -> list[str]:
    """What is wrong with ``data`` under the schema in a file."""
    return [f"{problem.json_path}: {problem.message}" for problem in _validator(path).iter_errors(data)]


@cache
def _validator(path: Path) -> Draft202012Validator:
    schema = json.loads(path.read_text("utf-8"))
    valid: set[tuple[str, str]] = set()

    def referred(validator: Any, name: str, part: Any, within: Any) -> Iterator[ValidationError]:
        known = name, json.dumps(part, ensure_ascii=False)
        if known in valid:
            return
        found = list(_referred(validator, name, part, within))
        if not found:
            valid.add(known)
        yield from found

    return extend(Draft202012Validator, {"$ref": referred})(schema)
