#!/usr/bin/env bash
# Whether the time of a refusal tells how much of a secret was right.
set -euo pipefail

if [[ ${1-} == -h || ${1-} == --help ]]; then
  cat <<'HELP'
Usage: bench/timing.sh

For each place of the service that compares a secret with what a stranger sends:
SAMPLES guesses whose first byte is wrong and as many whose last byte is, in
an order that is drawn, compared by Welch's t test, once with all times and
once without the longest twentieth. Beside them a comparison that stops at the
first difference.

Fails unless |t| is below 4.5 for the service's own, and at least 4.5 for that one.

Settings, from the environment: SAMPLES (1000000), SEED (1).

Example:
  SAMPLES=200000 bench/timing.sh
HELP
  exit 0
fi

# shellcheck source=bench/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

stack_open throwaway bench-timing-
mkdir -p "$RESULTS"
BUSY_BEFORE=$(busy)
build_release "timing-bench" bench/TimingBench/TimingBench.csproj bench/TimingBench src
status=0
{
  say "| | first byte wrong, ns | last byte wrong, ns | t, all | t, without the longest 5 % | \\|t\\| must be | |"
  say "| --- | ---: | ---: | ---: | ---: | --- | --- |"
} >"$RESULTS/timing.table"
"$STACK_ROOT/bench/TimingBench/bin/Release/net10.0/timing-bench" --samples "${SAMPLES:-1000000}" --seed "${SEED:-1}" |
  tee -a "$RESULTS/timing.table" || status=$?
{
  say "${SAMPLES:-1000000} guesses of each kind, seed ${SEED:-1}; Welch's t test."
  say
  cat "$RESULTS/timing.table"
  if ((status)); then
    say
    say "FAILED: see the last column."
  fi
} >"$RESULTS/timing.md"
machine >"$RESULTS/machine.md"
say
cat "$RESULTS/machine.md" <(say) "$RESULTS/timing.md"
exit "$status"
