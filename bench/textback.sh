#!/usr/bin/env bash
# How soon after a call is missed its text is at Twilio.
set -euo pipefail

if [[ ${1-} == -h || ${1-} == --help ]]; then
  cat <<'HELP'
Usage: bench/textback.sh

load-generator calls TENANTS businesses in turn and plays Twilio's API, too. The
phone is busy or nobody answers: from the webhook that says so (dial-result,
signed) until the POST of the text to Messages.json is there as a whole, on one
clock, Twilio's own time not counted:

  idle   IDLE calls one after the other, with pauses of 50 to 300 ms
  load   RATE calls a second for SECONDS, open loop, counted from when each
         webhook was due: each second RATE calls come in, RATE are missed, and
         RATE end (three webhooks a call)

twilio-server serve with its default settings (but no cap of a block), RUNS times each; the table has the
medians of the runs. Fails unless every call got one text, and p95 is at most
250 ms in both.

Settings, from the environment: IDLE (200), RATE (200), SECONDS (30), WARMUP
(seconds, 10), TENANTS (2000), RUNS (3), SEED (1).

Example:
  IDLE=50 RATE=50 SECONDS=10 RUNS=1 bench/textback.sh
HELP
  exit 0
fi

# Of the environment, unless it says nothing: bash goes on counting from there.
EACH=$SECONDS
# shellcheck source=bench/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=bench/measure.sh
source bench/measure.sh

((EACH)) || EACH=30
IDLE=${IDLE:-200} RATE=${RATE:-200} WARMUP=${WARMUP:-10} TENANTS=${TENANTS:-2000} RUNS=${RUNS:-3} SEED=${SEED:-1}
LIMIT_MS=250
DATABASE=bench_textback
PROBLEMS=()

# one NAME RUN ARGUMENT...: a run with a database of its own, for within minutes nobody is texted twice.
one() {
  local name=$1 run=$2 json=$RESULTS/textback-$1-$2.json server
  shift 2
  rm -f "$json"
  make_database "$DATABASE"
  PGPASSWORD=$PG_PASSWORD stack_attend tenants "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U postgres \
    -d "$DATABASE" -v tenants="$TENANTS" -v template="$DEMO_TENANT" -f bench/textback/tenants.sql ||
    fail_with_log tenants "The businesses could not be made."
  start_program service "$SERVER_EXE" serve
  server=$STACK_PID
  say "$name, run $run:"
  stack_show load "$LOAD_EXE" text-back "${TARGET[@]}" --sink-port "$SINK_PORT" --tenants "$TENANTS" --seed $((SEED + run)) \
    --json "$json" "$@" || PROBLEMS+=("$name, run $run: not every call got one text, or a webhook was refused")
  [[ -s $json ]] || fail_with_log service "The run did not end."
  say "decisions: $(sql "$DATABASE" "select string_agg(decision || ' ' || reason || ' ' || n, ', ') from (select decision, reason, count(*) n from twilio_server.decisions group by 1, 2) d")"
  stop_program "$server" service
  sql postgres "drop database $DATABASE with (force)"
}

# of_texts FILE NAME: of the times until the text, which come first in the file.
of_texts() { sed -n '/"texted"/,/}/p' "$1" | sed -n "s/.*\"$2\": \([0-9.]*\).*/\1/p"; }
of_answers() { sed -n '/"answered"/,/}/p' "$1" | sed -n "s/.*\"$2\": \([0-9.]*\).*/\1/p"; }

# median_run OF NAME PERCENTILE
median_run() {
  local run
  for ((run = 1; run <= RUNS; run++)); do "$1" "$RESULTS/textback-$2-$run.json" "$3"; done | median
}

line() {
  local p95 word missing run
  p95=$(median_run of_texts "$1" p95)
  missing=$(for ((run = 1; run <= RUNS; run++)); do number "$RESULTS/textback-$1-$run.json" missing; done | awk '{ n += $1 } END { print n }')
  word=$(awk -v v="$p95" -v l="$LIMIT_MS" 'BEGIN { print (v >= 0 && v <= l) ? "PASS" : "FAIL" }')
  [[ $word == PASS ]] || PROBLEMS+=("$2: p95 is $p95 ms, and $LIMIT_MS is the most")
  say "| $2 | $3 | $(median_run of_texts "$1" p50) | $p95 | $(median_run of_texts "$1" p99) | $(median_run of_texts "$1" max) | $(median_run of_answers "$1" p95) | $missing | $word |"
}

report() {
  say "From the signed webhook that makes a call missed until the POST of its text had arrived as a whole; $TENANTS businesses; medians of $RUNS runs. Twilio's own time is not in it."
  say
  say "| | calls a run | p50 ms | p95 ms | p99 ms | max ms | that webhook's answer, p95 ms | without a text | p95 ≤ $LIMIT_MS ms |"
  say "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
  line idle "one call after the other" "$IDLE"
  line load "$RATE calls/s, open loop, $EACH s" $((RATE * EACH))
  if ((${#PROBLEMS[@]})); then
    say
    say "FAILED: $(printf '%s; ' "${PROBLEMS[@]}")"
  fi
}

open_bench textback
used_log 2
SINK_PORT=$(free_port)
export TWILIO_API_BASE_URL=http://127.0.0.1:$SINK_PORT
# All callers are of few blocks; a crowd of them would be capped.
export TEXT_BACK_PREFIX_CAP=0
for ((run = 1; run <= RUNS; run++)); do
  one idle "$run" --count "$IDLE" --warmup 20
  one load "$run" --count $((RATE * EACH)) --warmup $((RATE * WARMUP)) --rate "$RATE"
done
report >"$RESULTS/textback.md"
machine >"$RESULTS/machine.md"
say
cat "$RESULTS/machine.md" <(say) "$RESULTS/textback.md"
((${#PROBLEMS[@]} == 0))
