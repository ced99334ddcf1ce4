using TwilioEmulator.Rest.Keys;
using TwilioEmulator.Rest.Usage;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest;

internal static class RestServices
{
    /// <summary>What the API needs besides the calls and messages themselves.</summary>
    public static IServiceCollection AddRest(this IServiceCollection services) =>
        services
            .AddSingleton<AccountBook>()
            .AddSingleton<InboundRouting>()
            .AddSingleton<SenderPool>()
            .AddSingleton<CallRecordings>()
            .AddSingleton<RealtimeTranscriber>()
            .AddSingleton<KeyMaker>()
            .AddSingleton<UsageLedger>();
}
