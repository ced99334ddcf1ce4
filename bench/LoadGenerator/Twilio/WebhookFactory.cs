using System.Globalization;
using System.Text;

namespace LoadGenerator.Twilio;

/// <summary>Makes signed webhooks, each for a call of its own. The same seed makes the same webhooks.</summary>
internal sealed class WebhookFactory
{
    private readonly Target _target;
    private readonly Random _random;
    private readonly Callers _callers;
    private int _made;

    public WebhookFactory(Target target, int seed)
    {
        _target = target;
        _random = new Random(seed);
        _callers = new Callers(_random);
    }

    /// <summary>The whole HTTP request: what goes over the socket is written before any clock starts.</summary>
    public byte[] Next()
    {
        var callSid = "CA" + Hex(16);
        var form = IncomingCall.Form(_target, _callers[_made++], callSid, _random);
        var body = string.Join('&', form.Select(p => $"{Uri.EscapeDataString(p.Key)}={FormValue(p.Value)}"));
        var signature = Signature.Of(_target.AuthToken, _target.Webhook.AbsoluteUri, form);
        return Encoding.ASCII.GetBytes(Head(body.Length, signature) + body);
    }

    private string Head(int length, string signature) =>
        string.Join(
            "\r\n",
            $"POST {_target.Webhook.PathAndQuery} HTTP/1.1",
            $"Host: {_target.Webhook.Authority}",
            "User-Agent: TwilioProxy/1.1",
            "Accept: */*",
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8",
            $"I-Twilio-Idempotency-Token: {new Guid(Bytes(16))}",
            "X-Home-Region: us1",
            $"X-Twilio-Signature: {signature}",
            string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}"),
            "\r\n"
        );

    private static string FormValue(string value) => Uri.EscapeDataString(value).Replace("%20", "+");

    private string Hex(int bytes) => Convert.ToHexStringLower(Bytes(bytes));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
