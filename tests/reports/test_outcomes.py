from __future__ import annotations

import ast
import inspect
from typing import Any

import pytest

from r40.checks.registry import RULES
from r40.reports.outcomes import WHY


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_way_out_of_a_rule_has_its_reason_and_no_other(rule: Any) -> None:
    module = inspect.getmodule(type(rule))
    assert module is not None
    names = {node.id.lower() for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Name)}
    for status in ("not_applicable", "not_evaluable"):
        assert (rule.code in WHY[status]) == (status in names), status
