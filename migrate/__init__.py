"""From the database's shape to the rulebook's: a plan, and its application."""
