"""Requests and answers of AWS in each service's own protocol, by botocore's service models.

A request or an answer that does not fit the model is an error here, as it would be at AWS.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

import botocore.session
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.validate import ParamValidator

SERVICES = ("account", "cloudtrail", "iam", "organizations", "securityhub", "sts")
_QUERY = "query"


class BadRequest(ValueError):
    """Request that does not fit the service's model."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: service, operation, and its checked parameters."""

    service: str
    operation: str
    parameters: Mapping[str, Any]


@cache
def model(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)


def read(service: str, path: str, headers: Mapping[str, str], body: bytes) -> Call:
    """Call that a request makes. Raises BadRequest."""
    if service not in SERVICES:
        raise BadRequest(f"no service {service}")
    known = model(service)
    match known.metadata["protocol"]:
        case "json":
            name = headers.get("X-Amz-Target", "").rpartition(".")[2]
            given = json.loads(body or b"{}")
        case "rest-json":
            name, given = _posted_operation(known, path), json.loads(body or b"{}")
        case _:
            form = dict(parse_qsl(body.decode()))
            name = form.pop("Action", "")
            form.pop("Version", "")
            given = form
    if name not in known.operation_names:
        raise BadRequest(f"no operation of {service} at {path}")
    operation = known.operation_model(name)
    given = _converted(given, operation.input_shape) if operation.input_shape else {}
    _check(given, operation.input_shape)
    return Call(service, name, given)


def _posted_operation(known: ServiceModel, path: str) -> str:
    """Operation that a POST to this path is; empty if there is none."""
    for name in known.operation_names:
        http = known.operation_model(name).http
        if (http["method"], http["requestUri"]) == ("POST", path):
            return str(name)
    return ""


def answer(call: Call, content: Mapping[str, Any]) -> tuple[bytes, str]:
    """Body and content type of an answer. Raises BadRequest if the model has no such answer."""
    known = model(call.service)
    operation = known.operation_model(call.operation)
    _check(content, operation.output_shape)
    if known.metadata["protocol"] == _QUERY:
        return _xml(operation, content), "text/xml"
    return json.dumps(content, default=_json).encode(), "application/x-amz-json-1.1"


def refusal(service: str, code: str) -> tuple[bytes, str]:
    """Body and content type of an error."""
    if service in SERVICES and model(service).metadata["protocol"] == _QUERY:
        root = ET.Element("ErrorResponse")
        error = ET.SubElement(root, "Error")
        ET.SubElement(error, "Code").text = code
        ET.SubElement(error, "Message").text = "as the small AWS was told"
        return ET.tostring(root), "text/xml"
    said = {"__type": code, "message": "as the small AWS was told"}
    return json.dumps(said).encode(), "application/x-amz-json-1.1"


def _check(content: Mapping[str, Any], shape: Shape | None) -> None:
    if shape is None:
        return
    unknown = content.keys() - shape.members.keys()
    errors = ParamValidator().validate(content, shape)
    if unknown or errors.has_errors():
        raise BadRequest(f"not of the model: {sorted(unknown)} {errors.generate_report()}")


def _converted(given: Any, shape: Shape) -> Any:
    """Value with what a form or JSON spells as text or number in the model's types."""
    match shape.type_name:
        case "structure":
            members = shape.members.items()
            return {n: _converted(given[n], member) for n, member in members if n in given} | {
                n: value for n, value in given.items() if n not in shape.members
            }
        case "list":
            return [_converted(each, shape.member) for each in given]
        case "integer" | "long":
            return int(given)
        case "timestamp":
            return datetime.fromtimestamp(float(given)).astimezone()
        case _:
            return given


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(value)


def _xml(operation: OperationModel, content: Mapping[str, Any]) -> bytes:
    root = ET.Element(f"{operation.name}Response")
    if shape := operation.output_shape:
        result = ET.SubElement(root, shape.serialization.get("resultWrapper", operation.name))
        _fill(result, shape, content)
    return ET.tostring(root)


def _fill(element: ET.Element, shape: Shape, value: Any) -> None:
    match shape.type_name:
        case "structure":
            for name, content in value.items():
                member = shape.members[name]
                spelled = member.serialization.get("name", name)
                _fill(ET.SubElement(element, spelled), member, content)
        case "list":
            for each in value:
                _fill(ET.SubElement(element, "member"), shape.member, each)
        case "map":
            for key, content in value.items():
                entry = ET.SubElement(element, "entry")
                _fill(ET.SubElement(entry, "key"), shape.key, key)
                _fill(ET.SubElement(entry, "value"), shape.value, content)
        case "timestamp":
            element.text = value.isoformat()
        case _:
            element.text = str(value)
