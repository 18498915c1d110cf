"""The flows that the bot ships, read and checked once for all tests of a process."""

from bot.files.resources import resource
from bot.flowfiles.library import load

LIBRARY = load(resource("flows"))
FLOWS = LIBRARY.flows
REVIEWED = FLOWS["mfa-lost"].review.day  # as its flow.yaml writes it
SCENARIOS = {
    f"{flow}: {scenario.title}": (flow, scenario)
    for flow, known in LIBRARY.scenarios.items()
    for scenario in known
}
