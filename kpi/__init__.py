"""Formulas over periods and people to cells, boards and appraisal sheets."""
