// What one would write today to take Twilio's calls: Express, Twilio's own middleware, and one transaction per webhook.
// It is meant to be good at that: production mode, named (prepared) statements, one body parser, no logging, a pool.
import express from 'express';
import pg from 'pg';
import twilio from 'twilio';

const { DATABASE_URL, PORT, PUBLIC_BASE_URL, TWILIO_AUTH_TOKEN, FORWARD_TO } = process.env;
const POOL_SIZE = Number(process.env.POOL_SIZE ?? 20);
const PIPELINED = process.env.PIPELINED === 'yes';

const INSERT_LOG = {
  name: 'insert-log',
  text: `INSERT INTO webhook_logs (webhook_id, webhook_type, source_ip, call_sid, parameters)
    VALUES ($1, 'voice', $2, $3, $4) ON CONFLICT DO NOTHING`,
};
const INSERT_CALL = {
  name: 'insert-call',
  text: `INSERT INTO calls (call_sid, from_number, to_number, direction, status)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
};

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: POOL_SIZE, min: POOL_SIZE, pipeline: PIPELINED });

function statements(request) {
  const form = request.body;
  return [
    'BEGIN',
    {
      ...INSERT_LOG,
      values: [request.header('I-Twilio-Idempotency-Token'), request.ip, form.CallSid, JSON.stringify(form)],
    },
    { ...INSERT_CALL, values: [form.CallSid, form.From, form.To, form.Direction, form.CallStatus] },
    'COMMIT',
  ];
}

async function record(request) {
  const client = await pool.connect();
  try {
    if (PIPELINED) {
      await Promise.all(statements(request).map((statement) => client.query(statement)));
    } else {
      for (const statement of statements(request)) await client.query(statement);
    }
    client.release();
  } catch (error) {
    // A connection in an unknown state does not go back to the pool.
    client.release(error);
    throw error;
  }
}

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.post(
  '/webhooks/voice',
  express.urlencoded({ extended: false }),
  twilio.webhook(TWILIO_AUTH_TOKEN, { url: `${PUBLIC_BASE_URL}/webhooks/voice` }),
  async (request, response, next) => {
    try {
      await record(request);
      const twiml = new twilio.twiml.VoiceResponse();
      twiml.dial({ timeout: 20, action: `${PUBLIC_BASE_URL}/webhooks/voice/dial-result` }).number(FORWARD_TO);
      response.type('text/xml').send(twiml.toString());
    } catch (error) {
      next(error);
    }
  },
);

const server = app.listen(Number(PORT), () => {
  console.log(JSON.stringify({ event: 'listening', url: `http://localhost:${server.address().port}` }));
});
process.on('SIGTERM', () => {
  server.close(() => pool.end());
  server.closeAllConnections();
});
