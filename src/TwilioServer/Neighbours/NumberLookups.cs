using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using TwilioServer.Tenants;
using TwilioServer.TwiML;

namespace TwilioServer.Neighbours;

/// <summary>
/// Asks pns-provisioning-service about numbers that are not known here. A webhook never waits for it: the caller hears the
/// line ring on for a second while Twilio is sent round once more, and finds the number known then, or is told that it is
/// not in service. What is lost with the process is asked again by the next round.
/// </summary>
public sealed partial class NumberLookups(
    ProvisioningClient client,
    TenantStore store,
    TenantDirectory tenants,
    PublicAddress address,
    TimeProvider time,
    ILogger<NumberLookups> logger
)
{
    /// <summary>More rounds than a look-up can take.</summary>
    public const int MostRounds = 4;

    private const int AtOnce = 4;
    private const int MostWaiting = 1000;
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Channel<string> _waiting = Channel.CreateBounded<string>(MostWaiting);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _asked = new(StringComparer.Ordinal);

    /// <summary>What a call to a number is answered that nobody has here.</summary>
    /// <param name="round">How often this call was sent round already.</param>
    /// <returns>Null when the number was looked for: nobody has it.</returns>
    public string? ReplyTo(string phoneNumber, int round)
    {
        if (!PhoneNumber.IsE164(phoneNumber) || round >= MostRounds || !IsBeingAsked(phoneNumber))
            return null;
        return new VoiceResponse().Pause(1).Redirect($"{address()}/webhooks/voice?lookup={round + 1}").ToString();
    }

    /// <summary>Asks until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            _waiting.Reader.ReadAllAsync(cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (number, stop) => await AskAsync(number, stop)
        );

    /// <summary>Whether an answer may still come: asked for now, or a moment ago and not answered.</summary>
    private bool IsBeingAsked(string phoneNumber)
    {
        var now = time.GetUtcNow();
        if (_asked.TryGetValue(phoneNumber, out var until))
        {
            if (until == DateTimeOffset.MaxValue)
                return true;
            if (now < until)
                return false;
        }
        if (_asked.Count >= MostWaiting * 10)
            _asked.Clear();
        _asked[phoneNumber] = DateTimeOffset.MaxValue;
        if (_waiting.Writer.TryWrite(phoneNumber))
            return true;
        _asked.TryRemove(phoneNumber, out _);
        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Said once; the next call to the number asks again.")]
    private async Task AskAsync(string phoneNumber, CancellationToken cancellation)
    {
        try
        {
            switch (await client.LookUpAsync(phoneNumber, cancellation))
            {
                case ProvisionedNumber.Found { IsUsable: true } found:
                    await TakeAsync(phoneNumber, found.TenantId, cancellation);
                    break;
                case ProvisionedNumber.Unavailable unavailable:
                    Log.Unavailable(logger, PhoneNumber.Masked(phoneNumber), unavailable.Reason);
                    break;
                default:
                    Log.NotFound(logger, PhoneNumber.Masked(phoneNumber));
                    break;
            }
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Log.Failed(logger, e, PhoneNumber.Masked(phoneNumber));
        }
        _asked[phoneNumber] = time.GetUtcNow() + AskAgainAfter;
    }

    private async Task TakeAsync(string phoneNumber, Guid tenantId, CancellationToken cancellation)
    {
        if (tenants.Find(tenantId) is null)
        {
            Log.UnknownTenant(logger, PhoneNumber.Masked(phoneNumber), tenantId);
            return;
        }
        var refused = await store.SaveNumberAsync(
            phoneNumber,
            tenantId,
            NumberSource.Provisioning,
            "pns-provisioning-service",
            cancellation
        );
        await tenants.ReloadAsync(cancellation);
        if (refused is null)
            Log.Taken(logger, PhoneNumber.Masked(phoneNumber), tenantId);
        else
            Log.Refused(logger, PhoneNumber.Masked(phoneNumber), refused.Code);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "Number {Number} was taken over from provisioning for tenant {TenantId}"
        )]
        public static partial void Taken(ILogger logger, string number, Guid tenantId);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "Provisioning gives number {Number} to tenant {TenantId}, who is not known here. Add it with: twilio-server tenants add --id"
        )]
        public static partial void UnknownTenant(ILogger logger, string number, Guid tenantId);

        [LoggerMessage(3, LogLevel.Warning, "Provisioning could not be asked about number {Number}: {Reason}")]
        public static partial void Unavailable(ILogger logger, string number, string reason);

        [LoggerMessage(4, LogLevel.Information, "Provisioning has no number {Number}, or does not use it")]
        public static partial void NotFound(ILogger logger, string number);

        [LoggerMessage(6, LogLevel.Warning, "Number {Number} could not be taken over from provisioning: {Code}")]
        public static partial void Refused(ILogger logger, string number, string code);

        [LoggerMessage(5, LogLevel.Error, "Taking number {Number} over from provisioning failed")]
        public static partial void Failed(ILogger logger, Exception e, string number);
    }
}

/// <summary>Scheme, host and path prefix of this service, without a trailing slash.</summary>
public delegate string PublicAddress();
