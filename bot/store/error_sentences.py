"""Sentences for the errors of Redis: the fault, and what to do. Pure."""

from dataclasses import dataclass

from bot.store.address import ESCAPES

_CLUSTER_URL = "write redis+cluster://host:6379 in REDIS_URL (rediss+cluster:// for TLS)"
_SERVER = "use a Redis or Valkey server, 7.0 or later, that runs Lua scripts"


@dataclass(frozen=True, slots=True)
class ErrorSentence:
    """Fault and remedy; "it" in `says` is Redis: "Redis is unavailable: it is full"."""

    says: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.says}; {self.remedy}"


_LOGIN = "write redis://user:password@host:6379/0, or redis://:password@host:6379/0"
WRONG_PASSWORD = ErrorSentence(
    "it refuses the user or the password in REDIS_URL", f"correct them: {_LOGIN} ({ESCAPES})"
)
NO_PASSWORD = ErrorSentence("it asks for a password, and REDIS_URL gives none", _LOGIN)
NO_USERS = ErrorSentence(
    "it has a password but no user names, and REDIS_URL names a user",
    "write redis://:password@host:6379/0",
)
NO_PASSWORD_WANTED = ErrorSentence(
    "it has no password for this user, and REDIS_URL gives one",
    "set one on the server, or take it out of REDIS_URL",
)
NO_KEYS = ErrorSentence(
    "its user may not use the bot's keys",
    "allow '~mfa:*' (docs/operation.md has the whole rule)",
)
NO_RIGHT = ErrorSentence(
    "its user may not run a command that the bot needs",
    "give it the rights that docs/operation.md lists",
)
PROTECTED = ErrorSentence(
    "it is in protected mode and takes connections from its own machine only",
    "give it a password, or turn protected-mode off where its network is safe",
)
NOT_REDIS = ErrorSentence(
    "the server that answered is not Redis",
    "look at host and port in REDIS_URL; for TLS write rediss://",
)
UNKNOWN_COMMAND = ErrorSentence("it does not know a command that the bot needs", _SERVER)
NO_SCRIPTS = ErrorSentence(
    "it runs no Lua scripts",
    f"{_SERVER}; for a Sentinel write redis+sentinel://host:26379/mymaster",
)
FORGETS_SCRIPTS = ErrorSentence("it forgets the scripts that it is sent", _SERVER)
SCRIPT_FAILED = ErrorSentence("a script of the bot fails there", _SERVER)
NOT_IN_SCRIPTS = ErrorSentence(
    "it does not let scripts run a command that the bot needs",
    f"{_SERVER} without limits (ElastiCache Serverless does not)",
)
NO_SENTINEL = ErrorSentence(
    "the server in REDIS_URL is not a Sentinel",
    "name the Sentinels there, or write redis://host:6379/0 for a single server",
)
NO_MASTER = ErrorSentence(
    "no Sentinel knows a running master of that name",
    "look at the Sentinels, at the master's name in REDIS_URL, and at sentinel_password",
)
CLUSTER = ErrorSentence("it is a node of a Cluster", _CLUSTER_URL)
NO_CLUSTER = ErrorSentence(
    "it is not a Cluster",
    "write redis://host:6379/0 in REDIS_URL (rediss:// for TLS)",
)
SLOT_DOWN = ErrorSentence(
    "no node of the Cluster serves the bot's keys (CLUSTERDOWN)",
    "look at CLUSTER INFO and CLUSTER SLOTS, and bring the missing nodes back",
)
CROSS_SLOT = ErrorSentence(
    "it keeps keys with one hash tag in different slots (CROSSSLOT)",
    "look at the proxy in front of Redis",
)
MOVING = ErrorSentence("the slot of the bot's keys is moving", "wait until the resharding is done")
NO_DATABASE = ErrorSentence(
    "it has no database with the number in REDIS_URL",
    "end REDIS_URL in /0, or raise `databases` on the server",
)
FULL = ErrorSentence(
    "it is full (OOM)",
    "give it more memory (maxmemory), or remove what else is stored there",
)
READ_ONLY = ErrorSentence(
    "it is a replica and takes no writes (READONLY)",
    "name the master in REDIS_URL, or the Sentinels or the Cluster that know it",
)
NO_LINK = ErrorSentence(
    "it is a replica that has lost its master",
    "put the master's address in REDIS_URL, or restore the master",
)
NO_REPLICAS = ErrorSentence(
    "too few replicas follow it to take writes (NOREPLICAS)",
    "bring the replicas back, or lower min-replicas-to-write",
)
DISK = ErrorSentence(
    "it can't save to its disk and takes no writes (MISCONF)",
    "look at its disk and its log",
)
LOADING = ErrorSentence("it is still loading its data", "wait until that is done")
BUSY = ErrorSentence(
    "another client's script keeps it busy",
    "wait, or end that script (SCRIPT KILL)",
)
WRONG_KIND = ErrorSentence(
    "one of the bot's keys holds something that the bot did not write (WRONGTYPE)",
    "check who else writes to keys that begin with mfa:, and check their TYPE",
)
TOO_MANY_CLIENTS = ErrorSentence(
    "it takes no more connections (maxclients)",
    "raise maxclients, or close what else is connected",
)
ALL_IN_USE = ErrorSentence(
    "all connections to it are in use",
    "check how fast it answers: `mfa-bot doctor` measures it",
)
QUOTA = ErrorSentence(
    "the quota of its plan is used up", "take a larger plan, or wait for the next period"
)
PROXY = ErrorSentence(
    "the proxy in front of it can't reach it",
    "check that it is running, and look at the proxy's log",
)
_ANNOUNCED = "the addresses that its Sentinels or Cluster nodes announce"
NO_SPACE = ErrorSentence(
    "the space of its plan is used up",
    "take a larger plan, or remove what else is stored there",
)
REFUSED = ErrorSentence(
    "nothing listens there (connection refused)",
    f"check that it is running, and check host and port in REDIS_URL, or {_ANNOUNCED}; in a"
    " container, localhost is the container itself",
)
NO_NAME = ErrorSentence(
    "its host name can't be resolved",
    f"look at the host in REDIS_URL, or at {_ANNOUNCED}, and at this machine's DNS",
)
NO_FILE = ErrorSentence(
    "a file that REDIS_URL names is not there, or is a folder",
    "look at the path of the socket, or at ssl_ca_certs, ssl_certfile and ssl_keyfile",
)
NO_ENTRY = ErrorSentence(
    "the bot may not open a file that REDIS_URL names",
    "let the bot's user open the socket (unixsocketperm), or read the ssl_ files",
)
NO_DESCRIPTOR = ErrorSentence(
    "no file descriptor is left for a connection to it",
    "raise `ulimit -n` (systemd: LimitNOFILE) where the bot runs",
)
CERTIFICATE = ErrorSentence(
    "its TLS certificate is not trusted",
    "name its CA with ?ssl_ca_certs=PATH in REDIS_URL; if there is no such file, and only then,"
    " write ?ssl_cert_reqs=none",
)
OUT_OF_DATE = ErrorSentence(
    "its TLS certificate has expired, or is not valid yet",
    "renew it, and check this machine's clock",
)
OTHER_HOST = ErrorSentence(
    "its TLS certificate is for another host",
    f"name the host in REDIS_URL as the certificate does, or change {_ANNOUNCED}; if neither is"
    " possible, write ?ssl_check_hostname=false",
)
TLS = ErrorSentence(
    "TLS fails",
    "write redis:// if the server does not use TLS; otherwise check TLS versions, and what is in"
    " ssl_ca_certs, ssl_certfile and ssl_keyfile",
)
SILENT = ErrorSentence(
    "it does not answer in time",
    f"check that it is running; check the network between it and the bot, and {_ANNOUNCED}; if it"
    " does not use TLS, write redis://",
)
CLOSED = ErrorSentence(
    "it closed the connection",
    "look at its log, at maxclients, and at any proxy in front of it; for TLS write rediss://",
)
UNREACHABLE = ErrorSentence(
    "it can't be reached",
    "check that it is running, and check REDIS_URL and the network between it and the bot",
)
UNKNOWN = ErrorSentence(
    "it refuses with an error that the bot does not recognize",
    "look at its log, and run `mfa-bot doctor`",
)

