"""Policies as formulas: questions about all applications at once, answered by z3. Above ``case``, below ``mutation``.

A statement of the core language becomes a pair of formulas, *is true* and *is false* (neither: unknown), over variables that
stand for one application of which nothing is decided yet: for every fact whether it is known, whether it applies, and its
value. :mod:`engine.symbolic.solver` then asks whether an application exists for which some formula holds, for instance one
that two policies decide differently. The answer is *none* (proved for every application), an application, or *undecided*.

What may be relied on (``docs/decisions/0011-symbolic.md``):

* **Proofs are sound.** Every case that an application can give rise to is among the values of the variables, and every
  formula has there the truth that :mod:`engine.evaluate.reference` gives. Where a value cannot be written as a formula for
  all applications (records counted over a span of years that leaves the window around the policy's year, months added to a
  date outside of it), it is left free there: it may be anything, the same on both sides where both ask the same thing. More
  freedom can only hide a proof, never make one.
* **Witnesses are real.** An application is reported only after it was read as ``policy eval`` reads it and evaluated by the
  reference evaluator, and what was asked for was seen to happen.
* **Answers are repeatable.** Effort is limited by z3's own count of steps, never by the clock.

Needs the extra ``proof`` (z3-solver); without it every entrance raises :class:`engine.symbolic.logic.Unavailable`. Nothing
that ``policy eval`` loads imports this room.
"""
