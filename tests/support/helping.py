"""A small flow with two roles: who has them is asked, and then they have to do a step."""

from pathlib import Path

from bot.flowfiles.library import Library, load

FLOW = """\
flow: mfa-lost
command: /mfa-lost
start: people
goal: done
reviewed: 2026-11-22
sources: {aws: "https://docs.aws.amazon.com/"}
steps:
  people:
    sources: [aws]
    asks: person
    roles: [inbox_reader, phone_holder]
    go: mail
    skip: mail
    buttons: {reader_only: reader}
  reader:
    sources: [aws]
    asks: person
    roles: [inbox_reader]
    go: mail
  mail:
    sources: [aws]
    for: inbox_reader
    buttons: {opened: call, sent_twice: mail_again, broken_off: left}
  mail_again:
    sources: [aws]
    for: inbox_reader
    buttons: {opened: call}
  call:
    sources: [aws]
    for: phone_holder
    buttons: {rang: number, silent: mail}
  number:
    sources: [aws]
    for: phone_holder
    asks: phone
    go: done
  left: {sources: [aws], end: left}
  done: {sources: [aws], end: done}
"""
WORDS = {
    "en": """\
# Sign in with two people

One reads the mail, one holds the phone.

## about
Sign in with two people.
[usage] prod

## outcomes
[left] Broken Off
[done] Done

## people
Who reads the mail, and who holds the phone?

[skip] I Have Both
[answer] Name Them
[reader_only] Only the Mail

## reader
Who reads the mail?

[answer] Name the Reader

## mail
Open the link in AWS's mail.

The mail is in the inbox of **Root user**. {phone_holder} waits with the phone.

[opened] It Is Open
[sent_twice] A Second Mail Came
[broken_off] Break Off

## mail_again
Open the link in the newest mail.

Older ones no longer work.

[opened] It Is Open

## call
Answer the call.

{inbox_reader} has opened the link.

[rang] It Rang
[silent] It Did Not Ring

## number
Which number did it ring at?

[answer] Type the Number
[label] Phone number
[example] 0912 345 678

## left
It was broken off.

## done
Both have done it.
""",
    "zh-TW": """\
# 兩個人一起登入

一位看信，一位接電話。

## about
兩個人一起登入。
[usage] prod

## outcomes
[left] 中止
[done] 完成

## people
誰看信？誰接電話？

[skip] 兩樣都是我
[answer] 指定人選
[reader_only] 只有信

## reader
誰看信？

[answer] 指定看信的人

## mail
打開 AWS 寄來的連結。

信在 **Root user** 的信箱。{phone_holder} 拿著電話等。

[opened] 打開了
[sent_twice] 又來了一封
[broken_off] 中止

## mail_again
打開最新那封信裡的連結。

舊的已經失效。

[opened] 打開了

## call
接電話。

{inbox_reader} 已經打開連結。

[rang] 響了
[silent] 沒有響

## number
打到哪個號碼？

[answer] 輸入號碼
[label] 電話號碼
[example] 0912 345 678

## left
中止了。

## done
兩位都完成了。
""",
}
SCENARIOS = """\
- title: The lead has both
  presses: [skip, opened, silent, opened, rang, "answer=0912 345 678"]
  end: done
- title: Two others have them
  presses: ["answer=U0BEN; Mei", sent_twice, opened, rang, "answer=0912 345 678"]
  end: done
- title: Only the mail is another's
  presses: [reader_only, answer=U0BEN, broken_off]
  end: left
"""


def library(home: Path) -> Library:
    """The flow, written below `home` and checked like every other."""
    folder = home / "mfa-lost"
    folder.mkdir(exist_ok=True)
    files = {"flow.yaml": FLOW, "scenarios.yaml": SCENARIOS}
    for name, text in {**files, **{f"{lang}.md": text for lang, text in WORDS.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load(home)
