"""YAML text to one frozen schema, or every problem at once."""
