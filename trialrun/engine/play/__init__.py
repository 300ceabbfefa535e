"""What happens: modules that know each other while a story is played. `simulate` is the door."""
