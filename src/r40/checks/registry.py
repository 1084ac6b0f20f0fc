"""All rules, in the order of their codes. An explicit list: what is not here is not checked."""

from __future__ import annotations

from r40.checks.base import Rule
from r40.checks.cross.amount_contradicted import AmountContradicted
from r40.checks.cross.area_without_users import AreaWithoutUsers
from r40.checks.cross.staff_contradicted import StaffContradicted
from r40.checks.cross.transfer_contradicted import TransferContradicted
from r40.checks.cross.users_contradicted import UsersContradicted
from r40.checks.cross.wrong_comune_or_year import WrongComuneOrYear
from r40.checks.document.field_missing import FieldMissing
from r40.checks.document.narrative_garbled import NarrativeGarbled
from r40.checks.document.narrative_missing import NarrativeMissing
from r40.checks.document.narrative_not_italian import NarrativeNotItalian
from r40.checks.document.narrative_shared import NarrativeShared
from r40.checks.document.narrative_too_long import NarrativeTooLong
from r40.checks.document.narrative_truncated import NarrativeTruncated
from r40.checks.link.block_mismatch import BlockMismatch
from r40.checks.link.other_unspecified import OtherUnspecified
from r40.checks.link.reason_contradicted import ReasonContradicted
from r40.checks.link.reason_unsupported import ReasonUnsupported
from r40.checks.link.reason_unticked import ReasonUnticked
from r40.checks.numbers.extra_users_mismatch import ExtraUsersMismatch
from r40.checks.numbers.hours_without_users import HoursWithoutUsers
from r40.checks.numbers.implausible_change import ImplausibleChange
from r40.checks.numbers.impossible_value import ImpossibleValue
from r40.checks.numbers.mean_hours_mismatch import MeanHoursMismatch
from r40.checks.numbers.objectives_total_mismatch import ObjectivesTotalMismatch
from r40.checks.numbers.objectives_underspent import ObjectivesUnderspent
from r40.checks.numbers.outcome_contradicts_numbers import OutcomeContradictsNumbers
from r40.checks.numbers.service_level_mismatch import ServiceLevelMismatch
from r40.checks.numbers.staff_fell import StaffFell
from r40.checks.numbers.total_mismatch import TotalMismatch

RULES: tuple[Rule, ...] = (
    NarrativeMissing(),
    NarrativeTooLong(),
    NarrativeTruncated(),
    NarrativeGarbled(),
    NarrativeShared(),
    FieldMissing(),
    NarrativeNotItalian(),
    TotalMismatch(),
    ServiceLevelMismatch(),
    MeanHoursMismatch(),
    ExtraUsersMismatch(),
    ObjectivesTotalMismatch(),
    ObjectivesUnderspent(),
    OutcomeContradictsNumbers(),
    HoursWithoutUsers(),
    ImplausibleChange(),
    ImpossibleValue(),
    StaffFell(),
    ReasonUnsupported(),
    ReasonUnticked(),
    ReasonContradicted(),
    OtherUnspecified(),
    BlockMismatch(),
    AmountContradicted(),
    UsersContradicted(),
    AreaWithoutUsers(),
    StaffContradicted(),
    WrongComuneOrYear(),
    TransferContradicted(),
)
