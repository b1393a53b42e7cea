"""A client of memcached in Python, so that CacheKit's can be compared with it.

usage: client.py pymemcache|pylibmc rendezvous|modula|ketama|ketama_weighted SERVER...

Reads one call a line and writes its result, both as JSON:
  ["set", KEY, VALUE]          whether it was stored
  ["get", KEY]                 VALUE, or null
  ["increment", KEY, NUMBER]   the new number
A VALUE is its kind and its text: ["text", "…"], ["integer", "42"], ["bytes", "base64"].
"""

import base64
import json
import sys


def open_client(library, distribution, servers):
    if library == "pylibmc":
        import pylibmc

        behaviors = {} if distribution == "modula" else {distribution: True}
        return pylibmc.Client(servers, behaviors=behaviors)

    from pymemcache import serde
    from pymemcache.client.hash import HashClient

    addresses = [(host, int(port)) for host, port in (server.rsplit(":", 1) for server in servers)]
    return HashClient(addresses, serde=serde.pickle_serde, allow_unicode_keys=True, default_noreply=False)


def from_json(value):
    kind, text = value
    return {"text": str, "integer": int, "bytes": base64.b64decode}[kind](text)


def to_json(value):
    if value is None:
        return None
    if isinstance(value, str):
        return ["text", value]
    if isinstance(value, bytes):
        return ["bytes", base64.b64encode(value).decode()]
    return ["integer", str(value)]


def call(client, name, key, *arguments):
    if name == "set":
        return bool(client.set(key, from_json(arguments[0])))
    if name == "get":
        return to_json(client.get(key))
    if name == "increment":
        return client.incr(key, arguments[0])
    raise ValueError(name)


def main(library, distribution, *servers):
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    client = open_client(library, distribution, list(servers))
    for line in sys.stdin:
        print(json.dumps(call(client, *json.loads(line))))


main(*sys.argv[1:])
