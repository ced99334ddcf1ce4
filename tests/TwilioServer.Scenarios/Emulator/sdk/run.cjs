// node run.cjs CHAPTER: tells one chapter with Twilio's own SDK, through the proxy, and exits 0 if all was as at Twilio.
// The environment is what `twilio-emulator env --json` prints, EMULATOR_URL, and NODE_PATH for the SDK.
const twilio = require("twilio");
const { App } = require("./app.cjs");
const { Control } = require("./control.cjs");

async function main(chapter) {
  const tell = require(`./chapters/${chapter}.cjs`);
  const app = await App.start();
  try {
    await tell({ client: twilio(), control: new Control(process.env.EMULATOR_URL), app });
  } finally {
    app.stop();
  }
  console.log(`${chapter}: as at Twilio`);
}

main(process.argv[2]).catch((failure) => {
  console.error(failure);
  process.exitCode = 1;
});
