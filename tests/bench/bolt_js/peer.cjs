// bolt-js doing the job of one press: signature, the bot's two scripts, the 200, then its calls to
// Redis and Slack in the order that the bot makes them. What it sends was recorded from the bot
// (tests/bench/recording.py), and is filled in for the run and the turn that were pressed.
//
// Environment: JOB (a file), REDIS_SOCKET, SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET.

const { readFileSync } = require('node:fs');
const { App, LogLevel } = require('@slack/bolt');
const Redis = require('ioredis');

const job = JSON.parse(readFileSync(process.env.JOB, 'utf8'));
const places = new RegExp(`${job.account}|\\b(?:6999|7000)\\d{3}\\b`, 'g');
const refused = new Set([null, 'moved on', 'repeated', 'lost']);
const redis = new Redis({ path: process.env.REDIS_SOCKET });

const app = new App({
  signingSecret: process.env.SLACK_SIGNING_SECRET,
  authorize: async () => ({
    botToken: process.env.SLACK_BOT_TOKEN,
    botId: 'B0BOT',
    botUserId: 'U0BOT',
  }),
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
  logLevel: LogLevel.ERROR,
});

function filled(value, put) {
  if (typeof value === 'string') return value.replace(places, put);
  if (typeof value === 'number') return Math.trunc(value / 1000) === 7000 ? put(value) : value;
  if (Array.isArray(value)) return value.map((item) => filled(item, put));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, put)]));
}

async function ask(command, put) {
  const [name, ...args] = filled(command, put);
  const answer = await redis.call(name, ...args);
  if (refused.has(answer)) throw new Error(`Redis answered ${answer} to ${name} ${args[0]}`);
  return answer;
}

app.action(/^(press|run):/, async ({ ack, action, client }) => {
  const [, run, turn] = action.value.split('|');
  const account = run.split('.')[0];
  const press = job.presses[(Number(turn) - job.presses[0].turn) % 2];
  const shift = Number(turn) - press.turn;
  const put = (found) => (found === job.account ? account : Number(found) + shift);
  for (const command of press.before) {
    const answer = await ask(command, put);
    const stored = Array.isArray(answer) ? JSON.parse(answer[0]) : null;
    if (stored && stored.turn !== Number(turn)) throw new Error(`${run} is at ${stored.turn}`);
  }
  await ack();
  for (const { redis: command, slack: method, body } of press.after) {
    if (command) await ask(command, put);
    else await client.apiCall(method, filled(body, put));
  }
});

app.error(async (error) => {
  console.error(error);
  process.exit(1);
});

process.on('SIGTERM', () => process.exit(0));

app.start({ port: 0, host: '127.0.0.1' }).then((server) => {
  server.keepAliveTimeout = 75000; // as the bot's
  console.error(`listening on http://127.0.0.1:${server.address().port}`);
});
