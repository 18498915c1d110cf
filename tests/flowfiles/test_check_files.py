"""Files that are odd, damaged or missing: told like any other slip, and never a crash."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flowfiles.conftest import SCENARIOS, SMALL, WORDS, Desk
from tests.support.examples import examples

FILES = {"flow.yaml": SMALL, "en.md": WORDS, "scenarios.yaml": SCENARIOS}


@pytest.mark.parametrize("file", FILES)
def test_a_byte_order_mark_and_the_ends_of_lines_of_any_system_do_no_harm(
    tea: Desk, file: str
) -> None:
    tea.put(f"tea/{file}", b"\xef\xbb\xbf" + FILES[file].replace("\n", "\r\n").encode())
    assert tea.check()[0] == 0


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_not_utf_8(tea: Desk, file: str) -> None:
    """Its line is told; what stands in the other files is checked all the same."""
    tea.put(f"tea/{file}", FILES[file].encode() + "# caf\xe9\n".encode("latin-1"))
    line = FILES[file].count("\n") + 1
    told = f"tea / {file} line {line}: a character is not UTF-8; save the file as UTF-8."
    assert told in tea.problems()


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_missing(tea: Desk, file: str) -> None:
    (tea.home / "tea" / file).unlink()
    assert f"tea: there is no {file}; add it." in tea.problems()


def test_a_language_that_another_flow_has(tea: Desk) -> None:
    """Half of the bot would speak it otherwise."""
    for file, text in FILES.items():
        tea.put(f"coffee/{file}", text.replace("tea", "coffee"))
    tea.put("coffee/de.md", WORDS)
    assert "tea: there is no de.md, as another flow has one; add it." in tea.problems()


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("flow.yaml", "tea / flow.yaml line 1: the file is empty."),
        ("scenarios.yaml", "tea / scenarios.yaml line 1: the file is empty."),
        (
            "en.md",
            "tea / en.md line 1: the file must open with a title, such as '# Set the phone'.",
        ),
    ],
)
@pytest.mark.parametrize("text", ["", "\n", "\ufeff"])
def test_a_file_that_is_empty(tea: Desk, file: str, told: str, text: str) -> None:
    tea.put(f"tea/{file}", text)
    assert told in tea.problems()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("steps:\n\tkettle: x\n", "line 2: there is a tab; indent with spaces."),
        ("steps: {kettle: x\nflow: tea\n", "line 2: this is not valid YAML: expected ',' or '}'"),
        ("a: 1\n---\nb: 2\n", "line 2: this is not valid YAML: but found another document"),
        ("steps: 'kettle\n", "this is not valid YAML: found unexpected end of stream"),
        ("flow: t\x00ea\n", "line 1: there is a character that YAML does not allow; remove it."),
        ("? [a]\n: b\n", "line 1: a name is expected before the colon, not a list or a mapping."),
        (
            "? {a: b}\n: c\n",
            "line 1: a name is expected before the colon, not a list or a mapping.",
        ),
        (
            "steps: &a [*a]\n",
            "line 1: anchors (&, *) are not supported here; write out what 'a'",
        ),
        (
            "steps: &a {b: *a}\n",
            "line 1: anchors (&, *) are not supported here; write out what 'a'",
        ),
        (
            "a: &x 1\n<<: *x\n",
            "line 2: anchors (&, *) are not supported here; write out what 'x'",
        ),
        ("a:\n\u3000b: 1\n", "line 2: there is a no-break or full-width space; indent with pl"),
        ("a:\n  b: 1\n\u00a0\u00a0\u00a0c\n", "line 3: there is a no-break or full-width space"),
        ("a:\n  b：1\n  c: 1\n", "line 2: there is a full-width colon; write ':' and a space."),
        ("[" * 5000, "line 1: this is nested more than 20 levels deep; write it flatter."),
        ("a: 1\nb: 2\na: 3\n", "line 3: 'a' stands here and on line 1; keep one."),
    ],
)
@pytest.mark.parametrize("file", ["flow.yaml", "scenarios.yaml"])
def test_yaml_that_is_none_or_none_of_ours(tea: Desk, file: str, text: str, told: str) -> None:
    tea.put(f"tea/{file}", text)
    assert any(f"tea / {file}" in problem and told in problem for problem in tea.problems())


@pytest.mark.parametrize("text", ["- a\n- b\n", "tea\n", "[]\n", "'x'\n"])
def test_a_flow_that_is_no_mapping(tea: Desk, text: str) -> None:
    tea.put("tea/flow.yaml", text)
    assert any("keys are expected: flow, command, start" in told for told in tea.problems())


@pytest.mark.parametrize("text", ["a: b\n", "tea\n", "{}\n"])
def test_scenarios_that_are_no_list(tea: Desk, text: str) -> None:
    tea.put("tea/scenarios.yaml", text)
    (problem,) = tea.problems()
    assert problem.startswith("tea / scenarios.yaml: a list is expected: `- title: …`")


def test_two_steps_of_one_name(tea: Desk) -> None:
    """YAML keeps the last of the two, in silence."""
    tea.change(
        "tea/flow.yaml", "  pour:\n", "  cold:\n    sources: [book]\n    end: hot\n  pour:\n"
    )
    assert "tea / flow.yaml line 20: 'cold' stands here and on line 11; keep one." in tea.problems()


def test_a_scalar_is_what_it_looks_like(tea: Desk) -> None:
    """`no`, `on` and `0123` are names and numbers elsewhere; here they are text."""
    tea.change("tea/flow.yaml", "boils: pour", "on: pour, no: pour, boils: pour")
    labels = "[boils] It Boils\n[on] It Is On\n[no] No"
    tea.change("tea/en.md", "[boils] It Boils", labels)
    more = "".join(f"- {{title: {n}, presses: [{n}, skip], end: cold}}\n" for n in ("on", "no"))
    tea.put("tea/scenarios.yaml", SCENARIOS + more)
    assert tea.check()[0] == 0


def test_files_of_other_kinds_are_left_alone(tea: Desk) -> None:
    tea.put("tea/picture.svg", "<svg/>")
    tea.put("tea/flow.yaml.orig", "x")
    tea.put("README.md", "# How to")
    tea.put("drafts/notes.txt", "x")
    tea.put(".git/en.md", "x")
    assert tea.check()[0] == 0


def test_a_text_whose_name_is_no_language(tea: Desk) -> None:
    tea.put("tea/README.md", "# How to")
    told = "tea / README.md: 'README' is not a language; rename it like en.md, or move it away."
    assert tea.problems() == [told]


def test_a_table_under_a_wrong_name(tea: Desk) -> None:
    (tea.home / "tea/flow.yaml").rename(tea.home / "tea/flow.yml")
    assert "tea: there is no flow.yaml; add it." in tea.problems()


def test_a_directory_without_flows(tea: Desk) -> None:
    (tea.home / "none").mkdir()
    (problem,) = Desk(tea.home / "none").problems()
    assert problem.endswith("no flows here; expected */flow.yaml.")


JUNK = st.recursive(
    st.sampled_from(["", "x", "kettle", "true", "Not A Name", "é", "x" * 99]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["go", "a", "B c", "", "end", "visits"]), inner, max_size=2
        )
    ),
    max_leaves=4,
)


@settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_mapping_whatsoever_brings_the_check_down(tea: Desk, data: st.DataObject) -> None:
    """One line is replaced by anything that YAML can hold."""
    file = data.draw(st.sampled_from(["flow.yaml", "scenarios.yaml"]))
    lines = FILES[file].splitlines()
    spot = data.draw(st.integers(0, len(lines) - 1))
    key, colon, _ = lines[spot].partition(":")
    lines[spot] = f"{key}{colon} {data.draw(JUNK)!r}"
    tea.put(f"tea/{file}", "\n".join(lines))
    status, told = tea.check()
    assert status in (0, 1)
    assert not any("Input should" in line or "[key]" in line for line in told)
    tea.put(f"tea/{file}", FILES[file])
