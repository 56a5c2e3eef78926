"""A rulebook's schema as Peewee models, its formulas as SQL, and the platform's own tables."""
