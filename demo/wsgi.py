"""The demo as a WSGI server finds it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")
application = get_wsgi_application()

# Python would look again and again through modules and models that never go: an eighth of the time of a post.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 50)
