"""Plausible sample data for any rulebook, made from its schema and kept by the gate."""
