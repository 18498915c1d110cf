"""Page of the small AWS: what it says of each account, and buttons to change that."""

from collections.abc import Mapping
from html import escape

from bot.local.aws.world import Account, Fault, World

_STATES = ("UNVERIFIED", "PENDING", "VERIFIED", "NOT_SUPPORTED")
_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
section { border: 1px solid #8886; border-radius: .5rem; padding: .5rem 1rem 1rem; margin: 1rem 0; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0; }
button, input, select { font: inherit; padding: .2rem .6rem; }
"""


def page(world: World) -> str:
    """HTML page of all accounts."""
    sections = "".join(_section(each, world) for each in world.accounts.values())
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Small AWS</title>"
        "<meta name=viewport content='width=device-width'>"
        f"<style>{_STYLE}</style><h1>Small AWS</h1>"
        "<p>What AWS answers when the bot asks. Change it, and watch the thread follow.</p>"
        f"{sections}</html>"
    )


def _section(account: Account, world: World) -> str:
    other = "off" if account.mfa else "on"
    states = _options(_STATES, account.status)
    outside = f"It is in <b>{'no' if account.standalone else 'an'}</b> organization"
    move = "join" if account.standalone else "leave"
    owns = account is world.management
    faults = _options(("none", *Fault), account.faults.get("", "none"))
    trail = "".join(
        f"<li>{event['EventTime']:%Y-%m-%d %H:%M:%S} {escape(event['EventName'])}, root"
        for event in reversed(account.events)
    )
    return f"""
<section aria-label="{escape(account.name)}">
<h2>{escape(account.name)} <small>{account.id}</small></h2>
{_form(account, f"Root MFA is <b>{'on' if account.mfa else 'off'}</b>", "mfa", other)}
<form method=post action=/switch><input type=hidden name=account value={account.id}>
<label>Phone on file <input name=phone value="{escape(account.phone, quote=True)}"></label>
<select name=status aria-label="Verification">{states}</select>
<button>Save the Phone</button></form>
<form method=post action=/switch><input type=hidden name=account value={account.id}>
<label>Every call <select name=fault>{faults}</select></label>
<button>Set the Fault</button></form>
{"<p>This is the management account" if owns else _form(account, outside, "organization", move)}
{_form(account, "Trail", "event", "sign in as root")}
<ul>{trail}</ul>
</section>"""


def _form(account: Account, what: str, name: str, to: str) -> str:
    labels = {"mfa": f"Turn MFA {to.title()}", "event": "Sign In as Root"}
    label = labels.get(name, f"{to.title()} the Organization")
    return (
        f"<form method=post action=/switch><input type=hidden name=account value={account.id}>"
        f"<span>{what}</span><button name={name} value='{to}'>{label}</button></form>"
    )


def _options(values: tuple[str, ...], chosen: str) -> str:
    return "".join(
        f"<option{' selected' if value == chosen else ''}>{escape(value)}</option>"
        for value in values
    )


def switch(world: World, form: Mapping[str, str]) -> None:
    """Apply a form; unknown names and values are ignored."""
    account = world.accounts.get(form.get("account", ""))
    if account is None:
        return
    if "mfa" in form:
        account.mfa = form["mfa"] == "on"
    if "phone" in form:
        account.phone = form["phone"].strip()[:20] or account.phone
    if form.get("status") in _STATES:
        account.status = form["status"]
    if "organization" in form and account is not world.management:
        account.standalone = form["organization"] == "leave"
    if "event" in form:
        account.root_signs_in()
    if "fault" in form:
        account.faults.pop("", None)
        if form["fault"] in set(Fault):
            account.faults[""] = Fault(form["fault"])
