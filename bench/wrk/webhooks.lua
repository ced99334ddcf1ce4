-- Sends requests that were signed before, each once: reads them from a file of its own in each thread
-- (load-generator presign), so that a request costs two reads from memory and no work.
-- From the environment: WEBHOOKS (the files' name), RESULT (where the numbers go), AGAIN (start the file anew at its
-- end; only for a server that does not remember).

local threads = {}

function setup(thread)
  thread:set("slice", #threads)
  table.insert(threads, thread)
end

local file, again, last

function init()
  file = assert(io.open(os.getenv("WEBHOOKS") .. "." .. slice, "rb"))
  file:setvbuf("full", 1048576)
  again = os.getenv("AGAIN") == "yes"
  exhausted = 0
end

function request()
  local length = file:read(5)
  if not length then
    if not again then
      -- A repeat would be another kind of work. The run does not count.
      exhausted = 1
      wrk.thread:stop()
      return last
    end
    file:seek("set")
    length = file:read(5)
  end
  last = file:read(tonumber(length))
  return last
end

function done(summary, latency)
  local out = assert(io.open(os.getenv("RESULT"), "w"))
  local function say(name, value) out:write(name, " ", value, "\n") end
  local spent = 0
  for _, thread in ipairs(threads) do spent = spent + thread:get("exhausted") end
  local errors = summary.errors
  say("answered", summary.requests)
  say("seconds", summary.duration / 1e6)
  say("persec", string.format("%.1f", summary.requests / (summary.duration / 1e6)))
  say("p50", string.format("%.3f", latency:percentile(50) / 1000))
  say("p90", string.format("%.3f", latency:percentile(90) / 1000))
  say("p99", string.format("%.3f", latency:percentile(99) / 1000))
  say("max", string.format("%.3f", latency.max / 1000))
  say("bad", errors.status)
  say("broken", errors.connect + errors.read + errors.write + errors.timeout)
  say("exhausted", spent)
  out:close()
end
