"""Questions to AWS, asked read-only through a role in each account.

boto3 blocks, so each question has a thread of a small pool, and an end: a hanging AWS delays nobody
else. Nothing here is repeated; whoever asks decides when to ask again.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Lock
from types import MappingProxyType
from typing import Any, TypeVar

from boto3.session import Session
from botocore.config import Config

from bot.aws.errors import FAULTS, AwsUnknown, kind
from bot.core.accounts import is_account_id
from bot.core.evidence import Evidence, PhoneOnFile, PhoneStatus, Topic, Unknown

T = TypeVar("T")

THREADS = 4
SECONDS = 12.0  # for one question with all its calls
HOME = "us-east-1"  # where AWS keeps what belongs to no Region
# Where CloudTrail records root's sign-ins:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
SIGN_IN_REGIONS = ("us-east-1", "us-east-2", "us-west-2")
SESSION = "mfa-bot"
EARLY = timedelta(minutes=5)  # before credentials expire, others are fetched
_KEYS = {
    "aws_access_key_id": "AccessKeyId",
    "aws_secret_access_key": "SecretAccessKey",
    "aws_session_token": "SessionToken",
}
_CONFIG = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 1})


class AwsSession:
    """Clients with the same credentials: the machine's, or `keys`, which expire.

    make: makes a client; for as many threads as there are, as are the clients
    """

    def __init__(
        self, make: Callable[..., Any], keys: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        self._make = make
        self._until: datetime | None = keys.get("Expiration")
        self._keys = {argument: keys[name] for argument, name in _KEYS.items() if name in keys}
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str = HOME) -> Any:
        """Client of one service. AWS_ENDPOINT_URL may lead it elsewhere, as botocore has it."""
        if (service, region) not in self._clients:
            self._clients[service, region] = self._make(
                service, region_name=region, config=_CONFIG, **self._keys
            )
        return self._clients[service, region]

    @property
    def expires(self) -> bool:
        return self._until is not None and self._until - EARLY <= datetime.now(UTC)


class Aws:
    """AWS as it is seen with the credentials of this machine.

    role: name of the role in each account; external_id: what its trust policy asks for, or empty
    """

    def __init__(self, role: str, external_id: str = "", seconds: float = SECONDS) -> None:
        self._role = role
        self._external_id = external_id
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="aws")
        self._own = AwsSession(self._make)
        self._lent: dict[str, AwsSession] = {}  # by account
        self._boto: Session | None = None
        self._lock = Lock()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def evidence(self, account: str, topics: Collection[Topic], since: int = 0) -> Evidence:
        """What AWS says of an account; what it does not say stands in `unknown`.

        account: twelve digits
        since: the earliest sign-in that is looked for (ms since 1970)
        """
        if not is_account_id(account):
            raise ValueError("an account ID has twelve digits")
        answers = await asyncio.gather(*(self._answer(account, topic, since) for topic in topics))
        said = dict(zip(topics, answers, strict=True))
        phone, mfa, trail = (said.get(topic) for topic in (Topic.PHONE, Topic.MFA, Topic.TRAIL))
        return Evidence(
            mfa=mfa if isinstance(mfa, bool) else None,
            phone=phone if isinstance(phone, PhoneOnFile) else None,
            root_sign_ins=trail if isinstance(trail, tuple) else (),
            unknown={t: answer for t, answer in said.items() if isinstance(answer, Unknown)},
        )

    async def _answer(
        self, account: str, topic: Topic, since: int
    ) -> bool | PhoneOnFile | tuple[int, ...] | Unknown:
        ask: Mapping[Topic, Callable[[AwsSession], bool | PhoneOnFile | tuple[int, ...]]] = {
            Topic.MFA: _mfa,
            Topic.PHONE: _phone,
            Topic.TRAIL: lambda session: _sign_ins(session, since),
        }
        try:
            return await self.read(account, ask[topic])
        except AwsUnknown as unknown:
            return unknown.why

    async def read(self, account: str, ask: Callable[[AwsSession], T]) -> T:
        """Answer of one question, asked in a thread, with a session of the account's role; of this
        machine's own account where `account` is empty. Raises AwsUnknown.
        """
        asked = asyncio.get_running_loop().run_in_executor(self._pool, self._ask, account, ask)
        try:
            return await asyncio.wait_for(asked, self._seconds)
        except TimeoutError:
            raise AwsUnknown(Unknown.AWAY) from None

    def _ask(self, account: str, ask: Callable[[AwsSession], T], *, again: bool = True) -> T:
        try:
            return ask(self._session(account))
        except FAULTS as error:
            why = kind(error)
        except (KeyError, TypeError, ValueError):  # an answer that AWS does not give
            why = Unknown.OTHER
        if again and why is Unknown.EXPIRED and account in self._lent:  # or revoked
            del self._lent[account]
            return self._ask(account, ask, again=False)
        raise AwsUnknown(why)

    def _session(self, account: str) -> AwsSession:
        if not account:
            return self._own
        lent = self._lent.get(account)
        if lent is None or lent.expires:
            lent = self._lent[account] = self._borrow(account)
        return lent

    def _borrow(self, account: str) -> AwsSession:
        given = {"ExternalId": self._external_id} if self._external_id else {}
        answer = self._own.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/{self._role}", RoleSessionName=SESSION, **given
        )
        if answer["AssumedRoleUser"]["Arn"].split(":")[4] != account:
            raise AwsUnknown(Unknown.WRONG_ACCOUNT)
        return AwsSession(self._make, answer["Credentials"])

    def _make(self, service: str, **options: Any) -> Any:
        """Client. One session makes all: it takes a second to load, and is not for two threads."""
        with self._lock:
            self._boto = self._boto or Session()
            return self._boto.client(service, **options)


def _mfa(session: AwsSession) -> bool:
    summary = session.client("iam").get_account_summary()["SummaryMap"]
    return bool(summary["AccountMFAEnabled"])


def _phone(session: AwsSession) -> PhoneOnFile:
    answer = session.client("account").get_contact_information()
    number = answer["ContactInformation"]["PhoneNumber"]
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    status = answer.get("VerificationStatus", "")
    known = status in PhoneStatus.__members__
    return PhoneOnFile(f"+{digits}" if digits else "", PhoneStatus(status) if known else None)


def _sign_ins(session: AwsSession, since: int) -> tuple[int, ...]:
    """Successful console sign-ins of root since then, oldest first (ms since 1970)."""
    wanted = {"AttributeKey": "EventName", "AttributeValue": "ConsoleLogin"}
    found: list[int] = []
    for region in SIGN_IN_REGIONS:
        answer = session.client("cloudtrail", region).lookup_events(
            LookupAttributes=[wanted], StartTime=datetime.fromtimestamp(since / 1000, UTC)
        )
        found.extend(
            int(event["EventTime"].timestamp() * 1000)
            for event in answer["Events"]
            if _is_root_sign_in(json.loads(event["CloudTrailEvent"]))
        )
    return tuple(sorted(found))


def _is_root_sign_in(event: Mapping[str, Any]) -> bool:
    said = (event.get("responseElements") or {}).get("ConsoleLogin")
    return said == "Success" and event.get("userIdentity", {}).get("type") == "Root"
