"""Rules for links and headers that carry a login, such as a signed URL."""

import re

from bot.core.secrets.randomness import hexadecimal, is_random
from bot.core.secrets.rule import Secret, rules, where

_SCHEME = r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}://"
_STAND_IN = r"(?![*.xX]{2,}[@:]|[$%{<\[]|(?i:password|passwd|redacted|secret)@)"
_PARAMETER = re.compile(r"[?&#;]([\w.-]{0,40}=[^\s&#;<>|\"']{3,})")
_TELLING = re.compile(
    r"(?:[\w.-]*(?:token|secret|password|passwd|pwd|passphrase|signature|credential|session"
    r"|jwt|api_?key|(?:auth|user|device)_?code|auth_?key|access_?key|sas|magic|login_?key|ticket|invite|assertion"
    r"|samlresponse|passcode|verification)[\w.-]*|sig|otp|pass|pw|code|key|auth|hash|t|k|s)=(?P<value>.*)",
    re.IGNORECASE,
)
# Their value alone tells: `?code=404`, `?key=value`.
_COMMON = re.compile(
    r"(?:code|key|auth|hash|[tks]|[\w.-]*(?:session|ticket|invite|verification)[\w.-]*)=",
    re.IGNORECASE,
)
_NAMED_ONLY = re.compile(
    r"[\w.-]*(?:_type|_uri|_url|-type|algorithm|expires|signedheaders)=", re.IGNORECASE
)
_SHORTEST, _LONG, _MANY_DIGITS = 6, 16, 6
_PLACEHOLDER = re.compile(r"[$%{<\[].*|[xX*.]+|(?i:your|my|the)?[_-]?\w*(?:token|secret|here)")
_SIGN_IN_PATH = re.compile(
    r"/[\w-]{0,30}(?:magic|reset|log-?in|sign-?in|verif|confirm|invit|activat|auth|sso|recover"
    r"|passwordless|one-?time|otp|token|unlock)[\w-]{0,20}(?:/[\w-]{1,40}){0,2}/([\w.~=-]{12,})",
    re.IGNORECASE,
)


def _is_login(parameter: str) -> bool:
    """`token=…`, `X-Amz-Signature=…`, `access_token=…`."""
    found = _TELLING.fullmatch(parameter)
    if not found or _NAMED_ONLY.match(parameter) or _PLACEHOLDER.fullmatch(found["value"]):
        return False
    return not _COMMON.match(parameter) or _drawn(found["value"])


def _drawn(value: str) -> bool:
    both = re.search(r"\d", value) and re.search("[A-Za-z]", value)
    long_enough = len(value) >= _SHORTEST and bool(both)
    return len(value) >= _LONG or long_enough or bool(re.fullmatch(r"\d{6,8}", value))


def _is_login_in_path(run: str) -> bool:
    return is_random(run) or hexadecimal(run) or len(re.findall(r"\d", run)) >= _MANY_DIGITS


