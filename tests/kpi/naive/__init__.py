"""Figures computed a second time, slowly and plainly, to check the engine against."""
