"""What a discussion's key may look like in a URL."""


class KeyConverter:
    """Letters, digits and ``-_.:~@``: keys such as ``articles.article.17``."""

    regex = r"[-\w.:~@]+"

    def to_python(self, value: str) -> str:
        """The key as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The key as it stands."""
        return value
