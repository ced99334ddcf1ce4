#!/usr/bin/env bash
# How many incoming calls a second one server takes, without losing one, and in how much memory.
set -euo pipefail

if [[ ${1-} == -h || ${1-} == --help ]]; then
  cat <<'HELP'
Usage: bench/webhooks.sh

Three times 10,000 signed incoming-call webhooks over 64 connections (2,000
uncounted before each, so that the JIT compiler is not what is measured), to one
Release server with a PostgreSQL (fsync on) and a Redis of its own.

Fails unless every answer is 2xx and TwiML, webhook_logs and calls each grew by
exactly the number sent, and the server's memory (VmHWM) is below 150 MB.

Settings, from the environment: COUNT, CONNECTIONS, WARMUP, RUNS, RATE (open
loop, webhooks per second), SEED (of the first run).

Examples:
  bench/webhooks.sh
  RUNS=1 RATE=1000 COUNT=30000 bench/webhooks.sh
HELP
  exit 0
fi

# shellcheck source=bench/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

COUNT=${COUNT:-10000} CONNECTIONS=${CONNECTIONS:-64} WARMUP=${WARMUP:-2000} RUNS=${RUNS:-3} SEED=${SEED:-1}
MEMORY_LIMIT_MB=150
PROBLEMS=()

rows() { sql nevermisscall "select count(*) from $1"; }

# One run, and whether each webhook left exactly one row in both tables.
measure() {
  local run=$1 json=$RESULTS/webhooks-$1.json rate=() logs calls
  if [[ -n ${RATE-} ]]; then rate=(--rate "$RATE"); fi
  logs=$(rows webhook_logs) calls=$(rows calls)
  say
  say "Run $run of $RUNS"
  rm -f "$json"
  stack_show load "$LOAD_EXE" webhooks "${TARGET[@]}" --count "$COUNT" --warmup "$WARMUP" --connections "$CONNECTIONS" \
    --seed $((SEED + run - 1)) "${rate[@]}" --json "$json" || PROBLEMS+=("run $run: not every answer was 2xx and TwiML")
  [[ -f $json ]] || fail_with_log server "Run $run did not end."
  logs=$(($(rows webhook_logs) - logs)) calls=$(($(rows calls) - calls))
  say "rows        webhook_logs +$logs, calls +$calls of $((COUNT + WARMUP)) sent"
  if ((logs != COUNT + WARMUP || calls != COUNT + WARMUP)); then
    PROBLEMS+=("run $run: webhook_logs +$logs and calls +$calls instead of $((COUNT + WARMUP))")
  fi
}

# memory NAME: of the server, in MB.
memory() { awk -v name="$1:" '$1 == name { printf "%.0f", $2 / 1024 }' "/proc/$SERVER_PID/status"; }

of_all_runs() {
  local run
  for ((run = 1; run <= RUNS; run++)); do number "$RESULTS/webhooks-$run.json" "$1"; done
}

table() {
  local run json
  say "| run | webhooks/s | p50 ms | p90 ms | p99 ms | p99.9 ms | max ms |"
  say "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
  for ((run = 1; run <= RUNS; run++)); do
    json=$RESULTS/webhooks-$run.json
    table_row "$run" number "$json"
  done
  table_row median median_of
}

median_of() { of_all_runs "$1" | median; }

# table_row NAME COMMAND...: COMMAND prints the number whose name is added to it.
table_row() {
  local name=$1 field line
  shift
  line="| $name |"
  for field in perSecond p50 p90 p99 p999 max; do line+=" $("$@" "$field") |"; done
  say "$line"
}

prepare webhooks
start_program server "$SERVER_EXE" serve
SERVER_PID=$STACK_PID
for ((run = 1; run <= RUNS; run++)); do measure "$run"; done

rss=$(memory VmRSS) peak=$(memory VmHWM)
((peak < MEMORY_LIMIT_MB)) || PROBLEMS+=("memory peaked at $peak MB; the limit is $MEMORY_LIMIT_MB MB")
{
  say "$COUNT incoming-call webhooks over $CONNECTIONS connections${RATE:+, $RATE/s open loop}; $WARMUP uncounted before each run."
  say
  table
  say
  say "Server memory after the last run: $rss MB resident, $peak MB at its peak (limit: $MEMORY_LIMIT_MB MB)."
  if ((${#PROBLEMS[@]})); then say "FAILED: $(printf '%s; ' "${PROBLEMS[@]}")"; else
    say "All answers were 2xx and TwiML, and webhook_logs and calls each grew by exactly what was sent."
  fi
} >"$RESULTS/webhooks.md"
machine >"$RESULTS/machine.md"
say
cat "$RESULTS/machine.md" "$RESULTS/webhooks.md"
((${#PROBLEMS[@]} == 0))
