"""A released policy in one file: its files, a manifest that names it by their digest, perhaps a signature.

Made by :mod:`engine.release`, opened by :mod:`engine.api` wherever a policy folder may be named. The file is a zip archive
without compression (:mod:`engine.bundle.archive`), equal bytes for equal content; nothing in it is run, and nothing is taken
from it that the manifest (:mod:`engine.bundle.manifest`) does not vouch for.
"""
