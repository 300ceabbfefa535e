"""What a lesson's sentences stand on: values that a run gives, and what speaks for a claim."""
