"""What a publisher may set about how readers are asked."""

from dataclasses import dataclass, field

from engagement.setting_checks import check_link, check_short_texts


@dataclass(frozen=True, kw_only=True)
class AskingSettings:
    """What stands above the box that answers are written in."""

    house_rules: str = ""
    """The house's rules in a sentence or two, shown above the box; empty: none are."""

    house_rules_in: dict[str, str] = field(default_factory=dict)
    """The same for single sections: names with their rules, in place of ``HOUSE_RULES``; an empty text: none."""

    house_rules_url: str = ""
    """Where the rules stand in full: a whole address, or a path on this site; the words above the box link to it."""

    def check_asking_settings(self) -> None:
        """What these may be, beyond their types."""
        check_short_texts("house_rules", {"": self.house_rules})
        check_short_texts("house_rules_in", self.house_rules_in)
        check_link("house_rules_url", self.house_rules_url)

    def rules_of(self, section: str) -> str:
        """The rules above the box in that section; empty where there are none."""
        return self.house_rules_in.get(section, self.house_rules)
