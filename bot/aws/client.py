"""Questions to AWS, asked read-only through a role in each account.

boto3 blocks, so each question has a thread of a small pool, and an end: a hanging AWS delays nobody
else. Nothing here is repeated; whoever asks decides when to ask again.

A client takes longer to make than to ask, so all accounts and threads share one for each service;
it signs each request with the credentials of the account that its thread asks about.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Lock, local
from typing import Any, Protocol, TypeVar

from boto3.session import Session
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.session import Session as CoreSession

from bot.aws.errors import FAULTS, AwsUnknown, kind
from bot.core.accounts import is_account_id
from bot.core.evidence import Evidence, PhoneOnFile, PhoneStatus, Topic, Unknown
from bot.core.team import AccountKind

T = TypeVar("T")
Said = bool | PhoneOnFile | AccountKind | tuple[int, ...]

THREADS = 20
ACCOUNTS_AT_ONCE = 8  # of a whole fleet: that leaves threads for runs that wait for evidence
SECONDS = 12.0  # for one question with all its calls
HOME = "us-east-1"  # where AWS keeps what belongs to no Region
# Where CloudTrail records root's sign-ins:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
SIGN_IN_REGIONS = ("us-east-1", "us-east-2", "us-west-2")
SESSION = "mfa-bot"
EARLY = timedelta(minutes=5)  # before credentials expire, others are fetched
_CONFIG = Config(
    connect_timeout=3,
    read_timeout=5,
    retries={"total_max_attempts": 1},
    max_pool_connections=THREADS,
)


class _ThreadCredentials(Credentials):  # type: ignore[misc]  # botocore has no types
    """Credentials of the account that the present thread asks about."""

    def __init__(self) -> None:
        super().__init__("", "")
        self._of = local()

    def use(self, keys: ReadOnlyCredentials) -> None:
        self._of.keys = keys

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        keys: ReadOnlyCredentials = self._of.keys
        return keys

    def load_credentials(self) -> Credentials:
        return self


class Clients:
    """One client for each service and Region, made once.

    credentials: what they sign with; by default the machine's
    """

    def __init__(self, credentials: _ThreadCredentials | None = None) -> None:
        self._credentials = credentials
        self._session: Session | None = None
        self._made: dict[tuple[str, str], Any] = {}
        self._lock = Lock()

    def get(self, service: str, region: str) -> Any:
        """Client. AWS_ENDPOINT_URL may lead it elsewhere, as botocore has it."""
        with self._lock:  # a session is not for two threads; clients are
            if (service, region) not in self._made:
                self._session = self._session or self._load()
                client = self._session.client(service, region_name=region, config=_CONFIG)
                self._made[service, region] = client
            return self._made[service, region]

    def _load(self) -> Session:
        core = CoreSession()
        if self._credentials:
            core.register_component("credential_provider", self._credentials)
        return Session(botocore_session=core)


class AwsSession(Protocol):
    """Clients with the credentials of one account."""

    def client(self, service: str, region: str = HOME) -> Any: ...


class _OwnSession:
    """Session of this machine's own credentials."""

    def __init__(self) -> None:
        self._clients = Clients()

    def client(self, service: str, region: str = HOME) -> Any:
        return self._clients.get(service, region)


class _LentSession:
    """Session of the role in one account, until its credentials expire."""

    def __init__(
        self, clients: Clients, credentials: _ThreadCredentials, keys: Mapping[str, Any]
    ) -> None:
        self._clients = clients
        self._credentials = credentials
        self._keys = ReadOnlyCredentials(
            keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]
        )
        self._until: datetime | None = keys["Expiration"]

    def client(self, service: str, region: str = HOME) -> Any:
        """Client for the present thread, until that asks about another account."""
        self._credentials.use(self._keys)
        return self._clients.get(service, region)

    def drop(self) -> None:
        self._until = None

    @property
    def expires(self) -> bool:
        return self._until is None or self._until - EARLY <= datetime.now(UTC)


