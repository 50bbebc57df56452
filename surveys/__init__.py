"""What is asked: questionnaires and the interview, without I/O, clock or chance of their own."""
