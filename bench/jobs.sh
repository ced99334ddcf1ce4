#!/usr/bin/env bash
# The job table beside other job queues on the same PostgreSQL.
set -euo pipefail

if [[ ${1-} == -h || ${1-} == --help ]]; then
  cat <<'HELP'
Usage: bench/jobs.sh

Measures twilio-server's own runner and statements (bench/JobBench), and beside
it graphile-worker (local queue of 500, batched completion) and pg-boss, each in
a database of its own on one PostgreSQL, in turns, RUNS times:

  throughput  COUNT jobs that do nothing and are all due: jobs a second, from the
              start until the last end is on disk
  pick-up     from before a job is written until its handler begins, one now and
              then (10/s) and RATE/s
  takeover    of twilio-server: a process that runs 20 jobs is killed (KILL) or
              halted (STOP), until all of them have begun in another

Fails unless twilio-server does at least as many jobs a second as
graphile-worker, a killed process's jobs run elsewhere within 1 s, and a halted
one's within 10 s.

Settings, from the environment: COUNT (100000), RUNS (3), RATE (200).

Example:
  COUNT=20000 RUNS=1 bench/jobs.sh
HELP
  exit 0
fi

# shellcheck source=bench/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=bench/measure.sh
source bench/measure.sh

COUNT=${COUNT:-100000} RUNS=${RUNS:-3} RATE=${RATE:-200} WARM_UP=5000 IDLE_RATE=10
BENCH_EXE=$STACK_ROOT/bench/JobBench/bin/Release/net10.0/job-bench
PEERS=(twilio-server graphile-worker pg-boss)
PROBLEMS=()
PEERS_HOME=

# In the versions of its lock file, once; and again when that changes.
install_peers() {
  local source=$STACK_ROOT/bench/jobs draft
  PEERS_HOME=$STACK_LOCAL/job-peers-$(cksum <"$source/package-lock.json" | awk '{ print $1 }')
  if [[ ! -d $PEERS_HOME ]]; then
    say "Installing graphile-worker and pg-boss with npm ..."
    # Renamed when complete: an installation that was interrupted is never taken for a whole one.
    draft=$PEERS_HOME.$$
    mkdir -p "$draft"
    cp "$source/package.json" "$source/package-lock.json" "$draft"
    stack_attend npm npm ci --prefix "$draft" --ignore-scripts --no-audit --no-fund || fail_with_log npm "npm could not install them."
    mv "$draft" "$PEERS_HOME"
  fi
  cp "$source/peers.mjs" "$PEERS_HOME"
}

# of_peer PEER throughput|idle|trickle: its figures.
of_peer() {
  case $1:$2 in
  twilio-server:throughput) "$BENCH_EXE" throughput --count "$COUNT" --warm-up "$WARM_UP" ;;
  twilio-server:idle) "$BENCH_EXE" latency --count 200 --rate "$IDLE_RATE" ;;
  twilio-server:trickle) "$BENCH_EXE" latency --count $((RATE * 10)) --rate "$RATE" ;;
  *:throughput) DATABASE_URL=$PEERS_URL node "$PEERS_HOME/peers.mjs" "$1" throughput "$COUNT" "$WARM_UP" ;;
  *:idle) DATABASE_URL=$PEERS_URL node "$PEERS_HOME/peers.mjs" "$1" latency 200 "$IDLE_RATE" ;;
  *:trickle) DATABASE_URL=$PEERS_URL node "$PEERS_HOME/peers.mjs" "$1" latency $((RATE * 10)) "$RATE" ;;
  esac
}

# measured NAME COMMAND...: its output is added to the results of that name.
measured() {
  local name=$1 value
  shift
  sql postgres checkpoint
  value=$("$@") || die "This failed: $*"
  say "$name: $value"
  printf '%s\n' "$value" >>"$RESULTS/jobs-$name.out"
}

# median_of NAME COLUMN
median_of() { awk -v c="$2" '{ print $c }' "$RESULTS/jobs-$1.out" | median; }

# verdict WHAT VALUE FLOOR GOAL CONDITION CONDITION: arithmetic on v, the value.
verdict() {
  local word=FAIL
  if awk -v v="$2" "BEGIN { exit !(v $5) }"; then word=PASS; else PROBLEMS+=("$1 is $2, and the floor is $3"); fi
  if [[ $word == PASS ]] && awk -v v="$2" "BEGIN { exit !(v $6) }"; then word="PASS, goal reached"; fi
  say "| $1 | $2 | $3 | $4 | $word |"
}

report() {
  local peer
  say "$COUNT jobs that do nothing, $WARM_UP uncounted before; pick-up from before the job is written; medians of $RUNS runs in turns."
  say
  say "| queue | jobs/s | pick-up, ${IDLE_RATE}/s: p50 ms | p99 ms | pick-up, $RATE/s: p50 ms | p99 ms |"
  say "| --- | ---: | ---: | ---: | ---: | ---: |"
  for peer in "${PEERS[@]}"; do
    say "| $peer | $(median_of "throughput-$peer" 1) | $(median_of "idle-$peer" 1) | $(median_of "idle-$peer" 2) | $(median_of "trickle-$peer" 1) | $(median_of "trickle-$peer" 2) |"
  done
  say
  say "graphile-worker deletes a job that is done; twilio-server keeps it for a day. pg-boss looks every half second."
  say
  say "| | measured | floor | goal | |"
  say "| --- | ---: | ---: | ---: | --- |"
  verdict "twilio-server / graphile-worker, jobs/s" \
    "$(awk -v a="$(median_of throughput-twilio-server 1)" -v b="$(median_of throughput-graphile-worker 1)" 'BEGIN { printf "%.2f", a / b }')" \
    "≥ 1" "≥ 1.3" ">= 1" ">= 1.3"
  verdict "a killed process's jobs run elsewhere after ms" "$(median_of takeover-KILL 1)" "≤ 1000" "≤ 500" "<= 1000" "<= 500"
  verdict "a halted process's jobs run elsewhere after ms" "$(median_of takeover-STOP 1)" "≤ 10000" "≤ 6000" "<= 10000" "<= 6000"
  if ((${#PROBLEMS[@]})); then
    say
    say "FAILED: $(printf '%s; ' "${PROBLEMS[@]}")"
  fi
}

open_bench jobs
need npm
install_peers
build_release "job-bench" bench/JobBench/JobBench.csproj bench/JobBench src/TwilioServer
make_database jobs_ours
PEERS_URL=$(application_database jobs_peers)
used_log 2
rm -f "$RESULTS"/jobs-*.out
for ((run = 1; run <= RUNS; run++)); do
  for what in throughput idle trickle; do
    for peer in "${PEERS[@]}"; do measured "$what-$peer" of_peer "$peer" "$what"; done
  done
  for signal in KILL STOP; do measured "takeover-$signal" "$BENCH_EXE" takeover --signal "$signal"; done
done
report >"$RESULTS/jobs.md"
machine >"$RESULTS/machine.md"
say
cat "$RESULTS/machine.md" "$RESULTS/jobs.md"
((${#PROBLEMS[@]} == 0))
