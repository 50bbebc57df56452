"""How a file of responses from another channel is read: what its columns are, what its cells say, what a row is."""
