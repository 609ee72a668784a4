"""What a process keeps in memory: a test must not find what another left, whose rows had the same numbers."""

from engagement import hosts


def forget_everything():
    """Be as a process that has just started."""
    # Only where the settings are those of a site that has the app.
    from engagement.pages.kept import BRANCHES, PAGES, SECTIONS, VERSIONS
    from engagement.pages.versions import forget_looks
    from engagement.queries.stamps import read_stamped

    BRANCHES.forget()
    forget_looks()
    PAGES.forget()
    SECTIONS.forget()
    VERSIONS.forget()
    read_stamped.cache_clear()
    hosts.forget_readings()


def a_second_later():
    """What was changed without a signal counts now: no reading is older than that."""
    hosts.forget_readings()
