using TwilioServer.FeatureFlags;
using TwilioServer.Jobs;
using TwilioServer.Messages;

namespace TwilioServer.Media;

/// <summary>
/// Fetches what came with a text, each file by itself: one that is away holds up none of the others. A file is whole, named
/// and on disk before its row says so, and whoever settles a row must be the latest that tried.
/// </summary>
/// <param name="accounts">The accounts that a tenant's texts may be in.</param>
internal sealed class FetchMediaHandler(
    MediaStore store,
    MediaDirectory directory,
    MediaClient client,
    MediaUrlRule rule,
    Func<Guid, Features> features,
    Func<Guid, IReadOnlyList<MediaAccount>> accounts
) : IJobHandler
{
    public string Kind => InboundMedia.Job;

    public int Concurrency => 4;

    public RetryClass Retry => InboundMedia.Retry;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var text = InboundMedia.Parse(job.Payload);
        await store.NoteAsync(text, cancellation);
        MediaAwayException? away = null;
        for (short position = 0; position < text.Urls.Count; position++)
        {
            var key = new MediaKey(text.MessageId, position);
            if (await store.BeginAsync(key, cancellation) is not { } attempt)
                continue;
            directory.Remove(key, attempt - 1);
            try
            {
                await SettleAsync(text, key, attempt, cancellation);
            }
            catch (MediaAwayException e)
            {
                away = e;
                if (job.Attempt >= job.MaxAttempts)
                    await store.FailedAsync(key, attempt, e.Reason, cancellation);
            }
        }
        // The runner tries again; after the last attempt the job is dead, and an operator may have it tried once more.
        return away is null ? JobResult.Done : throw away;
    }

    private async Task SettleAsync(MediaReference text, MediaKey key, int attempt, CancellationToken cancellation)
    {
        if (!features(text.TenantId).HasFlag(Features.MmsSupport))
        {
            await store.RefusedAsync(key, attempt, MediaReasons.SwitchedOff, cancellation);
            return;
        }
        var known = accounts(text.TenantId);
        var (resource, reason) = rule.Read(
            text.Urls[key.Position],
            text.MessageSid,
            [.. known.Select(account => account.AccountSid)]
        );
        if (resource is null)
        {
            await store.RefusedAsync(key, attempt, reason!, cancellation);
            return;
        }
        await FetchAsync(
            resource,
            known.First(account => account.AccountSid == resource.AccountSid),
            key,
            attempt,
            cancellation
        );
    }

    private async Task FetchAsync(
        MediaResource resource,
        MediaAccount account,
        MediaKey key,
        int attempt,
        CancellationToken cancellation
    )
    {
        try
        {
            await KeepAsync(resource, account, key, attempt, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MediaAwayException(MediaReasons.DiskRefused, e);
        }
    }

    private async Task KeepAsync(
        MediaResource resource,
        MediaAccount account,
        MediaKey key,
        int attempt,
        CancellationToken cancellation
    )
    {
        var name = MediaDirectory.NameOf(key, attempt);
        using var file = directory.Begin(name);
        var result = await client.FetchAsync(resource, account, file.WriteAsync, cancellation);
        if (result is FetchResult.Refused refused)
        {
            await store.RefusedAsync(key, attempt, refused.Reason, cancellation);
            return;
        }
        file.Keep();
        CrashPoints.Reach(CrashPoints.MediaAfterFile);
        // Where this fails nobody can tell whether it was written, so the file stays: the next attempt finds out.
        if (!await store.StoredAsync(key, attempt, (FetchResult.Fetched)result, name, CancellationToken.None))
            directory.Remove(key, attempt);
    }
}
