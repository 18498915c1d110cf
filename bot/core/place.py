"""Place of a run: a flow and a step, and on a visit the flow to return to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """Flow and step: one level of a place."""

    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class Place:
    """Position of a run: a stack of flow and step; visits return to the frame below."""

    frames: tuple[Frame, ...]

    @classmethod
    def at(cls, flow: str, step: str) -> "Place":
        return cls((Frame(flow, step),))

    @property
    def flow(self) -> str:
        return self.frames[-1].flow

    @property
    def step(self) -> str:
        return self.frames[-1].step

    @property
    def mark(self) -> str:
        """Name of the step among those that a run remembers."""
        return f"{self.flow}/{self.step}"

    @property
    def visiting(self) -> bool:
        return len(self.frames) > 1

    def to(self, step: str) -> "Place":
        return Place((*self.frames[:-1], Frame(self.flow, step)))

    def visit(self, flow: str, start: str, then: str) -> "Place":
        return Place((*self.to(then).frames, Frame(flow, start)))

    def leave(self) -> "Place":
        return Place(self.frames[:-1])
