"""The moderators' API, version 1: the decision path, with the pages' permissions and answers."""
