# shellcheck shell=bash disable=SC2034 # what is set here is used where this is sourced
# Settings of a local start: what .env says, and the credentials and numbers of
# the emulator. To be sourced after stack.sh.

# Twilio's fictional range of numbers, and credentials that exist nowhere.
DEMO_ACCOUNT_SID=AC0de0de0de0de0de0de0de0de0de0de0d
DEMO_AUTH_TOKEN=0123456789abcdef0123456789abcdef
DEMO_TENANT=6f0c1b52-9d3e-4a7b-8c15-2e4d7a90b3f1
DEMO_NUMBER=+14155550100
DEMO_CALLER=+14155550123
DEMO_OWNER=+14155550177

# read_env FILE: KEY=VALUE lines, never run as shell. What the environment says goes before.
read_env() {
  local line key value number=0
  [[ -f $1 ]] || return 0
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    line=${line%$'\r'}
    [[ $line =~ ^[[:space:]]*(#|$) ]] && continue
    [[ $line =~ ^[[:space:]]*(export[[:space:]]+)?([A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=[[:space:]]*(.*)$ ]] ||
      die "$1, line $number: expected KEY=VALUE."
    key=${BASH_REMATCH[2]}
    value=$(env_value "${BASH_REMATCH[3]}")
    if [[ -z ${!key-} ]]; then export "$key=$value"; fi
  done <"$1"
}

# 'quoted' and "quoted" as they stand; otherwise up to a comment or the end.
env_value() {
  local value=$1
  if [[ $value =~ ^\"([^\"]*)\" || $value =~ ^\'([^\']*)\' ]]; then
    printf '%s' "${BASH_REMATCH[1]}"
    return
  fi
  [[ $value == '#'* ]] && value=
  value=${value%%[[:space:]]#*}
  printf '%s' "${value%"${value##*[![:space:]]}"}"
}

# True when calls are to come from Twilio itself.
real_twilio() { [[ -n ${TWILIO_ACCOUNT_SID-} && -n ${TWILIO_AUTH_TOKEN-} && -n ${PUBLIC_BASE_URL-} ]]; }

# use_emulated_twilio: settings under which nothing can reach the real one.
use_emulated_twilio() {
  export TWILIO_ACCOUNT_SID=$DEMO_ACCOUNT_SID TWILIO_AUTH_TOKEN=$DEMO_AUTH_TOKEN TWILIO_PHONE_NUMBER=$DEMO_NUMBER
  # Webhooks are signed for the address that they are sent to, which is the server's own.
  unset PUBLIC_BASE_URL
}

# start_emulator: sets EMULATOR_URL and points the server's Twilio client at it.
start_emulator() {
  start_program emulator "$EMULATOR_EXE" --port "$1"
  EMULATOR_URL=$STACK_URL
  export TWILIO_API_BASE_URL=$EMULATOR_URL
}

add_demo_tenant() {
  server_command tenant tenants add --id "$DEMO_TENANT" --name "Bay Plumbing" --forward-to "$DEMO_OWNER" \
    --ring-timeout-seconds 5 --number "$DEMO_NUMBER"
}

# connect_demo_number SERVER_URL: what one would fill in at Twilio's console. The owner does not pick up.
connect_demo_number() {
  control PUT "numbers/%2B${DEMO_NUMBER#+}" "{\"voiceUrl\":\"$1/webhooks/voice\",\
\"voiceFallbackUrl\":\"$1/webhooks/voice/fallback\",\"statusCallback\":\"$1/webhooks/voice/status\",\
\"smsUrl\":\"$1/webhooks/sms\"}"
  control PUT "phones/%2B${DEMO_OWNER#+}" '{"whenCalled":"no-answer"}'
}
