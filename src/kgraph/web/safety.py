"""What keeps a page of elsewhere out: who may be named as the server, and the headers of every response.

Comes in: the address that the server listens on, a request. Goes out: headers, or a refusal.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote

from kgraph.web.http import Refused

POLICY = (  # what a page may do: scripts and styles come from this server only, so that a name in the graph can be none
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SELF_CONTAINED = (  # for a file that brings its script along: it may reach nothing, and is no page of this server
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:; font-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SHARED = {  # for what pages of other sites may ask too
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Expose-Headers": "X-SPARQL-MaxRows, Retry-After",
    "Access-Control-Max-Age": "86400",  # seconds
    "Cross-Origin-Resource-Policy": "cross-origin",
}
LOCAL = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?")
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


def is_local(address: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address.lower() == "localhost"


def check_host(named: list[str], address: str) -> str:
    """The host that a request names; refuses none, several, and on a local server any that is not this machine.

    A page elsewhere could else reach a local server through a name of its own (DNS rebinding).
    """
    if len(named) != 1 or not (match := _HOST.fullmatch(named[0].strip())):
        raise Refused(400, "say one Host")
    if is_local(address) and match[1].lower() not in (*LOCAL, address):
        raise Refused(403, "this server answers to localhost only")
    return match[0]


def header(value: str) -> str:
    """The value of a header: what is not printable ASCII is percent-encoded, so that it begins no other header."""
    return quote(value, safe=_PRINTABLE)
