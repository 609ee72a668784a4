"""What the operations are, in OpenAPI's sense, one file a file of views."""
