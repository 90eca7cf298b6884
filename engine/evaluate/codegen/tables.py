"""Decision tables: exceptions found by the words of a few facts. Part of :mod:`engine.evaluate.codegen`.

An exception whose condition is false has no part in a choice, neither in its value nor in its reasons; of a table of many rows
only those are judged that the words of the case leave.
"""

from __future__ import annotations

from engine.core import nodes as n
from engine.core.dispatch import plan
from engine.evaluate.codegen.function import Function
from engine.evaluate.codegen.grouped import Shapes, index, instances
from engine.evaluate.codegen.shapes import Abstracted

#: From how many exceptions on a choice is indexed.
MANY = 32


def is_large(function: Function, node: n.Choice) -> bool:
    """Whether a choice is looked up rather than gone through; one within a rule that shares its function is not."""
    return len(node.alternatives) >= MANY and function.places is None


def candidates(function: Function, node: n.Choice, mode: str) -> str:
    """An expression for the exceptions that may hold, as :mod:`engine.evaluate.choice` takes them; ``mode``: ``judge`` or
    ``value``, how they are evaluated."""
    module = function.module

    def write(alternative: n.Alternative, abstracted: Abstracted, shape: int) -> str:
        name = module.helper(f"candidate_{mode}", alternative, function.variables, function.kinds, abstracted.places)
        return f"Shape('alternative', None, {function.use(name)}), "

    name = f"TABLE{len(module.tables)}"
    shapes = Shapes(write)
    groups = plan([module.guards.needed(alternative.condition) for alternative in node.alternatives])
    texts = instances(groups, node.alternatives, shapes)
    module.tables.append(index(name, shapes, texts, groups))
    values = "".join([f"{function.slot('fact', key)}, " for key in groups.keys])
    passed = ", ".join(["env", "w", "c", *function.variables.values()])
    return f"[shape.judge({passed}) for shape, found in {name}.possible(({values})) for c in found]"
