"""Contents of test forms: the form, how one is made, and how a fault is planted in it."""

from __future__ import annotations

from tests.forms.faults import FAULTS, plant
from tests.forms.generate import make_form
from tests.forms.model import Form, Outcome, Quadro3, clean

__all__ = ["FAULTS", "Form", "Outcome", "Quadro3", "clean", "make_form", "plant"]
