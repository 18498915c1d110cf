"""For every test: Hypothesis searches the same examples each time, however slow the machine is."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "here", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("here")
