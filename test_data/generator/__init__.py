"""Draws the synthetic reports of ``test_data`` and writes their truth beside them."""
