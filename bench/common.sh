# shellcheck shell=bash disable=SC2034 # what is set here is used where this is sourced
# What the benchmarks share: the Release programs, stores of their own, one tenant with one number.
# shellcheck source=tools/stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tools/stack.sh"
# shellcheck source=tools/environment.sh
source "$STACK_ROOT/tools/environment.sh"

RESULTS=$STACK_LOCAL/bench
BUSY_BEFORE= # what others took of the processors before anything was started here, in percent

# busy: of all processors, over one second.
busy() {
  [[ -r /proc/stat ]] || return 0
  { head -n 1 /proc/stat; sleep 1; head -n 1 /proc/stat; } |
    awk '{ for (i = 2; i <= 9; i++) all[NR] += $i; idle[NR] = $5 + $6 }
      END { printf "%.0f", 100 * (1 - (idle[2] - idle[1]) / (all[2] - all[1])) }'
}

# open_bench NAME: the Release programs, a PostgreSQL with the recommended settings, and the environment of production.
open_bench() {
  stack_open throwaway "bench-$1-"
  mkdir -p "$RESULTS"
  BUSY_BEFORE=$(busy)
  PG_SETTINGS=${PG_SETTINGS:-$STACK_ROOT/deploy/postgresql.conf}
  build_release "twilio-server and twilio-emulator" tools/programs.slnf src
  build_release "load-generator" bench/LoadGenerator/LoadGenerator.csproj bench/LoadGenerator
  start_postgres
  start_redis
  use_emulated_twilio
  PORT=$(free_port)
  INTERNAL_SERVICE_KEY=$(random_hex 24)
  REDIS_URL=redis://127.0.0.1:$REDIS_PORT
  # Nothing listens there: no benchmark may send anything to the real Twilio.
  TWILIO_API_BASE_URL=http://127.0.0.1:9
  export REDIS_URL PORT INTERNAL_SERVICE_KEY TWILIO_API_BASE_URL NODE_ENV=production LOG_LEVEL=${LOG_LEVEL:-info}
  SERVER_URL=http://localhost:$PORT
  # Signatures are checked against it, and in production it would be the public address.
  export PUBLIC_BASE_URL=$SERVER_URL
  TARGET=(--url "$SERVER_URL" --account-sid "$DEMO_ACCOUNT_SID" --auth-token "$DEMO_AUTH_TOKEN" --to "$DEMO_NUMBER")
}

# make_database NAME: migrated, with the demo tenant; DATABASE_URL is its address.
make_database() {
  DATABASE_URL=$(application_database "$1")
  export DATABASE_URL
  server_command migrate migrate
  add_demo_tenant
}

# prepare NAME: both of these.
prepare() {
  open_bench "$1"
  make_database nevermisscall
}

# stop_program PID NAME: one program before the end of all.
stop_program() {
  # Its exit code says how it was ended: by us.
  stop_child "$1" TERM "$2" || true
  stack_forget "$1"
}

# number FILE NAME: a number of load-generator's JSON by its name.
number() { sed -n "s/.*\"$2\": \([0-9.]*\).*/\1/p" "$1" | head -n 1; }

# median, to be fed one number a line.
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

machine() {
  local cpu version
  version=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
  if [[ -n $(git status --porcelain --untracked-files=no 2>/dev/null) ]]; then version+=", with changes"; fi
  cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
  say "- Version: $version"
  say "- CPU: ${cpu:-$(uname -m)}, $(getconf _NPROCESSORS_ONLN) cores; stores, server and generator share them"
  say "- Processors busy before: ${BUSY_BEFORE:-unknown} %"
  if ((${BUSY_BEFORE:-0} >= 10)); then
    say "- **The machine was busy with something else: the figures, and what they pass or fail, say little.**"
  fi
  say "- Memory: $(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo)"
  say "- Kernel: $(uname -sr)"
  say "- .NET: $(dotnet --list-runtimes | sed -n 's/^Microsoft\.AspNetCore\.App \(10[^ ]*\).*/\1/p' | tail -n 1)"
  # A benchmark without stores has none to tell of.
  [[ -n $PG_PID ]] || return 0
  say "- $("$PG_BIN/postgres" --version), fsync $(sql postgres 'show fsync'), synchronous_commit $(sql postgres 'show synchronous_commit')"
  say "- $("$REDIS_BIN" --version | awk '{ print $1, $3 }'), appendonly yes"
}
