#!/usr/bin/env bash
# How long a caller waits if the server has just been started.
set -euo pipefail

if [[ ${1-} == -h || ${1-} == --help ]]; then
  cat <<'HELP'
Usage: bench/startup.sh

Starts the Release server five times against a migrated database, and measures
from the start of the process to the first signed voice webhook answered 2xx
with TwiML. Fails unless the median is below one second.

Setting, from the environment: RUNS (5).

Example:
  RUNS=20 bench/startup.sh
HELP
  exit 0
fi

# shellcheck source=bench/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

json=$RESULTS/startup.json
status=0
prepare startup
rm -f "$json"
stack_show load "$LOAD_EXE" startup "${TARGET[@]}" --exe "$SERVER_EXE" --args serve --runs "${RUNS:-5}" --limit 1000 \
  --log "$(log_of server)" --json "$json" || status=$?
[[ -f $json ]] || fail_with_log server "The server did not start."
{
  say "From the start of the process to the first signed webhook answered with TwiML, ${RUNS:-5} starts, database migrated."
  say
  say "| min ms | median ms | max ms |"
  say "| ---: | ---: | ---: |"
  say "| $(number "$json" min) | $(number "$json" median) | $(number "$json" max) |"
  if ((status)); then
    say
    say "FAILED: the median is not below 1000 ms."
  fi
} >"$RESULTS/startup.md"
machine >"$RESULTS/machine.md"
exit "$status"
