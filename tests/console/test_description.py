"""What the API says of itself is true: examples are of their models, and each problem is told where it can be met."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console import problems
from console.api import models
from console.api.claims import Metadata
from console.app import create_app
from console.desk import build_desk
from console.problems import MEDIA_TYPE, SORTS, ProblemShown
from tests.console.server import settings_for


@pytest.fixture
def description(tmp_path: Path) -> dict[str, Any]:
    desk = build_desk(settings_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path))
    return create_app(desk).openapi()


def routes(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, route in methods.items():
            yield f"{method} {path}", route


def test_every_example_is_of_its_model(description: dict[str, Any]) -> None:
    told = 0
    for _, route in routes(description):
        for status, response in route["responses"].items():
            for media_type, content in response.get("content", {}).items():
                for example in content.get("examples", {}).values():
                    name = content["schema"]["$ref"].rsplit("/", 1)[1]
                    model = getattr(models, name, None) or getattr(problems, name)
                    shown = model.model_validate(example["value"])
                    assert not isinstance(shown, ProblemShown) or shown.status == int(status)
                    assert (media_type == MEDIA_TYPE) == isinstance(shown, ProblemShown)
                    told += 1
    assert told > 50


def test_every_answer_and_problem_of_a_document_has_an_example(description: dict[str, Any]) -> None:
    for name, route in routes(description):
        for status, response in route["responses"].items():
            pictures = {"image/jpeg", "image/png", "application/pdf"} & set(response.get("content", {}))
            if "/documents" in name and status != "304" and not pictures:
                assert any(content.get("examples") for content in response["content"].values()), f"{name} {status}"


def test_every_route_with_a_key_tells_what_may_go_wrong_with_it(description: dict[str, Any]) -> None:
    for name, route in routes(description):
        if "/documents" in name:
            assert route["security"], name
            assert {"401", "403", "422", "429", "500", "503"} <= set(route["responses"]), name


def test_every_schema_that_is_named_is_there(description: dict[str, Any]) -> None:
    named = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                named.add(node["$ref"].rsplit("/", 1)[1])
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(description["paths"])
    walk(description["components"])
    assert named <= set(description["components"]["schemas"])


def test_the_example_of_an_upload_could_be_handed_in(description: dict[str, Any]) -> None:
    body = description["paths"]["/v1/documents"]["post"]["requestBody"]["content"]["multipart/form-data"]
    example = {name: value for name, value in body["examples"]["diploma"]["value"].items() if name != "file"}
    Metadata.model_validate(example)
    assert set(body["schema"]["properties"]) == {*Metadata.model_fields, "file", "signature"}


def test_every_problem_is_told_somewhere(description: dict[str, Any]) -> None:
    told = {
        code
        for _, route in routes(description)
        for response in route["responses"].values()
        for code in response.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {})
    }
    assert set(SORTS) - told == {"NOT_FOUND", "METHOD_NOT_ALLOWED"}, "these two belong to no route"


def test_problems_speak_both_languages() -> None:
    for code, sort in SORTS.items():
        assert any("а" <= letter <= "я" for letter in sort.title_ru), code
        assert sort.title.isascii(), code
        assert 400 <= sort.status < 600
