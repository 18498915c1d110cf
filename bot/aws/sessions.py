"""Sessions with AWS: this machine's own, and those that a role in each account lends.

A client takes longer to make than to ask, so all accounts and threads share one for each service;
it signs each request with the credentials of the account that its thread asks about.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock, local
from time import monotonic
from typing import Any

from boto3.session import Session
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.session import Session as CoreSession

THREADS = 20
HOME = "us-east-1"  # where AWS keeps what belongs to no Region
EARLY = timedelta(minutes=5)  # before credentials expire, others are fetched
RENEWS_AFTER = 10.0  # seconds that this machine's credentials are kept at least
_CONFIG = Config(
    connect_timeout=3,
    read_timeout=5,
    retries={"total_max_attempts": 1},
    max_pool_connections=THREADS,
)


class ThreadCredentials(Credentials):  # type: ignore[misc]  # botocore has no types
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


class OwnSession:
    """Session of this machine's credentials, or of others: one client for each service and Region,
    made once.
    """

    def __init__(self, credentials: ThreadCredentials | None = None) -> None:
        self._credentials = credentials
        self._session: Session | None = None
        self._made: dict[tuple[str, str], Any] = {}
        self._loaded_at = monotonic()
        self._lock = Lock()
        self.renewals = 0

    def renew(self, seen: int) -> bool:
        """Whether other credentials may be there; botocore keeps what it found, or did not find,
        for good.

        seen: `renewals` before AWS was asked; of many threads that it refuses, one renews for all
        """
        with self._lock:
            if self.renewals != seen:
                return True
            if monotonic() < self._loaded_at + RENEWS_AFTER:
                return False
            self._session, self._made, self._loaded_at = None, {}, monotonic()
            self.renewals += 1
            return True

    def client(self, service: str, region: str = HOME) -> Any:
        """Client. AWS_ENDPOINT_URL may lead it elsewhere, as botocore has it."""
        with self._lock:  # a session is not for two threads; clients are
            if (service, region) not in self._made:
                self._session = self._session or self._load()
                made = self._session.client(service, region_name=region, config=_CONFIG)
                self._made[service, region] = made
            return self._made[service, region]

    def _load(self) -> Session:
        core = CoreSession()
        if self._credentials:
            core.register_component("credential_provider", self._credentials)
        return Session(botocore_session=core)


class LentSession:
    """Session of the role in one account, until its credentials expire."""

    def __init__(
        self, clients: OwnSession, credentials: ThreadCredentials, keys: Mapping[str, Any]
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
        return self._clients.client(service, region)

    def drop(self) -> None:
        self._until = None

    @property
    def expires(self) -> bool:
        until = self._until  # read once: another thread may drop it now
        return until is None or until - EARLY <= datetime.now(UTC)


AwsSession = OwnSession | LentSession
