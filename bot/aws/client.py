"""Questions to AWS, asked read-only through a role in each account.

boto3 blocks, so each question has a thread of a small pool, and an end: a hanging AWS, or a program
for credentials that hangs, delays neither others nor the end of the process. Nothing here is
repeated; whoever asks decides when to ask again.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from bot.aws import questions
from bot.aws.errors import FAULTS, OF_CREDENTIALS, AwsUnknown, kind
from bot.aws.sessions import THREADS, AwsSession, LentSession, OwnSession, ThreadCredentials
from bot.core.accounts import is_account_id
from bot.core.evidence import Evidence, Topic, Unknown
from bot.process.shutdown import DaemonThreadPool

T = TypeVar("T")

ACCOUNTS_AT_ONCE = 8  # of a whole fleet: that leaves threads for runs that wait for evidence
SECONDS = 12.0  # for one question with all its calls
SESSION = "mfa-bot"
_FIELDS = {Topic.MFA: "mfa", Topic.PHONE: "phone", Topic.KIND: "kind", Topic.TRAIL: "root_sign_ins"}


class Aws:
    """Read-only access to AWS with the credentials of this machine.

    role: name of the role in each account; external_id: what its trust policy asks for, or empty
    """

    def __init__(self, role: str, external_id: str = "", seconds: float = SECONDS) -> None:
        self._role = role
        self._external_id = external_id
        self._seconds = seconds
        self._pool = DaemonThreadPool(THREADS, thread_name_prefix="aws")
        self._own = OwnSession()
        self._credentials = ThreadCredentials()
        self._clients = OwnSession(self._credentials)
        self._lent: dict[str, LentSession] = {}  # by account
        self._borrowing: defaultdict[str, Lock] = defaultdict(Lock)

    def close(self) -> None:
        self._pool.shutdown()

    async def evidence(self, account: str, topics: Collection[Topic], since: int = 0) -> Evidence:
        """Evidence about an account; what AWS does not say stands in `unknown`.

        account: twelve digits
        since: the earliest sign-in that is looked for (ms since 1970)
        """
        if not is_account_id(account):
            raise ValueError("an account ID has twelve digits")
        answers = await asyncio.gather(*(self._answer(account, topic, since) for topic in topics))
        said = dict(zip(topics, answers, strict=True))
        unknown = {topic: one for topic, one in said.items() if isinstance(one, Unknown)}
        return Evidence(
            **{_FIELDS[topic]: one for topic, one in said.items() if topic not in unknown},
            unknown=unknown,
        )

    async def _answer(self, account: str, topic: Topic, since: int) -> Any:
        """What `bot.aws.questions` says of the topic, or why it is Unknown."""
        ask: Mapping[Topic, Callable[[AwsSession], object]] = {
            Topic.MFA: questions.mfa,
            Topic.PHONE: questions.phone,
            Topic.KIND: partial(questions.kind, account=account),
            Topic.TRAIL: partial(questions.sign_ins, since=since),
        }
        try:
            return await self.read(account, ask[topic])
        except AwsUnknown as unknown:
            return unknown.why

    async def read(
        self, account: str, ask: Callable[[AwsSession], T], seconds: float | None = None
    ) -> T:
        """Answer of one question, asked in a thread, with a session of the account's role; of this
        machine's own account where `account` is empty. Raises AwsUnknown.
        """
        asked = asyncio.get_running_loop().run_in_executor(self._pool, self._ask, account, ask)
        try:
            return await asyncio.wait_for(asked, seconds or self._seconds)
        except OSError:  # a timeout too; or no thread can be started
            raise AwsUnknown(Unknown.AWAY) from None

    def _ask(self, account: str, ask: Callable[[AwsSession], T], *, again: bool = True) -> T:
        lent, seen = None, self._own.renewals
        try:
            lent = self._session(account) if account else None
            return ask(lent or self._own)
        except FAULTS as error:
            why = kind(error)
        except (KeyError, TypeError, ValueError):  # an answer that AWS does not give
            why = Unknown.OTHER
        if again and why in OF_CREDENTIALS and self._renewed(lent, seen):
            return self._ask(account, ask, again=False)
        raise AwsUnknown(why)

    def _renewed(self, lent: LentSession | None, seen: int) -> bool:
        """Whether other credentials may answer: those that the role lends, or this machine's own.

        lent: session that was asked; None where this machine's own was, or borrowing failed
        seen: how often this machine's own had been renewed by then
        """
        if lent is None:
            return self._own.renew(seen)
        lent.drop()  # expired, or revoked
        return True

    def _session(self, account: str) -> LentSession:
        with self._borrowing[account]:  # several questions about it come at once
            lent = self._lent.get(account)
            if lent is None or lent.expires:
                lent = self._lent[account] = self._borrow(account)
            return lent

    def _borrow(self, account: str) -> LentSession:
        given = {"ExternalId": self._external_id} if self._external_id else {}
        answer = self._own.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/{self._role}", RoleSessionName=SESSION, **given
        )
        if answer["AssumedRoleUser"]["Arn"].split(":")[4] != account:
            raise AwsUnknown(Unknown.WRONG_ACCOUNT)
        return LentSession(self._clients, self._credentials, answer["Credentials"])
