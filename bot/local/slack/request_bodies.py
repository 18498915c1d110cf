"""Bodies of requests: JSON or forms."""

import json
from urllib.parse import parse_qsl

from aiohttp import web

from bot.local.slack.workspace import Body

_STRUCTURED = ("blocks", "metadata", "view")  # JSON within a form


async def read_body(request: web.Request) -> Body:
    """The body as data. Raises HTTPBadRequest."""
    try:
        if request.content_type == "application/json":
            found = await request.json()
        else:
            found = dict(parse_qsl(await request.text(), keep_blank_values=True))
            found |= {name: json.loads(found[name]) for name in _STRUCTURED if name in found}
    except ValueError:
        raise web.HTTPBadRequest(text="The body can't be read.") from None
    if not isinstance(found, dict):
        raise web.HTTPBadRequest(text="The body is not an object.")
    return found
