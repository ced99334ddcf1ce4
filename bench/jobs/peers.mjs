// What job-bench measures of twilio-server, for the queues of others. DATABASE_URL names a database of their own.
//   node peers.mjs graphile|boss throughput COUNT WARM_UP
//   node peers.mjs graphile|boss latency COUNT RATE
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import PgBoss from 'pg-boss';

const connectionString = process.env.DATABASE_URL;
const pool = new pg.Pool({ connectionString, max: 10 });
const now = () => performance.now();

// The fastest that its documentation offers: a local queue of 500, completions in batches.
const preset = {
  worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0, concurrentJobs: 24 },
};

const graphile = {
  async prepare() {
    const utils = await makeWorkerUtils({ connectionString });
    await utils.migrate();
    await utils.release();
  },
  async fill(count) {
    await pool.query('truncate graphile_worker._private_jobs');
    await pool.query(
      `select count(graphile_worker.add_job('noop', json_build_object('n', n))) from generate_series(0, $1 - 1) n`,
      [count],
    );
    await pool.query('vacuum analyze graphile_worker._private_jobs');
  },
  async start(work) {
    const runner = await run({
      connectionString,
      preset,
      noHandleSignals: true,
      logger: new Logger(() => () => {}),
      taskList: { noop: (payload) => work(payload.n) },
    });
    return () => runner.stop();
  },
  write: (n) => pool.query(`select graphile_worker.add_job('noop', $1::json)`, [JSON.stringify({ n })]),
  left: async () => (await pool.query('select count(*)::int as left from graphile_worker._private_jobs')).rows[0].left,
};

// It looks every half second and not more often, so what helps is many workers with large batches.
const boss = {
  async prepare() {
    const instance = new PgBoss({ connectionString });
    await instance.start();
    await instance.createQueue('noop');
    await instance.stop({ graceful: false });
  },
  async fill(count) {
    await pool.query(`delete from pgboss.job where name = 'noop'`);
    await pool.query(
      `insert into pgboss.job (name, data, policy) select 'noop', json_build_object('n', n), 'standard' from generate_series(0, $1 - 1) n`,
      [count],
    );
    await pool.query('vacuum analyze pgboss.job');
  },
  async start(work) {
    const instance = new PgBoss({ connectionString, supervise: false, schedule: false });
    instance.on('error', (error) => console.error(error.message));
    await instance.start();
    for (let i = 0; i < 10; i++)
      await instance.work('noop', { batchSize: 500, pollingIntervalSeconds: 0.5 }, async (jobs) => {
        for (const job of jobs) work(job.data.n);
      });
    return () => instance.stop({ graceful: true, wait: true, timeout: 10_000 });
  },
  write: (n) =>
    pool.query(`insert into pgboss.job (name, data, policy) values ('noop', $1, 'standard')`, [JSON.stringify({ n })]),
  left: async () =>
    (await pool.query(`select count(*)::int as left from pgboss.job where name = 'noop' and state < 'completed'`)).rows[0]
      .left,
};

function countdown(count, onEach = () => {}) {
  let left = count;
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  const work = (n) => {
    onEach(n);
    if (--left === 0) finish();
  };
  return [work, finished];
}

async function drain(queue, count) {
  await queue.fill(count);
  const [work, finished] = countdown(count);
  const began = now();
  const stop = await queue.start(work);
  await finished;
  await stop();
  const seconds = (now() - began) / 1000;
  const left = await queue.left();
  if (left !== 0) throw new Error(`${left} of ${count} jobs are not done.`);
  return count / seconds;
}

async function latency(queue, count, rate) {
  await queue.fill(0);
  const written = [];
  const began = [];
  const [work, finished] = countdown(count, (n) => (began[n] = now()));
  const stop = await queue.start(work);
  const start = now();
  const writes = [];
  for (let n = 0; n < count; n++) {
    const wait = ((n + 1) * 1000) / rate - (now() - start);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    written[n] = now();
    writes.push(queue.write(n));
  }
  await Promise.all(writes);
  await finished;
  await stop();
  const took = written
    .map((from, n) => began[n] - from)
    .slice(count / 10)
    .sort((a, b) => a - b);
  return `${took[took.length >> 1].toFixed(2)} ${took[Math.floor(took.length * 0.99)].toFixed(2)}`;
}

const [name, what, first, second] = process.argv.slice(2);
const queue = { graphile, boss }[name];
await queue.prepare();
if (what === 'throughput') {
  await drain(queue, Number(second));
  console.log((await drain(queue, Number(first))).toFixed(0));
} else {
  console.log(await latency(queue, Number(first), Number(second)));
}
await pool.end();
