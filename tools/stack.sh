# shellcheck shell=bash disable=SC2034 # what is set here is used where this is sourced
# What ./run, ./test and bench/*.sh share: a private PostgreSQL and Redis, the
# Release build, and the programs. To be sourced, not run.
#
# Everything started here is a child of the sourcing shell, is known by its
# process id, and is stopped by stack_stop (set as the EXIT trap). Should the
# shell be killed outright, the kernel tells the children (PR_SET_PDEATHSIG).

if ((BASH_VERSINFO[0] < 5)); then
  echo "These scripts need bash 5 or later; this is ${BASH_VERSION}. On macOS: brew install bash" >&2
  exit 1
fi

STACK_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$STACK_ROOT" || exit 1
STACK_LOCAL=$STACK_ROOT/.local
STACK_LOGS=$STACK_LOCAL/logs
STACK_LOG_PREFIX=
STACK_HOME=      # where PostgreSQL and Redis keep their files
STACK_AS=()      # the words that make a command run as the unprivileged user
STACK_CHILDREN=() # "pid signal name", in the order of their start
STACK_SCRATCH=() # directories to remove at the end
STACK_AT_END=()  # a command for the end, when the programs have stopped
STACK_PID=
STACK_URL=
STACK_PDEATHSIG=
STACK_SESSION=()
if command -v setsid >/dev/null; then STACK_SESSION=(setsid); fi
PG_BIN=
PG_PORT=
PG_PID=
PG_PASSWORD=
PG_SETTINGS=     # a file of settings for PostgreSQL, copied into the cluster that is made

say() { printf '%s\n' "$*"; }

die() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

log_of() { printf '%s/%s%s.log' "$STACK_LOGS" "$STACK_LOG_PREFIX" "$1"; }

# fail_with_log NAME WHY: the end of a log says more than any summary of it.
fail_with_log() {
  local log
  log=$(log_of "$1")
  {
    printf '\n%s\nThe end of %s:\n' "$2" "$log"
    tail -n 25 "$log" 2>/dev/null | sed 's/^/  | /'
  } >&2
  exit 1
}

now_ms() {
  local micros=${EPOCHREALTIME/[.,]/}
  printf '%s' $((micros / 1000))
}

# seconds_since MS: "1.2"
seconds_since() {
  local ms=$(($(now_ms) - $1))
  printf '%d.%d' $((ms / 1000)) $((ms % 1000 / 100))
}

random_hex() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

# secret_file NAME: the secret kept in .local/NAME (mode 600), made at the first asking.
secret_file() {
  local file=$STACK_LOCAL/$1
  [[ -s $file ]] || (umask 077 && random_hex 24 >"$file")
  cat "$file"
}

# --- opening and closing ------------------------------------------------------

# stack_open kept|throwaway [log prefix]
stack_open() {
  STACK_KIND=$1
  STACK_LOG_PREFIX=${2-}
  mkdir -p "$STACK_LOGS" 2>/dev/null || true
  [[ -w $STACK_LOCAL && -w $STACK_LOGS ]] ||
    die "$STACK_LOCAL cannot be written: it belongs to $(owner_name "$STACK_LOCAL"). Run as that user, or remove it."
  trap stack_stop EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

owner_name() { find "$1" -maxdepth 0 -exec ls -ld {} + | awk '{print $3}'; }

# stack_lock WHAT: one at a time in a checkout. The lock goes with the process, however that ends.
stack_lock() {
  command -v flock >/dev/null || die "flock is missing (Debian and Ubuntu: util-linux; macOS: brew install flock)."
  exec 9>>"$STACK_LOCAL/lock"
  if flock -n 9; then
    echo $$ >"$STACK_LOCAL/lock.pid"
    return
  fi
  die "$1 is already running in this checkout (process $(cat "$STACK_LOCAL/lock.pid" 2>/dev/null || echo unknown)).
Stop that one first (Ctrl-C in its terminal), or use a second checkout."
}

# stack_attend NAME COMMAND...: runs a step to its end, output in the log; TERM and Ctrl-C need not wait for it.
stack_attend() {
  local status=0
  stack_spawn TERM "$@"
  local pid=$STACK_PID
  wait "$pid" || status=$?
  stack_forget "$pid"
  return "$status"
}

# stack_show NAME COMMAND...: the same for a step whose output is for the reader.
stack_show() {
  local name=$1 pid status=0
  shift
  "$@" </dev/null 7>&- 9>&- &
  pid=$!
  STACK_CHILDREN+=("$pid TERM $name")
  wait "$pid" || status=$?
  stack_forget "$pid"
  return "$status"
}

# stack_spawn SIGNAL NAME [--as-owner] COMMAND...: starts a child that SIGNAL ends, and that outlives this shell in no case.
stack_spawn() {
  local signal=$1 name=$2 words=() log
  shift 2
  if [[ $1 == --as-owner ]]; then
    words=("${STACK_AS[@]}")
    shift
  fi
  # After the change of user, which would undo it.
  if parent_death_works; then words+=(setpriv --pdeathsig "$signal"); fi
  log=$(log_of "$name")
  rm -f "$log"
  # A session of its own: Ctrl-C reaches this shell alone, which then stops all in order.
  "${STACK_SESSION[@]}" "${words[@]}" "$@" >"$log" 2>&1 </dev/null 7>&- 9>&- &
  STACK_PID=$!
  STACK_CHILDREN+=("$STACK_PID $signal $name")
}

parent_death_works() {
  if [[ -z $STACK_PDEATHSIG ]]; then
    STACK_PDEATHSIG=no
    case $(setpriv --help 2>/dev/null || true) in *--pdeathsig*) STACK_PDEATHSIG=yes ;; esac
  fi
  [[ $STACK_PDEATHSIG == yes ]]
}

