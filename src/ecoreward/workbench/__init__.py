"""What a drafter works with: test cases, blank forms."""
