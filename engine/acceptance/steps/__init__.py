"""The vocabulary of the feature files; docs/steps.md lists it."""
