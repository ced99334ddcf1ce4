using TwilioEmulator.Events;
using TwilioEmulator.Faults;
using TwilioEmulator.Phones;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator;

/// <summary>What surrounds webhooks: alerts of those that failed, cookies, and who listens to events.</summary>
internal static class HookFeatures
{
    public static IServiceCollection AddHooks(this IServiceCollection services) =>
        services
            .AddSingleton<AlertLog>()
            .AddSingleton<LastExchanges>()
            .AddSingleton<CookieJars>()
            .AddSingleton<WebhookLog>()
            .AddSingleton<TwimlAlerts>()
            .AddSingleton<Ledger>()
            .AddSingleton<LedgerEntries>()
            .AddSingleton<MediaStore>()
            .AddSingleton<CarrierNetwork>()
            .AddSingleton<SendingRates>()
            .AddSingleton<FaultPlan>()
            .AddSingleton<FirstCallbacks>()
            .AddSingleton<CallbackDispatcher>();

    /// <summary>Lets those hear each event who act on it.</summary>
    public static void ListenToEvents(this WebApplication app)
    {
        var events = app.Services.GetRequiredService<EventLog>();
        events.Added += app.Services.GetRequiredService<LedgerEntries>().Read;
        events.Added += app.Services.GetRequiredService<TwimlAlerts>().Read;
    }
}
