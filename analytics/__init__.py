"""What the answers amount to: from counts to figures with their intervals, and the files that carry them."""
