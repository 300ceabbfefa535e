"""Question sets, attempts, answers and their verdicts."""
