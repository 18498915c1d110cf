"""Refusals of AWS by kind.

What AWS or botocore says in words may repeat arguments, so none of it leaves this module.
"""

from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError

from bot.core.evidence import Unknown

_CODES = {
    Unknown.DENIED: "AccessDenied AccessDeniedException UnauthorizedOperation OptInRequired"
    " AWSOrganizationsNotInUseException AccountNotFoundException ResourceNotFoundException"
    " InvalidAccessException",
    Unknown.THROTTLED: "Throttling ThrottlingException ThrottledException RequestThrottled"
    " TooManyRequestsException RequestLimitExceeded LimitExceededException",
    Unknown.EXPIRED: "ExpiredToken ExpiredTokenException",
    Unknown.CLOCK: "SignatureDoesNotMatch InvalidSignatureException RequestExpired"
    " RequestTimeTooSkewed",
    Unknown.NO_CREDENTIALS: "InvalidClientTokenId UnrecognizedClientException InvalidAccessKeyId"
    " MissingAuthenticationToken MissingAuthenticationTokenException IncompleteSignature",
}
KINDS = {code: kind for kind, codes in _CODES.items() for code in codes.split()}
OF_CREDENTIALS = (Unknown.EXPIRED, Unknown.NO_CREDENTIALS)
_NO_CREDENTIALS = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.MissingDependencyException,  # that a way to get credentials needs
    exceptions.ProfileNotFound,
    exceptions.ConfigNotFound,
    exceptions.ConfigParseError,
    exceptions.InvalidConfigError,
    exceptions.LoginError,
    exceptions.SSOError,
    EOFError,  # instead of the MFA code that a profile asks for
    OSError,  # from a token's file or a program for credentials
)
_EXPIRED = (
    exceptions.LoginRefreshRequired,
    exceptions.RefreshWithMFAUnsupportedError,
    exceptions.TokenRetrievalError,
    exceptions.UnauthorizedSSOTokenError,
)
_AWAY = (exceptions.ConnectionError, exceptions.HTTPClientError, ConnectionError, TimeoutError)
FAULTS = (ClientError, BotoCoreError, EOFError, OSError, RuntimeError)
_KINDS = {  # the first counts
    Unknown.AWAY: _AWAY,
    Unknown.EXPIRED: _EXPIRED,
    Unknown.NO_CREDENTIALS: _NO_CREDENTIALS,
}
_OWN = ("AssumeRoleWithWebIdentity", "AssumeRoleWithSAML")  # how botocore gets credentials
_SERVER_FAULT = 500


class AwsUnknown(RuntimeError):
    """Question that AWS did not answer. `why` is its kind; the text is ours."""

    def __init__(self, why: Unknown) -> None:
        super().__init__(f"AWS did not answer: {why}")
        self.why = why


def kind(error: BaseException) -> Unknown:
    """Kind of an error that a call to AWS raised."""
    if isinstance(error, AwsUnknown):
        return error.why
    if isinstance(error, ClientError):
        return _refusal(error)
    if isinstance(error, RuntimeError):  # botocore's own, of credentials that it has just renewed
        return Unknown.EXPIRED if "still expired" in str(error) else Unknown.OTHER
    for why, errors in _KINDS.items():
        if isinstance(error, errors):
            return why
    return Unknown.OTHER


def _refusal(error: ClientError) -> Unknown:
    """Kind of an answer of AWS's; what is refused before any question is this machine's own."""
    answer = error.response
    found = KINDS.get(answer.get("Error", {}).get("Code", ""))
    if found is None:
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        found = Unknown.AWAY if status >= _SERVER_FAULT else Unknown.OTHER
    no_role = error.operation_name in _OWN and found in (Unknown.DENIED, Unknown.OTHER)
    return Unknown.NO_CREDENTIALS if no_role else found
