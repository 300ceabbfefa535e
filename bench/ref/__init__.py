"""What we measure ourselves against. Nothing in here may import Trial Run."""
