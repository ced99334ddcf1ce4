# shellcheck shell=bash disable=SC2034,SC2154 # what is set here is used where this is sourced, and the other way round
# The programs that are measured side by side: how each is prepared, started with a fresh database, and stopped.
# To be sourced after measure.sh.

PEERS=()
SERVER_PIDS=()
DATABASE=
EXPRESS_HOME=
SIGNATURE_EXE=$STACK_ROOT/bench/peers/SignatureOnly/bin/Release/net10.0/signature-only

# read_peers WORDS: names or letters; all when there are none.
read_peers() {
  local word
  for word in ${1:-express pipelined signature service pgbench}; do
    case $word in
    a | express) PEERS+=(express) ;;
    p | pipelined) PEERS+=(pipelined) ;;
    b | signature) PEERS+=(signature) ;;
    c | service) PEERS+=(service) ;;
    d | pgbench) PEERS+=(pgbench) ;;
    *) die "ONLY names the peers express, pipelined, signature, service, pgbench (or a, p, b, c, d), and \"$word\" is none." ;;
    esac
  done
}

has_peer() { [[ " ${PEERS[*]} " == *" $1 "* ]]; }

need_for_peers() {
  need wrk
  if has_peer express || has_peer pipelined; then need npm; fi
  if has_peer pgbench; then need pgbench; fi
}

prepare_peers() {
  if has_peer express || has_peer pipelined; then install_express; fi
  if has_peer signature; then
    build_release "signature-only" bench/peers/SignatureOnly/SignatureOnly.csproj bench/peers/SignatureOnly src/TwilioServer
  fi
}

# In the versions of its lock file, once; and again when that changes.
install_express() {
  local source=$STACK_ROOT/bench/peers/express draft
  EXPRESS_HOME=$STACK_LOCAL/express-$(cksum <"$source/package-lock.json" | awk '{ print $1 }')
  if [[ ! -d $EXPRESS_HOME ]]; then
    say "Installing Express, twilio and pg with npm ..."
    # Renamed when complete: an installation that was interrupted is never taken for a whole one.
    draft=$EXPRESS_HOME.$$
    mkdir -p "$draft"
    cp "$source/package.json" "$source/package-lock.json" "$draft"
    stack_attend npm npm ci --prefix "$draft" --ignore-scripts --no-audit --no-fund || fail_with_log npm "npm could not install them."
    mv "$draft" "$EXPRESS_HOME"
  fi
  cp "$source/server.mjs" "$EXPRESS_HOME"
}

# plain_database NAME: with the two tables that one would make oneself.
plain_database() {
  DATABASE_URL=$(application_database "$1")
  export DATABASE_URL
  { echo 'set role nevermisscall;'; cat bench/peers/express/schema.sql; } | PGPASSWORD=$PG_PASSWORD "$PG_BIN/psql" -X -q \
    -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U postgres -d "$1" -f - || die "The tables of $1 could not be made."
}

# start_peer NAME: with a fresh database; sets SERVER_PIDS and DATABASE.
start_peer() {
  DATABASE=bench_$1
  "start_$1"
  SERVER_PIDS=("$STACK_PID")
}

start_express() {
  plain_database "$DATABASE"
  FORWARD_TO=$DEMO_OWNER start_program express node "$EXPRESS_HOME/server.mjs"
}

# The same program with an option of pg that few know: the four statements go out at once instead of one after the other.
start_pipelined() {
  plain_database "$DATABASE"
  PIPELINED=yes FORWARD_TO=$DEMO_OWNER start_program pipelined node "$EXPRESS_HOME/server.mjs"
}

start_signature() { start_program signature "$SIGNATURE_EXE"; }

start_service() {
  make_database "$DATABASE"
  start_program service "$SERVER_EXE" serve --role web
}

stop_peer() {
  stop_program "${SERVER_PIDS[0]}" "$1"
  [[ $1 == signature ]] || sql postgres "drop database $DATABASE with (force)"
}

# measure_pgbench ROUND: PostgreSQL alone; there is no server, and what pgbench itself takes is not counted.
measure_pgbench() {
  local connections result wal made postgres
  DATABASE=bench_pgbench
  plain_database "$DATABASE"
  for connections in $CONNECTIONS; do
    result=$RESULTS/webhooks-pgbench-$connections-$1.out
    pgbench_run "$connections" "$WARMUP"
    sql postgres checkpoint
    wal=$(wal_bytes) made=$(transactions) postgres=$(ticks $(postgres_pids))
    pgbench_run "$connections" "$EACH" -l --log-prefix="$REQUESTS/pgbench"
    postgres=$(($(ticks $(postgres_pids)) - postgres)) wal=$(($(wal_bytes) - wal)) made=$(($(transactions) - made))
    # client, transaction, microseconds, ...
    cut -d ' ' -f 3 "$REQUESTS"/pgbench.* | sort -n | awk -v s="$EACH" -v hz="$TICKS_PER_SECOND" -v p="$postgres" -v w="$wal" -v t="$made" '
      { v[NR] = $1 }
      END {
        printf "answered %d\npersec %.1f\np50 %.3f\np99 %.3f\n", NR, NR / s, v[int(NR * 0.5) + 1] / 1000, v[int(NR * 0.99) + 1] / 1000
        printf "pgcpu %.1f\nwal %.0f\ntransactions %.4f\ntrips 4\n", p / hz * 1e6 / NR, w / NR, t / NR
      }' >"$result"
    rm -f "$REQUESTS"/pgbench.*
    say "round $1  pgbench    $connections connections: $(of persec "$result")/s, p50 $(of p50 "$result"), p99 $(of p99 "$result") ms"
  done
  sql postgres "drop database $DATABASE with (force)"
}

# pgbench_run CLIENTS SECONDS OPTION...
pgbench_run() {
  local clients=$1 seconds=$2
  shift 2
  PGPASSWORD=$PG_PASSWORD stack_attend pgbench "$PG_BIN/pgbench" -n -M prepared -c "$clients" -j 2 -T "$seconds" \
    -D parameters="$PGBENCH_PARAMETERS" -f bench/peers/pgbench.sql "$@" -h 127.0.0.1 -p "$PG_PORT" -U nevermisscall "$DATABASE" ||
    fail_with_log pgbench "pgbench failed."
}

# The 27 parameters of a call, as long as those that are sent.
PGBENCH_PARAMETERS=$(printf '{"AccountSid":"%s","ApiVersion":"2010-04-01","CallSid":"CA0110aa00c0d7511e81c79e686c351fe7","CallStatus":"ringing","CallToken":"{\\"parentCallInfoToken\\":\\"CA0110aa00c0d7511e81c79e686c351fe7%s\\",\\"identityHeaderTokens\\":[]}","Direction":"inbound","StirVerstat":"TN-Validation-Passed-A","From":"+14155550123","FromCity":"SALT LAKE CITY","FromCountry":"US","FromState":"UT","FromZip":"84101","Caller":"+14155550123","CallerCity":"SALT LAKE CITY","CallerCountry":"US","CallerState":"UT","CallerZip":"84101","To":"+14155550100","ToCity":"SAN FRANCISCO","ToCountry":"US","ToState":"CA","ToZip":"94105","Called":"+14155550100","CalledCity":"SAN FRANCISCO","CalledCountry":"US","CalledState":"CA","CalledZip":"94105"}' "$DEMO_ACCOUNT_SID" "$DEMO_ACCOUNT_SID")
