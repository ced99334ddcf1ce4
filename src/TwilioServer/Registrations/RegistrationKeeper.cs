using System.Diagnostics.CodeAnalysis;
using TwilioServer.Tenants;

namespace TwilioServer.Registrations;

/// <summary>
/// Asks about the numbers again once a day, and every hour while one of them may not send: once an operator has asked for
/// the first time (<c>check-10dlc</c>).
/// </summary>
public sealed partial class RegistrationKeeper(
    RegistrationStore store,
    RegistrationCheck check,
    TimeProvider time,
    ILogger<RegistrationKeeper> logger
)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>Looks whether it is time, until cancelled.</summary>
    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "The database or Twilio may be away; the next time tries again."
    )]
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(Every, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!cancellation.IsCancellationRequested && await store.BeginAsync(cancellation))
                    await CheckAsync(cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
            catch (Exception)
            {
                return;
            }
        }
    }

    private async Task CheckAsync(CancellationToken cancellation)
    {
        var (_, numbers) = await check.RunAsync(cancellation);
        var held = numbers.Count(number =>
            number.Status is RegistrationStatus.Unregistered or RegistrationStatus.Pending or RegistrationStatus.Failed
        );
        if (held > 0)
            Log.NotRegistered(logger, held, numbers.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "The numbers' registrations (10DLC) could not be read; tried again in an hour"
        )]
        public static partial void Failed(ILogger logger, Exception e);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "{Numbers} of {All} numbers are not registered for 10DLC: their texts to the US are blocked. See: twilio-server check-10dlc"
        )]
        public static partial void NotRegistered(ILogger logger, int numbers, int all);
    }
}
