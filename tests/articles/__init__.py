"""A publisher's models, for the tests alone: two kinds of article in one project."""
