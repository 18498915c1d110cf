"""Texts that hold a secret, by kind, and ordinary ones. No secret here was ever anybody's.

Values are drawn from a seed in the form that the vendor documents, and joined from parts, so that
no scanner of repositories takes this file for a leak.
"""

import base64
from collections.abc import Iterable

from tests.core.text_lines import lines
from tests.core.vendor_tokens import (
    BASE32,
    BASE62,
    DIGITS,
    HEX,
    LOWER,
    TOKENS,
    UPPER,
    URLSAFE,
    base_64,
    drawn,
    uuid,
)

KEY_ID = f"AK{'IA'}{drawn(16, BASE32)}"
SECRET_KEY = base_64(30)
SESSION_TOKEN = f"IQo{'J'}b3JpZ2luX2Vj{drawn(300, BASE62 + '/+')}"
SEED = f"{drawn(6, UPPER)}2{drawn(5, UPPER)}7{drawn(3, UPPER)}"
PEM = "\n".join(
    base_64(48, b"\x30\x82\x04\xa4\x02\x01\x00\x02\x82\x01\x01\x00")[:64] for _ in range(3)
)


AWS = (
    KEY_ID,
    f"AS{'IA'}{drawn(16, BASE32)}",
    SECRET_KEY,
    SESSION_TOKEN,
    f"aws_secret_access_key = {SECRET_KEY}",
    f"aws_access_key_id = {KEY_ID}",
    f"export AWS_SESSION_TOKEN={SESSION_TOKEN}",
    f"AWS_SECRET_ACCESS_KEY='{SECRET_KEY}'",
    f'"SecretAccessKey": "{SECRET_KEY}"',
    f"the secret access key is {SECRET_KEY}",
    f"{KEY_ID} / {SECRET_KEY}",
    f"{KEY_ID},{SECRET_KEY}",
    f"ABS{'K'}{base_64(90)}",
    f"SES password: {base_64(33)}",
)
PRIVATE_KEYS = (
    f"-----BEGIN {'RSA'} PRIVATE KEY-----\n{PEM}",
    f"-----BEGIN {'EC'} PRIVATE KEY-----",
    f"-----BEGIN ENCRYPTED {'PRIVATE'} KEY-----",
    f"—--BEGIN {'OPENSSH'} PRIVATE KEY—--",
    f"-----BEGIN PGP {'PRIVATE'} KEY BLOCK-----",
    f"---- BEGIN SSH2 ENCRYPTED {'PRIVATE'} KEY ----",
    PEM,
    PEM.replace("\n", " "),
    f"the key: {PEM}",
    base_64(90, b"openssh-key-v1\0\0\0\0"),
    f"MHcC{'AQEE'}I{drawn(60)}",
    f"MIG{'HAgEA'}MBMGByqGSM49{drawn(50)}",
    f"MC4C{'AQAw'}BQYDK2VwBCIEI{drawn(40)}",
    base_64(600, b"\x30\x82\x0a\x01\x02\x01\x03\x30\x82"),
    "PuTTY-User-Key-File-3: ssh-ed25519",
    f"lQ{'dG'}BGV{drawn(60)}",
    base64.b64encode(f"-----BEGIN {'RSA'} PRIVATE KEY-----".encode()).decode(),
    f"{base_64(32)}",  # WireGuard
)
LINKS = (
    f"https://hooks.slack.com/services/T{drawn(8, BASE32)}/B{drawn(10, BASE32)}/{drawn(24)}",
    f"<https://hooks.slack.com/services/T1/B2/{drawn(24)}|the webhook>",
    f"https://hooks.slack.com/triggers/T{drawn(8, BASE32)}/{drawn(13, DIGITS)}/{drawn(32, HEX)}",
    f"https://discord.com/api/webhooks/{drawn(18, DIGITS)}/{drawn(68, URLSAFE)}",
    f"https://acme.webhook.office.com/webhookb2/{uuid()}@{uuid()}/IncomingWebhook/{drawn(32, HEX)}",
    f"https://api.telegram.org/bot{drawn(9, DIGITS)}:AA{drawn(33, URLSAFE)}/getMe",
    f"https://hooks.zapier.com/hooks/catch/{drawn(7, DIGITS)}/{drawn(7, LOWER)}/",
    f"https://join.slack.com/t/acme/shared_invite/zt-{drawn(10)}-{drawn(22)}",
    f"https://onetimesecret.com/secret/{drawn(31, LOWER + DIGITS)}",
    f"https://eu.onetimesecret.com/secret/{drawn(31, LOWER + DIGITS)}",
    f"https://share.1password.com/s#{drawn(43, URLSAFE)}",
    f"https://send.bitwarden.com/#{drawn(22)}/{drawn(22, URLSAFE)}",
    f"https://vault.bitwarden.eu/#/send/{drawn(22)}/{drawn(22, URLSAFE)}",
    f"https://privnote.com/{drawn(8)}#{drawn(9)}",
    f"https://pwpush.com/p/{drawn(16, LOWER + DIGITS)}",
    f"https://yopass.example.com/#/s/{uuid()}/{drawn(22)}",
    f"https://password.link/{drawn(10)}/#{drawn(30)}",
    "https://user:pass@host",
    "https://ana:hunter2@git.example.com/repo.git",
    "<https://ana:hunter2@git.example.com|the repo>",
    "redis://:s3cretpw@10.0.0.5:6379/0",
    "rediss://default:s3cretpw@cache.example.com:6380",
    "postgres://app:letmein@db.internal/app",
    "mysql://root:toor@localhost",
    "mongodb+srv://app:letmein@cluster0.example.mongodb.net",
    "amqps://guest:guest@mq.example.com",
    "ldap://cn=admin:letmein@ldap.example.com",
    f"https://{drawn(40, HEX)}@github.com/acme/app.git",
    f"https://{drawn(32, HEX)}@o1.ingest.sentry.io/42",
    f"https://example.com/login?token={drawn(24)}",
    f"https://example.com/a?b=1&access_token={drawn(24)}",
    f"https://example.com/#access_token={drawn(40)}&expires_in=3600",
    f"https://example.com/#id_token={drawn(40)}",
    f"https://s3.amazonaws.com/b/k?X-Amz-Expires=60&X-Amz-Signature={drawn(64, HEX)}",
    f"https://b.s3.amazonaws.com/k?AWSAccessKeyId=x&Expires=1&Signature={drawn(27)}%3D",
    f"https://b.s3.amazonaws.com/k?X-Amz-Security-Token={drawn(24)}",
    f"https://signin.aws.amazon.com/federation?Action=login&SigninToken={drawn(80, URLSAFE)}",
    f"https://a.blob.core.windows.net/c?sv=2022-11-02&sig={drawn(43)}%3D",
    f"https://example.com/reset?code={drawn(20)}",
    f"https://example.com/callback?code={drawn(12)}&state=x",
    f"https://example.com/reset-password/{drawn(24)}",
    f"https://example.com/auth/magic/{drawn(32, HEX)}",
    f"https://app.example.com/invite/{drawn(22, URLSAFE)}",
    f"https://example.com/users/confirm/{uuid()}",
    f"https://maps.example.com/api?key={drawn(39)}",
    f"https://example.com/?api_key={drawn(32, HEX)}",
    f"Authorization: Bearer {drawn(40)}",
    f"Authorization: Basic {base_64(14)}",
    f"curl -H 'Authorization: token {drawn(40, HEX)}' https://api.example.com",
    f"Bearer {drawn(32, HEX)}",
    f"X-Api-Key: {drawn(32, HEX)}",
    "curl -u root:hunter2 https://example.com",
    "mysql -u root -pS3cretpw prod",
)  # fmt: skip
SEEDS = (
    SEED,
    SEED.lower(),
    f"otpauth://totp/AWS:root?secret={SEED}",
    "otpauth-migration://offline?data=CjEKCkhlbGxvIQ",
    " ".join(SEED[n : n + 4] for n in range(0, 16, 4)),
    "-".join(SEED[n : n + 4] for n in range(0, 16, 4)),
    "jbsw y3dp ehpk 3pxp",
    "jbsw-y3dp-ehpk-3pxp",
    f"{SEED[:8]} {SEED[8:]}",
    drawn(63, BASE32) + "7",
    drawn(31, BASE32) + "3",
    f"the seed is {drawn(30, LOWER)}3k",
    f"secret key for MFA: {SEED}",
    f"虛擬 MFA 的金鑰是 {SEED}",
    f"種子：{SEED.lower()}",
    f"`{SEED}`",
    f"{SEED}======",
)
RECOVERY = (
    "recovery codes: a1b2c-3d4e5 f6a7b-8c9d0",
    "backup code 1234 5678",
    "Backup codes:\n12345678\n23456789",
    "my backup code is 84729104",
    "GitHub recovery code 3f9ab-77c1d",
    "備用碼：84729104",
    "備用驗證碼是 1234 5678",
    "復原碼 a1b2-c3d4-e5f6",
    "恢复代码：a1b2c3d4e5",
    "救援碼：QX7T-88PL-4ZZK",
    "リカバリーコード：a1b2c-3d4e5",
    "recovery key: RX7K-9PLM-44QT-ZZ8W-A1B2-CC3D",
    "rescue code: 9f3k2m7q",
    "scratch codes 12345678 87654321",
    "Duo bypass code 849302175",
    "bypass code 849 302 175",
    "bypass code: 849-302-175",
    "Duo bypass: 849302175",
    "duo code 849302175",
    "Duo passcode 849302175",
)
PASSWORDS = lines("secret/passwords")
CODES = lines("secret/codes")
KEYS_SAID = (
    f"api key: {drawn(32, HEX)}",
    f"API_KEY={drawn(32, HEX)}",
    f"DD_API_KEY={drawn(32, HEX)}",
    f"client_secret: {drawn(40)}",
    f"the token is {drawn(32, HEX)}",
    f"HEROKU_API_KEY={uuid()}",
    f"heroku api key {uuid()}",
    f'"apiKey": "{drawn(32, LOWER + DIGITS)}"',
    f"secret = {drawn(24, LOWER + DIGITS)}",
    f"金鑰：{drawn(32, HEX)}",
    f"金鑰是 {drawn(32, LOWER + DIGITS)}",
    f"密钥：{drawn(40)}",
    f"權杖：{drawn(32, HEX)}",
    f"APIキー：{drawn(32, HEX)}",
    f"TWILIO_AUTH_TOKEN={drawn(32, HEX)}",
    f"my secret key is {drawn(20, LOWER + DIGITS)}",
)

