# shellcheck shell=bash disable=SC2154 # what is used here is set where this is sourced
# The table of bench/webhooks.sh: medians over the rounds, ratios, and which floor is missed.

# median_of PEER CONNECTIONS FIELD
median_of() {
  local file
  for file in "$RESULTS/webhooks-$1-$2"-*.out; do of "$3" "$file"; done | median
}

# largest_of PEER FIELD: over all rounds and connections.
largest_of() {
  local file
  for file in "$RESULTS/webhooks-$1"-*.out; do of "$2" "$file"; done | sort -g | tail -n 1
}

row() {
  local peer=$1 connections=$2 line field value
  line="| $peer | $connections |"
  for field in persec p50 p99 rss peak cpu pgcpu wal transactions trips; do
    value=$(median_of "$peer" "$connections" "$field")
    line+=" ${value:--} |"
  done
  say "$line"
}

report() {
  local peer connections
  say "Voice webhooks, each of its own call, from wrk; medians of $RUNS runs of $EACH s, $WARMUP s uncounted before each, a checkpoint before each."
  say
  say "| peer | connections | webhooks/s | p50 ms | p99 ms | RSS MB | peak MB | server CPU µs | PostgreSQL CPU µs | WAL bytes | transactions | round trips |"
  say "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
  for peer in "${PEERS[@]}"; do
    for connections in $CONNECTIONS; do row "$peer" "$connections"; done
  done
  say
  say "CPU, WAL, transactions and round trips are per webhook."
  if ((${#PROBLEMS[@]})); then
    say
    say "FAILED: $(printf '%s; ' "${PROBLEMS[@]}")"
  fi
}
