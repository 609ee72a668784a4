"""A stand-in for Akismet: its documented protocol on this machine, for demonstrations and tests. No spam filter."""
