"""The AsyncAPI document as a page for people: one file, no script, nothing from another host."""

import json
import re
from collections.abc import Iterable, Mapping
from html import escape

from shared.contracts.schemas import JsonObject

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a;
  background: #fff }
h2 { margin-top: 3rem; border-bottom: 1px solid #ccc } h3 { margin-top: 2.5rem } a { color: #00529b }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid #ddd }
code, pre { font-family: ui-monospace, monospace; font-size: .9em } pre { background: #f4f4f4; padding: 1rem;
  overflow-x: auto } td code { overflow-wrap: anywhere }
"""
_FORMATS = {"date": "day", "date-time": "moment (UTC)", "uuid": "UUID", "uri": "address"}
_TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}


def page_of(document: JsonObject) -> str:
    """HTML of a document that ``asyncapi_of`` made."""
    info, messages = document["info"], document["components"]["messages"]
    names = {"send": _messages_of(document, "send"), "receive": _messages_of(document, "receive")}
    parts = {name: part for name, part in document["components"]["schemas"].items() if f"{name}V" not in _stems(names)}
    first = next(iter(messages.values()), None)
    blocks = [
        f"<h1>{escape(info['title'])}</h1>",
        _text(info["description"]),
        '<p>For programs: <a href="asyncapi.json">AsyncAPI 3</a>, <a href="schemas">JSON Schemas</a>.</p>',
        "<h2>Topics</h2>",
        _table(
            ("topic", "who reads it", "partitions"),
            (
                (_code(name), _text_line(one["description"]), str(one["bindings"]["kafka"]["partitions"]))
                for name, one in document["channels"].items()
            ),
        ),
        *_contents("Sent by this service", names["send"], messages),
        *_contents("Heard by this service", names["receive"], messages),
        "<h2>Headers of every message</h2>" + _headers(first["headers"]) if first else "",
        "<h2>The messages</h2>" if messages else "",
        *(_message(name, message, document) for name, message in messages.items()),
        "<h2>Parts of messages</h2>" if parts else "",
        *(f'<h3 id="{escape(name)}">{escape(name)}</h3>{_schema(part)}' for name, part in parts.items()),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head>\n<body>\n<main>\n"
        + "\n".join(block for block in blocks if block)
        + "\n</main>\n</body>\n</html>\n"
    )


def _messages_of(document: JsonObject, action: str) -> list[str]:
    operations = document["operations"].values()
    return [one["messages"][0]["$ref"].rpartition("/")[2] for one in operations if one["action"] == action]


def _stems(names: Mapping[str, list[str]]) -> set[str]:
    """``ThemeSelectedV`` for ``ThemeSelectedV1``: whole messages are no parts."""
    return {name.rstrip("0123456789") for some in names.values() for name in some}


def _contents(title: str, names: list[str], messages: JsonObject) -> list[str]:
    if not names:
        return [f"<h2>{title}</h2>", "<p>Nothing.</p>"]
    rows = ((_link(name, messages[name]["title"]), _text_line(messages[name]["summary"])) for name in names)
    return [f"<h2>{title}</h2>", _table(("message", "says"), rows)]


def _message(name: str, message: JsonObject, document: JsonObject) -> str:
    payload = document["components"]["schemas"][message["payload"]["$ref"].rpartition("/")[2]]
    topics = [topic for topic, channel in document["channels"].items() if name in channel["messages"]]
    key = message["bindings"]["kafka"]["key"]["description"]
    rows = (
        ("type", _code(message["name"])),
        ("topic", ", ".join(map(_code, topics))),
        ("audience", escape(message["x-audience"])),
        ("key", _text_line(key)),
        ("JSON Schema", f'<a href="{escape(message["x-dataschema"])}">{escape(message["x-dataschema"])}</a>'),
    )
    shown = "".join(
        f"<p>Example</p>\n<pre>{_headers_as_text(example['headers'])}\n\n{_json(example['payload'])}</pre>"
        for example in message.get("examples", ())
    )
    return (
        f'<h3 id="{escape(name)}">{escape(message["title"])}</h3>{_text(message["description"])}'
        f"{_table(None, rows)}{_fields(payload)}{shown}"
    )


def _schema(schema: JsonObject) -> str:
    said = _text(schema.get("description", ""))
    if "enum" in schema:
        return f"{said}<p>One of {', '.join(_code(value) for value in schema['enum'])}.</p>"
    return said + _fields(schema)


def _fields(schema: JsonObject) -> str:
    required = schema.get("required", ())
    rows = (
        (_code(name), _type(field), "always" if name in required else "if there is any", _text_line(field))
        for name, field in schema.get("properties", {}).items()
    )
    return _table(("fact", "is", "given", "meaning"), rows)


def _headers(schema: JsonObject) -> str:
    rows = (
        (_code(name), "always" if name in schema["required"] else "if there is any", _text_line(header))
        for name, header in schema["properties"].items()
    )
    return _table(("header", "given", "meaning"), rows)


def _type(schema: JsonObject) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _link(name, name)
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if schema.get("type") == "object":
        of = _type(schema["additionalProperties"]) if schema.get("additionalProperties") else "anything"
        by = _type(schema["propertyNames"]) if schema.get("propertyNames") else "name"
        return f"{of} by {by}"
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " or ".join(map(_type, schema[several]))
    if "enum" in schema or "const" in schema:
        return ", ".join(_code(str(value)) for value in schema.get("enum", [schema.get("const")]))
    return escape(_FORMATS.get(schema.get("format", "")) or _TYPES.get(schema.get("type", ""), "anything"))


def _table(heads: tuple[str, ...] | None, rows: Iterable[tuple[str, ...]]) -> str:
    """``heads`` are words of ours, the cells HTML; without heads the first cell of a row is its head."""
    if heads is None:
        lines = [f'<tr><th scope="row">{row[0]}</th>{_cells(row[1:])}</tr>' for row in rows]
        return f"<table>{''.join(lines)}</table>"
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(row: Iterable[str]) -> str:
    return "".join(f"<td>{cell}</td>" for cell in row)


def _text(markdown: str) -> str:
    """The little Markdown that descriptions use: paragraphs, lists, bold, code."""
    blocks = []
    for block in filter(None, map(str.strip, markdown.split("\n\n"))):
        lines = [line.removeprefix("- ") for line in block.split("\n")]
        if block.startswith("- "):
            blocks.append(f"<ul>{''.join(f'<li>{_inline(line)}</li>' for line in lines)}</ul>")
        else:
            blocks.append(f"<p>{_inline(' '.join(lines))}</p>")
    return "".join(blocks)


def _text_line(of: JsonObject | str) -> str:
    return _inline(of if isinstance(of, str) else " ".join(of.get("description", "").split()))


def _inline(text: str) -> str:
    coded = re.sub(r"`+([^`]+)`+", r"<code>\1</code>", escape(text))
    return re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", coded)


def _link(name: str, text: str) -> str:
    return f'<a href="#{escape(name)}">{escape(text)}</a>'


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _headers_as_text(headers: Mapping[str, str]) -> str:
    return escape("\n".join(f"{name}: {value}" for name, value in headers.items()))


def _json(value: object) -> str:
    return escape(json.dumps(value, indent=2, ensure_ascii=False))
