using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>
/// Compares an account's lists with what webhooks told. A listing that fails half-way leaves its watermark where it
/// was, so that any outage, ours or Twilio's, only makes the next gap wider.
/// </summary>
internal sealed partial class Reconciler(
    IReadOnlyList<IListedResource> resources,
    Watermarks watermarks,
    Ambient ambient,
    ILogger<Reconciler> logger
)
{
    /// <summary>
    /// What is older is left alone: nobody waits for it any more, and the partitions and keys by which a call is known
    /// are kept longer than this, but not for ever.
    /// </summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromDays(7);

    /// <summary>Longer than a run or two may take: progress is worth a line.</summary>
    private static readonly TimeSpan LongGap = TimeSpan.FromMinutes(10);

    /// <returns>Why lists could not be read; empty when all were.</returns>
    public async Task<IReadOnlyList<TwilioListException>> RunAsync(
        ReconciledAccount account,
        CancellationToken cancellation
    )
    {
        var failures = new List<TwilioListException>();
        foreach (var resource in resources)
        {
            try
            {
                await RunAsync(account, resource, cancellation);
            }
            catch (TwilioListException e)
            {
                failures.Add(e);
            }
        }
        return failures;
    }

    private async Task RunAsync(ReconciledAccount account, IListedResource resource, CancellationToken cancellation)
    {
        var checkedAt = ambient.Time.GetUtcNow();
        var settledAt = await watermarks.ReadAsync(account.AccountSid, resource.Name, checkedAt, cancellation);
        var progress = new Progress(resource.Name, checkedAt - settledAt);
        var listing = new Listing(
            new TwilioLists(account.Client, account.AccountSid, ambient),
            Since(account, resource, settledAt, checkedAt),
            account.TenantId
        );
        DateTimeOffset? asOf = null;
        TwilioListException? failure = null;
        foreach (var list in resource.Lists(listing.Since))
        await foreach (var page in listing.Lists.PagesAsync(list, resource.Name, cancellation))
        {
            asOf ??= page.AsOf;
            progress.Listed += page.Items.Count;
            try
            {
                progress.Fed += await resource.FeedAsync(listing, page, cancellation);
            }
            catch (TwilioListException e)
            {
                // What cannot be had of one item holds up none of the others; the next run asks for it again.
                failure ??= e;
            }
            if (progress.Gap > LongGap)
                Log.GoingThroughGap(logger, progress.Resource, progress.Gap, progress.Listed, progress.Fed);
        }
        if (progress.Fed > 0)
            Log.Fed(logger, progress.Resource, progress.Listed, progress.Fed);
        if (failure is not null)
            throw failure;
        await watermarks.MoveAsync(account.AccountSid, resource.Name, asOf ?? checkedAt, checkedAt, cancellation);
    }

    private DateTimeOffset Since(
        ReconciledAccount account,
        IListedResource resource,
        DateTimeOffset settledAt,
        DateTimeOffset now
    )
    {
        var oldest = now - LongestGap;
        if (settledAt >= oldest)
            return settledAt - resource.Overlap;
        Log.GapTooLong(logger, resource.Name, account.AccountSid, settledAt, oldest);
        return oldest;
    }

    private sealed class Progress(string resource, TimeSpan gap)
    {
        public string Resource { get; } = resource;
        public TimeSpan Gap { get; } = gap;
        public int Listed { get; set; }
        public int Fed { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "Going through a gap of {Gap}: {Listed} {Resource} listed so far, {Fed} events were missing"
        )]
        public static partial void GoingThroughGap(ILogger logger, string resource, TimeSpan gap, int listed, int fed);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "Twilio listed {Listed} {Resource}, and {Fed} events whose webhooks never came were made good"
        )]
        public static partial void Fed(ILogger logger, string resource, int listed, int fed);

        [LoggerMessage(
            3,
            LogLevel.Error,
            "The {Resource} of {AccountSid} were listed last as of {SettledAt}; what is older than {Oldest} is left alone"
        )]
        public static partial void GapTooLong(
            ILogger logger,
            string resource,
            string accountSid,
            DateTimeOffset settledAt,
            DateTimeOffset oldest
        );
    }
}
