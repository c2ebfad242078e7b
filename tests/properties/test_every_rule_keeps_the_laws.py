"""Every rule behind the door keeps the laws that rules of third parties are held to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.conflicts import rules
from partnerkit.testing.dealings import AS_OF, dealing_networks, dealings, with_dealings
from partnerkit.testing.rule_laws import check_rule_laws


@pytest.mark.parametrize("rule", rules.builtin(), ids=lambda rule: rule.code)
@settings(max_examples=max(5, settings.default.max_examples // 8))
@given(network=dealing_networks(), facts=st.lists(dealings(), max_size=3))
def test_every_rule_keeps_the_laws(rule, network, facts):
    check_rule_laws(rule, [network, with_dealings(network, facts)], as_of=AS_OF)
