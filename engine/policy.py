"""A policy loaded from its folder or its bundle: compiled, kept in a cache, and asked about applications.

Stands between the pipeline and :mod:`engine.api`, which hands on the public names.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from engine.answering import Answering
from engine.artifact import store
from engine.artifact.tables import Tables
from engine.case.application import Application, text_of
from engine.case.application import read_application as _read_application
from engine.case.case import Case
from engine.case.from_json import case_from_tree
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.terms import Term
from engine.errors import InvalidApplication, InvalidInput, InvalidPolicy
from engine.evaluate import compiled
from engine.evaluate.outcome import Bindings, Facts, Outcome
from engine.explain.decision import Decision, decide, inquire
from engine.source.digest import digest_folder
from engine.source.limits import APPLICATION
from engine.source.resources import layer_folder
from engine.source.text import read_file_limited

if TYPE_CHECKING:
    from engine.bundle.opened import Opened
    from engine.core.policy import CorePolicy

Evaluate = Callable[[str, Facts, Bindings], Outcome]
Answer = TypeVar("Answer")


class Policy(Answering):
    """A checked and compiled policy. Made by :func:`load_policy`; evaluates any number of cases."""

    __slots__ = ("_artifact", "_compiled", "_other", "_reference", "folder", "layers", "source")

    def __init__(self, artifact: store.Artifact, folder: str, layers: tuple[str, ...], source: str) -> None:
        super().__init__()
        self._artifact = artifact
        self._compiled: compiled.Compiled | None = None
        self._reference: Evaluate | None = None
        self._other: Evaluate | None = None
        self.folder = folder
        self.layers = layers
        self.source = source

    @property
    def tables(self) -> Tables:
        """The explanation tables (:mod:`engine.artifact.tables`); do not change them."""
        return self._artifact.tables

    @property
    def year(self) -> int:
        """The plan year of the notice."""
        return int(self.tables["policy"]["year"])

    @property
    def digest(self) -> str:
        """Digest of the policy's files and layers."""
        return str(self.tables["policy"]["digest"])

    @property
    def artifact(self) -> store.Artifact:
        """The compiled policy as processes hand it on to each other."""
        return self._artifact

    def subjects(self) -> list[str]:
        """The subjects (主体) that this policy asks anything of, applications before procedures."""
        subjects = self.tables["subjects"]
        return sorted(subjects, key=lambda name: subjects[name]["wording"] != "application")

    def evaluator(self, reference: bool = False) -> Evaluate:
        """The evaluator: generated Python, or with ``reference`` the plain tree walk that defines the language."""
        if reference:
            if self._reference is None:
                self._reference = _reference(self.folder, self.layers)
            return self._reference
        if self._other is not None:
            return self._other
        if self._compiled is None:
            self._compiled = compiled.load(self._artifact.code)
        return self._compiled.evaluate

    def evaluate(
        self,
        application: bytes | Mapping[str, Any] | Application,
        *,
        file: str = "application.json",
        subject: str | None = None,
        on: date | None = None,
        reference: bool = False,
    ) -> Decision:
        """Decide one application (the bytes of a JSON file, a mapping of the same shape, or what
        :func:`read_application` made) and explain the decision.

        ``file``: its name for messages. ``subject``: which 主体 it is about, by default what the file says, else 申报.
        ``on``: the date to evaluate at in place of the reference date given. Raises :class:`InvalidApplication`.
        """
        return self._answered(decide, application, (file, subject, on), reference)

    def inquire(self, application: Mapping[str, Any], *, subject: str | None = None) -> Mapping[str, Any]:
        """As :meth:`evaluate`: the decision's data, each part of which is made when it is first asked for. For those who ask
        little of many applications."""
        return self._answered(inquire, application, ("application.json", subject, None))

    def _answered(
        self,
        how: Callable[..., tuple[Answer | None, list[Diagnostic]]],
        application: bytes | Mapping[str, Any] | Application,
        given: tuple[str, str | None, date | None],
        reference: bool = False,
    ) -> Answer:
        """What ``how`` makes of an application; ``given``: its file, subject and date."""
        read, case = self._case(application, *given)
        found, problems = how(self.tables, case, self.evaluator(reference), self.source)
        if found is None:
            raise InvalidApplication(problems, read.sources)
        return found

    def _case(
        self, application: bytes | Mapping[str, Any] | Application, file: str, subject: str | None, on: date | None
    ) -> tuple[Application, Case]:
        if not isinstance(application, Application):
            application = read_application(application, file=file)
        if subject is not None and not self.knows(subject):
            self.refuse_subject(subject)
        case, problems = case_from_tree(application.root, self.tables, application.digest, subject, on)
        if case is None:
            raise InvalidApplication(problems, application.sources)
        return application, case

    @property
    def _is_own(self) -> bool:
        return self._other is None

    def changed(self, tables: Tables, evaluate: Evaluate) -> Policy:
        """This policy with other tables and another evaluator: for asking what a change of it would decide, and for
        watching what is asked."""
        made = Policy(store.Artifact(self._artifact.code, tables), self.folder, self.layers, self.source)
        made._other = evaluate
        return made

    def knows(self, subject: str) -> bool:
        """Whether ``subject`` is the Chinese name or English id of a subject of this policy."""
        return any(subject in (name, table["id"]) for name, table in self.tables["subjects"].items())

    def subject_name(self, subject: str | None) -> str | None:
        """The Chinese name of a subject by either of its names; ``None`` for none."""
        names = (name for name, table in self.tables["subjects"].items() if subject in (name, table["id"]))
        return None if subject is None else next(names)

    def refuse_subject(self, subject: str) -> NoReturn:
        """Raise :class:`InvalidInput` for a subject that this policy does not know."""
        from engine.diagnostics.suggest import did_you_mean

        subjects = self.tables["subjects"]
        known = tuple(Term(name, table["id"]) for name, table in subjects.items())
        words = [word for name, table in subjects.items() for word in (name, table["id"])]
        arguments = {"name": subject, "known": known, "suggestion": did_you_mean(subject, words)}
        raise InvalidApplication([Diagnostic("E0903", Span("", 0, 0, 0, 0), arguments)], {})


