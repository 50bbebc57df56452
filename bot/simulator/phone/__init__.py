"""What one person does and sees with a phone."""
