"""The publisher's own content: articles and reviews, two models that know nothing of each other."""