LINKS = rules(
    ("webhook_or_invitation", Secret.LINK,
     ("docs.slack.dev, learn.microsoft.com: incoming webhooks; discord.com/developers, zapier.com:"
      " webhooks; core.telegram.org/bots/api; slack.com/help: invite links"),
     (r"(?i)hooks\.slack(?:-gov)?\.com/\w{5,12}/\w|discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d"
      r"|webhook\.office(?:365)?\.com/|outlook\.office(?:365)?\.com/webhook/"
      r"|hooks\.zapier\.com/hooks/catch/\d|api\.telegram\.org/bot\d"
      r"|events\.pagerduty\.com/integration/\w{8}|api\.opsgenie\.com/\S{1,80}apiKey"
      r"|join\.slack\.com/t/[\w-]{1,40}/shared_invite/|discord\.gg/\w{6}")),
    ("shared_secret", Secret.LINK,
     ("docs.onetimesecret.com; support.1password.com: share items; bitwarden.com/help: Send;"
      " docs.pwpush.com"),
     (r"(?i)onetimesecret\.(?:com|dev)/(?:secret|private|receipt)/\w{8}|share\.1password\.\w{2,3}/s#\w"
      r"|send\.bitwarden\.com/#\w|bitwarden\.\w{2,3}/#/send/\w|privnote\.com/\w{6}"
      r"|(?:pwpush\.com|pwpush\.\S{1,40})/p/\w{6}|yopass\.\S{1,40}/#/\w|password\.link/\w{6}")),
    ("login_in_address", Secret.LINK, "RFC 3986, 3.2.1: user information",
     (rf"{_SCHEME}(?:[^\s/:<>|]{{0,60}}:{_STAND_IN}[^\s/@<>|]{{1,200}}|[A-Za-z0-9_-]{{20,200}})"
      r"@[\w\[]")),
    ("login_in_parameter", Secret.LINK,
     ("docs.aws.amazon.com: presigned URLs, custom identity broker (SigninToken);"
      " learn.microsoft.com: SAS; RFC 6749"),
     where(_is_login, _PARAMETER, group=1)),
    ("login_in_path", Secret.LINK, "links that mails bring: reset, invite, sign in",
     where(_is_login_in_path, _SIGN_IN_PATH, group=1)),
    ("authorization", Secret.TOKEN, "RFC 6750, RFC 7617; docs.aws.amazon.com: Signature Version 4",
     (r"(?i)\bbearer[ \t:]{1,3}(?=[\w.~+/-]{0,60}(?-i:[A-Z]))[\w.~+/-]{20}"
      r"|\b(?:bearer|basic|token|apikey)[ \t:]{1,3}(?=[\w.~+/-]{0,60}[\d=])[\w.~+/-]{12,}=*"
      # No `Authorization: approved by Dana`, nor a ticket.
      r"|authorization[\"']?[ \t]{0,2}[:=][ \t\"']{0,3}"
      r"(?:(?:bearer|basic|token|apikey|digest)[ \t]+"
      r"|(?![a-z]{2,10}-?\d{1,8}\b)(?=[\w.~+/-]{0,60}[\d=]))[\w.~+/-]{8}"
      r"|AWS4-HMAC-SHA256[ \t,]+Credential"
      r"|\bcookie[\"']?: ?[\w.-]{1,60}=[^\s;]{12}|sess(?:ion)?_?(?:id)?=[\w.%-]{16}")),
    ("login_in_file", Secret.PASSWORD,
     "postgresql.org: .pgpass; curl.se: .netrc; docs.npmjs.com: .npmrc",
     (r"(?i)(?<!\S)(?:\*|localhost|[\w-]{0,60}\.[\w.-]{1,80}):(?:\*|\d{2,5}):(?!\d+:)[^\s:]{1,60}"
      r":[^\s:]{1,60}:[^\s:$*<{]\S{3}"
      r"|(?<!\S)(?:machine\s\S{1,80}|default)\s{1,4}login\s\S{1,80}\s{1,4}password\s[^\s$*<{]\S{3}"
      r"|(?<![A-Za-z0-9])_(?:auth|password)=[\w+/=-]{6}")),
    ("login_in_command", Secret.PASSWORD,
     "curl(1), mysql(1), sshpass(1), docker-login(1), redis-cli, ldapsearch(1), net use",
     (r"(?<!\S)(?:-u|--user|--proxy-user)[ =]?[\"']?[\w.@-]{1,40}:[^\s:/$][^\s$]{2}"
      r"|\b(?:sshpass|(?:docker|podman|helm|oc|az) login)\b[^\n]{0,80}?[ \t]-p[ \t]?[^\s$-]{3}"
      r"|\bredis-cli\b[^\n]{0,80}?[ \t]-a[ \t][^\s$]{3}"
      r"|\bldap\w{3,8}\b[^\n]{0,80}?[ \t]-w[ \t][^\s$]{3}"
      # aws iam change-password --old-password …
      r"|--(?:\w{1,12}-)?(?:password|passphrase|secret-string)[ =][\"']?"
      r"(?!(?:flag|option|argument|parameter|switch|is|was|and|or|in|from|prompt|value|does)\b)[^\s$<{*-]\S{3}"
      r"|\bnet use\b[^\n]{0,80}?/user:\S{1,40}[ \t][^\s/$*]{4}"
      r"|\b(?:mysql|mysqldump|mariadb)\b[^\n]{0,80}?[ \t]-p[ \t]?(?=\S{0,40}\d)[^\s$]{4}")),
)  # fmt: skip
