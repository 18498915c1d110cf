"""A Slack bot that leads on-call engineers through AWS root MFA recovery, one step at a time."""

import os
from pathlib import Path

try:
    Path.home()
except RuntimeError:  # no HOME, and a user that the system does not know, as containers have them
    os.environ["HOME"] = "/nonexistent"  # the Slack SDK asks for it where it is imported
