"""Fields of ``settings.MODERATION`` that belong together, each group with its own checks."""
