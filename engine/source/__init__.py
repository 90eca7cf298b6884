"""Reading files: bytes become positioned trees, and nothing unreadable or dangerous gets further.

First room after ``diagnostics``: ``discovery`` reads a policy folder with ``yaml_reader``, ``schema_check`` holds it
against the JSON Schemas, ``json_reader`` reads applications. Import the module you need: those on the ``policy eval``
path (``json_reader``, ``digest``, ``resources``, ``text``, ``limits``) must not draw in PyYAML or jsonschema.
"""
