"""What is deployed in AWS gives what the bot asks with, and nothing more."""

import json
from pathlib import Path
from typing import Any

import yaml

from bot.aws.security_hub import PERMISSION
from bot.health.aws_checks import PERMISSIONS

# What is asked with the bot's own credentials.
OF_THE_BOT = (
    "sts:AssumeRole",
    "organizations:DescribeOrganization",
    "organizations:ListAccounts",
    PERMISSION,
)
DEPLOY = Path(__file__).parents[2] / "deploy" / "aws"


class _Template(yaml.SafeLoader):
    """Loader of CloudFormation's short forms: `!Ref X` is {"Ref": "X"}."""


def _short_form(loader: yaml.Loader, tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return {tag: loader.construct_sequence(node, deep=True)}
    if isinstance(node, yaml.MappingNode):
        return {tag: loader.construct_mapping(node, deep=True)}
    return {tag: node.value}


_Template.add_multi_constructor("!", _short_form)


def template() -> dict[str, Any]:
    text = (DEPLOY / "reader-role.yaml").read_text()
    loaded: dict[str, Any] = yaml.load(text, _Template)  # noqa: S506 -- a safe loader
    return loaded


def test_the_role_may_do_what_is_asked_and_nothing_else() -> None:
    role = template()["Resources"]["Reader"]["Properties"]
    (policy,) = role["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert sorted(statement["Action"]) == sorted(PERMISSIONS.values())
    assert statement["Effect"] == "Allow"
    trust = role["AssumeRolePolicyDocument"]["Statement"]
    assert [each["Action"] for each in trust] == ["sts:AssumeRole"]


def test_each_reference_is_a_parameter_condition_or_resource() -> None:
    loaded = template()
    known = {*loaded["Parameters"], *loaded["Conditions"], *loaded["Resources"], "AWS::NoValue"}

    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["Ref"]} if "Ref" in value else set()
            own |= {value["If"][0]} if "If" in value else set()
            own |= {value["GetAtt"].split(".")[0]} if "GetAtt" in value else set()
            return own.union(*map(references, value.values()))
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    found = {name.removeprefix("!") for name in references(strip(loaded))}
    assert found <= known


def strip(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.removeprefix("!"): strip(each) for key, each in value.items()}
    return [strip(each) for each in value] if isinstance(value, list) else value


def test_the_bot_assumes_the_role_of_that_name_and_never_becomes_root() -> None:
    statements = json.loads((DEPLOY / "bot-policy.json").read_text())["Statement"]
    given = [each["Action"] for each in statements]
    actions = [a for each in given for a in ([each] if isinstance(each, str) else each)]
    name = template()["Parameters"]["RoleName"]["Default"]
    assert statements[0]["Resource"] == f"arn:aws:iam::*:role/{name}"
    assert sorted(actions) == sorted(OF_THE_BOT)
