using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;
using TwilioEmulator.Clock;
using TwilioEmulator.Control;
using TwilioEmulator.Events;
using TwilioEmulator.Phones;
using TwilioEmulator.Rest;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;
using TwilioEmulator.TwiML;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator;

/// <summary>The list of the emulator's features, and how they become one server.</summary>
internal static class App
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(0.5);

    public static WebApplication Create(EmulatorOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        LogToStandardError(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        AddFeatures(builder.Services.AddSingleton(options));
        var app = builder.Build();
        app.MapRest();
        app.MapControl();
        return app;
    }

    /// <summary>Starts listening; the answer is the address, with the port that was taken.</summary>
    public static async Task<string> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        var server = app.Services.GetRequiredService<IServer>();
        var url = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        app.Services.GetRequiredService<EmulatorAddress>().BaseUrl = url;
        return url;
    }

    private static void LogToStandardError(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
        logging.SetMinimumLevel(LogLevel.Warning);
    }

    private static void AddFeatures(IServiceCollection services) =>
        services
            .AddSingleton<EmulatorAddress>()
            .AddSingleton<ActivityTracker>()
            .AddSingleton<VirtualClock>()
            .AddSingleton<TimeProvider>(provider => provider.GetRequiredService<VirtualClock>())
            .AddSingleton<SidGenerator>()
            .AddSingleton<EventLog>()
            .AddSingleton<NumberBook>()
            .AddSingleton<OptOutList>()
            .AddSingleton<EmulatorStore>()
            .AddRest()
            .AddSingleton<WebhookClient>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<PhoneBook>()
            .AddSingleton<PhoneRinger>()
            .AddSingleton<CallParameters>()
            .AddSingleton<StatusCallbackSender>()
            .AddSingleton<CallLifecycle>()
            .AddSingleton<SessionBook>()
            .AddSingleton<TwimlFetcher>()
            .AddSingleton<RecordingCallbackSender>()
            .AddSingleton<Recorder>()
            .AddSingleton<DialLegs>()
            .AddSingleton<DialExecutor>()
            .AddSingleton<RecordExecutor>()
            .AddSingleton<VerbExecutor>()
            .AddSingleton<CallExecutor>()
            .AddSingleton<CallStarter>()
            .AddSingleton<MessageCallbackSender>()
            .AddSingleton<MessageCarrier>()
            .AddSingleton<MessageTwimlFetcher>()
            .AddSingleton<InboundMessages>();
}
