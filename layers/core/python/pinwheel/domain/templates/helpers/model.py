"""What a helper is: a function of values, with the number of arguments it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

Options = Mapping[str, Any]


class Surroundings(msgspec.Struct, frozen=True):
    """What the outside gives: the instant of `now` (aware) and the source of `uuid`."""

    now: datetime
    new_uuid: Callable[[], str]


Function = Callable[[Sequence[Any], Options, Surroundings], Any]


@dataclass(frozen=True, slots=True)
class Helper:
    """A helper; `conditional` ones have `yes=` and `no=` and may be blocks."""

    function: Function
    at_least: int
    at_most: int
    conditional: bool = False
