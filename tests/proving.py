"""Whether the slow proofs are asked for, as `make prove` does."""

import os

PROVES = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
