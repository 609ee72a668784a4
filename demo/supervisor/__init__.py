"""Starts the demo's processes, keeps them running, and ends every one of them."""
