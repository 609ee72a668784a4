"""The demo's door for readers, moderators and editors."""

from typing import Any

from django.contrib.auth.views import LoginView
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from moderation.policies import may_see


@method_decorator(never_cache, name="dispatch")
class SignIn(LoginView):
    """Asks for name and password; tells those who are signed in who they are, and where they may go."""

    template_name = "demo/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether the queue is open to the visitor."""
        return {**super().get_context_data(**kwargs), "may_see": may_see(self.request.user)}