stack_forget() {
  local kept=() child
  for child in "${STACK_CHILDREN[@]}"; do
    [[ ${child%% *} == "$1" ]] || kept+=("$child")
  done
  STACK_CHILDREN=("${kept[@]}")
}

# Last started, first stopped. TERM (PostgreSQL: INT, which is what `pg_ctl stop -m fast` sends), KILL after 15 s.
stack_halt() {
  local i pid signal name
  for ((i = ${#STACK_CHILDREN[@]} - 1; i >= 0; i--)); do
    read -r pid signal name <<<"${STACK_CHILDREN[i]}"
    stop_child "$pid" "$signal" "$name"
  done
  STACK_CHILDREN=()
  "${STACK_AT_END[@]}" || say "This failed: ${STACK_AT_END[*]}" >&2
  STACK_AT_END=()
  for i in "${STACK_SCRATCH[@]}"; do rm -rf "$i"; done
  STACK_SCRATCH=()
}

stack_stop() {
  local status=$?
  trap '' INT TERM HUP
  trap - EXIT
  set +e
  stack_halt
  exit "$status"
}

stop_child() {
  local pid=$1 tries=0
  kill -s "$2" "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do
    if ((tries++ == 750)); then
      say "$3 did not stop in 15 s and is killed." >&2
      kill -s KILL "$pid" 2>/dev/null
    fi
    sleep 0.02
  done
  wait "$pid" 2>/dev/null
}

# --- what the machine must have -------------------------------------------------

# need postgres|psql|redis|curl...: installs what is missing where that can be done unasked.
need() {
  local missing=() tool
  for tool in "$@"; do
    "have_$tool" || missing+=("$(package_of "$tool")")
  done
  if ((${#missing[@]})); then
    install_packages "${missing[@]}"
    for tool in "$@"; do
      "have_$tool" || die "$(package_of "$tool") was installed, but what it brings is not usable (PostgreSQL must be 14 or later, Node.js 20 or later)."
    done
  fi
}

have_postgres() { find_postgres; }
have_psql() { find_postgres || command -v psql >/dev/null; }
have_redis() { REDIS_BIN=$(command -v redis-server || command -v valkey-server); }
have_curl() { command -v curl >/dev/null; }
have_wrk() { command -v wrk >/dev/null; }
have_haproxy() { command -v haproxy >/dev/null || [[ -x /usr/sbin/haproxy ]]; }
have_perf() { command -v perf >/dev/null; }
have_pgbench() { find_postgres && [[ -x $PG_BIN/pgbench ]]; }
# npm brings Node.js along; Twilio's own SDK and CLI run on 20 or later.
have_npm() { command -v npm >/dev/null && (($(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0) >= 20)); }

package_of() {
  case $1 in
  postgres) echo postgresql ;;
  psql) echo postgresql-client ;;
  redis) echo redis-server ;;
  perf) echo linux-perf ;;
  pgbench) echo postgresql ;;
  *) echo "$1" ;;
  esac
}

install_packages() {
  local as_root=()
  command -v apt-get >/dev/null ||
    die "Missing: $*. Install PostgreSQL 14 or later and Redis, and start again. macOS: brew install postgresql@17 redis flock
(or set DATABASE_URL and REDIS_URL to servers you have)."
  if ((EUID != 0)); then
    sudo -n true 2>/dev/null ||
      die "Missing: $*. Install with:  sudo apt-get update && sudo apt-get install -y $*
(or set DATABASE_URL and REDIS_URL to servers you have)."
    as_root=(sudo -n)
  fi
  say "Installing $* with apt-get ..."
  stack_attend install "${as_root[@]}" sh -c 'apt-get -qq update && exec apt-get -qq -y install --no-install-recommends "$@"' \
    sh "$@" || fail_with_log install "apt-get could not install: $*"
}