SURE: dict[str, tuple[str, ...]] = {
    "tokens": tuple(text for texts in TOKENS.values() for text in texts),
    "AWS keys": AWS,
    "private keys": PRIVATE_KEYS,
    "links and headers": LINKS,
    "seeds": SEEDS,
    "recovery codes": RECOVERY,
    "passwords": PASSWORDS,
    "codes": CODES,
    "keys said to be ones": KEYS_SAID,
}

# Where they are thrown away they may pass; where they would be kept they may not.
POSSIBLE: dict[str, tuple[str, ...]] = {
    "drawn by lot": (
        "x7Kp9QzR2m",
        "the old one, x7Kp9QzR2m",
        "x7kp9qzr2m",
        *(drawn(length) + "7q" for length in range(10, 24)),
        *(drawn(length, LOWER + DIGITS) + "3z9k" for length in range(8, 20, 2)),
        drawn(32, HEX),
        drawn(40, HEX),
        drawn(64, HEX),
        uuid(),
    ),
    "with symbols": (
        "Tr0ub4dor&3",
        "it is P@ssw0rd",
        "Xk!29aa",
        "Hunter2!planted",
        "new phone, Summer#2026x",
    ),
    "said": (
        "pw is letmein",
        "the password is swordfish",
        "password to swordfish",
        "密碼是 letmein",
        "api key abc123def456",
        "api_key=abc123",
        "access token is abcdef123456",
        "SLACK_BOT_TOKEN=abc123",
        "pass is swordfish",
        "PIN 4829",
        "the code is 4829",
        "驗證碼 4829",
    ),
    "codes": (
        "the new phone, 482913",
        "482913 works",
        "ask for 482 913",
        "4829135 again",
        "new device 48291357",
        "新手機 482913",
        "4·8·2·9·1·3",
    ),
    "app passwords": ("qzxv kjwp fhgt mnbc", "abcd efgh xkcd qrst"),
    "groups": ("QX7T-88PL-4ZZK", "a1B2-c3D4-e5F6"),
    # Written down by somebody who had not seen the rules.
    "unseen codes": lines("secret/unseen_codes"),
    "unseen passwords": lines("secret/unseen_passwords"),
    "unseen logins": lines("secret/unseen_logins"),
    "on call": lines("secret/on_call"),
    "hidden": (
        "hun\u200bter2pass!",
        "pass\u200cword: too\u200dr",
        "pass\u00adword: toor",
        "pass\nword: toor",
        "password:\ntoor",
        "the password is\n\ntoor",
        "password\ttoor",
        "p a s s w o r d : toor",
        "p.a.s.s.w.o.r.d: toor",
        "p\N{CYRILLIC SMALL LETTER A}ssword: toor",
        "passw\N{GREEK SMALL LETTER OMICRON}rd: toor",
        "\N{MATHEMATICAL BOLD CAPITAL P}assw0rd!",
        "&lt;password&gt;toor",
        "密\u200b碼: toor",
        "4\u200b8\u200b2\u200b9\u200b1\u200b3",
        "code: 48\n29\n13",
        "驗證碼\n482913",
        f"AK\u200b{KEY_ID[2:]}",
    ),
    "long, of small letters and digits": tuple(
        drawn(length, LOWER + DIGITS) for length in (24, 32, 40, 48, 64)
    ),
}


def texts(kinds: dict[str, tuple[str, ...]]) -> Iterable[tuple[str, str]]:
    return ((kind, text) for kind, many in kinds.items() for text in many)