class Aws:
    """Read-only access to AWS with the credentials of this machine.

    role: name of the role in each account; external_id: what its trust policy asks for, or empty
    """

    def __init__(self, role: str, external_id: str = "", seconds: float = SECONDS) -> None:
        self._role = role
        self._external_id = external_id
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="aws")
        self._own = _OwnSession()
        self._credentials = _ThreadCredentials()
        self._clients = Clients(self._credentials)
        self._lent: dict[str, _LentSession] = {}  # by account
        self._borrowing: defaultdict[str, Lock] = defaultdict(Lock)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def evidence(self, account: str, topics: Collection[Topic], since: int = 0) -> Evidence:
        """Evidence about an account; what AWS does not say stands in `unknown`.

        account: twelve digits
        since: the earliest sign-in that is looked for (ms since 1970)
        """
        if not is_account_id(account):
            raise ValueError("an account ID has twelve digits")
        answers = await asyncio.gather(*(self._answer(account, topic, since) for topic in topics))
        said = dict(zip(topics, answers, strict=True))
        phone, mfa, trail = (said.get(topic) for topic in (Topic.PHONE, Topic.MFA, Topic.TRAIL))
        account_kind = said.get(Topic.KIND)
        return Evidence(
            mfa=mfa if isinstance(mfa, bool) else None,
            phone=phone if isinstance(phone, PhoneOnFile) else None,
            kind=account_kind if isinstance(account_kind, AccountKind) else None,
            root_sign_ins=trail if isinstance(trail, tuple) else (),
            unknown={t: answer for t, answer in said.items() if isinstance(answer, Unknown)},
        )

    async def _answer(self, account: str, topic: Topic, since: int) -> Said | Unknown:
        ask: Mapping[Topic, Callable[[AwsSession], Said]] = {
            Topic.MFA: _mfa,
            Topic.PHONE: _phone,
            Topic.KIND: lambda session: _kind(session, account),
            Topic.TRAIL: lambda session: _sign_ins(session, since),
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
        except TimeoutError:
            raise AwsUnknown(Unknown.AWAY) from None

    def _ask(self, account: str, ask: Callable[[AwsSession], T], *, again: bool = True) -> T:
        lent = None
        try:
            lent = self._session(account) if account else None
            return ask(lent or self._own)
        except FAULTS as error:
            why = kind(error)
        except (KeyError, TypeError, ValueError):  # an answer that AWS does not give
            why = Unknown.OTHER
        if again and why is Unknown.EXPIRED and lent:  # or revoked
            lent.drop()
            return self._ask(account, ask, again=False)
        raise AwsUnknown(why)

    def _session(self, account: str) -> _LentSession:
        with self._borrowing[account]:  # several questions about it come at once
            lent = self._lent.get(account)
            if lent is None or lent.expires:
                lent = self._lent[account] = self._borrow(account)
            return lent

    def _borrow(self, account: str) -> _LentSession:
        given = {"ExternalId": self._external_id} if self._external_id else {}
        answer = self._own.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/{self._role}", RoleSessionName=SESSION, **given
        )
        if answer["AssumedRoleUser"]["Arn"].split(":")[4] != account:
            raise AwsUnknown(Unknown.WRONG_ACCOUNT)
        return _LentSession(self._clients, self._credentials, answer["Credentials"])


def _mfa(session: AwsSession) -> bool:
    summary = session.client("iam").get_account_summary()["SummaryMap"]
    return bool(summary["AccountMFAEnabled"])


def _phone(session: AwsSession) -> PhoneOnFile:
    answer = session.client("account").get_contact_information()
    number = answer["ContactInformation"]["PhoneNumber"]
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    status = answer.get("VerificationStatus", "")
    known = status in PhoneStatus.__members__
    e164 = f"+{digits}" if digits else ""
    return PhoneOnFile(e164, PhoneStatus(status) if known else None, number.strip())


def _kind(session: AwsSession, account: str) -> AccountKind:
    """Kind of an account, which each account may ask of itself."""
    organizations = session.client("organizations")
    try:
        organization = organizations.describe_organization()["Organization"]
    except organizations.exceptions.AWSOrganizationsNotInUseException:
        return AccountKind.STANDALONE
    mine = organization["MasterAccountId"] == account
    return AccountKind.MANAGEMENT if mine else AccountKind.MEMBER


def _sign_ins(session: AwsSession, since: int) -> tuple[int, ...]:
    """Successful console sign-ins of root since then, oldest first (ms since 1970).

    CloudTrail takes one attribute: a company signs in by the hundred, root does little.
    """
    found = (at for region in SIGN_IN_REGIONS for at in _sign_ins_in(session, region, since))
    return tuple(sorted(found))


def _sign_ins_in(session: AwsSession, region: str, since: int) -> Iterator[int]:
    pages = session.client("cloudtrail", region).get_paginator("lookup_events")
    asked = pages.paginate(
        LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": "root"}],
        StartTime=datetime.fromtimestamp(since / 1000, UTC),
    )
    for event in (event for page in asked for event in page["Events"]):
        if _is_root_sign_in(json.loads(event["CloudTrailEvent"])):
            yield int(event["EventTime"].timestamp() * 1000)


def _is_root_sign_in(event: Mapping[str, Any]) -> bool:
    said = (event.get("responseElements") or {}).get("ConsoleLogin")
    return said == "Success" and event.get("userIdentity", {}).get("type") == "Root"
