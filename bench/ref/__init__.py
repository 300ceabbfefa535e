"""What we measure ourselves against. Nothing in here but serve.py may import Trial Run."""
