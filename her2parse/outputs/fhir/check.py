"""Checking resources against the models of ``fhir.resources``, each different one once.

In a cohort most resources are the same but for whom they are about: the same option for the same variant, the same
call. The models take a millisecond for each; so a resource is known again by its content without its ids, references
and date. Ids are UUIDs of our own making, and the date is checked on the report of every bundle.
"""

from __future__ import annotations

import hashlib
from typing import Any

_WHOSE = ("id", "subject", "specimen", "device", "derivedFrom", "effectiveDateTime")


class Checker:
    """Remembers what it has checked."""

    def __init__(self) -> None:
        self._known: set[bytes] = set()

    def bundle(self, content: dict[str, Any]) -> None:
        """Check a bundle and everything in it.

        Raises:
            pydantic.ValidationError: it is not FHIR.
        """
        from fhir.resources.R4B import get_fhir_model_class

        entries = content["entry"]
        outside = {**content, "entry": [{"fullUrl": entry["fullUrl"]} for entry in entries]}
        get_fhir_model_class("Bundle").model_validate(outside)
        for entry in entries:
            self._resource(entry["resource"])

    def _resource(self, resource: dict[str, Any]) -> None:
        from fhir.resources.R4B import get_fhir_model_class
        from pydantic_core import to_json

        common = {key: value for key, value in resource.items() if key not in _WHOSE}
        common["derivedFrom"] = bool(resource.get("derivedFrom"))
        key = hashlib.sha256(to_json(common)).digest()
        if key not in self._known:
            get_fhir_model_class(resource["resourceType"]).model_validate(resource)
            self._known.add(key)
