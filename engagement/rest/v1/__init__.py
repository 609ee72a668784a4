"""Version 1 of the readers' API: JSON over the same services as the pages."""
