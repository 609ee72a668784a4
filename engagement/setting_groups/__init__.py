"""Fields of ``settings.ENGAGEMENT`` that belong together, each group with its own checks."""
