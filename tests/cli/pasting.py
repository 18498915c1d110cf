"""Shells that blocks of commands are pasted into, with a stub of the AWS CLI on their PATH."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from tests.support.stub_aws import (
    OTHER,
    Asked,
    Call,
    Fault,
    Identity,
    Servers,
    StubAws,
    Told,
    no_fault,
)

SHELLS = {
    shell: arguments
    for shell, arguments in (
        ("bash", ["--norc", "--noprofile", "-i"]),
        ("sh", ["-i"]),
        ("zsh", ["-f", "-i"]),
    )
    if shutil.which(shell)
}
TYPED = "123456"  # where a block asks for something


class Pasted:
    """Blocks, pasted into an interactive shell one after the other, for one stub after the other.

    Which command a shell runs next depends on what it has read so far, and on nothing else. So it
    is started where a stub answers what it has not read yet; else its commands are known.
    """

    def __init__(self, aws: Servers, home: Path, shell: str, blocks: tuple[str, ...]) -> None:
        self._aws, self._home, self._shell, self._blocks = aws, home, shell, blocks
        self._next: dict[tuple[Told, ...], Asked | None] = {}  # by all that was read; None: the end

    def calls(self, caller: Identity, fault: Fault = no_fault) -> list[Call]:
        """What the blocks call, once all are pasted."""
        stub = StubAws(caller, fault)
        read: tuple[Told, ...] = ()
        while asked := self._next.get(read):
            read += (asked.reads(stub.told(asked)),)
        return stub.calls if read in self._next else self._calls_of_a_shell(StubAws(caller, fault))

    def _calls_of_a_shell(self, stub: StubAws) -> list[Call]:
        self._aws.serve(stub)
        self._paste()
        read: tuple[Told, ...] = ()
        for asked, told in self._aws.talk:
            assert self._next.setdefault(read, asked) == asked
            read += (asked.reads(told),)
        assert self._next.setdefault(read, None) is None
        return stub.calls

    def _paste(self) -> None:
        home = self._home
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        for file in re.findall(r"file://(\S+)", " ".join(self._blocks)):
            stale = {"FullName": f"Owner of {OTHER}", "PhoneNumber": "0911111111"}
            (home / file.rstrip(")")).write_text(json.dumps(stale, indent=4), encoding="utf-8")
        path = f"{self._aws.folder}:/usr/bin:/bin"
        subprocess.run(  # noqa: S603 -- a shell of those above
            [self._shell, *SHELLS[self._shell]],
            input="".join(f"{block}{TYPED}\n" for block in self._blocks),
            cwd=home,
            env={"PATH": path, "HOME": str(home), "TERM": "dumb", "PS1": ""},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=60,
            check=False,
        )
