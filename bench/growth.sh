#!/usr/bin/env bash
# Whether the service stays as fast when it has been in use for long.
set -euo pipefail
# Of the environment, unless it says nothing: bash goes on counting from there.
EACH=$SECONDS

if [[ ${1-} == -h || ${1-} == --help ]]; then
  cat <<'HELP'
Usage: bench/growth.sh

Loads twilio-server serve --role web with wrk for SECONDS on a database with no
calls, and with one and with ten million (bench/growth/history.sql says what is
modelled), each filled anew, vacuumed and analyzed. A third into the run a
CHECKPOINT is ordered: all that is dirty is written at once, and from then on each
page's first change writes the whole page to the log. PostgreSQL has the settings
of deploy/postgresql.conf.

Fails if a history costs more than a quarter of the throughput of the empty
database (15 % is the goal), or if the tables did not grow by what was answered.

Settings, from the environment: SIZES ("0 1000000 10000000"), SECONDS (200), RUNS
(1: fills anew for each), CONNECTIONS (64), WARMUP (seconds, 10), SEED (1),
REQUESTS_PER_SECOND (20000). Ten million calls take about 30 GB of disk and
20 minutes to fill; what was made is removed at the end.

Example:
  SIZES="0 100000" SECONDS=30 bench/growth.sh
HELP
  exit 0
fi

# shellcheck source=bench/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=bench/measure.sh
source bench/measure.sh
# shellcheck source=bench/peers.sh
source bench/peers.sh

((EACH)) || EACH=200
SIZES=${SIZES:-0 1000000 10000000} RUNS=${RUNS:-1} CONNECTIONS=${CONNECTIONS:-64} WARMUP=${WARMUP:-10} SEED=${SEED:-1}
REQUESTS_PER_SECOND=${REQUESTS_PER_SECOND:-20000}
CHUNK=500000
INTERVAL=10
PROBLEMS=()

# What must be free for the largest history, for what the runs add, for the log and for the signed requests.
check_disk() {
  local size largest=0 free needed
  for size in $SIZES; do ((size <= largest)) || largest=$size; done
  free=$(df -Pk "${TMPDIR:-/tmp}" | awk 'NR == 2 { print int($4 / 1048576) }')
  needed=$((largest * 3 / 1000000 + (EACH + WARMUP) * REQUESTS_PER_SECOND * 4 / 1000000 + 18))
  ((free >= needed)) || die "${TMPDIR:-/tmp} has $free GB free, and this may take $needed GB: set SIZES or SECONDS lower, or TMPDIR to another disk."
}

reply() {
  printf '<?xml version="1.0" encoding="UTF-8"?><Response><Dial answerOnBridge="true" timeout="5" action="%s/webhooks/voice/dial-result?c=1234567&t=%s&n=2">%s</Dial></Response>' \
    "$SERVER_URL" "${DEMO_TENANT//-/}" "$DEMO_OWNER"
}

# psql_step NAME ARGUMENT...
psql_step() {
  local name=$1
  shift
  PGPASSWORD=$PG_PASSWORD stack_attend "$name" "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" \
    -U postgres -d "$DATABASE" "$@" || fail_with_log "$name" "The history could not be made ($name)."
}

# fill SIZE: the history, in pieces that say how far they are.
fill() {
  local first last started
  started=$(now_ms)
  for ((first = 1; first <= $1; first += CHUNK)); do
    last=$((first + CHUNK - 1 < $1 ? first + CHUNK - 1 : $1))
    psql_step fill -v first=$first -v last=$last -v total="$1" -v tenant="$DEMO_TENANT" -v number="$DEMO_NUMBER" \
      -v parameters="$PGBENCH_PARAMETERS" -v reply="$(reply)" -f bench/growth/history.sql
    say "history: $last of $1 calls, $(seconds_since "$started") s"
  done
  sql "$DATABASE" "select setval('twilio_server.stream_ids', (2 * $1 / 1024 + 2) * 1024)" >/dev/null
  # In the large, a database that has been in use for long has been vacuumed and analyzed.
  if (($1)); then psql_step vacuum -c 'vacuum (analyze)'; fi
  say "history of $1 calls: $(sql "$DATABASE" "select pg_size_pretty(pg_database_size('$DATABASE'))"), made in $(seconds_since "$started") s"
}

inserted() {
  sql "$DATABASE" "select coalesce(sum(n_tup_ins), 0) from pg_stat_user_tables where relname like 'webhook\_logs%'"
}

# watch FILE: rows added to the log in each interval, and the checkpoint, until it is told to end.
watch() {
  local now before ordered=no started=$SECONDS pause=
  trap 'kill "$pause" 2>/dev/null; exit 0' TERM
  before=$(inserted)
  while :; do
    sleep "$INTERVAL" &
    pause=$!
    wait "$pause"
    now=$(inserted)
    say "$((now - before))"
    before=$now
    if [[ $ordered == no ]] && ((SECONDS - started >= EACH / 3)); then
      ordered=yes
      sql postgres checkpoint
    fi
  done >"$1"
}

