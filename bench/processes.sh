#!/usr/bin/env bash
# Several processes on one database behind a balancer: the same totals, and nothing twice.
set -euo pipefail
# Of the environment, unless it says nothing: bash goes on counting from there.
EACH=$SECONDS

if [[ ${1-} == -h || ${1-} == --help ]]; then
  cat <<'HELP'
Usage: bench/processes.sh

Starts 1, 2 and 3 twilio-server serve --role web on one database behind a TCP
balancer (haproxy, connections dealt out in turn) and, for comparison, one
without it. Each is loaded with wrk, RUNS times; the tables must grow by what was
answered. Then, with 2 and with 3 processes, ROUNDS races: the same voice
webhook, byte for byte, is posted to all processes at once (twice to each). There
must be one call, one key and one event a race, one log row a delivery, and the
same TwiML for all of them.

Fails if a total differs or anything happened twice.

Settings, from the environment: SECONDS (10), RUNS (3), CONNECTIONS (64),
WARMUP (seconds, 10), ROUNDS (10000), PROCESSES ("1 2 3"), SEED (1),
REQUESTS_PER_SECOND (25000).

Example:
  SECONDS=4 RUNS=1 ROUNDS=1000 bench/processes.sh
HELP
  exit 0
fi

# shellcheck source=bench/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=bench/measure.sh
source bench/measure.sh

((EACH)) || EACH=10
RUNS=${RUNS:-3} CONNECTIONS=${CONNECTIONS:-64} WARMUP=${WARMUP:-10} ROUNDS=${ROUNDS:-10000} PROCESSES=${PROCESSES:-1 2 3}
SEED=${SEED:-1} REQUESTS_PER_SECOND=${REQUESTS_PER_SECOND:-25000}
PROBLEMS=()
LINES=()
RACES=()
BALANCER_PID=
STATS_PORT=

# start_processes COUNT: on ports of their own; sets SERVER_PIDS and the ports they listen on.
start_processes() {
  local count=$1 i port
  SERVER_PIDS=() SERVER_PORTS=()
  for ((i = 1; i <= count; i++)); do
    port=$(free_port)
    PORT=$port start_program "server-$i" "$SERVER_EXE" serve --role web
    SERVER_PIDS+=("$STACK_PID")
    SERVER_PORTS+=("$port")
  done
}

# start_balancer: on PORT, in front of SERVER_PORTS.
start_balancer() {
  local file=$REQUESTS/haproxy.cfg port tries=0
  STATS_PORT=$(free_port)
  {
    printf '%s\n' 'global' '  maxconn 4096' "  stats socket ipv4@127.0.0.1:$STATS_PORT level user" 'defaults' '  mode tcp' \
      '  timeout connect 5s' '  timeout client 60s' '  timeout server 60s' 'frontend webhooks' "  bind 127.0.0.1:$PORT" \
      '  default_backend processes' 'backend processes' '  balance roundrobin'
    for port in "${SERVER_PORTS[@]}"; do say "  server process-$port 127.0.0.1:$port"; done
  } >"$file"
  stack_spawn TERM haproxy "$(PATH=$PATH:/usr/sbin command -v haproxy)" -db -f "$file"
  BALANCER_PID=$STACK_PID
  until port_is_taken "$PORT"; do
    kill -0 "$BALANCER_PID" 2>/dev/null || fail_with_log haproxy "The balancer did not start."
    ((tries++ < 500)) || fail_with_log haproxy "The balancer did not listen within 10 s."
    sleep 0.02
  done
}

# connections_of_each: how many connections each process has had, as the balancer counts.
connections_of_each() {
  exec 8<>"/dev/tcp/127.0.0.1/$STATS_PORT"
  printf 'show stat\n' >&8
  awk -F, '$1 == "processes" && $2 ~ /^process-/ { printf "%s%s", sep, $8; sep = " " }' <&8
  exec 8>&-
}

stop_processes() {
  local pid
  for pid in "${SERVER_PIDS[@]}"; do stop_program "$pid" server; done
}

