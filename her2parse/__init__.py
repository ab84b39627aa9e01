"""Molecular-pathology report PDFs to HER2 actionability tables.

Decision support and research use only: every cell leads back to the words on the page it came from,
and what could not be read is never called negative.
"""

__version__ = "0.1.0"
