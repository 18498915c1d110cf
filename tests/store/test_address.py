"""REDIS_URL: what it may say, what is read from it, and what is told of a wrong one."""

import pytest

from bot.store.address import Address, AddressKind, BadAddress, parse

TLS = "?ssl_ca_certs=/etc/ca.pem&ssl_check_hostname=false"
TLS_OPTIONS = {"ssl_ca_certs": "/etc/ca.pem", "ssl_check_hostname": False}


def test_several_nodes_of_a_cluster_are_named_with_commas() -> None:
    assert parse("redis+cluster://one:7000,two,[::1]:7002") == Address(
        AddressKind.CLUSTER, {}, (("one", 7000), ("two", 6379), ("::1", 7002))
    )


def test_the_master_is_named_after_its_sentinels() -> None:
    assert parse("redis+sentinel://one,two:5000/mymaster") == Address(
        AddressKind.SENTINEL, {"db": 0}, (("one", 26379), ("two", 5000)), service="mymaster"
    )


def test_a_database_may_follow_the_master() -> None:
    assert parse("redis+sentinel://one/my%20master/3") == Address(
        AddressKind.SENTINEL, {"db": 3}, (("one", 26379),), service="my master"
    )


@pytest.mark.parametrize("form", ["redis://{}one/0", "redis+cluster://{}one,two"])
def test_user_and_password_are_decoded(form: str) -> None:
    options = parse(form.format("us%40er:p%23%2F%3F%25%40%3A@")).options
    assert (options["username"], options["password"]) == ("us@er", "p#/?%@:")


@pytest.mark.parametrize("form", ["redis://{}one/0", "redis+cluster://{}one,two"])
def test_a_password_needs_no_user(form: str) -> None:
    options = parse(form.format(":secret@")).options
    assert "username" not in options
    assert options["password"] == "secret"


def test_sentinels_have_a_password_of_their_own() -> None:
    found = parse(
        "redis+sentinel://u:p%40@one,two/main?sentinel_password=s%26t&sentinel_username=w"
    )
    assert found.options == {"db": 0, "username": "u", "password": "p@"}
    assert found.sentinel_options == {"username": "w", "password": "s&t"}
    assert not any(password in repr(found) for password in ("p@", "s&t"))


@pytest.mark.parametrize(
    ("written", "password"),
    [
        ("a+b", "a+b"),
        ("a%2Bb", "a+b"),
        ("a%20b", "a b"),
        ("a%26b%3Dc%25%23%2F%3F%40", "a&b=c%#/?@"),
        ("a%2541", "a%41"),
        ("a=b", "a=b"),
        ("pa[ss]w]or[d", "pa[ss]w]or[d"),
        ("!$^*()[]", "!$^*()[]"),
        ("пароль\uff1a", "пароль\uff1a"),
        ("a b", "a b"),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "redis://:{}@one/0",
        "unix://:{}@/run/redis.sock",
        "redis+cluster://:{}@one,two",
        "redis+sentinel://:{}@one/main",
        "redis+sentinel://one/main?sentinel_password={}",
        "redis+sentinel://one/main?sentinel_username=w&sentinel_password={}",
    ],
)
def test_a_password_is_the_same_wherever_it_stands(form: str, written: str, password: str) -> None:
    found = parse(form.format(written))
    options = found.sentinel_options if "sentinel_password" in form else found.options
    assert options["password"] == password


@pytest.mark.parametrize(
    "form", ["rediss://one", "rediss+cluster://one", "rediss+sentinel://one/m"]
)
def test_a_file_may_lie_in_the_home_of_the_bots_user(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/bot")
    files = {"ssl_ca_certs": "~/ca.pem", "ssl_certfile": "~/c+1.pem", "ssl_keyfile": "/a/~b.pem"}
    found = parse(f"{form}?{'&'.join(f'{name}={file}' for name, file in files.items())}")
    for options in filter(None, (found.options, found.sentinel_options)):
        assert options["ssl_ca_certs"] == "/home/bot/ca.pem"
        assert options["ssl_certfile"] == "/home/bot/c+1.pem"
        assert options["ssl_keyfile"] == "/a/~b.pem"


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("valkey://u:p@one:7000/2", "redis://u:p@one:7000/2"),
        ("valkeys://one", "rediss://one"),
        ("valkey+cluster://one,two", "redis+cluster://one,two"),
        ("valkeys+sentinel://one/main", "rediss+sentinel://one/main"),
    ],
)
def test_valkeys_names_of_the_schemes_mean_the_same(url: str, same: str) -> None:
    assert parse(url) == parse(same)


def test_sentinels_do_not_get_the_password_of_the_servers() -> None:
    assert parse("redis+sentinel://u:p@one/main").sentinel_options == {}


def test_tls_is_for_servers_and_sentinels() -> None:
    cluster = parse(f"rediss+cluster://one,two{TLS}")
    assert (cluster.tls, cluster.options) == (True, TLS_OPTIONS)
    sentinel = parse(f"rediss+sentinel://one/main{TLS}")
    assert (sentinel.tls, sentinel.sentinel_options) == (True, TLS_OPTIONS)
    assert sentinel.options == {"db": 0, **TLS_OPTIONS}


@pytest.mark.parametrize("url", ["redis+cluster://one", "redis+sentinel://one/main"])
def test_without_tls_there_is_none(url: str) -> None:
    assert not parse(url).tls


