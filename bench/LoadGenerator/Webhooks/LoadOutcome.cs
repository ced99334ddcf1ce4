using LoadGenerator.Http;

namespace LoadGenerator.Webhooks;

internal sealed record LoadOutcome(Answer[] Answers, long[] LatencyTicks, TimeSpan Elapsed);
