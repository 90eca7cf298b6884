"""How a policy answers single applications: the decision alone, the findings, the findings in Chinese.

Stands between :mod:`engine.direct`, whose functions answer where everything is plainly known, and :mod:`engine.policy`. What
they hand over is read, evaluated and, where it is wrong, refused in the general way.
"""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import date
from types import CodeType
from typing import TYPE_CHECKING, Any, TypeVar

from engine.artifact import store
from engine.artifact.tables import Tables, bindings
from engine.case.application import Application
from engine.case.case import Case
from engine.errors import InvalidApplication
from engine.evaluate.outcome import Bindings, Facts, Outcome
from engine.explain import incidents
from engine.explain.decision import Decision

if TYPE_CHECKING:
    from engine.core.policy import CorePolicy
    from engine.direct.answers import Findings, Verdict
    from engine.direct.module import Asking, Direct
    from engine.direct.texts import Told

Given = bytes | Mapping[str, Any] | Application
Answer = TypeVar("Answer")

_MAGIC = b"policy-direct\n"
#: Where generated functions are kept, within the cache's folder.
_FOLDER = "direct"


def _not_yet(application: dict[str, Any]) -> None:
    """Nothing has been asked so far."""


class Answering:
    """The part of a policy that answers single applications. ``_cache``: the folder in which compiled policies are kept."""

    __slots__ = ("_answering", "_bound", "_cache", "_core", "_decide", "_explain", "_find", "_names")

    folder: str
    layers: tuple[str, ...]

    def __init__(self) -> None:
        self._answering: dict[str | None, Asking] = {}
        self._cache: str | None = None
        #: What the general way needs again and again.
        self._bound: Bindings | None = None
        self._names: dict[str, frozenset[str]] = {}
        #: The core policy, where it was made in this process and has not been used yet.
        self._core: CorePolicy | None = None
        #: What answers applications, once it has been asked for: first of all for speed.
        self._decide: Callable[[dict[str, Any]], Verdict | None] = _not_yet
        self._find: Callable[[dict[str, Any]], Findings | None] = _not_yet
        self._explain: Callable[[dict[str, Any]], Told | None] = _not_yet

    def decide(self, application: Given, *, subject: str | None = None, on: date | None = None) -> Verdict:
        """The decision alone, in a few microseconds where a dictionary states its facts plainly.

        Arguments and refusals as for ``evaluate``; ``verdict.decision`` is what it decides (of a procedure ``eligible`` where
        it complies, ``ineligible`` where it does not).
        """
        if subject is None and on is None and type(application) is dict:
            found = self._decide(application)
            if found is not None:
                return found
        if on is None and type(application) is dict:
            asking = self._answering.get(subject) or self._asking(subject)
            found = asking.decide(application) or asking.again(asking.decide, application)
            if found is not None:
                return found
        from engine.direct.answers import verdict_of

        return verdict_of(self._outcome(application, subject, on), self._named("blocks", True))

    def findings(
        self, application: Given, *, subject: str | None = None, on: date | None = None, applying: bool = False
    ) -> Findings:
        """The decision with every condition and entitlement and the figures that they rest on, as data.

        Arguments and refusals as for ``evaluate``; :mod:`engine.direct.answers` says what is in it. ``applying``: only what
        applies or may apply, the others counted; for policies of many rules, of which few concern a case.
        """
        if applying:
            return self._applying(application, subject, on)
        if subject is None and on is None and type(application) is dict:
            found = self._find(application)
            if found is not None:
                return found
        if on is None and type(application) is dict:
            asking = self._answering.get(subject) or self._asking(subject)
            found = asking.findings(application) or asking.again(asking.findings, application)
            if found is not None:
                return found
        from engine.direct.answers import findings_of

        return findings_of(self._outcome(application, subject, on).whole(), self._named("kind", "note"))

    def _applying(self, application: Given, subject: str | None, on: date | None) -> Findings:
        from engine.direct.answers import findings_of

        return findings_of(self._outcome(application, subject, on), self._named("kind", "note"), applying=True)

    def explain(self, application: Given, *, subject: str | None = None, on: date | None = None) -> Told:
        """The findings in Chinese, in the sentences of ``evaluate`` but without its advice.

        Arguments and refusals as for ``evaluate``.
        """
        if subject is None and on is None and type(application) is dict:
            told = self._explain(application)
            if told is not None:
                return told
        if on is None and type(application) is dict:
            asking = self._answering.get(subject) or self._asking(subject)
            told = asking.explain(application) or asking.again(asking.explain, application)
            if told is not None:
                return told
        from engine.direct.texts import told_of

        return told_of(self.evaluate(application, subject=subject, on=on).data)

    def _asking(self, subject: str | None) -> Asking:
        """The functions that answer for a subject; nothing is answered where there are none."""
        from engine.direct.module import SILENT

        if subject is not None and not self.knows(subject):
            self.refuse_subject(subject)
        direct = self._direct()
        for name in (*self.tables["subjects"], None):
            id = None if name is None else self.tables["subjects"][name]["id"]
            self._answering[name] = self._answering[id] = (direct and direct.asking(name)) or SILENT
        usual = self._answering[None]
        self._decide, self._find, self._explain = usual.decide, usual.findings, usual.explain
        return self._answering[subject]

    def _direct(self) -> Direct | None:
        """The generated functions: from the cache, else from the folder while it holds what the policy was made of."""
        if not self._is_own:
            return None
        from engine.direct.module import load

        key = store.cache_key((self.digest, _FOLDER))
        code = self._from_cache(key)
        if code is None:
            code = self._generated()
            if code is not None and self._cache is not None:
                import marshal

                store.keep(os.path.join(self._cache, _FOLDER), key, _MAGIC, marshal.dumps(code), store.KEPT)
        return None if code is None else load(code, self.tables)

    def _from_cache(self, key: str) -> CodeType | None:
        body = None if self._cache is None else store.read_kept(os.path.join(self._cache, _FOLDER), key, _MAGIC)
        if body is None:
            return None
        import marshal

        try:
            code = marshal.loads(body)
        except (EOFError, ValueError, TypeError):
            return None
        return code if isinstance(code, CodeType) else None

    def _generated(self) -> CodeType | None:
        from engine import pipeline
        from engine.direct.module import compile_source, generate

        core, self._core = self._core, None
        if core is None:
            result = pipeline.run(self.folder, self.layers, "core")
            if "core" not in result.stages or "+".join(pipeline.digests(result)) != self.digest:
                return None
            core = result.stages["core"]
        return compile_source(generate(core, self.tables).source)

    def _outcome(self, application: Given, subject: str | None, on: date | None) -> Outcome:
        """The outcome without explanation. Raises :class:`InvalidApplication`."""
        read, case = self._case(application, "application.json", subject, on)
        if self._bound is None:
            self._bound = bindings(self.tables, None)
        outcome = self.evaluator()(case.subject, case.facts, self._bound._replace(on=case.on))
        if outcome.incidents:
            raise InvalidApplication(incidents.diagnostics(outcome, case.file), read.sources)
        return outcome

    def _named(self, key: str, value: object) -> frozenset[str]:
        """The conditions of which the tables say this."""
        found = self._names.get(key)
        if found is None:
            found = frozenset(name for name, known in self.tables["conditions"].items() if known[key] == value)
            self._names[key] = found
        return found

    # ---- what a policy has ----------------------------------------------------------------------------------

    @property
    @abstractmethod
    def tables(self) -> Tables:
        """The explanation tables."""

    @property
    @abstractmethod
    def digest(self) -> str:
        """Digest of the policy's files and layers."""

    @property
    @abstractmethod
    def _is_own(self) -> bool:
        """Whether tables and evaluator are those that the folder gives."""

    @abstractmethod
    def evaluator(self, reference: bool = False) -> Callable[[str, Facts, Bindings], Outcome]:
        """The evaluator."""

    @abstractmethod
    def evaluate(self, application: Given, *, subject: str | None = None, on: date | None = None) -> Decision:
        """The general way, with explanation."""

    @abstractmethod
    def knows(self, subject: str) -> bool:
        """Whether a subject is one of the policy's."""

    @abstractmethod
    def refuse_subject(self, subject: str) -> None:
        """Raise for a subject that is not."""

    @abstractmethod
    def _case(self, application: Given, file: str, subject: str | None, on: date | None) -> tuple[Application, Case]:
        """An application as read. Raises :class:`InvalidApplication`."""
