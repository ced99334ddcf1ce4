using System.Globalization;
using System.Text;
using LoadGenerator.Twilio;

namespace LoadGenerator.Presigning;

/// <summary>
/// Requests in files, one file per thread that sends. A length of five digits goes before each: the sender reads exactly
/// that much and parses nothing.
/// </summary>
internal static class RequestFiles
{
    private const int BufferBytes = 1024 * 1024;

    /// <summary>Deals the requests out in turn; returns the bytes of all.</summary>
    public static long Write(WebhookFactory factory, string name, int files, int count)
    {
        var streams = new FileStream[files];
        try
        {
            for (var i = 0; i < files; i++)
                streams[i] = new FileStream(
                    string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"),
                    FileMode.Create,
                    FileAccess.Write,
                    FileShare.None,
                    BufferBytes
                );
            var bytes = 0L;
            for (var i = 0; i < count; i++)
            {
                var request = factory.Next();
                streams[i % files]
                    .Write(Encoding.ASCII.GetBytes(request.Length.ToString("D5", CultureInfo.InvariantCulture)));
                streams[i % files].Write(request);
                bytes += request.Length;
            }
            return bytes;
        }
        finally
        {
            foreach (var stream in streams)
                stream?.Dispose();
        }
    }
}
