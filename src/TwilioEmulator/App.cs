using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;
using TwilioEmulator.Clock;
using TwilioEmulator.Control;
using TwilioEmulator.Events;
using TwilioEmulator.Faults;
using TwilioEmulator.Inspector;
using TwilioEmulator.Phones;
using TwilioEmulator.Proxy;
using TwilioEmulator.Rest;
using TwilioEmulator.Simulator;
using TwilioEmulator.Simulator.MachineDetection;
using TwilioEmulator.Simulator.Transcription;
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
            if (options.ProxyPort is { } proxyPort)
                kestrel.ListenAsProxy(proxyPort, OpenCertificates(options));
        });
        LogToStandardError(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        AddFeatures(builder.Services.AddSingleton(options));
        var app = builder.Build();
        app.ListenToEvents();
        app.UseMiddleware<LedgerMiddleware>();
        app.UseMiddleware<FaultMiddleware>();
        app.UseMiddleware<PublicMedia>();
        app.MapRest();
        app.MapControl();
        app.MapInspector();
        return app;
    }

    /// <summary>Starts listening; the answer is the address, with the port that was taken.</summary>
    public static async Task<string> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        var server = app.Services.GetRequiredService<IServer>();
        var urls = server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(url => new Uri(url)).ToList();
        var address = app.Services.GetRequiredService<EmulatorAddress>();
        address.BaseUrl = Origin(urls.Single(url => url.Scheme == "http"));
        address.ProxyUrl = urls.Find(url => url.Scheme == "https") is { } proxy ? Origin(proxy) : null;
        return address.BaseUrl;
    }

    /// <summary>The proxy, too, is spoken to in plain HTTP: its TLS is inside the tunnel.</summary>
    private static string Origin(Uri url) => $"http://{url.Authority}";

    private static LeafCertificates OpenCertificates(EmulatorOptions options) =>
        new(CertificateAuthority.OpenOrCreate(new StateDirectory(options.StateDirectory)));

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
        // A start that fails is told in one line by the program itself.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
    }

    private static void AddFeatures(IServiceCollection services) =>
        services
            .AddHooks()
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
            .AddSingleton<TwimlProblemLog>()
            .AddSingleton<TwimlFetcher>()
            .AddSingleton<RecordingCallbackSender>()
            .AddSingleton<Recorder>()
            .AddSingleton<RecordTranscriber>()
            .AddSingleton<TranscriptionCallbackSender>()
            .AddSingleton<LiveTranscriber>()
            .AddSingleton<MachineDetector>()
            .AddSingleton<CallerIds>()
            .AddSingleton<DialLegs>()
            .AddSingleton<DialRecorder>()
            .AddSingleton<LegPreparation>()
            .AddSingleton<DialBridge>()
            .AddSingleton<DialExecutor>()
            .AddSingleton<PartialResults>()
            .AddSingleton<GatherExecutor>()
            .AddSingleton<SayExecutor>()
            .AddSingleton<SmsExecutor>()
            .AddSingleton<StartExecutor>()
            .AddSingleton<RecordExecutor>()
            .AddSingleton<VerbExecutor>()
            .AddSingleton<CallExecutor>()
            .AddSingleton<CallStarter>()
            .AddSingleton<MessageCallbackSender>()
            .AddSingleton<MessageCarrier>()
            .AddSingleton<MessageTwimlFetcher>()
            .AddSingleton<MessageReplies>()
            .AddSingleton<InboundMessages>();
}