# load NAME WORD: RUNS measured runs; one line of the table.
load() {
  local name=$1 run result before after answered logs calls
  load_with_wrk warm "$CONNECTIONS" "$WARMUP" "$RESULTS/warm.out"
  for ((run = 1; run <= RUNS; run++)); do
    result=$RESULTS/processes-$2-$run.out
    before=$(settled_rows "$DATABASE")
    measure "$result" "run-$run" "$CONNECTIONS" "$EACH"
    after=$(settled_rows "$DATABASE")
    answered=$(of answered "$result") logs=$((${after% *} - ${before% *})) calls=$((${after#* } - ${before#* }))
    say "$name, run $run: $(of persec "$result")/s, p99 $(of p99 "$result") ms; webhook_logs +$logs, calls +$calls for $answered answers"
    (($(of bad "$result") == 0 && $(of broken "$result") == 0 && $(of exhausted "$result") == 0)) ||
      PROBLEMS+=("$name, run $run: not every webhook was answered with 2xx")
    if ((logs != calls || logs < answered || logs - answered > CONNECTIONS)); then
      PROBLEMS+=("$name, run $run: webhook_logs +$logs, calls +$calls for $answered answers")
    fi
  done
  LINES+=("| $name | $(median_field "$2" persec) | $(median_field "$2" p50) | $(median_field "$2" p99) | $(median_field "$2" cpu) | $(median_field "$2" pgcpu) | $(median_field "$2" peak) |")
}

median_field() {
  local run
  for ((run = 1; run <= RUNS; run++)); do of "$2" "$RESULTS/processes-$1-$run.out"; done | median
}

# totals: of everything that a webhook leaves once, and the log.
totals() {
  sql "$DATABASE" "select (select count(*) from calls) || ' ' || (select count(*) from twilio_server.stream_keys) || ' ' ||
    (select count(*) from twilio_server.events) || ' ' || (select count(*) from webhook_logs) || ' ' ||
    (select count(*) from (select from calls group by call_sid having count(*) > 1) twice) || ' ' ||
    (select count(*) from twilio_server.failed_events)"
}

# race COUNT: every process gets each webhook twice.
race() {
  local count=$1 connections=$((2 * $1)) before after dealt calls keys events logs twice failed now
  before=$(connections_of_each)
  read -r calls keys events logs twice failed <<<"$(totals)"
  stack_show race "$LOAD_EXE" race "${TARGET[@]}" --rounds "$ROUNDS" --connections "$connections" --seed $((SEED + 50 + count)) ||
    PROBLEMS+=("$count processes: a race was answered in two ways, or badly")
  after=$(connections_of_each)
  dealt=$(paste -d ' ' <(tr ' ' '\n' <<<"$before") <(tr ' ' '\n' <<<"$after") | awk '{ printf "%s%d", sep, $2 - $1; sep = " " }')
  read -r -a now <<<"$(totals)"
  calls=$((now[0] - calls)) keys=$((now[1] - keys)) events=$((now[2] - events)) logs=$((now[3] - logs)) twice=${now[4]} failed=${now[5]}
  say "$count processes, $ROUNDS races over $connections connections ($dealt to each process): calls +$calls, keys +$keys, events +$events, webhook_logs +$logs; call SIDs with two rows: $twice; failed events: $failed"
  if ((calls != ROUNDS || keys != ROUNDS || events != ROUNDS || logs != ROUNDS * connections || twice != 0 || failed != 0)); then
    PROBLEMS+=("$count processes: $ROUNDS races left calls +$calls, keys +$keys, events +$events, webhook_logs +$logs, $twice SIDs twice")
  fi
  [[ ! " $dealt " =~ " 0 " ]] || PROBLEMS+=("$count processes: one process got no webhook of the races")
  RACES+=("| $count | $ROUNDS | $connections ($dealt) | $calls | $events | $logs | $twice |")
}

report() {
  say "Voice webhooks, each of its own call, from wrk over $CONNECTIONS connections; medians of $RUNS runs of $EACH s; processes and everything else share the machine's cores."
  say
  say "| processes | webhooks/s | p50 ms | p99 ms | servers' CPU µs | PostgreSQL CPU µs | peak MB, all |"
  say "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
  printf '%s\n' "${LINES[@]}"
  say
  say "The same webhook to all processes at once, twice to each:"
  say
  say "| processes | races | connections (to each) | calls | events | log rows | SIDs twice |"
  say "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
  printf '%s\n' "${RACES[@]}"
  say
  if ((${#PROBLEMS[@]})); then say "FAILED: $(printf '%s; ' "${PROBLEMS[@]}")"; else
    say "Every total is what was answered, and every race had one winner and one answer."
  fi
}

# configuration WORD: "direct", or a number of processes behind the balancer; each with a database that has seen nothing.
configuration() {
  DATABASE=bench_processes_$1
  make_database "$DATABASE"
  if [[ $1 == direct ]]; then
    start_program server "$SERVER_EXE" serve --role web
    SERVER_PIDS=("$STACK_PID")
    load "1, without the balancer" direct
  else
    start_processes "$1"
    start_balancer
    load "$1" "$1"
    if (($1 > 1)); then race "$1"; fi
    stop_program "$BALANCER_PID" haproxy
  fi
  stop_processes
  sql postgres "drop database $DATABASE with (force)"
}

need wrk haproxy
open_bench processes
used_log 3
say "Signing webhooks ..."
presign warm $((WARMUP * REQUESTS_PER_SECOND)) $((SEED + 100))
for ((run = 1; run <= RUNS; run++)); do presign "run-$run" $((EACH * REQUESTS_PER_SECOND)) $((SEED + run)); done
for word in direct $PROCESSES; do configuration "$word"; done
machine >"$RESULTS/machine.md"
report >"$RESULTS/processes.md"
say
cat "$RESULTS/machine.md" <(say) "$RESULTS/processes.md"
((${#PROBLEMS[@]} == 0))
