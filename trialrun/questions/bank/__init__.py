"""What only shows over many questions: who guesses them unread, and what nobody asks. Pure."""
