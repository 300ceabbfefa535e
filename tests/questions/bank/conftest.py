"""Commands in these tests keep what they prove where those of tests/cli do."""

from tests.cli.conftest import _kept, _kept_elsewhere  # noqa: F401 - fixtures
