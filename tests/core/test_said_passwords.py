"""What the bot promises about passwords, keys and answers that a sentence introduces."""

from bot.core.secrets import possible_secret_in
from tests.support.each import each

CHANGED = (
    *"是 為 叫 用 就是 改成 改為 重設為 重設成 變更為 更新成 更改為 設定成 設為".split(),
    *"換成 已改成 仍是 還是 都是 一樣是 統一是 統一為 預設是 已經改成 重新設為".split(),
    *"已改 統一 預設 設 改 換".split(),
)


@each("said", CHANGED)
def test_a_password_is_not_kept_however_a_sentence_in_chinese_says_it(said: str) -> None:
    for value in ("fluffy", "fluffy99", "「fluffy」"):
        for apart in ("", " "):
            assert possible_secret_in(f"密碼{said}{apart}{value}"), (apart, value)


@each(
    "form",
    [
        "password reads {}",
        "password now reads {}",
        "password reset, it's {} now",
        "password remains {}",
        "password rotated, now {}",
        "password changed from {} to another",
        "password, {}",
        "password/{}",
        "{}: password",
        "{} - password",
        "use {} for the password",
        "password ends in {}",
        "用{}當密碼",
        "密碼以前好像有用過 {} 吧",
    ],
)
def test_a_word_with_digits_is_not_kept_in_a_text_about_a_password(form: str) -> None:
    for value in ("fluffy99", "Mango7x", "wolf1234", "swordfish2"):
        assert possible_secret_in(form.format(value)), value


@each(
    "text",
    [
        *(
            f"{word}{sign}wolf1234"
            for word in ("金鑰", "密鑰", "私鑰", "權杖", "令牌")
            for sign in "：= 是"
        ),
        *("token: wolf1234", "key: wolf1234", "API 金鑰：wolf1234"),
        *("security answer: fluffy", "secret question answer is Rexy"),
        *("安全問題答案是小白", "安全性問題的答案：小白"),
        *("пароль: собака", "mot de passe : éléphant", "Passwort: Schlüsselblume"),
        *("密碼fluffy", "密碼「fluffy」", "預設密碼fluffy", "密碼「fluffy」已換"),
    ],
)
def test_keys_and_answers_are_not_kept_in_any_language(text: str) -> None:
    assert possible_secret_in(text)