# run SIZE ROUND
run() {
  local result=$RESULTS/growth-$1-$2.out log checkpoints before after answered watcher logs calls
  start_program service "$SERVER_EXE" serve --role web
  SERVER_PIDS=("$STACK_PID")
  load_with_wrk warm "$CONNECTIONS" "$WARMUP" "$RESULTS/warm.out"
  before=$(settled_rows "$DATABASE")
  log=$(log_of postgres)
  watch "$RESULTS/growth.watch" &
  watcher=$!
  STACK_CHILDREN+=("$watcher TERM watch")
  checkpoints=$(grep -c 'checkpoint complete' "$log" || true)
  measure "$result" run "$CONNECTIONS" "$EACH"
  stop_program "$watcher" watch
  after=$(settled_rows "$DATABASE")
  # The one that measure orders before the load is not counted.
  checkpoints=$(($(grep -c 'checkpoint complete' "$log" || true) - checkpoints - 1))
  answered=$(of answered "$result") logs=$((${after% *} - ${before% *})) calls=$((${after#* } - ${before#* }))
  say "slowest $(sort -n "$RESULTS/growth.watch" | awk -v i="$INTERVAL" 'NR == 1 { printf "%.0f", $1 / i }')" >>"$result"
  say "checkpoints $checkpoints" >>"$result"
  say "$1 calls, run $2: $(of persec "$result")/s, p99 $(of p99 "$result") ms, slowest $INTERVAL s $(of slowest "$result")/s, $checkpoints checkpoints; webhook_logs +$logs, calls +$calls for $answered answers"
  grep 'checkpoint complete' "$log" | tail -n 1 | sed 's/.*checkpoint complete: /  the last checkpoint: /'
  ((checkpoints >= 1)) || PROBLEMS+=("$1 calls: no checkpoint happened in the run")
  (($(of bad "$result") == 0 && $(of broken "$result") == 0 && $(of exhausted "$result") == 0)) ||
    PROBLEMS+=("$1 calls: not every webhook was answered with 2xx, or the signed requests did not suffice")
  if ((logs != calls || logs < answered || logs - answered > CONNECTIONS)); then
    PROBLEMS+=("$1 calls: webhook_logs +$logs, calls +$calls for $answered answers")
  fi
  stop_program "${SERVER_PIDS[0]}" service
}

median_of_size() {
  local round
  for ((round = 1; round <= RUNS; round++)); do of "$2" "$RESULTS/growth-$1-$round.out"; done | median
}

report() {
  local size first ratio word
  first=${SIZES%% *}
  say "Voice webhooks over $CONNECTIONS connections for $EACH s; $( ((RUNS == 1)) && say "one run each" || say "medians of $RUNS runs"). A checkpoint is ordered after a third."
  say
  say "| calls before | webhooks/s | beside $first | p50 ms | p99 ms | slowest $INTERVAL s, /s | WAL bytes | server CPU µs | PostgreSQL CPU µs | checkpoints | |"
  say "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
  for size in $SIZES; do
    ratio=$(awk -v a="$(median_of_size "$first" persec)" -v b="$(median_of_size "$size" persec)" 'BEGIN { printf "%.2f", b / a }')
    word=$(awk -v r="$ratio" 'BEGIN { print (r >= 0.85) ? "PASS, goal reached" : (r >= 0.75) ? "PASS" : "FAIL" }')
    [[ $word != FAIL ]] || PROBLEMS+=("$size calls of history leave $ratio of the throughput; the floor is 0.75")
    say "| $size | $(median_of_size "$size" persec) | $ratio | $(median_of_size "$size" p50) | $(median_of_size "$size" p99) | $(median_of_size "$size" slowest) | $(median_of_size "$size" wal) | $(median_of_size "$size" cpu) | $(median_of_size "$size" pgcpu) | $(median_of_size "$size" checkpoints) | $word |"
  done
  say
  say "Floor 0.75, goal 0.85. bench/growth/history.sql says what is modelled of a past call."
  if ((${#PROBLEMS[@]})); then
    say
    say "FAILED: $(printf '%s; ' "${PROBLEMS[@]}")"
  fi
}

need wrk
check_disk
open_bench growth
used_log 4
say "Signing webhooks ..."
presign warm $((WARMUP * REQUESTS_PER_SECOND)) $((SEED + 1))
presign run $((EACH * REQUESTS_PER_SECOND)) $((SEED + 2))
DATABASE=bench_growth
for ((round = 1; round <= RUNS; round++)); do
  for size in $SIZES; do
    make_database "$DATABASE"
    fill "$size"
    run "$size" "$round"
    sql postgres "drop database $DATABASE with (force)"
  done
done
machine >"$RESULTS/machine.md"
report >"$RESULTS/growth.md"
say
cat "$RESULTS/machine.md" <(say) "$RESULTS/growth.md"
((${#PROBLEMS[@]} == 0))
