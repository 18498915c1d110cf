"""Tokens in the forms that vendors document, drawn from a seed. None was ever anybody's.

They are joined from parts, so that no scanner of repositories takes this file for a leak.
"""

import base64
import random
import string

DRAWN = random.Random(20261126)  # noqa: S311  # nobody relies on these
LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
HEX, BASE62 = "0123456789abcdef", LOWER + UPPER + DIGITS
URLSAFE, BASE32 = BASE62 + "-_", UPPER + "234567"


def drawn(length: int, alphabet: str = BASE62) -> str:
    return "".join(DRAWN.choices(alphabet, k=length))


def base_64(length: int, first: bytes = b"") -> str:
    return base64.b64encode(first + DRAWN.randbytes(length)).decode()


def _jwt() -> str:
    parts = (b'{"alg":"HS256"}', b'{"sub":"1234567890","name":"root"}', DRAWN.randbytes(32))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def uuid() -> str:
    return "-".join(drawn(length, HEX) for length in (8, 4, 4, 4, 12))


# As the vendors' rules are named; the first part is the prefix.
TOKENS: dict[str, tuple[str, ...]] = {
    "slack": tuple(
        f"{kind}-{drawn(12, DIGITS)}-{drawn(12, DIGITS)}-{drawn(24)}"
        for kind in ("xox" + "b", "xox" + "p", "xox" + "a", "xox" + "s", "xap" + "p", "xox" + "e")
    ),
    "github": tuple(f"gh{kind}_{drawn(36)}" for kind in "pousr"),
    "github_fine": (f"github_{'pat'}_{drawn(22)}_{drawn(59)}",),
    "gitlab": tuple(
        f"gl{kind}-{drawn(20, URLSAFE)}"
        for kind in "pat dt rt cbt ptt ft imt agent oas soat ffct rtr".split()
    ),
    "gitlab_runner": (f"GR13{'48941'}{drawn(20, URLSAFE)}",),
    "bitbucket": (f"AT{'BB'}{drawn(32)}",),
    "atlassian": (f"ATA{'TT3'}xFfGF0{drawn(160, URLSAFE)}={drawn(8, HEX)}",),
    "npm": (f"np{'m'}_{drawn(36)}",),
    "pypi": (f"py{'pi'}-AgEIcHlwaS5vcmc{drawn(150, URLSAFE)}",),
    "nuget": (f"oy{'2'}{drawn(43, LOWER + DIGITS)}",),
    "amazon_seller": (f"amzn.{'mws'}.{uuid()}",),
    "rubygems": (f"ruby{'gems'}_{drawn(48, HEX)}",),
    "docker": (f"dckr{'_pat'}_{drawn(27, URLSAFE)}", f"dckr{'_oat'}_{drawn(32, URLSAFE)}"),
    "huggingface": (f"h{'f'}_{drawn(34, LOWER + UPPER)}",),
    "google_key": (f"AI{'za'}Sy{drawn(33, URLSAFE)}",),
    "google_access": (f"ya{'29'}.a0Af{drawn(120, URLSAFE)}",),
    "google_refresh": (f"1/{'/0'}e{drawn(60, URLSAFE)}",),
    "google_client": (f"GOC{'SPX'}-{drawn(28, URLSAFE)}",),
    "firebase": (f"AAAA{drawn(7, URLSAFE)}:AP{'A91b'}{drawn(134, URLSAFE)}",),
    "azure_client": (f"{drawn(3)}8{'Q~'}{drawn(34, BASE62 + '_.~')}",),
    "azure_named_key": (
        f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={base_64(64)}",
        f"Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=r;SharedAccessKey={base_64(32)}",
    ),
    "stripe": tuple(f"{kind}_live_{drawn(24)}" for kind in ("s" + "k", "r" + "k")),
    "stripe_webhook": (f"wh{'sec'}_{drawn(32)}",),
    "openai_anthropic": (
        f"s{'k'}-{drawn(48)}",
        f"s{'k'}-proj-{drawn(74, URLSAFE)}",
        f"s{'k'}-ant-api03-{drawn(93, URLSAFE)}AA",
        f"s{'k'}-or-v1-{drawn(64, HEX)}",
    ),
    "groq_xai_perplexity": tuple(
        f"{kind}{drawn(52)}" for kind in ("gs" + "k_", "xa" + "i-", "ppl" + "x-")
    ),
    "replicate": (f"r{'8'}_{drawn(37)}",),
    "langsmith": (f"ls{'v2'}_pt_{drawn(32, HEX)}_{drawn(10, HEX)}",),
    "vault": tuple(f"hv{kind}.{drawn(90, URLSAFE)}" for kind in "sbr"),
    "vault_old": (f"{'s'}.{drawn(24)}",),
    "terraform": (f"{drawn(14)}.atlas{'v1'}.{drawn(67, URLSAFE)}",),
    "discord": (f"{'M'}{drawn(25)}.{drawn(6, URLSAFE)}.{drawn(38, URLSAFE)}",),
    "telegram": (f"{drawn(10, DIGITS)}:AA{drawn(33, URLSAFE)}",),
    "twilio": (f"{'S'}K{drawn(32, HEX)}",),
    "sendgrid": (f"{'S'}G.{drawn(22, URLSAFE)}.{drawn(43, URLSAFE)}",),
    "mailgun": (f"ke{'y'}-{drawn(32, HEX)}",),
    "mailgun_new": (f"{drawn(32, HEX)}-{drawn(8, HEX)}-{drawn(8, HEX)}",),
    "mailchimp": (f"{drawn(32, HEX)}-us{'21'}",),
    "brevo": (f"x{'keysib'}-{drawn(64, HEX)}-{drawn(16)}",),
    "resend": (f"r{'e'}_{drawn(8)}_{drawn(24)}",),
    "digitalocean": tuple(f"do{kind}_v1_{drawn(64, HEX)}" for kind in "por"),
    "heroku": (f"HR{'KU'}-{uuid()}", f"HR{'KU'}-AA{drawn(58, URLSAFE)}"),
    "doppler": (f"d{'p'}.pt.{drawn(43)}", f"d{'p'}.st.dev.{drawn(43)}"),
    "databricks": (f"dap{'i'}{drawn(32, HEX)}-2", f"dap{'i'}{drawn(32, HEX)}"),
    "fly": (f"fo{'1'}_{drawn(43, URLSAFE)}", f"FlyV1 fm{'2'}_{base_64(60)}"),
    "vercel_netlify": (f"nf{'p'}_{drawn(36)}", f"vc{'p'}_{drawn(56)}"),
    "vercel_blob": (f"vercel_{'blob'}_rw_{drawn(16)}_{drawn(30)}",),
    "neon": (f"nap{'i'}_{drawn(64, LOWER + DIGITS)}",),
    "sourcegraph": (f"sg{'p'}_{drawn(16, HEX)}_{drawn(40, HEX)}", f"sg{'p'}_{drawn(40, HEX)}"),
    "supabase": (f"sb{'p'}_{drawn(40, HEX)}",),
    "planetscale": (f"pscale_{'tkn'}_{drawn(43, URLSAFE)}",),
    "shopify": tuple(f"shp{kind}_{drawn(32, HEX)}" for kind in ("at", "ca", "pa", "ss")),
    "linear": (f"lin_{'api'}_{drawn(40)}",),
    "notion": (f"nt{'n'}_{drawn(46)}", f"secre{'t'}_{drawn(43)}"),
    "figma": (f"fig{'d'}_{drawn(40, URLSAFE)}",),
    "airtable": (f"pa{'t'}{drawn(14)}.{drawn(64, HEX)}",),
    "asana": (
        f"1/{drawn(16, DIGITS)}:{drawn(32, HEX)}",
        f"2/{drawn(16, DIGITS)}/{drawn(16, DIGITS)}:{drawn(32, HEX)}",
    ),
    "sentry": (f"sntr{'ys'}_{drawn(90)}", f"sntr{'yu'}_{drawn(64, HEX)}"),
    "newrelic": (f"NR{'AK'}-{drawn(27, UPPER + DIGITS)}",),
    "newrelic_licence": (f"{drawn(36, HEX)}FFFF{'NRAL'}",),
    "grafana": (f"gl{'sa'}_{drawn(32)}_{drawn(8, HEX)}", f"gl{'c'}_{base_64(60)}"),
    "pagerduty": (f"u{'+'}{drawn(18, BASE62)}",),
    "dynatrace": (f"dt0{'c01'}.{drawn(24, BASE32)}.{drawn(64, BASE32)}",),
    "honeycomb": (f"hc{'aik'}_{drawn(58, LOWER + DIGITS)}",),
    "elastic": (f"ess{'u'}_{base_64(50)}",),
    "sonarqube": tuple(f"sq{kind}_{drawn(40, HEX)}" for kind in "pua"),
    "circleci": (f"CCI{'PAT'}_{drawn(22)}_{drawn(40, HEX)}",),
    "buildkite": (f"bk{'ua'}_{drawn(40, HEX)}",),
    "pulumi": (f"pu{'l'}-{drawn(40, HEX)}",),
    "artifactory": (f"AK{'Cp'}{drawn(69)}",),
    "okta": (f"SS{'WS'} 00{drawn(40, URLSAFE)}",),
    "onepassword": (f"op{'s'}_eyJ{drawn(200)}",),
    "onepassword_key": (
        f"A{'3'}-{drawn(6, BASE32)}-" + "-".join(drawn(5, BASE32) for _ in range(5)),
        f"A{'3'}-{drawn(6, BASE32)}-{drawn(6, BASE32)}"
        + "".join(f"-{drawn(5, BASE32)}" for _ in range(4)),
    ),
    "dropbox": (f"s{'l'}.{drawn(136, URLSAFE)}",),
    "square": (f"sq0{'atp'}-{drawn(22, URLSAFE)}",),
    "paypal_braintree": (f"access_{'token'}$production${drawn(16, HEX)}${drawn(32, HEX)}",),
    "razorpay": (f"rzp_{'live'}_{drawn(14)}",),
    "alibaba": (f"LT{'AI'}5t{drawn(18)}",),
    "tencent": (f"AK{'ID'}{drawn(32)}",),
    "facebook": (f"EA{'A'}{drawn(180)}",),
    "twitter": (f"{'A' * 22}{drawn(80)}",),
    "postman": (f"PM{'AK'}-{drawn(24, HEX)}-{drawn(34, HEX)}",),
    "typeform": (f"tf{'p'}_{drawn(44, URLSAFE)}",),
    "contentful": (f"CF{'PAT'}-{drawn(43, URLSAFE)}",),
    "hubspot": (f"pat-{'na1'}-{uuid()}",),
    "tailscale": (f"ts{'key'}-auth-{drawn(11)}CNTRL-{drawn(32)}",),
    "cloudflare_origin": (f"v1{'.0'}-{drawn(24, HEX)}-{drawn(146, HEX)}",),
    "mongodb": (f"mdb_{'sa'}_sk_{drawn(40, URLSAFE)}",),
    "age": (f"AGE-{'SECRET'}-KEY-1{drawn(58, UPPER + DIGITS)}",),
    "jwt": (_jwt(),),
    "jwe": (f"ey{'J'}hbGciOiJkaXIi..{drawn(16, URLSAFE)}.{drawn(60, URLSAFE)}.{drawn(22)}",),
    "bitlocker": ("-".join(drawn(6, DIGITS) for _ in range(8)),),
}  # fmt: skip
