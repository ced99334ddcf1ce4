namespace TwilioServer.Media;

/// <summary>
/// Removes what is past its time: first the files, then the rows that know their names. Interrupted in between, it is done
/// again by the next cleaning; until then who asks is told that the file is gone.
/// </summary>
internal sealed class MediaCleaner(MediaStore store, MediaDirectory directory)
{
    private const int AtOnce = 500;

    /// <returns>How many rows went.</returns>
    public async Task<long> DeleteAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var deleted = 0L;
        while (await store.OlderThanAsync(before, AtOnce, cancellation) is { Count: > 0 } old)
        {
            foreach (var (key, attempt) in old)
                directory.Remove(key, attempt);
            directory.Flush();
            deleted += await store.DeleteAsync([.. old.Select(row => row.Key)], cancellation);
        }
        return deleted;
    }
}
