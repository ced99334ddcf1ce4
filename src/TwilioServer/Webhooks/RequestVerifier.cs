using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using TwilioServer.TwilioApi;

namespace TwilioServer.Webhooks;

/// <summary>Reads a request and verifies that Twilio sent it. Fails closed: nothing unsigned goes on.</summary>
public sealed class RequestVerifier
{
    public const int MaxBodyBytes = 64 * 1024;

    private readonly PublicUrls _urls;
    private readonly string _accountSid;
    private readonly byte[][] _tokens;

    public RequestVerifier(TwilioSettings twilio, PublicUrls urls)
    {
        _urls = urls;
        _accountSid = twilio.AccountSid;
        var tokens = new[] { twilio.AuthToken, twilio.AuthTokenOld };
        _tokens = [.. tokens.OfType<string>().Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The signed parameters, sorted as they are signed; or why there are none.</summary>
    public async ValueTask<(List<KeyValuePair<string, string>>? Parameters, Refusal? Refusal)> ReadAsync(
        HttpContext context
    )
    {
        var request = context.Request;
        if (request.ContentLength > MaxBodyBytes)
            return (null, Refusal.TooLarge);
        if (!IsForm(request.ContentType))
            return (null, Refusal.NotAForm);
        var (parameters, refusal) = await ReadFormAsync(request, context.RequestAborted);
        if (parameters is null)
            return (null, refusal);
        RequestSignature.Sort(parameters);
        refusal = Verify(request, parameters);
        return refusal is null ? (parameters, null) : (null, refusal);
    }

    private Refusal? Verify(HttpRequest request, List<KeyValuePair<string, string>> parameters)
    {
        if (request.Headers["X-Twilio-Signature"] is not [{ Length: > 0 } signature])
            return Refusal.NoSignature;
        if (!RequestSignature.IsValid(signature, SignedUrls(request), parameters, _tokens))
            return Refusal.WrongSignature;
        foreach (var (name, value) in parameters)
            if (name == "AccountSid" && value == _accountSid)
                return null;
        return Refusal.WrongAccount;
    }

    /// <summary>
    /// The URL as Twilio may have signed it: under each public address, with its path prefix and without (the addresses
    /// for disaster recovery carry none), the port as it is written there and left out.
    /// </summary>
    private IEnumerable<string> SignedUrls(HttpRequest request)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        foreach (var url in _urls.Bases)
        {
            var origin = Origin(url);
            if (target.StartsWith(url[origin.Length..], StringComparison.Ordinal))
                yield return origin + target;
            if (url.Length > origin.Length)
            {
                yield return url + target;
                yield return origin + target;
            }
            if (WithOtherPort(origin) is { } other)
            {
                yield return other + url[origin.Length..] + target;
                yield return other + target;
            }
        }
    }

    private static string Origin(string url)
    {
        var path = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
        return path < 0 ? url : url[..path];
    }

    /// <summary>The default port written out where it is not, left out where it is: Twilio does either.</summary>
    private static string? WithOtherPort(string origin)
    {
        var port = origin.StartsWith("https", StringComparison.Ordinal) ? ":443" : ":80";
        if (origin.EndsWith(port, StringComparison.Ordinal))
            return origin[..^port.Length];
        return origin.IndexOf(':', "https:".Length) < 0 ? origin + port : null;
    }

    private static bool IsForm(string? contentType) =>
        contentType is not null
        && contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private static async ValueTask<(List<KeyValuePair<string, string>>?, Refusal?)> ReadFormAsync(
        HttpRequest request,
        CancellationToken cancellation
    )
    {
        ReadResult read;
        while (true)
        {
            read = await request.BodyReader.ReadAsync(cancellation);
            if (read.Buffer.Length > MaxBodyBytes)
                return (null, Refusal.TooLarge);
            if (read.IsCompleted)
                break;
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
        var parameters = Parse(read.Buffer);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return (parameters, parameters is null ? Refusal.MalformedForm : null);
    }

    private static List<KeyValuePair<string, string>>? Parse(ReadOnlySequence<byte> body) =>
        FormReader.TryRead(body.IsSingleSegment ? body.FirstSpan : body.ToArray(), out _);
}
