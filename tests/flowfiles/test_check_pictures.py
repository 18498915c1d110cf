"""Pictures beside steps: each has a public address, and says what it shows."""

import pytest

from tests.flowfiles.conftest import Desk

SHOWN = "[picture] https://pictures.example.com/1.png\n[picture_alt] The kettle\n"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (SHOWN.partition("\n")[0] + "\n", "[picture] needs what the picture shows; add a line"),
        (SHOWN.partition("\n")[2], "[picture_alt] needs the picture's address; add a line"),
        *(
            (f"[picture] {address}\n[picture_alt] The kettle\n", "is no address from which Slack")
            for address in (
                "kettle.png",
                "http://pictures.example.com/1.png",
                "https://intranet/1.png",
                "https://10.0.0.1/1.png",
                "https://ana:secret@pictures.example.com/1.png",
                "https://pictures.example.com:port/1.png",
                "https://pictures.example.com/the kettle.png",
            )
        ),
        (SHOWN.replace("1.png", "1" * 3000), "[picture] has 3029 characters; 3000 at most."),
        (SHOWN.replace("The kettle", "x" * 2001), "[picture_alt] has 2001 characters; 2000 at"),
        (SHOWN.replace("The kettle", "{account}"), "[picture_alt] can't be filled"),
    ],
)
def test_a_picture_has_a_public_address_and_says_what_it_shows(
    tea: Desk, lines: str, told: str
) -> None:
    tea.change("tea/en.md", "[boils]", f"{lines}[boils]")
    (found,) = tea.problems()
    assert told in found


def test_a_picture_that_says_what_it_shows_is_sound(tea: Desk) -> None:
    tea.change("tea/en.md", "[boils]", f"{SHOWN}[boils]")
    assert tea.check()[0] == 0


def test_a_picture_stands_beside_a_step_only(tea: Desk) -> None:
    tea.change("tea/en.md", "## hint\n", f"## hint\n{SHOWN}")
    (told,) = tea.problems()
    assert "a picture stands beside a step; put it into the step's section." in told


def test_no_button_has_the_name_of_a_picture(tea: Desk) -> None:
    tea.change("tea/flow.yaml", "boils:", "picture:")
    assert any("'picture' is a button of the bot's own" in told for told in tea.problems())
