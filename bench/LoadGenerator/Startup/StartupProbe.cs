using System.Diagnostics;
using LoadGenerator.Http;
using LoadGenerator.Twilio;

namespace LoadGenerator.Startup;

/// <summary>Starts the server and asks every millisecond or so until a signed webhook is answered with TwiML.</summary>
internal sealed class StartupProbe(Target target, string file, IReadOnlyList<string> arguments, WebhookFactory webhooks)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ManualResetEventSlim Never = new(initialState: false);

    public async Task<StartupTime> MeasureAsync(Stream log, CancellationToken cancellation)
    {
        using var connection = new Connection(target.Webhook);
        if (connection.TryOpen())
            throw new InvalidOperationException($"Something listens at {target.Webhook.Authority} already.");
        var webhook = webhooks.Next();

        var began = Stopwatch.GetTimestamp();
        await using var server = new ServerProcess(file, arguments, log);
        Poll(server, connection.TryOpen, began, cancellation);
        var listening = Stopwatch.GetElapsedTime(began);
        Poll(server, () => IsAnswered(connection.Exchange(webhook)), began, cancellation);
        var answered = Stopwatch.GetElapsedTime(began);

        var stop = await server.StopAsync(cancellation);
        return new StartupTime(Ms(listening), Ms(answered), Ms(stop));
    }

    // A server that is not ready says nothing or 5xx; a refusal is no matter of time.
    private static bool IsAnswered(Answer answer) =>
        answer.Status is >= 400 and < 500
            ? throw new InvalidOperationException($"The server refused the webhook with {answer.Status}.")
            : answer.IsGood;

    private static void Poll(ServerProcess server, Func<bool> done, long began, CancellationToken cancellation)
    {
        while (!done())
        {
            server.ThrowIfExited();
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"The server did not answer within {Patience.TotalSeconds} s.");
            Never.Wait(1, cancellation);
        }
    }

    private static double Ms(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);
}
