"""What is kept of a learner, and all that a learner may do with it."""
