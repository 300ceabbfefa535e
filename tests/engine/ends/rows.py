"""What rows of several modules are made of."""

SUCCESS = ("SUCCESS", 1)
FAILED = ("FAILED", 1)
NOT_RUN = ("UPSTREAM_FAILED", 0)
EXCLUDED = ("EXCLUDED", 0)
DISABLED = ("DISABLED", 0)
