"""What moderation keeps of a discussion, after it was merged into another one."""

from django.db import transaction

from engagement import api as engagement
from moderation.models import PolicyRule
from moderation.services.policy_rules import clear_policy_rule, set_policy_rule
from moderation.services.recounting import follow_section


@transaction.atomic
def follow_merge(*, source_id: int, target_id: int) -> int:
    """Put the cases of a merged discussion under the one that has its comments now, and let its policy rules hold there
    where that has none of its own; returns how many cases moved.
    """
    keys = dict(engagement.Discussion.objects.filter(pk__in=[source_id, target_id]).values_list("pk", "key"))
    if len(keys) < 2:
        return 0
    moved = follow_section(discussion_id=target_id)
    rules = PolicyRule.objects.select_for_update().filter(discussion_key__in=keys.values()).order_by("signal")
    decided = {rule.signal for rule in rules if rule.discussion_key == keys[target_id]}
    for rule in rules:
        if rule.discussion_key == keys[target_id]:
            continue
        clear_policy_rule(signal=rule.signal, discussion_key=rule.discussion_key)
        if rule.signal not in decided:
            set_policy_rule(signal=rule.signal, outcome=rule.outcome, discussion_key=keys[target_id], note=rule.note)
    return moved
