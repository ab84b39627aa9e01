"""Layouts and content drawn at random, for evaluation: nothing here is committed as a PDF."""
