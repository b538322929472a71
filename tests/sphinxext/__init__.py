"""The room that reads: one behaviour a test, on small projects."""