def read_application(application: bytes | Mapping[str, Any], *, file: str = "application.json") -> Application:
    """Parse an application, so that its year can be asked before a policy is chosen.

    Raises :class:`InvalidApplication` where it is no proper JSON.
    """
    if isinstance(application, bytes):
        data = application
    else:
        from engine.case.from_mapping import as_json

        data = as_json(application)
    read, diagnostics = _read_application(file, data)
    if read is None:
        raise InvalidApplication(diagnostics, {file: text_of(data)})
    return read


def read_input(path: str, shown: str | None = None) -> bytes:
    """The bytes of an application file, ``-`` for standard input, never more than the limit.

    ``shown`` is its name for messages. Raises :class:`InvalidInput`.
    """
    data, diagnostics = read_file_limited(path, APPLICATION, shown)
    if data is None:
        raise InvalidInput(diagnostics, {})
    return data


def load_policy(
    folder: str,
    layers: Sequence[str] = (),
    *,
    cache: str | None = None,
    source: str | None = None,
    trusted: Sequence[str] = (),
) -> Policy:
    """Load the policy in ``folder`` with ``layers`` laid over it: folders, or names of shipped upper-law packs (``order-40``).

    ``folder`` may be a released bundle (see :mod:`engine.bundle`), which is verified; ``trusted`` then names files with the
    public keys of which one must have signed it. ``cache``: a folder in which the compiled policy is kept under the digest of
    the files, so that any edit is noticed; without it the policy is compiled every time. ``source``: what decisions say the
    policy was loaded from. Raises :class:`InvalidPolicy`; :class:`InvalidInput` for a bundle that is not whole.
    """
    layers = [layer_folder(name) for name in layers]
    if os.path.isfile(folder):
        return _released(folder, layers, cache, source, tuple(trusted))
    if trusted:
        raise InvalidInput([Diagnostic("E0884", Span(folder, 0, 0, 0, 0), {"name": folder})], {})
    policy = _loaded(folder, layers, cache, source)
    policy._cache = cache
    return policy


def _released(path: str, layers: Sequence[str], cache: str | None, source: str | None, trusted: tuple[str, ...]) -> Policy:
    """The policy of a bundle, with the working days it was released with."""
    opened = open_bundle(path, cache, trusted)
    name = f"{source or os.path.basename(path)} ({opened.manifest.digest[:12]})"
    policy = _loaded(opened.folder, (*opened.layers, *layers), cache, name)
    about = policy.tables["policy"] | {"calendar_digest": opened.manifest.data["calendar_digest"]}
    tables = policy.tables | {"calendar": opened.calendar, "policy": about}
    return Policy(store.Artifact(policy._artifact.code, tables), policy.folder, policy.layers, policy.source)


def open_bundle(path: str, cache: str | None = None, trusted: Sequence[str] = ()) -> Opened:
    """Verify the bundle at ``path``, and its signature where it has one or ``trusted`` keys ask for one.

    ``cache`` and ``trusted`` as for :func:`load_policy`. Raises :class:`InvalidInput` (E0880 to E0886).
    """
    from engine.bundle.opened import open_bundle as opened

    return opened(path, cache, tuple(trusted))


def _loaded(folder: str, layers: Sequence[str], cache: str | None, source: str | None) -> Policy:
    artifact, core = None, None
    if cache is not None:
        try:
            artifact = store.load(cache, store.cache_key(tuple(digest_folder(path) for path in (folder, *layers))))
        except (OSError, ValueError):
            artifact = None  # building says what is wrong with the folder
    if artifact is None:
        artifact, core, digests = _build(folder, layers, cache)
        if cache is not None:
            store.save(cache, store.cache_key(digests), artifact)
    policy = Policy(artifact, folder, tuple(layers), source or os.path.basename(os.path.abspath(folder)))
    policy._core = core
    return policy


def _build(folder: str, layers: Sequence[str], cache: str | None) -> tuple[store.Artifact, CorePolicy, tuple[str, ...]]:
    """The artifact, its core policy, and the digests of the bytes it was made from, which is not to be kept under any other.

    In ``cache`` the rules of this folder are kept parsed, so that after an edit only what was edited is parsed.
    """
    from engine import pipeline

    if cache is None:
        artifact, result = pipeline.build(folder, layers)
    else:
        with store.parsed(cache, (folder, *layers)) as parsed:
            artifact, result = pipeline.build(folder, layers, parsed)
    if artifact is None:
        raise InvalidPolicy(result.diagnostics, result.sources)
    return artifact, result.stages["core"], pipeline.digests(result)


def _reference(folder: str, layers: Sequence[str]) -> Evaluate:
    from engine import pipeline
    from engine.evaluate import reference

    result = pipeline.run(folder, layers, "core")
    if "core" not in result.stages:
        raise InvalidPolicy(result.diagnostics, result.sources)
    core = result.stages["core"]
    return lambda subject, facts, bindings: reference.evaluate(core, subject, facts, bindings)
