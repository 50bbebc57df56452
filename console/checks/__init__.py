"""What `saualnama doctor` looks at, by subject: each check is a function that returns a Finding."""
