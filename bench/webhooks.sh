#!/usr/bin/env bash
# How many incoming calls a second one server takes without losing one, beside what people write today.
set -euo pipefail
# Of the environment, unless it says nothing: bash goes on counting from there.
EACH=$SECONDS

if [[ ${1-} == -h || ${1-} == --help ]]; then
  cat <<'HELP'
Usage: bench/webhooks.sh

Signed voice webhooks, each of a call of its own, sent by wrk over 64 and over 256
connections to one process after the other, on the same PostgreSQL
(deploy/postgresql.conf), each with a fresh database:

  express     Express 4, the twilio middleware, pg: one transaction per webhook
  pipelined   the same Express, its statements sent at once (an option of pg)
  signature   Kestrel and the service's signature check, no database: the ceiling
  service     twilio-server serve --role web: all of its work
  pgbench     the same two rows in one transaction, without any HTTP

RUNS rounds, so that what the machine does meanwhile meets all alike; the table
has medians. Before each measurement comes a load that is not counted. Each
peer must answer all with 2xx, and its tables must grow by what it answered.

Fails if the service is below 6 times Express at 64 connections or 9 times at
256, above 150 MB, or above 10 ms (p99) in an open loop at the highest rate that
Express sustained.

Settings, from the environment: SECONDS (10), RUNS (3), CONNECTIONS ("64 256"),
WARMUP (seconds, 10), ONLY (peers, by their names or as a, p, b, c, d), SEED (1),
REQUESTS_PER_SECOND (25000: signed beforehand, for each second),
WRK_THREADS (2).

Examples:
  bench/webhooks.sh
  ONLY=c SECONDS=8 RUNS=1 bench/webhooks.sh
  ONLY="a c" CONNECTIONS=64 bench/webhooks.sh
HELP
  exit 0
fi

# shellcheck source=bench/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=bench/measure.sh
source bench/measure.sh
# shellcheck source=bench/peers.sh
source bench/peers.sh
# shellcheck source=bench/tables.sh
source bench/tables.sh

((EACH)) || EACH=10
RUNS=${RUNS:-3} CONNECTIONS=${CONNECTIONS:-64 256} WARMUP=${WARMUP:-10} SEED=${SEED:-1}
REQUESTS_PER_SECOND=${REQUESTS_PER_SECOND:-25000}
MEMORY_LIMIT_MB=150
PROBLEMS=()

# check PEER RESULT CONNECTIONS [BEFORE AFTER]: what has been answered is there, and nothing that was not sent.
check() {
  local name="$1, $3 connections" answered logs=0 calls=0
  (($(of bad "$2") == 0)) || PROBLEMS+=("$name: $(of bad "$2") answers were not 2xx")
  (($(of broken "$2") == 0)) || PROBLEMS+=("$name: $(of broken "$2") connections broke or timed out")
  (($(of exhausted "$2") == 0)) || PROBLEMS+=("$name: all signed requests were used; set REQUESTS_PER_SECOND higher")
  [[ -n ${4-} ]] || return 0
  answered=$(of answered "$2") logs=$((${5% *} - ${4% *})) calls=$((${5#* } - ${4#* }))
  say "         webhook_logs +$logs, calls +$calls for $answered answers"
  # wrk hangs up at its end, on at most one request under way per connection.
  if ((logs != calls || logs < answered || logs - answered > $3)); then
    PROBLEMS+=("$name: webhook_logs +$logs, calls +$calls for $answered answers")
  fi
}

# one PEER ROUND: starts it with a fresh database, measures at each number of connections, stops it.
one() {
  local peer=$1 round=$2 again='' connections result before='' after=''
  if [[ $peer == signature ]]; then again=again; fi
  start_peer "$peer"
  stack_attend check "$LOAD_EXE" webhooks "${TARGET[@]}" --count 500 --connections 16 --seed $((SEED + 1000)) ||
    fail_with_log check "$peer did not answer 500 webhooks with TwiML."
  for connections in $CONNECTIONS; do
    result=$RESULTS/webhooks-$peer-$connections-$round.out
    load_with_wrk "warm-$connections" "$connections" "$WARMUP" "$RESULTS/warm.out" "$again"
    [[ -n $again ]] || before=$(settled_rows "$DATABASE")
    measure "$result" "run-$connections" "$connections" "$EACH" "$again"
    [[ -n $again ]] || after=$(settled_rows "$DATABASE")
    say "round $round  $(printf '%-10s' "$peer") $connections connections: $(of persec "$result")/s, p50 $(of p50 "$result"), p99 $(of p99 "$result") ms, peak $(of peak "$result") MB"
    check "$peer" "$result" "$connections" "$before" "$after"
    [[ -n $again ]] || ((round < RUNS)) || round_trips "$result" "trips-$connections" "$connections"
  done
  stop_peer "$peer"
}

# The highest rate that Express sustained, at fixed times whatever the server does: what callers would see of it.
open_loop() {
  local run json
  RATE=$(for connections in $CONNECTIONS; do median_of express "$connections" persec; done | sort -g | tail -n 1)
  RATE=${RATE%.*}
  start_peer service
  for ((run = 1; run <= RUNS; run++)); do
    json=$RESULTS/open-loop-$run.json
    rm -f "$json"
    stack_attend open-loop "$LOAD_EXE" webhooks "${TARGET[@]}" --rate "$RATE" --count $((RATE * EACH)) --warmup $((RATE * WARMUP)) \
      --connections 64 --seed $((SEED + 2000 + run)) --json "$json" || PROBLEMS+=("open loop, run $run: not every answer was 2xx and TwiML")
    [[ -s $json ]] || fail_with_log open-loop "The open loop did not end."
    say "open loop at $RATE/s: p50 $(number "$json" p50), p99 $(number "$json" p99), max $(number "$json" max) ms"
  done
  stop_peer service
}

# What is sent is the same for all and in every round: a database of its own has seen none of it.
sign_all() {
  local connections
  say "Signing webhooks ..."
  for connections in $CONNECTIONS; do
    presign "warm-$connections" $((WARMUP * REQUESTS_PER_SECOND)) $((SEED + connections))
    presign "run-$connections" $((EACH * REQUESTS_PER_SECOND)) $((SEED + connections + 1))
    presign "trips-$connections" $((2 * REQUESTS_PER_SECOND)) $((SEED + connections + 2))
  done
}

read_peers "${ONLY:-}"
rm -f "$RESULTS"/webhooks*.out "$RESULTS"/open-loop*.json "$RESULTS"/webhooks.{md,tsv}
need_for_peers
open_bench webhooks
used_log 3
used_buffers
prepare_peers
sign_all
for ((round = 1; round <= RUNS; round++)); do
  for peer in "${PEERS[@]}"; do
    case $peer in pgbench) measure_pgbench "$round" ;; *) one "$peer" "$round" ;; esac
  done
done
if has_peer express && has_peer service; then open_loop; fi
machine >"$RESULTS/machine.md"
report >"$RESULTS/webhooks.md"
write_tsv
say
cat "$RESULTS/machine.md" <(say) "$RESULTS/webhooks.md"
((${#PROBLEMS[@]} == 0))
