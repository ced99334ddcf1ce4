#!/usr/bin/env bash
# Draws the last bench/webhooks.sh, for who would rather look.
set -euo pipefail

if [[ ${1-} == -h || ${1-} == --help || $# -ne 2 ]]; then
  cat <<'HELP'
Usage: bench/chart.sh FILE.tsv FILE.svg

Draws the medians of .local/bench/webhooks.tsv (peer, connections, webhooks/s,
p99 in ms) as bars, each with how many times Express it is.

Example:
  bench/chart.sh .local/bench/webhooks.tsv docs/images/webhooks.svg
HELP
  [[ ${1-} == -h || ${1-} == --help ]] && exit 0
  exit 2
fi

awk -F '\t' -v cores="$(getconf _NPROCESSORS_ONLN)" '
  # The ceiling does no work: its bar would only make the others short.
  $1 == "signature" { next }
  $1 == "express" { express[$2] = $3 }
  { peer[++n] = $1; connections[n] = $2; rate[n] = $3; p99[n] = $4; if ($3 > most) most = $3 }
  function thousands(x) { x = sprintf("%.0f", x); return length(x) > 3 ? substr(x, 1, length(x) - 3) "," substr(x, length(x) - 2) : x }
  END {
    name["express"] = "Express + twilio + pg"; name["pipelined"] = "the same, pipelined"; name["pgbench"] = "PostgreSQL alone (pgbench)"; name["service"] = "twilio-server"
    fill["express"] = "#9fb3cf"; fill["pipelined"] = "#bccbe0"; fill["pgbench"] = "#d9dfe8"; fill["service"] = "#3f9c6b"
    y = 60
    for (i = 1; i <= n; i++) if (!(connections[i] in seen)) { seen[connections[i]] = 1; group[++groups] = connections[i] }
    body = ""
    for (g = 1; g <= groups; g++) {
      body = body sprintf("  <text x=\"20\" y=\"%d\" font-weight=\"600\">%d connections</text>\n", y + 10, group[g])
      y += 22
      for (i = 1; i <= n; i++) {
        if (connections[i] != group[g]) continue
        width = rate[i] / most * 360
        ratio = peer[i] == "express" || !express[group[g]] ? "" : sprintf(", %.1f ×", rate[i] / express[group[g]])
        body = body sprintf("  <text x=\"200\" y=\"%d\" text-anchor=\"end\">%s</text>\n", y + 16, name[peer[i]])
        body = body sprintf("  <rect x=\"210\" y=\"%d\" width=\"%.0f\" height=\"20\" rx=\"3\" fill=\"%s\"/>\n", y + 2, width, fill[peer[i]])
        body = body sprintf("  <text x=\"%.0f\" y=\"%d\"%s>%s/s%s, p99 %.0f ms</text>\n", 218 + width, y + 16, peer[i] == "service" ? " font-weight=\"600\"" : "", thousands(rate[i]), ratio, p99[i])
        y += 26
      }
      y += 16
    }
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 %d\" font-family=\"Segoe UI, Helvetica, Arial, sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"Durable voice webhooks a second: twilio-server beside Express and beside PostgreSQL alone\">\n", y
    printf "  <rect width=\"800\" height=\"%d\" fill=\"#ffffff\"/>\n  <g fill=\"#223\">\n", y
    printf "  <text x=\"20\" y=\"34\" font-size=\"16\" font-weight=\"600\">Durable voice webhooks a second on %s cores, shared with the load and PostgreSQL</text>\n", cores
    printf "%s  </g>\n</svg>\n", body
  }
' "$1" >"$2.new"
mv "$2.new" "$2"
