"""One generated function while it is being written. Part of :mod:`engine.evaluate.codegen`.

Functions are flat: every node becomes a statement of its own that assigns a numbered local, so that neither long chains
nor deep nesting meet a limit of Python; what is evaluated only sometimes, or once per year, is a function of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.core import nodes as n

if TYPE_CHECKING:
    from engine.evaluate.codegen.module import Module

#: Of a function written for a shape: identity of a constant or atom → its index in the instance; else ``None``.
Places = dict[int, int] | None
#: Locals whose type needs no test, by name of the type.
Kinds = dict[str, str]


class Function:
    """A function ``name(env, w, v0, …)``: ``env`` holds the slots of the module, ``w`` the attributes of the row.

    With ``places`` it is written for all statements of a shape (:mod:`engine.evaluate.codegen.shapes`): ``name(env, w, c, v0,
    …)``, where ``c`` is the instance; with ``instances`` too, ``name(env, w, instances, found)``, and what is emitted is done
    for each instance.
    """

    def __init__(self, module: Module, name: str, variables: dict[str, str], places: Places) -> None:
        self.module = module
        self.name = name
        #: Core variable → local.
        self.variables = variables
        self.places = places
        self.instances = False
        self.kinds: Kinds = {}
        self.lines: list[str] = []
        #: Slots read by name of the local, and functions called: what a subject must prepare.
        self.slots: dict[str, int] = {}
        self.calls: list[str] = []
        #: What has been computed already: (mode, structural number) → local.
        self.shared: dict[tuple[str, object], str] = {}
        self.temporaries = 0
        self.needs_bindings = False

    def emit(self, line: str) -> None:
        """Add a line, indented by one level."""
        self.lines.append(("        " if self.instances else "    ") + line)

    def temporary(self, prefix: str) -> str:
        """A new local."""
        self.temporaries += 1
        return f"{prefix}{self.temporaries}"

    def assign(self, prefix: str, expression: str) -> str:
        """Assign an expression to a new local."""
        name = self.temporary(prefix)
        self.emit(f"{name} = {expression}")
        return name

    def slot(self, *key: str) -> str:
        """The local that holds a slot of the environment, read once at the start of the function."""
        index = self.module.slot(key)
        self.slots[f"e{index}"] = index
        return f"e{index}"

    def use(self, name: str) -> str:
        """Note that another function is called."""
        self.calls.append(name)
        return name

    def bindings(self) -> str:
        """The bound variables as reasons carry them."""
        if not self.variables:
            return "()"
        self.needs_bindings = True
        return "b"

    @property
    def arguments(self) -> str:
        """The arguments that hand all variables in scope on to a helper."""
        return self.passed(self.variables)

    def passed(self, variables: dict[str, str]) -> str:
        """The arguments that hand ``variables`` on, and all else that a helper needs."""
        return ", ".join(["env", "w", *(["c"] if self.places is not None else []), *variables.values()])

    def number(self, atom: n.Atom) -> str:
        """An expression for the number of an atom."""
        return self.given(atom) or repr(atom.number)

    def given(self, part: n.Atom | n.Constant) -> str | None:
        """The expression for a constant, or for the number of an atom, that the instance gives; ``None`` for others."""
        place = self.places.get(id(part)) if self.places else None
        return None if place is None else f"c[{place}]"

    def helper(self, mode: str, node: n.Node) -> str:
        """The name of a function of the same variables that evaluates ``node`` in ``mode``."""
        return self.use(self.module.helper(mode, node, self.variables, self.kinds, self.places))

    def call(self, mode: str, node: n.Node) -> str:
        """A call of :meth:`helper`."""
        return f"{self.helper(mode, node)}({self.arguments})"

    def thunk(self, mode: str, node: n.Node) -> str:
        """A function without arguments that does the same."""
        return f"partial({self.helper(mode, node)}, {self.arguments})"

    def text(self) -> str:
        """The source of the function."""
        arguments = "env, w, instances, found" if self.instances else self.arguments
        head = [f"def {self.name}({arguments}):"]
        head += [f"    {local} = env[{index}]" for local, index in sorted(self.slots.items())]
        if self.needs_bindings:
            pairs = "".join(f"({name!r}, {local}), " for name, local in sorted(self.variables.items()))
            head.append(f"    b = ({pairs})")
        if self.instances:
            head.append("    for c in instances:")
        return "\n".join(head + self.lines) + "\n"
