"""Pure: a comment with what is known of its author in, what was noticed about it out. No I/O."""
