"""A small validator of JSON and forms against OpenAPI 3.0 schemas.

Small on purpose: the descriptions use a dozen keywords, forms come as text, and a
keyword or a property that is not known here is an error instead of being overlooked,
which the validators to be had do not offer.
"""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime

SILENT = {"description", "title", "example", "default", "deprecated"}
KNOWN = {
    *("type", "$ref", "nullable", "enum", "pattern", "minLength", "maxLength"),
    *("format", "properties", "required", "items", "minimum", "maximum"),
}
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
}
READ = {
    "date-time-rfc-2822": parsedate_to_datetime,
    "date": datetime.fromisoformat,
    "date-time": lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")),
}


class Description:
    """One OpenAPI file, of which every object is taken to be closed."""

    def __init__(self, path):
        self.whole = json.loads(path.read_text(encoding="utf-8"))

    def operation(self, method, path):
        """Return the operation that answers to a request's path, or None."""
        for template, item in self.whole["paths"].items():
            pattern = re.sub(
                r"\{[^}]+\}",
                "[^/]+",
                re.escape(template).replace(r"\{", "{").replace(r"\}", "}"),
            )
            if re.fullmatch(pattern, path) and method.lower() in item:
                return item[method.lower()]
        return None

    def check_form(self, operation, form):
        """Raise ValueError when a posted form is not as described."""
        content = operation["requestBody"]["content"]
        schema = content["application/x-www-form-urlencoded"]["schema"]
        typed = {
            key: _typed(value, self._resolve(schema["properties"].get(key, {})))
            for key, value in form.items()
        }
        self.check(typed, schema, "form")

    def check_query(self, operation, query):
        known = {one["name"]: one for one in operation["parameters"]}
        for key, value in query.items():
            if key not in known:
                raise ValueError(f"query: {key} is not described")
            schema = self._resolve(known[key]["schema"])
            self.check(_typed(value, schema), schema, f"query.{key}")

    def check_answer(self, operation, status, page):
        content = operation["responses"][str(status)]["content"]
        self.check(page, content["application/json"]["schema"], "answer")

    def _resolve(self, schema):
        while "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = self.whole["components"]["schemas"][name]
        return schema

    def check(self, value, schema, where):
        """Raise ValueError when ``value`` is not as ``schema`` describes."""
        schema = self._resolve(schema)
        spoken = {key for key in schema if not key.startswith("x-")}
        unknown = spoken - KNOWN - SILENT
        if unknown:
            raise ValueError(f"{where}: keywords {sorted(unknown)} are not known here")
        if value is None:
            # null stands in the examples where the schemas forget to allow it
            return
        kind = schema.get("type")
        if kind and not isinstance(value, TYPES[kind]):
            raise ValueError(f"{where}: {value!r} is no {kind}")
        if kind == "object":
            self._check_object(value, schema, where)
        elif kind == "array":
            for at, one in enumerate(value):
                self.check(one, schema["items"], f"{where}[{at}]")
        elif kind == "string":
            _check_text(value, schema, where)
        elif kind in ("integer", "number"):
            _check_bounds(value, schema, where)
        if "enum" in schema and value not in schema["enum"]:
            raise ValueError(f"{where}: {value!r} is none of {schema['enum']}")

    def _check_object(self, value, schema, where):
        lacks = set(schema.get("required", ())) - value.keys()
        if lacks:
            raise ValueError(f"{where}: {sorted(lacks)} missing")
        described = schema.get("properties")
        if described is None:
            return
        for key, one in value.items():
            if key not in described:
                raise ValueError(f"{where}: {key} is not described")
            self.check(one, described[key], f"{where}.{key}")


def _typed(value, schema):
    """Return what a form's text means."""
    kind = schema.get("type")
    if kind == "array":
        return value if isinstance(value, list) else [value]
    if kind == "integer":
        return int(value)
    if kind == "number":
        return float(value)
    if kind == "boolean":
        return {"true": True, "false": False}[value.lower()]
    return value


def _check_bounds(value, schema, where):
    if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        raise ValueError(f"{where}: {value!r} is out of bounds")


def _check_text(value, schema, where):
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**6):
        raise ValueError(f"{where}: {value!r} has {len(value)} characters")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        raise ValueError(f"{where}: {value!r} is not {schema['pattern']}")
    read = READ.get(schema.get("format"), str)
    try:
        read(value)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error
