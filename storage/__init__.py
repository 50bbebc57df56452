"""What is kept: all SQL and all transactions. Nobody else commits."""
