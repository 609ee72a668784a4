"""What any JSON API of these apps stands on, and no resource of any: moderation's API is built on the same.

A front door like ``engagement.api``, for REST layers alone.
"""
