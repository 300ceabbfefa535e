"""What comes out: every event with its cause and rule, its JSON, and where two traces part."""