# The newest PostgreSQL (>= 14) on the machine; for a cluster that exists, the one that wrote it.
find_postgres() {
  local wanted='' best=0 dir major
  PG_BIN=
  [[ -n $STACK_HOME ]] && wanted=$(cat "$STACK_HOME/postgres/PG_VERSION" 2>/dev/null || true)
  for dir in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
    "$(dirname "$(command -v postgres || echo /none/postgres)")"; do
    [[ -x $dir/postgres && -x $dir/initdb ]] || continue
    major=$("$dir/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    [[ -n $wanted && $major != "$wanted" ]] && continue
    if ((major >= 14 && major > best)); then best=$major PG_BIN=$dir; fi
  done
  [[ -n $PG_BIN ]]
}

need_dotnet() {
  local dotnet dir
  for dir in "${DOTNET_ROOT:-/none}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
    command -v dotnet >/dev/null && break
    [[ -x $dir/dotnet ]] && PATH=$dir:$PATH
  done
  dotnet=$(command -v dotnet) || die "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
  dotnet --version >/dev/null 2>&1 ||
    die "global.json asks for the .NET 10 SDK, and this machine has: $(dotnet --list-sdks | tr '\n' ' ')
https://dotnet.microsoft.com/download/dotnet/10.0"
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  # The built programs look for the runtime in the usual places only, unless told.
  if [[ -z ${DOTNET_ROOT-} ]]; then
    DOTNET_ROOT=$(dirname "$(readlink -f "$dotnet")")
    [[ -d $DOTNET_ROOT/shared ]] ||
      DOTNET_ROOT=$(dotnet --list-runtimes | sed -n 's|^Microsoft\.NETCore\.App 10.*\[\(.*\)/shared/.*|\1|p' | tail -n 1)
    export DOTNET_ROOT
  fi
}

# --- PostgreSQL and Redis -------------------------------------------------------

# A home for the data, writable by whoever runs PostgreSQL (which refuses to run as root).
stack_home() {
  [[ -z $STACK_HOME ]] || return 0
  choose_user
  if [[ $STACK_KIND == throwaway ]]; then
    STACK_HOME=$(new_home "${TMPDIR:-/tmp}" || new_home /var/tmp) || die "No directory for temporary data can be made."
    STACK_SCRATCH+=("$STACK_HOME")
    return
  fi
  STACK_HOME=$(kept_home)
}

choose_user() {
  local owner=postgres
  STACK_AS=()
  ((EUID == 0)) || return 0
  # Root in a checkout whose cluster is somebody's goes on as that somebody.
  if [[ $STACK_KIND == kept && -d $STACK_LOCAL/postgres && $(stat -c %u "$STACK_LOCAL/postgres") != 0 ]]; then
    owner=$(stat -c %U "$STACK_LOCAL/postgres")
  fi
  id "$owner" >/dev/null 2>&1 || owner=nobody
  command -v setpriv >/dev/null || die "setpriv (util-linux) is needed to run PostgreSQL when started by root."
  STACK_AS=(setpriv "--reuid=$(id -u "$owner")" "--regid=$(id -g "$owner")" --clear-groups)
  STACK_OWNER=$(id -u "$owner"):$(id -g "$owner")
}

# .local, or, when its parents are closed to the unprivileged user, a directory noted in .local/home.
kept_home() {
  local noted home
  if usable_home "$STACK_LOCAL"; then
    printf '%s' "$STACK_LOCAL"
    return
  fi
  noted=$(cat "$STACK_LOCAL/home" 2>/dev/null || true)
  if [[ -n $noted ]] && usable_home "$noted"; then
    printf '%s' "$noted"
    return
  fi
  home=$(new_home /var/tmp) || die "Neither $STACK_LOCAL nor /var/tmp can hold the data of PostgreSQL."
  printf '%s' "$home" >"$STACK_LOCAL/home"
  printf '%s' "$home"
}

new_home() {
  local home
  home=$(mktemp -d "$1/twilio-server-XXXXXX") && chmod 711 "$home"
  if usable_home "$home"; then printf '%s' "$home"; else
    rm -rf "$home"
    return 1
  fi
}

usable_home() {
  local dir
  [[ -d $1 ]] || return 1
  for dir in "$1/postgres" "$1/redis"; do
    mkdir -p "$dir" && chmod 700 "$dir" || return 1
    if ((EUID == 0)); then chown "$STACK_OWNER" "$dir"; fi
    "${STACK_AS[@]}" test -w "$dir" 2>/dev/null || { ((EUID == 0)) && rmdir "$dir" 2>/dev/null; return 1; }
  done
}

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below the range that the kernel hands out for outgoing connections.
free_port() {
  local port
  while :; do
    port=$((20000 + (RANDOM << 15 | RANDOM) % 12000))
    port_is_taken "$port" || break
  done
  printf '%s' "$port"
}

# kept_port NAME: the port of the last start if it is still free, so that addresses in other tools go on working.
kept_port() {
  local port
  port=$(cat "$STACK_HOME/$1.port" 2>/dev/null || true)
  if [[ -z $port ]] || port_is_taken "$port"; then port=$(free_port); fi
  printf '%s' "$port" >"$STACK_HOME/$1.port"
  printf '%s' "$port"
}

# Sets PG_PORT and PG_PASSWORD. fsync stays on: what is tried here must mean something.
start_postgres() {
  need postgres
  stack_home
  find_postgres || die "$STACK_HOME/postgres was written by PostgreSQL $(cat "$STACK_HOME/postgres/PG_VERSION"), which this machine no longer has.
Install that version, or remove the directory to start afresh."
  local data=$STACK_HOME/postgres tries=0 own=()
  if [[ $STACK_KIND == kept ]]; then PG_PASSWORD=$(secret_file postgres-password); else PG_PASSWORD=$(random_hex 24); fi
  [[ -f $data/PG_VERSION ]] || make_cluster "$data"
  PG_PORT=$(kept_port postgres)
  # What a command line says goes before any file.
  if [[ -z $PG_SETTINGS ]]; then own=(-c max_connections=200); fi
  stack_spawn INT postgres --as-owner "$PG_BIN/postgres" -D "$data" -p "$PG_PORT" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c log_line_prefix='%m [%p] ' "${own[@]}"
  PG_PID=$STACK_PID
  until "$PG_BIN/pg_isready" -q -h 127.0.0.1 -p "$PG_PORT"; do
    kill -0 "$STACK_PID" 2>/dev/null || fail_with_log postgres "PostgreSQL did not start."
    ((tries++ < 1200)) || fail_with_log postgres "PostgreSQL was not ready after a minute."
    sleep 0.03
  done
}

make_cluster() {
  local data=$1 password_file=$STACK_HOME/postgres.initdb sync=()
  if [[ $STACK_KIND == kept ]]; then say "Making a private PostgreSQL cluster in $data ..."; fi
  # Only the files that initdb itself writes: a temporary cluster that the machine loses is simply made anew.
  if [[ $STACK_KIND == throwaway ]]; then sync=(--no-sync); fi
  (umask 077 && printf '%s\n' "$PG_PASSWORD" >"$password_file")
  if ((EUID == 0)); then chown "$STACK_OWNER" "$password_file"; fi
  stack_attend initdb --as-owner "$PG_BIN/initdb" -D "$data" -U postgres -A scram-sha-256 --pwfile="$password_file" \
    -E UTF8 --locale=C "${sync[@]}" || { rm -f "$password_file"; fail_with_log initdb "initdb failed."; }
  rm -f "$password_file"
  if [[ -n $PG_SETTINGS ]]; then cat "$PG_SETTINGS" >>"$data/postgresql.conf"; fi
}

# sql DATABASE STATEMENT...: as the superuser of the private cluster. By way of stdin: a command line is for all to see.
sql() {
  local database=$1
  shift
  printf '%s;\n' "$@" | PGPASSWORD=$PG_PASSWORD "$PG_BIN/psql" -X -q -t -A -v ON_ERROR_STOP=1 -h 127.0.0.1 \
    -p "$PG_PORT" -U postgres -d "$database" -f -
}

# application_database NAME: a database owned by a role that is no superuser, as in production; prints its URL.
application_database() {
  if [[ -z $(sql postgres "select 1 from pg_roles where rolname = 'nevermisscall'") ]]; then
    sql postgres "create role nevermisscall login password '$PG_PASSWORD'"
  fi
  if [[ -z $(sql postgres "select 1 from pg_database where datname = '$1'") ]]; then
    sql postgres "create database $1 owner nevermisscall"
  fi
  printf 'postgresql://nevermisscall:%s@127.0.0.1:%s/%s' "$PG_PASSWORD" "$PG_PORT" "$1"
}

# Sets REDIS_PORT.
start_redis() {
  need redis
  stack_home
  local tries=0
  REDIS_PORT=$(kept_port redis)
  stack_spawn TERM redis --as-owner "$REDIS_BIN" --bind 127.0.0.1 --port "$REDIS_PORT" \
    --dir "$STACK_HOME/redis" --appendonly yes --save '' --daemonize no
  until redis_answers; do
    kill -0 "$STACK_PID" 2>/dev/null || fail_with_log redis "Redis did not start."
    ((tries++ < 1200)) || fail_with_log redis "Redis was not ready after half a minute."
    sleep 0.02
  done
}

redis_answers() {
  local answer=
  { exec 8<>"/dev/tcp/127.0.0.1/$REDIS_PORT"; } 2>/dev/null || return 1
  printf 'PING\r\n' >&8
  IFS= read -r -t 2 answer <&8 || true
  exec 8>&-
  [[ $answer == +PONG* ]]
}

# --- the programs ---------------------------------------------------------------

# Where servers keep webhooks that their database does not take; files of different databases do not mix.
export SPILL_DIR=${SPILL_DIR:-$STACK_LOCAL/spill}
SERVER_EXE=$STACK_ROOT/src/TwilioServer/bin/Release/net10.0/twilio-server
EMULATOR_EXE=$STACK_ROOT/src/TwilioEmulator/bin/Release/net10.0/twilio-emulator
LOAD_EXE=$STACK_ROOT/bench/LoadGenerator/bin/Release/net10.0/load-generator

# build_release NAME PROJECT FOLDER...: builds when a file in FOLDERs is newer than the last build, or is gone or new.
build_release() {
  local name=$1 project=$2 stamp=$STACK_LOCAL/built-${2//\//-} started files
  shift 2
  need_dotnet
  files=$(sources "$@" | sort | cksum)
  if [[ -f $stamp && $(cat "$stamp") == "$files" && -z $(sources "$@" -newer "$stamp") ]] &&
    outputs_exist "$@"; then
    return 0
  fi
  say "Building $name (Release; the first time takes about a minute) ..."
  started=$(now_ms)
  exec 7>>"$STACK_LOCAL/build.lock"
  flock 7 2>/dev/null || true
  printf '%s' "$files" >"$stamp.new"
  # No build server is left behind: what is started here ends here.
  stack_attend build env MSBUILDDISABLENODEREUSE=1 dotnet build "$project" -c Release --nologo -v quiet \
    -p:UseSharedCompilation=false || fail_with_log build "The build failed."
  mv "$stamp.new" "$stamp"
  exec 7>&-
  say "Built in $(seconds_since "$started") s."
}

# sources FOLDER... [find's tests]: the files that a build reads.
sources() {
  local folders=()
  while (($#)) && [[ $1 != -* ]]; do
    folders+=("$1")
    shift
  done
  find "${folders[@]}" Directory.Build.props Directory.Packages.props global.json .editorconfig eng \
    \( -name bin -o -name obj -o -name .local \) -prune -o -type f "$@" -print
}

# Every project in FOLDERs has its program.
outputs_exist() {
  local project
  while IFS= read -r project; do
    compgen -G "$(dirname "$project")/bin/Release/net10.0/*.runtimeconfig.json" >/dev/null || return 1
  done < <(find "$@" -name '*.csproj')
}

# start_program NAME COMMAND...: waits for the line with which a program says that it listens; sets STACK_URL.
start_program() {
  local name=$1 log line deadline=$((SECONDS + 30))
  log=$(log_of "$name")
  stack_spawn TERM "$@"
  until line=$(grep -m 1 -E '"event": ?"listening"' "$log" 2>/dev/null); do
    kill -0 "$STACK_PID" 2>/dev/null || fail_with_log "$name" "The $name stopped before it listened."
    ((SECONDS < deadline)) || fail_with_log "$name" "The $name did not listen within 30 s."
    sleep 0.03
  done
  STACK_URL=$(sed -E 's/.*"url": ?"([^"]*)".*/\1/' <<<"$line")
}

# control METHOD PATH JSON: tells the emulator at EMULATOR_URL.
control() {
  curl -fsS -o /dev/null -X "$1" -H 'Content-Type: application/json' -d "$3" "$EMULATOR_URL/control/$2" ||
    fail_with_log emulator "The emulator did not accept $1 /control/$2"
}

# server NAME ARGUMENT...: one command of the server to its end.
server_command() {
  local name=$1
  shift
  stack_attend "$name" "$SERVER_EXE" "$@" || fail_with_log "$name" "twilio-server $1 failed."
}
