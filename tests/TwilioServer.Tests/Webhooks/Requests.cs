using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>Requests as Kestrel would hand them over, without a socket.</summary>
internal static class Requests
{
    public const string Form = "application/x-www-form-urlencoded";

    /// <summary>The parameters that every delivery of the tests has.</summary>
    public static readonly KeyValuePair<string, string>[] Parameters =
    [
        new("CallSid", Samples.CallSid),
        new("AccountSid", Samples.AccountSid),
        new("Body", "Größe 1+1=2 & more"),
    ];

    public static RequestVerifier Verifier(params string[] publicUrls) => new Verification(publicUrls).Verifier;

    public static DefaultHttpContext Post(
        string target,
        byte[] body,
        string? signature,
        string? contentType = Form,
        bool announcesLength = true
    )
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        context.Request.Method = "POST";
        context.Request.ContentType = contentType;
        context.Request.Body = new MemoryStream(body);
        if (announcesLength)
            context.Request.ContentLength = body.Length;
        if (signature is not null)
            context.Request.Headers["X-Twilio-Signature"] = signature;
        return context;
    }

    /// <summary>A delivery that Twilio signed for one URL and that arrives under one target.</summary>
    public static DefaultHttpContext Signed(string signedUrl, string target, string token = Signing.Token) =>
        Post(target, Encode(Parameters), Signing.Sign(signedUrl, Parameters, token));

    public static byte[] Encode(IEnumerable<KeyValuePair<string, string>> parameters) =>
        Encoding.ASCII.GetBytes(
            string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"))
        );
}
