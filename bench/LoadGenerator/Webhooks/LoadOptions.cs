namespace LoadGenerator.Webhooks;

/// <param name="Warmup">Requests over the same connections before the clock starts.</param>
/// <param name="Rate">Requests per second at fixed times (open loop); null: each connection as fast as it is answered.</param>
internal sealed record LoadOptions(int Count, int Warmup, int Connections, double? Rate, int Seed);
