"""Jobs that people bring: pasted, dropped or chosen, then played like any story."""
