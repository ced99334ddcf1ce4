#!/usr/bin/env bash
# What a million forged and a million repeated webhooks come to: nothing.
set -euo pipefail

if [[ ${1-} == -h || ${1-} == --help ]]; then
  cat <<'HELP'
Usage: bench/forged.sh

To one process of the service, over 64 connections:

  forged    COUNT webhooks that Twilio did not sign, forged in 17 ways
  repeated  OF webhooks, rightly signed, each once; then COUNT repeats of them,
            as somebody would send who recorded them

Before and after each, a census: of every table the number of rows, and a hash of
all that is in them. Fails unless every forged webhook is refused with 4xx, every
repeat is answered as the first was, and no table is another afterwards but those
that say what was tried: refused webhooks are counted (webhook_refusals), repeats
logged as such (webhook_logs).

Settings, from the environment: COUNT (1000000), OF (1000), CONNECTIONS (64),
SEED (1).

Example:
  COUNT=20000 OF=100 bench/forged.sh
HELP
  exit 0
fi

# shellcheck source=bench/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

COUNT=${COUNT:-1000000} OF=${OF:-1000} CONNECTIONS=${CONNECTIONS:-64} SEED=${SEED:-1}
DATABASE=nevermisscall
PROBLEMS=()

census() {
  PGPASSWORD=$PG_PASSWORD "$PG_BIN/psql" -X -q -t -A -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U postgres -d "$DATABASE" \
    -f bench/forged/census.sql
}

# settled_census FILE: when two of them, a second apart, are the same: what was under way has ended.
settled_census() {
  local tries=0
  census >"$1" || die "The tables could not be read."
  while :; do
    sleep 1
    census >"$1.new" || die "The tables could not be read."
    ! cmp -s "$1" "$1.new" || break
    mv "$1.new" "$1"
    ((tries++ < 120)) || die "The tables go on changing by themselves."
  done
  rm -f "$1.new"
}

# same BEFORE AFTER WHAT
same() {
  cmp -s "$1" "$2" && return
  diff "$1" "$2" || true
  PROBLEMS+=("$3 changed the tables above")
}

# of_log: webhook_logs by outcome.
of_log() { sql "$DATABASE" "select coalesce(string_agg(outcome || ' ' || n, ', ' order by outcome), 'none') from (select outcome, count(*) n from webhook_logs group by 1) o"; }
of_refusals() { sql "$DATABASE" "select coalesce(sum(refused), 0) from twilio_server.webhook_refusals"; }

# reaches NUMBER COMMAND: refusals and repeats are counted and logged behind the answers.
reaches() {
  local tries=0
  until (($("$2") == $1)); do
    ((tries++ < 60)) || return 1
    sleep 1
  done
}
of_repeats() { sql "$DATABASE" "select count(*) from webhook_logs where outcome = 'duplicate'"; }

# Nothing may change by itself: nobody asks for lost webhooks here.
export RECONCILE_EVERY_SECONDS=0
prepare forged
start_program service "$SERVER_EXE" serve
settled_census "$RESULTS/census.before"

say "Forged:"
stack_show forge "$LOAD_EXE" forge "${TARGET[@]}" --count "$COUNT" --connections "$CONNECTIONS" --seed "$SEED" --json "$RESULTS/forged.json" ||
  PROBLEMS+=("not every forged webhook was refused with 4xx")
settled_census "$RESULTS/census.forged"
same "$RESULTS/census.before" "$RESULTS/census.forged" "forged webhooks"
reaches "$COUNT" of_refusals || PROBLEMS+=("$(of_refusals) refusals were counted for $COUNT forged webhooks")
LOGGED_OF_FORGED=$(of_log)
[[ $LOGGED_OF_FORGED == none ]] || PROBLEMS+=("forged webhooks were logged: $LOGGED_OF_FORGED")

say "Repeated:"
WORDS=$RESULTS/forged.words
rm -f "$WORDS"
stack_show first "$LOAD_EXE" replay "${TARGET[@]}" --count "$OF" --of "$OF" --connections 16 --seed "$SEED" --words "$WORDS" ||
  PROBLEMS+=("not every webhook was answered with 2xx and TwiML")
settled_census "$RESULTS/census.first"
FIRST=$(of_log)
stack_show replay "$LOAD_EXE" replay "${TARGET[@]}" --count "$COUNT" --of "$OF" --connections "$CONNECTIONS" --seed "$SEED" --words "$WORDS" ||
  PROBLEMS+=("not every repeat was answered with the first one's words")
settled_census "$RESULTS/census.repeated"
same "$RESULTS/census.first" "$RESULTS/census.repeated" "repeated webhooks"
reaches "$COUNT" of_repeats || PROBLEMS+=("$(of_repeats) repeats were logged of $COUNT")

{
  say "Forged in 17 ways: without a signature, with another's, with one bit changed, signed for another address, account or parameter, by another token or algorithm. Repeats: $OF webhooks, rightly signed, sent again and again. $(wc -l <"$RESULTS/census.first") tables are compared row by row."
  say
  say "| | sent | accepted | counted or logged | tables that changed |"
  say "| --- | ---: | ---: | --- | ---: |"
  say "| forged | $COUNT | $(number "$RESULTS/forged.json" accepted) | $(of_refusals) refusals; webhook_logs: $LOGGED_OF_FORGED | $(diff "$RESULTS/census.before" "$RESULTS/census.forged" | grep -c '^>' || true) |"
  say "| repeated | $COUNT | | webhook_logs before: $FIRST; after: $(of_log) | $(diff "$RESULTS/census.first" "$RESULTS/census.repeated" | grep -c '^>' || true) |"
  if ((${#PROBLEMS[@]})); then
    say
    say "FAILED: $(printf '%s; ' "${PROBLEMS[@]}")"
  fi
} >"$RESULTS/forged.md"
machine >"$RESULTS/machine.md"
say
cat "$RESULTS/machine.md" <(say) "$RESULTS/forged.md"
((${#PROBLEMS[@]} == 0))
