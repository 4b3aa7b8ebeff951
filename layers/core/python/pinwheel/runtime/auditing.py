"""Operations that change something, with an entry in the audit log for each time that they did.

What was there before is read by the operation that shows it, just before the change; what is there now is the
answer, or where that says little, a second reading. An entry that cannot be written does not undo what was
done: it is logged as an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from aws_lambda_powertools import Logger

from pinwheel.api.call import Call, Operation
from pinwheel.api.routing import encoded
from pinwheel.domain.audit import differences, is_audited, reading_operation
from pinwheel.domain.errors import PinwheelError
from pinwheel.runtime import bootstrap
from pinwheel.services.audit import record_change

logger = Logger()


def audited(operations: Mapping[str, Operation], paths: Mapping[str, str]) -> dict[str, Operation]:
    """Give the operations, those that change something with their entry; `paths` are their routes."""
    return {
        name: _Audited(name, operation, operations, paths[name]) if is_audited(name) else operation
        for name, operation in operations.items()
    }


class _Audited:
    """One operation that changes something."""

    def __init__(
        self, name: str, operation: Operation, operations: Mapping[str, Operation], path: str
    ) -> None:
        self._name, self._operation, self._path = name, operation, path
        self._reading = reading_operation(name) or ""
        self._read = operations.get(self._reading)

    def __call__(self, call: Call) -> Any:
        """Do it, then write down what has become different."""
        before = self._seen(call)
        answer = self._operation(call)
        try:
            self._record(call, before, msgspec.to_builtins(answer))
        except Exception as error:
            kind = type(error).__name__
            logger.error("not audited", operation=self._name, error=kind)  # noqa: TRY400 - its text may tell content
        return answer

    def _seen(self, call: Call) -> Any:
        """Read what is there; nothing where it cannot be read, which the operation itself will say."""
        if self._read is None:
            return None
        looking = Call(self._reading, call.labels, request_id=call.request_id, caller=call.caller)
        try:
            return msgspec.to_builtins(self._read(looking))
        except PinwheelError:
            return None

    def _record(self, call: Call, before: Any, answer: Any) -> None:
        after = None if self._name.startswith("Delete") else self._seen(call) or answer
        resource = encoded(self._path, call.labels)
        made = answer.get("Id") if isinstance(answer, dict) else None
        if self._name.startswith("Create") and made:
            resource = f"{resource}/{made}"
        is_application = self._name == "CreateApp"
        record_change(
            principal=call.caller.identity,
            operation=self._name,
            application_id=made if is_application else call.labels.get("ApplicationId"),
            resource=resource,
            changes=differences(before, after),
            documents=bootstrap.documents(),
            clock=bootstrap.clock(),
            ids=bootstrap.ids(),
        )