def test_one_server_is_read_as_redis_py_does() -> None:
    assert parse("redis://one:7000/2").options == {"host": "one", "port": 7000, "db": 2}
    assert parse("unix:///run/redis%20s?db=3").options["path"] == "/run/redis s"
    assert parse("unix:///run/redis%20s?db=3").options["db"] == 3


def test_the_path_of_a_socket_may_begin_with_more_slashes() -> None:
    """As in a folder that is written `//srv`, which the system takes too."""
    assert parse("unix:////run/redis.sock").options["path"] == "/run/redis.sock"
    assert parse("unix://:pw@//run/redis.sock").options["password"] == "pw"


@pytest.mark.parametrize(
    ("url", "must"),
    [
        ("one:6379", "be like redis://host:6379/0, unix:///path, redis+cluster://"),
        ("http://one", "be like redis://host:6379/0"),
        ("sentinel://one", "be like redis://host:6379/0"),
        ("redis://[one", "be like redis://host:6379/0"),
        ("redis://one:6379,two:6379/0", "name one server, or be like redis://"),
        ("redis://one/2?db=3", "name the database once"),
        ("redis://one?db=2&db=3", "name each option once"),
        ("rediss://one?ssl_check_hostname=off", "set ssl_check_hostname to true or false"),
        ("redis://", "have a host, and a port that is a number"),
        ("redis://one:port", "have a host, and a port that is a number"),
        ("redis://one:0", "have a host, and a port that is a number"),
        ("redis+cluster://one:1,:2", "have a host, and a port that is a number"),
        ("redis+cluster://one,two:99999", "have a host, and a port that is a number"),
        ("redis+cluster://", "have a host, and a port that is a number"),
        ("redis+sentinel:///main", "have a host, and a port that is a number"),
        ("redis://u:p/w@one", "have a host, and a port that is a number; in a password # % & / ?"),
        ("redis://u:p#w@one", "have no # in it: in a password # % & / ? and @ are %23"),
        ("redis://one/prod", "end in the number of a database, such as /0"),
        ("redis+sentinel://one/main/x", "end in the number of a database, such as /0"),
        ("redis+cluster://one/1", "name no database: a Cluster has only 0"),
        ("redis+sentinel://one", "name the master as the Sentinels do: redis+sentinel://"),
        ("redis+sentinel://one,two/", "name the master as the Sentinels do: redis+sentinel://"),
        ("unix://", "name the socket, with its whole path: unix:///path"),
        ("unix://~/redis.sock", "name the socket, with its whole path: unix:///path"),
        ("unix://run/redis.sock", "name the socket, with its whole path: unix:///path"),
        ("redis://one..two", "have a host, and a port that is a number"),
        ("redis+cluster://one,.two", "have a host, and a port that is a number"),
        (f"redis+sentinel://{'x' * 64}/main", "have a host, and a port that is a number"),
        ("redis+sentinel://one/main?sentinel_password=s&t", "have no other options than"),
        (
            "redis://one?socket_timeout=60",
            "have no other options than db with this kind of address",
        ),
        ("redis://one?ssl_ca_certs=x", "have no other options than db with this kind"),
        ("redis+cluster://one?db=1", "have no options with this kind of address"),
        ("redis://one?sentinel_password=x", "have no other options than db with this kind"),
        ("rediss://one?ssl_cert_reqs=maybe", "set ssl_cert_reqs to none, optional or required"),
        ("redis://one?db=x", "set db to a number"),
        ("redis://::1:6379/0", "have its IPv6 address in brackets: redis://[2001:db8::1]:6379/0"),
        ("redis+cluster://one,2001:db8::1", "have its IPv6 address in brackets"),
        ("redis://:$(REDIS_PASSWORD)@one/0", "hold the value, not a placeholder"),
        ("redis://${REDIS_HOST}:6379/0", "hold the value, not a placeholder"),
        ("redis://one?password=planted", "give user and password before the host"),
        ("rediss+cluster://one?username=u&password=planted", "give user and password before"),
        ("redis+cluster://u:p@one:1,u:p@two:2", "give user and password once, before the first"),
        ("redis+sentinel://:p@one,:p@two/main", "give user and password once, before the first"),
        ("redis+cluster://one:1,redis+cluster://two:2", "name its scheme once, and be like"),
        ("redis://tcp://10.0.0.1:6379", "name its scheme once, and be like redis://host"),
        ("redis://redis://u:planted@one:6379", "name its scheme once, and be like redis://host"),
        ("redis://:planted\n@one:6379/0", "have no line break or tab in it"),
        ("redis://:planted\t@one:6379/0", "have no line break or tab in it"),
        ("redis://:p@w/rd@one:6379/0", "have a host, and a port that is a number; in a password"),
        (
            "rediss://one?ssl_ca_certs=~nobody-here/ca.pem",
            "name a user of this machine after the ~",
        ),
    ],
)
def test_of_a_wrong_one_is_told_what_works(url: str, must: str) -> None:
    with pytest.raises(BadAddress) as bad:
        parse(url)
    assert must in str(bad.value)


@pytest.mark.parametrize("url", ["redis+cluster://one/", "redis+cluster://one/0"])
def test_the_only_database_of_a_cluster_may_be_named(url: str) -> None:
    assert parse(url).nodes == (("one", 6379),)
