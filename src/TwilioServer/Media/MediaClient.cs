using System.Buffers;
using System.Net;
using System.Security.Cryptography;

namespace TwilioServer.Media;

/// <summary>What became of asking for a file, where an answer came.</summary>
internal abstract record FetchResult
{
    /// <summary>It was written, and is this.</summary>
    public sealed record Fetched(string ContentType, long SizeBytes, byte[] Sha256) : FetchResult;

    /// <summary>It is not taken, and asking again changes nothing.</summary>
    public sealed record Refused(string Reason) : FetchResult;
}

/// <summary>
/// Asks Twilio for files. Credentials go to the API alone; where it sends us on to a host that may serve for it, that host
/// is asked without them. At most so many bytes are read, in at most so much time.
/// </summary>
/// <param name="api">Connects to Twilio's API.</param>
/// <param name="elsewhere">Connects to hosts that serve for it.</param>
internal sealed class MediaClient(
    MediaUrlRule rule,
    int maxBytes,
    TimeProvider time,
    HttpMessageHandler api,
    HttpMessageHandler elsewhere
) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const int BufferBytes = 64 * 1024;

    private readonly HttpMessageInvoker _api = new(api);
    private readonly HttpMessageInvoker _elsewhere = new(elsewhere);

    /// <param name="write">Takes the file piece by piece; what it throws is thrown on.</param>
    /// <exception cref="MediaAwayException">There is no answer, or none that tells; later there may be.</exception>
    public async Task<FetchResult> FetchAsync(
        MediaResource resource,
        MediaAccount account,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write,
        CancellationToken cancellation
    )
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var request = Get(rule.UrlOf(resource));
            request.Headers.Authorization = account.Credentials;
            using var response = await _api.SendAsync(request, either.Token);
            if (!IsRedirect(response.StatusCode))
                return await ReadAsync(response, write, either.Token);
            if (rule.FollowTo(Header(response.Headers.NonValidated, "Location")) is not { } location)
                return new FetchResult.Refused(MediaReasons.Redirected);
            using var further = Get(location);
            using var file = await _elsewhere.SendAsync(further, either.Token);
            return IsRedirect(file.StatusCode)
                ? new FetchResult.Refused(MediaReasons.Redirected)
                : await ReadAsync(file, write, either.Token);
        }
        catch (HttpRequestException e) when (e.InnerException is PrivateAddressException)
        {
            return new FetchResult.Refused(MediaReasons.PrivateAddress);
        }
        catch (HttpRequestException e)
        {
            throw new MediaAwayException(MediaReasons.NoAnswer, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new MediaAwayException(MediaReasons.TooSlow, e);
        }
    }

    public void Dispose()
    {
        _api.Dispose();
        _elsewhere.Dispose();
    }

    private static HttpRequestMessage Get(Uri url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        // A file that grows while it is unpacked has no size that could be checked before.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        return request;
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is >= 300 and < 400;

    private static string? Header(System.Net.Http.Headers.HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) && values.Count == 1 ? values.ToString() : null;

    private async Task<FetchResult> ReadAsync(
        HttpResponseMessage response,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write,
        CancellationToken cancellation
    )
    {
        if (response.StatusCode != HttpStatusCode.OK)
            throw new MediaAwayException(MediaReasons.Answered((int)response.StatusCode));
        var headers = response.Content.Headers;
        if (headers.NonValidated.Contains("Content-Encoding"))
            return new FetchResult.Refused(MediaReasons.Encoded);
        if (MediaTypes.Read(Header(headers.NonValidated, "Content-Type")) is not { } type)
            return new FetchResult.Refused(MediaReasons.TypeNotAllowed);
        if (headers.ContentLength > maxBytes)
            return new FetchResult.Refused(MediaReasons.TooLarge);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return await CopyAsync(body, type, write, cancellation);
    }

    private async Task<FetchResult> CopyAsync(
        Stream body,
        string type,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write,
        CancellationToken cancellation
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var read = await ReadAsync(body, buffer, MediaTypes.HeadBytes, cancellation);
            if (read == 0)
                return new FetchResult.Refused(MediaReasons.Empty);
            if (!MediaTypes.Fits(type, buffer.AsSpan(0, Math.Min(read, MediaTypes.HeadBytes))))
                return new FetchResult.Refused(MediaReasons.NotItsType);
            long size = 0;
            for (; read > 0; read = await ReadAsync(body, buffer, 1, cancellation))
            {
                size += read;
                if (size > maxBytes)
                    return new FetchResult.Refused(MediaReasons.TooLarge);
                hash.AppendData(buffer, 0, read);
                await write(buffer.AsMemory(0, read), cancellation);
            }
            return new FetchResult.Fetched(type, size, hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Told apart here from a disk that refuses, which throws the same.</summary>
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, int atLeast, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAtLeastAsync(buffer, atLeast, throwOnEndOfStream: false, cancellation);
        }
        catch (IOException e)
        {
            throw new MediaAwayException(MediaReasons.CutOff, e);
        }
    }
}
