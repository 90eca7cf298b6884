"""The features as tests of pytest-bdd: the same steps as `policy test`, each scenario a test of its own."""

from tests.repository import ROOT

#: The policy that the features are written for.
POLICY = ROOT / "policies" / "2023"
