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
_NO_CREDENTIALS = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.SSOError,
)
_AWAY = (exceptions.ConnectionError, exceptions.HTTPClientError)
FAULTS = (ClientError, BotoCoreError)
_SERVER_FAULT = 500


class AwsUnknown(RuntimeError):
    """Question that AWS did not answer. `why` is its kind; the text is ours."""

    def __init__(self, why: Unknown) -> None:
        super().__init__(f"AWS did not answer: {why}")
        self.why = why


def kind(error: BaseException) -> Unknown:
    """Kind of an error that a call to AWS raised."""
    if isinstance(error, ClientError):
        answer = error.response
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        found = KINDS.get(answer.get("Error", {}).get("Code", ""))
        return found or (Unknown.AWAY if status >= _SERVER_FAULT else Unknown.OTHER)
    if isinstance(error, _NO_CREDENTIALS):
        return Unknown.NO_CREDENTIALS
    if isinstance(error, (*_AWAY, TimeoutError)):
        return Unknown.AWAY
    return Unknown.OTHER
