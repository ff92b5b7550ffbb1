"""What clients may write and see, one noun a file."""
