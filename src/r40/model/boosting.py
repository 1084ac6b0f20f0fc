"""Gradient boosting on disk: the nodes of all trees as one array, because a saved model with a member for every tree takes
half a second to load."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor

_NO_CATEGORIES = np.zeros((0, 8), dtype=np.uint32)


def packed(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """A fitted model of two classes without categorical features, as ``unpacked`` takes it."""
    trees = [tree.nodes for (tree,) in model._predictors]
    shell = copy(model)
    shell._predictors = []
    return {"shell": shell, "nodes": np.concatenate(trees), "sizes": np.array([len(nodes) for nodes in trees])}


def unpacked(state: dict[str, Any]) -> HistGradientBoostingClassifier:
    """The model that was ``packed``."""
    model = copy(state["shell"])
    trees = np.split(state["nodes"], np.cumsum(state["sizes"])[:-1])
    model._predictors = [[TreePredictor(nodes, _NO_CATEGORIES, _NO_CATEGORIES)] for nodes in trees]
    return model
