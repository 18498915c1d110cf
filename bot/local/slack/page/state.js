/** What the feed has told so far, who is looking at it, and who wants to hear of changes. */

const REMEMBERED = "local-slack.me";
const TRAFFIC_KEPT = 200;

export const state = {
  me: "",
  workspace: { name: "", url: "" },
  bot: { id: "", name: "" },
  people: [],
  groups: new Map(),
  channels: new Map(),
  commands: [],
  shortcuts: [],
  homes: new Map(),
  messages: new Map(),
  windows: new Map(),
  traffic: [],
  violations: [],
  clock: { now: 0, ahead: 0, heard: 0 },
  fault_switches: [],
  links: {},
};

const listeners = new Map();

/** `kinds`: the feed's kinds of frames, and the page's own, such as me, place, press, tick. */
export function on(kinds, hear) {
  for (const kind of kinds.split(" ")) {
    listeners.set(kind, [...(listeners.get(kind) ?? []), hear]);
  }
}

/** `was` is what `value` takes the place of. A part that fails is reported, and the others hear. */
export function tell(kind, value, was) {
  for (const hear of listeners.get(kind) ?? []) {
    try {
      hear(value, was);
    } catch (error) {
      reportError(error);
    }
  }
}

export function take(frame) {
  for (const [kind, value] of Object.entries(frame)) {
    if (Object.hasOwn(TAKING, kind)) {
      const was = TAKING[kind](value);
      tell(kind, value, was);
    }
  }
}

const TAKING = {
  all(all) {
    const { groups, channels, messages, windows, homes, clock, ...rest } = all;
    Object.assign(state, rest);
    state.groups = by(groups, (group) => group.id);
    state.channels = by(channels, (channel) => channel.id);
    state.messages = by(messages, keyOf);
    state.windows = by(windows, (window) => window.id);
    state.homes = by(homes, (home) => home.user);
    TAKING.clock(clock);
    state.me = chosen();
  },
  message: (message) => replaceIn(state.messages, keyOf(message), message),
  gone: (named) => removeFrom(state.messages, keyOf(named)),
  window: (window) => replaceIn(state.windows, window.id, window),
  closed: (id) => removeFrom(state.windows, id),
  group: (group) => replaceIn(state.groups, group.id, group),
  channel: (channel) => replaceIn(state.channels, channel.id, channel),
  home: (home) => replaceIn(state.homes, home.user, home),
  traffic(entry) {
    state.traffic = [...state.traffic, entry].slice(-TRAFFIC_KEPT);
  },
  violation(violation) {
    state.violations = [...state.violations, violation];
  },
  clock(clock) {
    state.clock = { ...clock, heard: Date.now() };
  },
  fault_switches(list) {
    state.fault_switches = list;
  },
};

function by(list, naming) {
  return new Map(list.map((entry) => [naming(entry), entry]));
}

function replaceIn(map, key, value) {
  const was = map.get(key);
  map.set(key, value);
  return was;
}

function removeFrom(map, key) {
  const was = map.get(key);
  map.delete(key);
  return was;
}

export function keyOf({ channel, ts, to }) {
  return `${channel} ${ts} ${to}`;
}

function chosen() {
  const ids = state.people.map((person) => person.id);
  const before = sessionStorage.getItem(REMEMBERED);
  return ids.includes(before) ? before : ids[0];
}

/** Kept per tab, so that two tabs can be two people. */
export function become(id) {
  state.me = id;
  sessionStorage.setItem(REMEMBERED, id);
  tell("me", id);
}

export function me() {
  return state.people.find((person) => person.id === state.me);
}

/** The clock of the feed runs on between its frames. */
export function now() {
  return state.clock.now + Date.now() - state.clock.heard;
}

export function nameOf(user) {
  if (user === state.bot.id) {
    return state.bot.name;
  }
  const known = state.people.find((person) => person.id === user);
  return known?.real_name ?? (user === "USLACKBOT" ? "Slackbot" : user);
}

/** The user groups that a person is in. */
export function groupsOf(person) {
  return [...state.groups.values()].filter(({ users }) => users.includes(person));
}

export function mayEnter(channel, person = state.me) {
  return channel !== undefined && (channel.im === "" || channel.im === person);
}

export function maySee(message, person = state.me) {
  const mine = message.to === "" || message.to === person;
  return mine && mayEnter(state.channels.get(message.channel), person);
}

export function titleOf(channel) {
  return channel.im ? channel.name : `#${channel.name}`;
}
