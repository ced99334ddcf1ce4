# shellcheck shell=bash disable=SC2034,SC2154 # what is set here is used where this is sourced, and the other way round
# One measured run with wrk: what the clients saw, and what it cost in processor, memory, log and transactions.
# To be sourced after common.sh.

WRK_THREADS=${WRK_THREADS:-2}
TICKS_PER_SECOND=$(getconf CLK_TCK)
REQUESTS= # a directory for signed requests

# presign NAME COUNT SEED: signed requests, each of a call of its own.
presign() {
  if [[ -z $REQUESTS ]]; then
    REQUESTS=$(mktemp -d "${TMPDIR:-/tmp}/twilio-server-requests-XXXXXX")
    STACK_SCRATCH+=("$REQUESTS")
  fi
  stack_attend presign "$LOAD_EXE" presign "${TARGET[@]}" --count "$2" --files "$WRK_THREADS" --seed "$3" --out "$REQUESTS/$1" ||
    fail_with_log presign "The requests could not be made."
}

# load_with_wrk REQUESTS CONNECTIONS SECONDS RESULT [again]: "again" is for servers that do not remember.
load_with_wrk() {
  rm -f "$4"
  WEBHOOKS=$REQUESTS/$1 RESULT=$4 AGAIN=${5:+yes} stack_attend wrk wrk -t "$WRK_THREADS" -c "$2" -d "$3" --timeout 15s \
    -s bench/wrk/webhooks.lua "http://127.0.0.1:$PORT/webhooks/voice" || fail_with_log wrk "wrk failed."
  [[ -s $4 ]] || fail_with_log wrk "wrk wrote no result."
}

# of NAME FILE: a value of a result.
of() { awk -v name="$1" '$1 == name { print $2 }' "$2"; }

# ticks PID...: of processor, of these processes and of children that have ended.
ticks() {
  local pid
  for pid in "$@"; do cat "/proc/$pid/stat" 2>/dev/null || true; done |
    awk '{ sub(/^.*\) /, ""); sum += $12 + $13 + $14 + $15 } END { print sum + 0 }'
}

postgres_pids() {
  local pids
  pids=$(pgrep -P "$PG_PID") || true
  echo "$PG_PID" $pids
}

# memory NAME PID...: VmRSS or VmHWM (the peak since the start), of all together, in MB.
memory() {
  local name=$1
  shift
  for pid in "$@"; do cat "/proc/$pid/status"; done |
    awk -v name="$name:" '$1 == name { sum += $2 } END { printf "%.0f", sum / 1024 }'
}

wal_bytes() { sql postgres "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"; }
# Each transaction that writes takes one number, at once; pg_stat_database would tell it seconds later.
transactions() { sql postgres 'select pg_snapshot_xmax(pg_current_snapshot())'; }

# used_log GB: a cluster that has been in use has log files to write again; a new one fills and syncs each, which commits wait
# for, and which whoever is measured first would pay. Written once, min_wal_size of them are kept.
used_log() {
  local size=$1
  sql postgres "select pg_logical_emit_message(false, 'bench', repeat('x', 1048576)) from generate_series(1, $size * 1024)" \
    checkpoint >/dev/null
}

# used_buffers: in a cluster that has been in use, PostgreSQL's cache lies in memory; in a new one each page of it must
# first be cleared by the system, while a webhook waits. Fills the cache with a table of a row a page, and drops it.
used_buffers() {
  local pages
  pages=$(sql postgres "select setting from pg_settings where name = 'shared_buffers'")
  sql postgres "create unlogged table filler (n int, padding char(500)) with (fillfactor = 10)"
  sql postgres "insert into filler select n, '' from generate_series(1, $pages) n"
  sql postgres "drop table filler"
}

# settled_rows DATABASE: "logs calls", of one moment, when what was under way at the end of a load has ended too.
settled_rows() {
  local before='' now tries=0
  while :; do
    now=$(sql "$1" "select (select count(*) from webhook_logs) || ' ' || (select count(*) from calls)")
    [[ $now != "$before" ]] || break
    ((tries++ < 100)) || die "The tables of $1 go on growing after the load has ended."
    before=$now
    sleep 0.1
  done
  printf '%s' "$now"
}

# measure RESULT REQUESTS CONNECTIONS SECONDS [again]: of the programs in SERVER_PIDS and the cluster; adds to wrk's result.
measure() {
  local result=$1 server postgres wal made answered
  sql postgres checkpoint
  wal=$(wal_bytes) made=$(transactions)
  server=$(ticks "${SERVER_PIDS[@]}") postgres=$(ticks $(postgres_pids))
  load_with_wrk "$2" "$3" "$4" "$result" "${5-}"
  server=$(($(ticks "${SERVER_PIDS[@]}") - server)) postgres=$(($(ticks $(postgres_pids)) - postgres))
  wal=$(($(wal_bytes) - wal)) made=$(($(transactions) - made))
  answered=$(of answered "$result")
  {
    say "rss $(memory VmRSS "${SERVER_PIDS[@]}")"
    say "peak $(memory VmHWM "${SERVER_PIDS[@]}")"
    awk -v n="$answered" -v hz="$TICKS_PER_SECOND" -v s="$server" -v p="$postgres" -v w="$wal" -v t="$made" 'BEGIN {
      if (!n) n = 1
      printf "cpu %.1f\npgcpu %.1f\nwal %.0f\ntransactions %.4f\n", s / hz * 1e6 / n, p / hz * 1e6 / n, w / n, t / n
    }'
  } >>"$result"
}

# round_trips RESULT REQUESTS CONNECTIONS: what PostgreSQL sends, a webhook: one answer a round trip. Counted apart, because
# counting slows each of its system calls down.
round_trips() {
  local counts=$RESULTS/perf.out
  if ! perf stat -e syscalls:sys_enter_sendto true >/dev/null 2>&1; then
    say "trips -" >>"$1"
    return
  fi
  stack_spawn INT perf perf stat -x, -e syscalls:sys_enter_sendto -p "$(postgres_pids | tr ' ' ',')" -o "$counts"
  local perf_pid=$STACK_PID
  load_with_wrk "$2" "$3" 2 "$RESULTS/trips.out"
  kill -INT "$perf_pid"
  wait "$perf_pid" 2>/dev/null || true
  stack_forget "$perf_pid"
  awk -F, -v n="$(of answered "$RESULTS/trips.out")" '/sendto/ { printf "trips %.3f\n", $1 / n }' "$counts" >>"$1"
}
