"""Another publisher's page, as far as this machine can be one: the demo under its other name, ``localhost``.

To a browser that is another origin and another site than ``127.0.0.1``, so that the page shows all that a publisher's
own would: the embed, what its server signed, and readers whom it signs in.
"""
