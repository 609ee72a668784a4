"""What prompts earned, as pages for editors."""
