"""Redis servers on ports of loopback, in a Cluster or with Sentinels, to be killed and frozen."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest
from redis import Redis
from redis.crc import key_slot
from redis.exceptions import RedisError, ResponseError

from bot.local.bot_process import free_port
from bot.store.embedded.binary import find_server
from tests.support.patience import HANGING

SLOTS = 16384
BARRIER = "{T0ACME}barrier"  # in the slot of the tests' workspace
QUORUM = 2


class Node:
    """One server process with a data directory and a port of its own."""

    def __init__(self, home: Path, *options: str) -> None:
        home.mkdir()
        self.port = free_port()
        self._home = home
        self._options = ("--port", str(self.port), "--bind", "127.0.0.1", *options)
        self._process: subprocess.Popen[bytes] | None = None
        self._admin = Redis(port=self.port, decode_responses=True, socket_timeout=HANGING)

    def start(self, *first: str) -> None:
        """Returns when it answers. `first`: what stands before the options, for a Sentinel."""
        server = find_server()
        if server is None:
            pytest.fail("there is no Redis or Valkey server on this machine")
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 -- the server that the bot would choose
                [server.path, *first, *self._options], cwd=self._home, stdout=log
            )
        until(self._answers)

    def ask(self, *command: str | int) -> Any:
        return self._admin.execute_command(*command)

    def kill(self) -> None:
        self._admin.close()
        if self._process:
            self._process.kill()
            self._process.wait()

    def replicated(self) -> None:
        """Until a replica has all that was written so far."""
        self.ask("SET", BARRIER, "", "PX", 1)  # WAIT waits for what its own client wrote alone
        assert self.ask("WAIT", 1, 5000) == 1

    def is_linked(self) -> bool:
        """As a replica, to its master."""
        return bool(self.ask("INFO", "replication").get("master_link_status") == "up")

    def is_master(self) -> bool:
        return bool(self.ask("ROLE")[0] == "master")

    def freeze(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            return bool(self.ask("PING"))
        except RedisError:
            return False


class ClusterNode(Node):
    def __init__(self, home: Path) -> None:
        self.bus = free_port()
        super().__init__(
            home,
            *("--cluster-enabled", "yes", "--cluster-port", str(self.bus)),
            *("--cluster-node-timeout", "500", "--cluster-replica-validity-factor", "0"),
            *("--repl-diskless-sync-delay", "0", "--appendonly", "yes", "--save", ""),
        )

    @property
    def id(self) -> str:
        return str(self.ask("CLUSTER MYID"))

    def is_well(self, known: int) -> bool:
        about = self.ask("CLUSTER INFO")
        return bool(about["cluster_state"] == "ok" and about["cluster_known_nodes"] == str(known))


class Nodes:
    """Several servers that run as long as the context lasts."""

    def start(self) -> None:
        raise NotImplementedError

    def kill(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


class Cluster(Nodes):
    """Masters that share the slots evenly, and a replica of the one that has `spare`, a key."""

    def __init__(self, home: Path, spare: str = "", masters: int = 3) -> None:
        self.masters = [ClusterNode(home / str(n)) for n in range(masters)]
        self.replica = ClusterNode(home / "replica") if spare else None
        self.nodes = [*self.masters, *([self.replica] if self.replica else [])]
        self._spare = spare

    @property
    def url(self) -> str:
        return "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    def start(self) -> None:
        per = -(-SLOTS // len(self.masters))
        for n, node in enumerate(self.nodes):
            node.start()
            if node is not self.replica:
                node.ask("CLUSTER SET-CONFIG-EPOCH", n + 1)
                node.ask("CLUSTER ADDSLOTSRANGE", n * per, min((n + 1) * per, SLOTS) - 1)
        for node in self.nodes[1:]:
            self.nodes[0].ask("CLUSTER MEET", "127.0.0.1", node.port, node.bus)
        if self.replica:
            self._replicate(self.replica, self.owner(self._spare))
        until(lambda: all(node.is_well(len(self.nodes)) for node in self.masters))

    def _replicate(self, replica: ClusterNode, master: ClusterNode) -> None:
        until(lambda: master.id in str(replica.ask("CLUSTER NODES")))
        replica.ask("CLUSTER REPLICATE", master.id)
        until(replica.is_linked)

    def owner(self, key: str) -> ClusterNode:
        """The master that has the slot of a key, by all nodes that answer: after a failover some
        hear of it late.
        """
        slot, named = key_slot(key.encode()), set[int]()

        def all_agree() -> bool:
            named.clear()
            for node in self.nodes:
                with contextlib.suppress(RedisError):
                    slots = node.ask("CLUSTER SLOTS")
                    named.update(at[1] for first, last, at, *_ in slots if first <= slot <= last)
            return len(named) == 1

        until(all_agree)
        return next(node for node in self.nodes if node.port in named)

    def move_slot(self, key: str, to: ClusterNode) -> None:
        """As operators move one, key by key."""
        slot, source = key_slot(key.encode()), self.owner(key)
        _once_it_knows(to, slot, "IMPORTING", source)
        _once_it_knows(source, slot, "MIGRATING", to)
        keys = source.ask("CLUSTER GETKEYSINSLOT", slot, 1000)
        for name in keys:
            source.ask("MIGRATE", "127.0.0.1", to.port, name, 0, 1000)
        for node in (to, source, *filter(Node.is_master, self.nodes)):
            _once_it_knows(node, slot, "NODE", to)

    def kill(self) -> None:
        for node in self.nodes:
            node.thaw()
            node.kill()


def _once_it_knows(node: ClusterNode, slot: int, state: str, other: ClusterNode) -> None:
    """Tells a node about a slot; after a failover it hears late that another one is a master."""
    until = time.monotonic() + HANGING
    while True:
        try:
            node.ask("CLUSTER SETSLOT", slot, state, other.id)
        except ResponseError as error:
            if "not a master" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


class Sentinels(Nodes):
    """A master, a replica, and three Sentinels that make the replica master when it is gone."""

    NAME = "mymaster"

    def __init__(self, home: Path) -> None:
        own = ("--appendonly", "yes", "--save", "", "--repl-diskless-sync-delay", "0")
        self.master = Node(home / "master", *own)
        at = f"127.0.0.1 {self.master.port}"
        self.replica = Node(home / "replica", *own, "--replicaof", *at.split())
        self.sentinels = [Node(home / f"sentinel{n}") for n in range(3)]
        for sentinel in self.sentinels:
            (sentinel._home / "conf").write_text(
                f"sentinel monitor {self.NAME} {at} {QUORUM}\n"
                f"sentinel down-after-milliseconds {self.NAME} 1000\n"
                f"sentinel failover-timeout {self.NAME} 2000\n"
            )

    @property
    def url(self) -> str:
        nodes = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://{nodes}/{self.NAME}"

    def start(self) -> None:
        self.master.start()
        self.replica.start()
        for sentinel in self.sentinels:
            sentinel.start("conf", "--sentinel")
            sentinel.ask("SENTINEL DEBUG", "info-period", "100", "publish-period", "100")
        self.master.replicated()  # a link that is up may still be a second from passing writes on
        until(self._all_know_all)

    def _all_know_all(self) -> bool:
        return all(
            (known["num-other-sentinels"], known["num-slaves"]) == (2, 1)
            for known in map(self._known, self.sentinels)
        )

    def agree(self) -> bool:
        """That the replica is the master now: one that hears of it late names the former master
        again as soon as that answers.
        """
        named = (self._known(sentinel)["port"] for sentinel in self.sentinels)
        return self.replica.is_master() and set(named) == {self.replica.port}

    def _known(self, sentinel: Node) -> dict[str, Any]:
        told = sentinel.ask("SENTINEL MASTER", self.NAME)
        return dict(told)

    def kill(self) -> None:
        for node in (*self.sentinels, self.replica, self.master):
            node.thaw()
            node.kill()


def until(found: Callable[[], Any], seconds: float = HANGING) -> None:
    end = time.monotonic() + seconds
    while not found():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)
