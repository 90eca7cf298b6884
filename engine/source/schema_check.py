"""Holds a YAML document against its JSON Schema. Part of :mod:`engine.source`; runs in ``check``, never in ``eval``.

jsonschema finds the violations; this module finds the node each one is about and the words for it. Where alternatives
(``anyOf``/``oneOf``) fail, only the complaints of the alternative that the officer evidently meant are shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.exceptions import NoSuchResource
from referencing.jsonschema import DRAFT202012

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.source.discovery import SourcePolicy, schema_for
from engine.source.nodes import Document, MappingNode, Node, ScalarNode, SequenceNode, find, to_plain
from engine.source.resources import schema_names, schema_text

_TYPES = {
    "string": Term("文字", "text"),
    "integer": Term("整数", "an integer"),
    "number": Term("数", "a number"),
    "boolean": Term("true 或 false", "true or false"),
    "object": Term("若干“键: 值”", "keys with values"),
    "array": Term("列表", "a list"),
    "null": Term("空", "nothing"),
}
_FULL_WIDTH_KEY = re.compile("\\s*([^\\s：]{1,30})：\\s*(.*)", re.DOTALL)
_MISSING = re.compile(r"'(.*)' is a required property", re.DOTALL)
_UNEVALUATED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_LENGTHS = {"minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"}
_BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}


def check_policy(policy: SourcePolicy) -> list[Diagnostic]:
    """All schema violations in all documents that have a schema."""
    found: list[Diagnostic] = []
    for name, document in policy.documents.items():
        schema = schema_for(name)
        if schema is not None:
            found += _checked(document, schema)
    return found


#: What was found in the documents checked last, by their identity, with what they were checked against.
_CHECKED: dict[int, tuple[Document, Draft202012Validator, tuple[Diagnostic, ...]]] = {}
_REMEMBERED = 64


def _checked(document: Document, schema: str) -> tuple[Diagnostic, ...]:
    """The violations in a document; the same document need not be checked twice."""
    known = _CHECKED.get(id(document))
    if known is None or known[0] is not document or known[1] is not _validator(schema):
        known = (document, _validator(schema), tuple(check_schema(document, schema)))
        while len(_CHECKED) >= _REMEMBERED:
            _CHECKED.pop(next(iter(_CHECKED)), None)
        _CHECKED[id(document)] = known
    return known[2]


def check_schema(document: Document, schema_name: str) -> list[Diagnostic]:
    """Violations of the schema called ``schema_name``, in file order. Raises ``KeyError`` for no such schema."""
    found: dict[tuple[str, Span], Diagnostic] = {}
    for error in _validator(schema_name).iter_errors(to_plain(document.root)):
        for single in _plain_errors(error):
            for diagnostic in _translate(single, document):
                found.setdefault((diagnostic.code, diagnostic.span), diagnostic)
    return sorted(found.values(), key=lambda each: (each.span.line, each.span.column, each.code))


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_text(name)), registry=_registry())


@cache
def _registry() -> Registry:
    """All shipped schemas, by ``$id`` and by file name, so that one may refer to another."""
    resources = []
    for name in schema_names():
        content = json.loads(schema_text(name))
        resource = Resource.from_contents(content, default_specification=DRAFT202012)
        resources.append((f"{name}.schema.json", resource))
        if isinstance(content, dict) and content.get("$id"):
            resources.append((content["$id"], resource))
    return Registry(retrieve=_nothing_remote).with_resources(resources)


def _nothing_remote(uri: str) -> Resource:
    """Schemas are never fetched; a reference by path finds the shipped file of that name."""
    try:
        content = json.loads(schema_text(uri.rsplit("/", 1)[-1].removesuffix(".schema.json")))
    except KeyError:
        raise NoSuchResource(uri) from None
    return Resource.from_contents(content, default_specification=DRAFT202012)


def _plain_errors(error: ValidationError) -> Iterator[ValidationError]:
    """``error`` itself, or, for alternatives, the errors of the alternative that fits best."""
    if error.validator not in ("anyOf", "oneOf") or not error.context:
        yield error
        return
    branches: dict[object, list[ValidationError]] = {}
    for each in error.context:
        branches.setdefault(each.relative_schema_path[0], []).append(each)
    if _only_missing_keys(error):
        yield error
        return
    meant = [branch for branch in branches.values() if not any(_wrong_kind(each, error) for each in branch)]
    if not meant:
        yield error
        return
    best = min(meant, key=lambda branch: (-max(len(each.absolute_path) for each in branch), len(branch)))
    for each in best:
        yield from _plain_errors(each)


def _only_missing_keys(error: ValidationError) -> bool:
    """Whether the alternatives differ in which key they require, and none of those keys is there."""
    return all(each.validator == "required" and each.absolute_path == error.absolute_path for each in error.context)


def _wrong_kind(each: ValidationError, parent: ValidationError) -> bool:
    """Whether the alternative is for values of another kind than the one written."""
    return each.validator == "type" and each.absolute_path == parent.absolute_path


def _translate(error: ValidationError, document: Document) -> Iterable[Diagnostic]:
    node = find(document.root, error.absolute_path) or document.root
    keyword = error.validator
    if keyword == "required":
        return [_missing_key(error, node)]
    if keyword in ("anyOf", "oneOf") and error.context and _only_missing_keys(error):
        return [_missing_alternatives(error, node)]
    if keyword in ("additionalProperties", "unevaluatedProperties", "propertyNames"):
        return _unknown_keys(error, node)
    if keyword == "type" or keyword in ("anyOf", "oneOf"):
        return [_wrong_type(error, node, document)]
    if keyword in ("enum", "const"):
        return [_not_allowed(error, node)]
    written = _written(node)
    if keyword == "pattern":
        form, examples = error.schema.get("title") or error.schema.get("description"), error.schema.get("examples") or [None]
        arguments = {"value": written, "form": form, "example": examples[0]}
        return [Diagnostic("E0144", _brief(node), arguments)]
    if keyword in _BOUNDS:
        return [Diagnostic("E0145", _brief(node), {"value": written, "bound": _bound(error)})]
    if keyword in _LENGTHS:
        return [Diagnostic("E0146", _brief(node), {"bound": _length(error)})]
    if keyword == "uniqueItems":
        return [_duplicate_item(node)]
    around = error.parent.schema if error.parent is not None else {}
    return [Diagnostic("E0148", _brief(node), {"note": error.schema.get("description") or around.get("description")})]


def _name_of_missing(error: ValidationError) -> str:
    found = _MISSING.match(error.message)
    return found.group(1) if found else ""


def _missing_alternatives(error: ValidationError, node: Node) -> Diagnostic:
    """The keys missing from the alternatives that are written the furthest."""
    written = {id(each): sum(key in error.instance for key in each.schema["required"]) for each in error.context}
    furthest = [each for each in error.context if written[id(each)] == max(written.values())]
    names = list(dict.fromkeys(_name_of_missing(each) for each in furthest))
    return Diagnostic("E0140", _brief(node), {"key": Term("”或“".join(names), "` or `".join(names))})


def _missing_key(error: ValidationError, node: Node) -> Diagnostic:
    missing = _name_of_missing(error)
    schema = error.schema.get("properties", {})
    note = schema.get(missing, {}) if isinstance(schema, dict) else {}
    note = note.get("description") if isinstance(note, dict) else None
    return Diagnostic("E0140", _brief(node), {"key": missing, "note": note if note != missing else None})


def _unknown_keys(error: ValidationError, node: Node) -> list[Diagnostic]:
    if not isinstance(node, MappingNode):
        return [Diagnostic("E0148", _brief(node))]
    written = node.keys()
    known = list(error.schema.get("properties", {}))
    patterns = list(error.schema.get("patternProperties", {}))
    if error.validator == "propertyNames":
        names = [error.instance]
    elif error.validator == "unevaluatedProperties":
        names = [name for name in _UNEVALUATED.findall(error.message) if name in written]
    else:
        names = [name for name in written if name not in known and not any(re.search(pattern, name) for pattern in patterns)]
    absent = [name for name in known if name not in written]
    return [_unknown_key(key, absent, known) for name in names if (key := node.key_node(name))]


def _unknown_key(key: ScalarNode, absent: list[str], known: list[str]) -> Diagnostic:
    colon = _full_width(key.text)
    if colon and key.style == "":
        at = key.text.index("：")
        return Diagnostic("E0127", key.locate(at, at + 1), colon)
    name, colon_alone, value = key.text.partition(":")
    meant = f"{name}: {value}" if colon_alone and name in known and key.style == "" else did_you_mean(key.text, absent)
    arguments = {"key": key.text, "suggestion": meant, "known": known[:12]}
    return Diagnostic("E0141", key.span, arguments)


def _full_width(text: str) -> dict[str, str] | None:
    found = _FULL_WIDTH_KEY.match(text)
    if not found:
        return None
    first = found.group(2).split("\n")[0].split("：")[0].strip()
    return {"key": found.group(1), "line": f"{found.group(1)}: {first}".rstrip()}


def _wrong_type(error: ValidationError, node: Node, document: Document) -> Diagnostic:
    expected = _expected(error)
    if "object" in expected and isinstance(node, ScalarNode) and isinstance(node.value, str) and node.style == "":
        colon = _full_width(node.text)
        if colon:
            at = node.text.index("：")
            return Diagnostic("E0127", node.locate(at, at + 1), colon)
    arguments = {
        "key": _key_of(error, document),
        "expected": tuple(_TYPES[name] for name in expected if name in _TYPES) or Term("别的写法", "something else"),
        "actual": _TYPES[_kind(node)],
        "value": _written(node),
    }
    return Diagnostic("E0142", _brief(node), arguments)


def _expected(error: ValidationError) -> list[str]:
    """The types that would do, in the order of the schema."""
    errors = error.context if error.validator in ("anyOf", "oneOf") else [error]
    names: list[str] = []
    for each in errors:
        if each.validator == "type":
            names += [each.validator_value] if isinstance(each.validator_value, str) else list(each.validator_value)
    return list(dict.fromkeys(names))


def _key_of(error: ValidationError, document: Document) -> str | None:
    keys = [step for step in error.absolute_path if isinstance(step, str)]
    return keys[-1] if keys else None


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "object"
    if isinstance(node, SequenceNode):
        return "array"
    if node.value is None:
        return "null"
    return {bool: "boolean", int: "integer"}.get(type(node.value), "string")


def _written(node: Node) -> str | None:
    return node.text if isinstance(node, ScalarNode) and node.text else None


def _not_allowed(error: ValidationError, node: Node) -> Diagnostic:
    allowed = [str(each) for each in (error.validator_value if error.validator == "enum" else [error.validator_value])]
    arguments = {
        "value": _written(node) or _TYPES[_kind(node)],
        "allowed": tuple(allowed[:12]) + (("…",) if len(allowed) > 12 else ()),
        "suggestion": did_you_mean(_written(node) or "", allowed),
    }
    return Diagnostic("E0143", _brief(node), arguments)


def _bound(error: ValidationError) -> Term:
    zh = {"minimum": "不小于", "maximum": "不大于", "exclusiveMinimum": "大于", "exclusiveMaximum": "小于"}
    en = {"minimum": "at least", "maximum": "at most", "exclusiveMinimum": "more than", "exclusiveMaximum": "less than"}
    value = error.validator_value
    return Term(f"{zh[error.validator]} {value}", f"{en[error.validator]} {value}")


def _length(error: ValidationError) -> Term:
    side, thing = error.validator[:3], error.validator[3:]
    value = error.validator_value
    zh = {"Items": "项", "Length": "个字", "Properties": "个键"}[thing]
    en = {"Items": "items", "Length": "characters", "Properties": "keys"}[thing]
    most = side == "max"
    return Term(f"至{'多' if most else '少'} {value} {zh}", f"at {'most' if most else 'least'} {value} {en}")


def _duplicate_item(node: Node) -> Diagnostic:
    if isinstance(node, SequenceNode):
        seen: list[object] = []
        for item in node.items:
            plain = to_plain(item)
            if plain in seen:
                return Diagnostic("E0147", _brief(item), {"value": _written(item)})
            seen.append(plain)
    return Diagnostic("E0147", _brief(node), {"value": None})


def _brief(node: Node) -> Span:
    """What to underline: a scalar, the first key of a mapping, the first item of a list."""
    if isinstance(node, MappingNode) and node.entries:
        return node.entries[0][0].span
    if isinstance(node, SequenceNode) and node.items:
        return _brief(node.items[0])
    return node.span
