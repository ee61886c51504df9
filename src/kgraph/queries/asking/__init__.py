"""Reads a question: words and names → a reading of it → SPARQL → rows in words."""