SCRIPTING = frozenset({"EVAL", "EVALSHA"})
# What the bot sends: whatever else an answer names is not repeated, since it may be an argument.
COMMANDS = SCRIPTING | set(
    "AUTH CLUSTER CONFIG DEL GET HGETALL HLEN HSET INCR INFO PEXPIRE PING PTTL SELECT SENTINEL"
    " SET TIME XADD XRANGE XTRIM ZADD ZCOUNT ZRANGE ZREM ZREMRANGEBYSCORE ZREVRANGE ZSCAN"
    " ZSCORE".split()
)


_OF_TLS_AND_FILES = frozenset(
    {NO_FILE, NO_ENTRY, NO_DESCRIPTOR, CERTIFICATE, OUT_OF_DATE, OTHER_HOST}
)


def unreachable_sentinels(why: ErrorSentence) -> ErrorSentence:
    """Sentence on Sentinels none of which could be asked; `why`: what one of them led to."""
    says = f"no Sentinel can be asked: {why.says}"
    if why in _OF_TLS_AND_FILES:
        return ErrorSentence(says, why.remedy)
    return ErrorSentence(
        says,
        "look at the Sentinels in REDIS_URL; their own user and password are sentinel_username and"
        " sentinel_password, and with rediss+sentinel:// they need TLS too",
    )


def may_not_run(*commands: str) -> ErrorSentence:
    names = [name for name in commands if name in COMMANDS]
    if not SCRIPTING.isdisjoint(names):
        return ErrorSentence("its user may not run scripts", "allow +eval and +evalsha")
    if not names:
        return NO_RIGHT
    rights = " ".join(f"+{name.lower()}" for name in names)
    return ErrorSentence(f"its user may not run {', '.join(names)}", f"allow {rights}")
