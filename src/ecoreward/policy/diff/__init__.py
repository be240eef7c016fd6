"""What two editions say differently, and any mixture of the two."""
