"""The words around the questions, in Kazakh, Russian and English; Babel is spoken to here alone."""
