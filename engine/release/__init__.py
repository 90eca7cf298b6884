"""From a policy folder to a released bundle: nothing open, nothing untested. Above :mod:`engine.acceptance`.

:mod:`engine.release.gate` refuses what is not ready, :mod:`engine.release.release` writes the bundle.
"""
