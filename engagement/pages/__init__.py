"""What the readers' pages show, built without a request, so that every delivery shows the same."""
