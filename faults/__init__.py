"""The fault harness: a whole site in real processes, whose parts are killed while readers post and moderators decide.

Afterwards everything that was promised is counted. ``docs/explanation/faults.md`` says what, and how.
"""
