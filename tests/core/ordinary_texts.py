"""What people type that is no secret, by kind."""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


REASONS = _lines("""
    The old token broke
    the password vault is offline
    one two three go
    steps 1, 2, 3, 4, 5, 6 of the runbook done
    one of us tried two or three times, four of us wait
    access key rotation
    runbook.md#step-4
    10.0.12.7 is down
    the login did not work twice
    New phone
    New phone, the old one was stolen on Friday
    Ana left the company
    Ana left the company; Ben takes over
    OPS-1234
    OPS-1234: YubiKey lost
    JIRA-1234 device replaced
    see JIRA-12345 and JIRA-12346
    SEC-42, asked by Carol
    INC0012345
    CHG0031337 approved by the CAB
    ticket 123456
    ticket #4821
    case 12345678
    Moving from SMS to a passkey
    iPhone 15 Pro replaced by iPhone 16 Pro
    Pixel 8a broke, Pixel 9 here
    YubiKey 5C NFC fell into the sea
    Replacing two YubiKey 5Ci with three YubiKey 5C NFC
    rotation every 90 days
    quarterly rotation, Q3 2026
    audit of 2026-11-26
    done at 2026-11-26T03:12:45Z
    planned for 26 Nov 2026, 03:00 UTC
    the safe was opened on 2026-11-25
    handover from the day shift
    device battery is dead
    the authenticator app was deleted
    Google Authenticator lost its entries after the update to 7.0
    Authy desktop is gone since 2024
    phone reset, no backup
    the seed was on a laptop that is gone
    seed stored in the old vault, we move to a new one
    root password was changed, MFA next
    The root password was rotated yesterday
    password is stored in 1Password
    the password is known to Ana and Ben
    we forgot the password
    the password was leaked, replacing everything
    password reset by AWS Support
    password policy changed
    two devices, one lost
    compromised laptop, replacing all factors
    SOC 2 asks for it
    ISO 27001 control A.9.4.2
    PCI DSS 8.3.6
    required by security, policy 12.3
    migration to eu-central-1
    account closes next month
    test of the runbook
    drill 2026-11
    Game day, team 3
    moved to FIDO2
    WebAuthn instead of TOTP
    clock drift of 45 seconds, resync failed
    codes are refused since the update
    AWS Support case is open, they asked for it
    AWS refused the code three times
    the code is wrong every time
    codes come too late
    the code did not come
    no SMS arrives here
    wrong phone on file
    device shared by two people
    1h30m without access
    retired hardware token, serial lost
    commit 1f3a9c2e broke the login
    reverted in da39a3e
    see runbook v2.3.1, step 4
    version 1.28.3 of the operator
    Kubernetes v1beta1 is gone
    upgrade to PostgreSQL 16.2
    Terraform 1.9.5 moved the user
    cost 1,200 USD last night
    5 people are waiting
    R&D asked for it
    asked by ana@example.com
    see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_lost-or-broken.html
    https://acme.atlassian.net/browse/OPS-1234
    https://github.com/acme/infra/pull/4821
    see #sec-ops and the wiki
    舊手機壞了
    換新手機
    舊手機在 11 月 20 日掉了
    安娜離職，由小明接手
    工單 OPS-1234
    工單 123456
    YubiKey 遺失
    驗證器 App 被刪了
    手機送修，三天後拿回
    密碼已經改過了
    密碼是對的，裝置壞了
    密碼在 1Password 裡
    忘記密碼
    驗證碼收不到
    驗證碼一直錯
    AWS 客服要求
    每季輪替
    稽核要求
    換成通行密鑰
    裝置被偷，已報案
    林先生留職停薪，裝置在他那裡
    第一支手機和第二支手機都壞了
    機器更換中，一切正常
    旧手机坏了
    更换设备
    端末を紛失しました
    新しい端末に交換
    パスワードは変更済み
    Gerät verloren
    Nouveau téléphone, l'ancien est cassé
    Teléfono nuevo
    Сломался телефон
""")
NICKNAMES = _lines("""
    prod
    Prod
    production
    prod-eu-1
    prod-us-east-1
    prod_2
    prod.example.com
    staging
    staging-2
    dev
    dev3
    sandbox-ana
    acme-prod
    acme-prod-eu-west-1
    acme-ec2a-west-web2
    acme-security-audit
    log-archive
    payer
    management
    shared-services
    data-lake
    ml-training-2026
    k8s-prod
    web2
    s3-archive
    rds-main
    b2b-portal
    i18n-service
    team-42
    region1-az2
    customer-0042
    production-account-2
    productionaccount2
    PRODUCTIONACCOUNT
    billing
    root
    legacy-vpc
    blue-green
    正式環境
    正式環境2
    測試
    測試-東京
    本番2
    本番環境
    サーバー
    テスト環境
    프로덕션
    продакшн
    παραγωγή
    Straße
    producción
    إنتاج
    उत्पादन
    การผลิต
    ייצור
    sản-xuất
    prod-eu-1
    prod_eu_2
    eu-prod-03
    acme-prod-2024
    dev-ap-northeast-1
    sandbox01
    sandbox-17
    poc-k8s
    eks-dev-1
    ec2-sandbox
    s3-data
    b2c-prod
    o11y-prod
    l10n-team
    team-a1
    a1-team
    web01-prod
    vpn2024
    acme2go
    x1-carbon
    prod-v2
    prod-v2.1
    us-east-1a-prod
    h264-transcode
    ml-p4d-cluster
    gpu-a100-lab
    qa3-eu2-b4
    c3po
    r2d2
    r2d2-prod
    mp3-store
    ipv6-lab
    dc1-rack42
    acct-0042
    abc123
    abc-123-def
    log4j-lab
    aws-prod-tw-01
    az1b-dr
    p0-oncall
    t2d2-env
    oauth2-proxy
""")
NAMES = _lines("""
    Ana
    Ana García
    Ben O'Brien
    Carol Smith-Jones
    Jean-Pierre Dupont
    Müller, Jürgen
    Søren Ångström
    Zoë Kruger
    José Núñez
    林美玲
    陳大文
    王小明（資安）
    五十嵐 一郎
    三浦 二郎
    山田太郎
    김민수
    Иван Петров
    Νίκος Παπαδόπουλος
    محمد علي
    יוסי כהן
    अमित शर्मा
    สมชาย ใจดี
    Nguyễn Văn A
    Krzysztof Brzęczyszczykiewicz
    Ana from IT
    the on-call engineer
    office manager, 3rd floor
    reception desk
    security@example.com
    Ben (night shift)
    McDonald
    Sinéad MacDonagh
    DeShawn LeBron III
    資安組 林先生
    值班主管
""")
CHATTER = _lines("""
    hello
    help
    what do I do now?
    what code?
    the code is wrong
    code is needed
    how many codes do I need: 2
    where do I find the password
    is the password needed?
    Forgot password?
    Password: known
    password: forgot
    password: do I need it?
    password: ****
    pass: no
    the test passed
    who holds the token
    token expired
    bearer token expired
    basic authentication is off
    the secret is in Secrets Manager
    secret scanning is on
    the key is in the safe
    key rotation is due
    API key needed?
    who has the recovery codes?
    recovery codes are in the safe
    backup codes printed 2026-11-26
    the call came at 03:12
    3 calls, the last 90 minutes ago
    2, last 5 hours ago
    error code 404123
    HTTP 503 from the console
    status code 500
    postal code 100001
    exit code 137
    we have 250000 users waiting
    CPU at 99 % since 03:00
    p99 is 1200 ms
    page me at 3am
    back in 20 min
    that will then come back
    this will then work fine
    can someone take over?
    I'm on it
    login works again
    login page is down
    sign in fails with AccessDenied
    the mail from AWS did not come
    AWS sent three mails
    AWS sent nothing
    we typed it twice
    the SMS says nothing
    AWS ticket 123456 is open
    the mail about ticket 123456
    Amazon order 482913 is late
    驗證碼是什麼
    密碼是什麼
    密碼：忘記了
    收不到簡訊
    AWS 沒有寄信
    有 3 個人在等
    打了三次都不通
    誰有備用碼？
    請問要輸入什麼
    電話沒響
    コードが届きません
    验证码收不到
    the token on Ana's key ring is lost
    hardware token of 2019 is dead
    passkey on my Mac works
    we use Duo Mobile
    key fob 3 is missing
    the login for prod is with Ben
    login: Ana
    credentials: see vault
    secret: none
    who knows the pw?
    pw unknown
    pw: ask Ana
    password manager is down
    password: it is in the vault
    Password reset link did not arrive
    reset password for root
    can't reset password, mail is late
    password reset 2x today
    pass it on to Ben
    pass phrase unknown
    the PIN pad is broken
    pin it to the channel
    code review on Friday
    QR code is not shown
    area code 02
    code 500 from AWS
    barcode sticker on the safe
    backup code sheet is in the safe
    backup key is with Carol
    recovery code sheet #3 is missing
    recovery email ana@example.com
    region us-gov-west-1
    AmazonEC2FullAccess
    IAMUserChangePassword
    AWSCodeCommitPowerUser
    iam:CreateAccessKey failed
    kms key alias/prod
    key policy denies it
    key pair prod-2024
    keypair acme-eu-1
    token bucket is empty
    SMS limit reached
    SMS costs 30 USD
    AWS sent 2 mails at 03:12
    mail from no-reply@signin.aws
    said 5 min ago
    typed the wrong one 3 times
    v2026.11.26
    python3.11
    node-18-alpine
    deploy of 1f3a9c2 failed
    PR #4821 broke it
    room 1203 on floor 12
    ext. 4821
    10.0.0.5:6379
    fe80::1ff:fe23:4567:890a
    00:1A:2B:3C:4D:5E
    192.168.1.100/24
    密碼重設信沒收到
    密碼輸入錯誤三次
    密碼管理員壞了
    密碼：請問安娜
    密碼：AWS 客服重設了
    驗證碼過期了
    驗證碼：沒收到
    收到 3 封信
    分機 4821
    驗證碼錯誤 3 次
    AWS 打了 2 次電話
    金鑰在保險箱
    金鑰：安娜那裡
    備用碼在保險箱
    三月二十一日換過
    第二支 YubiKey 5C
    iPhone 15 Pro Max 換成 iPhone 16
    パスワードは変更しました
    認証アプリが消えた
    Samsung Galaxy S24 Ultra, SM-S928B
    Lenovo ThinkPad T14s Gen 3
    YubiKey 5Ci serial unknown
    Titan K40T
    OTP c200 token dead
    Gemalto SafeNet eToken 5110
    RSA SecurID 700
    replaces hw-token-07
    asked by @carol in #sec-ops
    SOC2-CC6.1
    ticket SEC2-1042
    GH-4821 and GH-4822
    prod/eu and prod/us
    50% of logins fail
    $500 lost
    A&B team
    C++ build
    ops+root@example.com
    O'Brien's device
    n/a
    rotating MFA b/c of leaver
    root@acme.example
    Ana@HQ
    team=security
    3-2-1 backup rule
    24/7 on call
    Q4'26 rotation
    1st device
    8h shift
    10k users
    4x4 matrix
    802.1x
    HTTP/2
    TLS1.3
    WPA2-PSK
    ed25519 key rotated
    p256 curve
    x509 expired
    base64 encoded
""")
AWS_TERMS = _lines("""
    ou-ab12-c3d4e5f6
    arn:aws:iam::123456789012:root
    arn:aws:iam::123456789012:user/ana
    arn:aws:iam::123456789012:mfa/root-account-mfa-device
    arn:aws:sts::123456789012:assumed-role/Admin/ana
    arn:aws:s3:::acme-logs
    arn:aws:kms:us-east-1:123456789012:alias/main
    AIDACKCEVSQ6C2EXAMPLE
    AROAIIAAAAAAAAAAAAAAA
    AROA3XFRBF535PLBIFPI4
    i-0abc123456789def0
    vpc-0a1b2c3d4e5f67890
    sg-903004f8
    subnet-0bb1c79de3EXAMPLE
    ami-0abcdef1234567890
    vol-049df61146c4d7901
    eni-0e9ab1c2d3f4a5b67
    us-east-1
    ap-northeast-1a
    use1-az4
    m5.2xlarge
    db.r6g.xlarge
    c7gn.16xlarge
    t3a.small
    AdministratorAccess
    AWSServiceRoleForSupport
    OrganizationAccountAccessRole
    iam:DeactivateMFADevice
    s3:GetObject
    iam:GetAccountSummary
    CloudTrail
    GuardDuty finding UnauthorizedAccess
    IAM Identity Center
    STS AssumeRoot
    sts:AssumeRoot with IAMDeleteRootUserCredentials
    root user MFA
    CreateVirtualMFADevice
    EnableMFADevice, then ResyncMFADevice
    AccessDeniedException
    U0123456789
    C07ABCD12EF
    o-exampleorgid
    ou-ab12-cdefgh34
""")
LINKS = _lines("""
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_lost-or-broken.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user_manage_mfa
    https://console.aws.amazon.com/iam/home?region=us-east-1#/security_credentials
    https://us-east-1.console.aws.amazon.com/console/home?region=us-east-1
    https://signin.aws.amazon.com/
    https://signin.aws.amazon.com/resetpassword
    https://support.aws.amazon.com/#/contacts/aws-mfa-support
    https://aws.amazon.com/forms/aws-mfa-support
    https://repost.aws/knowledge-center/reset-root-user-password
    https://acme.slack.com/archives/C0ONCALL1/
    https://example.com/?page=2&sort=desc
    https://example.com/?code=404
    https://example.com/?key=value
    https://example.com/login?next=/home
    https://github.com/acme/app/commit/da39a3ee5e6b4b0d3255bfef95601890afd80709
    <https://docs.aws.amazon.com/IAM/|the guide>
    http://localhost:8080/healthz
    redis://localhost:6379/0
    postgres://${USER}:${PASSWORD}@db/app
    https://<user>:<password>@example.com
    git@github.com:acme/app.git
    ssh://git@github.com/acme/app.git
    mailto:ana@example.com
    s3://acme-logs/2026/11/26/
    s3://bucket/path/to/AKfile
    https://console.aws.amazon.com/cloudtrail/home?region=us-east-1#/events?EventName=ConsoleLogin
    https://acme.awsapps.com/start
    https://acme.slack.com/archives/C0ONCALL1/p1732579200000100
    https://acme.pagerduty.com/incidents/Q1A2B3C4D5
    https://acme.atlassian.net/browse/OPS-1234?focusedCommentId=12345
    https://www.google.com/search?q=aws+mfa+lost
    https://meet.google.com/abc-defg-hij
    https://zoom.us/j/12345678901
    https://example.com/login/help
    https://example.com/auth/realms/acme
    https://example.com/docs/token-rotation/
""")
NUMBERS = _lines("""
    0912345678
    0912 345 678
    091-234-5678
    +886 912 345 678
    (02) 2345-6789
    02-2345-6789 ext 123456
    23456789
    +1 202 555 0143
    07911 123456
    +44 7911 123456
    +49 89 11196611
    AWS has 0912 345 678 on file
    the number that AWS calls is 02-2345-6789
    AWS calls +886 2 2345 6789
    AWS 打 0912-345-678
    enter 0912 345 678
    123456789012
    1234-5678-9012
    account 1234 5678 9012
    2026-11-26
    03:12:45
    22:30
    20261126
""")

ORDINARY: dict[str, tuple[str, ...]] = {
    "reasons": REASONS,
    "nicknames": NICKNAMES,
    "names": NAMES,
    "chatter": CHATTER,
    "AWS": AWS_TERMS,
    "links": LINKS,
    "numbers": NUMBERS,
}
