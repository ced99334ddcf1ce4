#!/usr/bin/env bash
# Where the time of a webhook goes: by function in the server and in PostgreSQL, and by statement.
set -euo pipefail
# Of the environment, unless it says nothing: bash goes on counting from there.
EACH=$SECONDS

if [[ ${1-} == -h || ${1-} == --help ]]; then
  cat <<'HELP'
Usage: bench/profile.sh

Loads twilio-server serve --role web as bench/webhooks.sh does and samples it
with perf (499 times a second and thread, by the processor's clock). Prints the
processor's time of a webhook, the server's and PostgreSQL's share of it, the
40 functions with the most samples of their own (server, and one of PostgreSQL's
journal backends), the 40 server functions with the most samples beneath them,
and the statements with the most time (pg_stat_statements).

The samples stay in .local/bench/perf.data: perf report -i .local/bench/perf.data

Settings, from the environment: SECONDS (10), CONNECTIONS (64), WARMUP (seconds,
15: compiling must be over), TOP (40), SEED (1), REQUESTS_PER_SECOND (25000).

Example:
  CONNECTIONS=256 TOP=60 bench/profile.sh
HELP
  exit 0
fi

# shellcheck source=bench/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=bench/measure.sh
source bench/measure.sh
# shellcheck source=bench/peers.sh
source bench/peers.sh

((EACH)) || EACH=10
CONNECTIONS=${CONNECTIONS:-64} WARMUP=${WARMUP:-15} TOP=${TOP:-40} SEED=${SEED:-1}
REQUESTS_PER_SECOND=${REQUESTS_PER_SECOND:-25000}
SAMPLES=$RESULTS/perf.data

# functions PIDS OPTION...: share of the samples, library and function; names of .NET without the types of their arguments,
# and without what has no name (the libraries' table counts it).
functions() {
  local pids=$1
  shift
  perf report -i "$SAMPLES" --stdio --pid "$pids" -g none --percentage relative "$@" 2>/dev/null |
    awk -v top="$TOP" '!/^#/ && NF && !/ 0x0000/ && ++n <= top' |
    sed -E -e 's/\[(PreJIT|ReadyToRun|Optimized[A-Za-z0-9]*|QuickJitted|Instrumented[A-Za-z0-9]*|Tier[A-Za-z0-9]*)\]//' \
      -e 's/\((class |valuetype |value class |native |bool|int|uint|void|string|object|char|float|!).*//' \
      -e 's/(instance |class |valuetype |void |\[perf-[0-9]+\.map\]|perf-[0-9]+\.map)/ /g' -e 's/( -)+ *$//' -e 's/ +/ /g' | cut -c 1-150
}

statements() {
  sql bench_service "select format('%6s %%  %8s calls  %10s ms  %s', round((100 * total_exec_time / sum(total_exec_time) over ())::numeric, 1),
    calls, round(total_exec_time::numeric), left(regexp_replace(regexp_replace(query, '(^|\n)\s*--[^\n]*', '', 'g'), '\s+', ' ', 'g'), 90))
    from pg_stat_statements where calls > 10 order by total_exec_time desc limit $TOP"
}

wal_of_all() {
  sql postgres "select format('%s records, %s full pages, %s MB; %s writes in %s ms, %s syncs in %s ms', wal_records, wal_fpi,
    round(wal_bytes / 1048576), wal_write, round(wal_write_time), wal_sync, round(wal_sync_time)) from pg_stat_wal"
}

# section TITLE COMMAND...
section() {
  say
  say "## $1"
  say
  shift
  "$@"
}

journal_pids() {
  sql postgres "select string_agg(pid::text, ',') from pg_stat_activity where application_name = 'twilio-server journal'"
}

need wrk perf
mkdir -p "$RESULTS"
PG_SETTINGS=$RESULTS/profile.conf
{ cat deploy/postgresql.conf; printf '%s\n' "shared_preload_libraries = 'pg_stat_statements'" 'track_wal_io_timing = on'; } >"$PG_SETTINGS"
open_bench profile
used_buffers
used_log 3
presign warm $((WARMUP * REQUESTS_PER_SECOND)) "$SEED"
presign run $((EACH * REQUESTS_PER_SECOND)) $((SEED + 1))
# The runtime writes down where it puts which function,
# and puts it where it can be found again: not into memory that is mapped twice.
export DOTNET_PerfMapEnabled=1 DOTNET_EnableWriteXorExecute=0
start_peer service
unset DOTNET_PerfMapEnabled DOTNET_EnableWriteXorExecute
SERVER_PID=${SERVER_PIDS[0]}
sql bench_service 'create extension pg_stat_statements'
load_with_wrk warm "$CONNECTIONS" "$WARMUP" "$RESULTS/warm.out"
sql bench_service 'select pg_stat_statements_reset()' "select pg_stat_reset_shared('wal')" >/dev/null
backend=$(journal_pids)
stack_spawn INT perf perf record -q -e cpu-clock -F 499 -g -o "$SAMPLES" -p "$SERVER_PID,$backend"
perf_pid=$STACK_PID
measure "$RESULTS/profile.out" run "$CONNECTIONS" "$EACH"
kill -INT "$perf_pid"
wait "$perf_pid" || true
stack_forget "$perf_pid"
{
  say "$CONNECTIONS connections, $EACH s, sampled: $(of persec "$RESULTS/profile.out") webhooks/s. Server $(of cpu "$RESULTS/profile.out") µs of processor per webhook, PostgreSQL $(of pgcpu "$RESULTS/profile.out") µs."
  awk '$1 == "cpu" { s = $2 } $1 == "pgcpu" { p = $2 } END { printf "The SQL has %.0f %% of what both take together.\n", 100 * p / (s + p) }' "$RESULTS/profile.out"
  section "Server, libraries by their own samples" functions "$SERVER_PID" --no-children --sort dso
  section "Server, functions by their own samples" functions "$SERVER_PID" --no-children --sort dso,symbol
  section "Server, functions by the samples beneath them" functions "$SERVER_PID" --children --sort dso,symbol
  section "One journal backend of PostgreSQL, functions by their own samples" functions "${backend%%,*}" --no-children --sort dso,symbol
  section "Statements by their time (COMMIT and its wait for the disk are not among them)" statements
  section "Write-ahead log" wal_of_all
} >"$RESULTS/profile.txt"
rm -f "/tmp/perf-$SERVER_PID.map" "/tmp/perfinfo-$SERVER_PID.map"
say
cat "$RESULTS/profile.txt"
