"""Health check of a container: `python -m bot.health.healthcheck` asks the operator's port.

It loads nothing else of the bot, and not urllib, which would use a proxy of the environment.
"""

import os
import sys
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPException

LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- how a server on all addresses is reached
TIMEOUT_SECONDS = 4.0


def alive(environ: Mapping[str, str]) -> bool:
    """Whether the bot's operator port answers, within 4 s."""
    host = environ.get("OPERATE_HOST", "").strip() or "127.0.0.1"
    port = environ.get("OPERATE_PORT", "").strip() or "3001"
    try:
        with closing(
            HTTPConnection(LOOPBACK.get(host, host), int(port), timeout=TIMEOUT_SECONDS)
        ) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().read() == b"alive\n"
    except (OSError, HTTPException, ValueError):  # ValueError: invalid host or port
        return False


if __name__ == "__main__":
    sys.exit(not alive(os.environ))
