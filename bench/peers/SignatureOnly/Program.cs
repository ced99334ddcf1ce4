using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Configuration;
using TwilioServer.Storage;
using TwilioServer.TwiML;
using TwilioServer.Webhooks;

// The ceiling: the service's own reading of the form and its check of the signature, and the same TwiML, without a
// database and without a decision. What the service takes more than this is the work that it does.
InlineSockets.Enable();
var settings = ServerSettings.Read(Environment.GetEnvironmentVariable);
await using var nowhere = DataSources.General(settings.Storage);
var refusals = new RefusalCounter(nowhere, TimeProvider.System, NullLogger<RefusalCounter>.Instance);
var secrets = new WebhookSecrets(settings.Twilio, settings.Webhooks.UrlToken, null, null, TimeProvider.System);
var verifier = new WebhookParts(settings, new PublicUrls(settings.Webhooks), secrets, refusals).Verifier;
var document = new VoiceResponse().Dial(
    new DialOptions(20, 3600, $"http://localhost:{settings.Host.Port}/webhooks/voice/x"),
    ["+14155550177"]
);
var twiml = Encoding.UTF8.GetBytes(document.ToString());

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseSockets(InlineSockets.Apply);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    KestrelLimits.Apply(kestrel, new ConnectionLimit(settings.Hardening, refusals));
    kestrel.ListenAnyIP(settings.Host.Port);
});
await using var web = builder.Build();
web.MapPost(
    "/webhooks/voice",
    async context =>
    {
        var (_, refusal) = await verifier.ReadAsync(context);
        if (refusal is not null)
        {
            context.Response.StatusCode = refusal.HttpStatus;
            return;
        }
        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.ContentLength = twiml.Length;
        await context.Response.Body.WriteAsync(twiml);
    }
);
await web.StartAsync();
Console.WriteLine($$"""{"event":"listening","url":"http://localhost:{{settings.Host.Port}}"}""");
await web.WaitForShutdownAsync();
