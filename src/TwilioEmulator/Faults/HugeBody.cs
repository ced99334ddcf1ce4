namespace TwilioEmulator.Faults;

/// <summary>An answer without a stated length that goes on and on: it begins like a JPEG, and ends when the asker hangs up.</summary>
internal static class HugeBody
{
    public const long DefaultBytes = 10L * 1024 * 1024 * 1024;

    public static async Task SendAsync(
        HttpResponse response,
        string contentType,
        long bytes,
        CancellationToken cancellation
    )
    {
        var piece = new byte[64 * 1024];
        ((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]).CopyTo(piece);
        response.ContentType = contentType;
        try
        {
            for (var left = bytes; left > 0; left -= piece.Length)
                await response.Body.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), cancellation);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // That is what a careful asker does.
        }
    }
}
