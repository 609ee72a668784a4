"""What a publisher may set about choosing stances."""

from dataclasses import dataclass

from engagement.setting_checks import check_limits


@dataclass(frozen=True, kw_only=True)
class StanceSettings:
    """Stances that readers choose in answer to a prompt."""

    stance_limits: tuple[tuple[int, int], ...] = ((20, 60), (200, 3600))
    """How many stances one guest's address or one account may choose or change, each pair (choices, seconds)."""

    link_prompt_in_body: bool = False
    """Whether ``{% article_body %}`` puts a link to the discussion behind the closing prompt that stands at its
    head."""

    def check_stance_settings(self) -> None:
        """What these may be, beyond their types."""
        check_limits("stance_limits", "choices", self.stance_limits)
