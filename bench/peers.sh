# shellcheck shell=bash disable=SC2034,SC2154 # what is set here is used where this is sourced, and the other way round
# The programs that are measured side by side: how each is prepared, started with a fresh database, and stopped.
# To be sourced after measure.sh.

PEERS=()
SERVER_PIDS=()
DATABASE=

# read_peers WORDS: names or letters; all when there are none.
read_peers() {
  local word
  for word in ${1:-express signature service pgbench}; do
    case $word in
    a | express) PEERS+=(express) ;;
    b | signature) PEERS+=(signature) ;;
    c | service) PEERS+=(service) ;;
    d | pgbench) PEERS+=(pgbench) ;;
    *) die "ONLY names the peers express, signature, service, pgbench (or a, b, c, d), and \"$word\" is none." ;;
    esac
  done
}

has_peer() { [[ " ${PEERS[*]} " == *" $1 "* ]]; }

need_for_peers() {
  need wrk
  if has_peer express; then need npm; fi
  if has_peer pgbench; then need pgbench; fi
}

prepare_peers() {
  :
}

# start_peer NAME: with a fresh database; sets SERVER_PIDS and DATABASE.
start_peer() {
  DATABASE=bench_$1
  "start_$1"
  SERVER_PIDS=("$STACK_PID")
}

start_service() {
  make_database "$DATABASE"
  start_program service "$SERVER_EXE" serve --role web
}

stop_peer() {
  stop_program "${SERVER_PIDS[0]}" "$1"
  sql postgres "drop database if exists $DATABASE with (force)"
}
