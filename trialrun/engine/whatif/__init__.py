"""What if: failures, dials and actions in short text, and the map of every single failure."""
