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

# ratio_row CONNECTIONS: the service beside Express.
ratio_row() {
  local floor=6 goal=8 ratio
  if (($1 >= 256)); then floor=9 goal=12; fi
  ratio=$(awk -v a="$(median_of express "$1" persec)" -v c="$(median_of service "$1" persec)" 'BEGIN { printf "%.2f", c / a }')
  verdict "service / express at $1 connections" "$ratio" "≥ $floor" "≥ $goal" \
    "$(awk -v r="$ratio" -v f="$floor" 'BEGIN { print (r >= f) }')" "$(awk -v r="$ratio" -v g="$goal" 'BEGIN { print (r >= g) }')"
}

# processor_row CONNECTIONS: the same by what it costs, which a busy machine disturbs less.
processor_row() {
  local spent
  spent=$(for peer in express service; do say "$(median_of "$peer" "$1" cpu) $(median_of "$peer" "$1" pgcpu)"; done |
    awk '{ sum[NR] = $1 + $2 } END { printf "%.2f", sum[1] / sum[2] }')
  say "| processor per webhook, server and PostgreSQL: express / service at $1 connections | $spent | | | |"
}

open_loop_row() {
  local run p99
  p99=$(for ((run = 1; run <= RUNS; run++)); do number "$RESULTS/open-loop-$run.json" p99; done | median)
  limit_row "service, open loop at $RATE/s, p99 ms" "$p99" 10 10
}

# limit_row NAME VALUE FLOOR GOAL: the less the better.
limit_row() {
  verdict "$1" "$2" "≤ $3" "≤ $4" "$(awk -v r="$2" -v f="$3" 'BEGIN { print (r <= f) }')" "$(awk -v r="$2" -v g="$4" 'BEGIN { print (r <= g) }')"
}

# verdict NAME VALUE FLOOR GOAL ABOVE-FLOOR ABOVE-GOAL
verdict() {
  local word=FAIL
  if (($5)); then word=PASS; fi
  if (($6)); then word="PASS, goal reached"; fi
  (($5)) || PROBLEMS+=("$1 is $2, and the floor is $3")
  say "| $1 | $2 | $3 | $4 | $word |"
}

# For the chart.
write_tsv() {
  local peer connections
  for connections in $CONNECTIONS; do
    for peer in "${PEERS[@]}"; do
      printf '%s\t%s\t%s\t%s\n' "$peer" "$connections" "$(median_of "$peer" "$connections" persec)" "$(median_of "$peer" "$connections" p99)"
    done
  done >"$RESULTS/webhooks.tsv"
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
  say "CPU, WAL, transactions and round trips are per webhook. The machine's cores are shared by wrk, the peer and PostgreSQL."
  say "pipelined is Express with an option of pg that sends a transaction's statements at once. signature has no database: it is the ceiling. pgbench has no HTTP and no server."
  if has_peer express && has_peer service; then
    say
    say "| | measured | floor | goal | |"
    say "| --- | ---: | ---: | ---: | --- |"
    for connections in $CONNECTIONS; do ratio_row "$connections"; done
    for connections in $CONNECTIONS; do processor_row "$connections"; done
    open_loop_row
    limit_row "service, memory at its peak, MB" "$(largest_of service peak)" "$MEMORY_LIMIT_MB" "$MEMORY_LIMIT_MB"
  fi
  if ((${#PROBLEMS[@]})); then
    say
    say "FAILED: $(printf '%s; ' "${PROBLEMS[@]}")"
  fi
}
