using System.Net;
using System.Text;
using LoadGenerator.Twilio;

namespace LoadGenerator.TextBacks;

/// <summary>One call that nobody answers: the webhooks that Twilio sends for it, and when its text arrived.</summary>
internal sealed class BenchCall(Target target, string from, string callSid, Random random)
{
    private static readonly byte[] Action = "<Dial"u8.ToArray();
    private readonly Guid _token = new(Bytes(random));
    private readonly string _legSid = "CA" + Convert.ToHexStringLower(Bytes(random));
    private readonly string _dialStatus = random.Next(2) == 0 ? "busy" : "no-answer";

    public string From => from;

    public string To => target.To;

    public byte[] Incoming { get; } =
        SignedPost.Of(
            target.Webhook,
            target.AuthToken,
            IncomingCall.Form(target, from, callSid, random),
            new Guid(Bytes(random))
        );

    /// <summary>Made of the answer to the first webhook; null before that.</summary>
    public byte[]? DialResult { get; private set; }

    /// <summary>When the webhook that makes the call missed was due, or sent.</summary>
    public long MissedAt { get; set; }

    /// <summary>When the POST of its text had arrived as a whole; 0 before that.</summary>
    public long TextedAt { get; set; }

    public int Texts { get; set; }

    public ManualResetEventSlim Texted { get; } = new(initialState: false, spinCount: 0);

    /// <summary>Reads where the result of the dialing goes.</summary>
    /// <returns>False when the answer rings nobody.</returns>
    public bool TryDial(ReadOnlySpan<byte> answer)
    {
        var at = answer.IndexOf(Action);
        if (at < 0)
            return false;
        var twiml = Encoding.UTF8.GetString(answer[at..]);
        const string attribute = "action=\"";
        var begin = twiml.IndexOf(attribute, StringComparison.Ordinal) + attribute.Length;
        var url = WebUtility.HtmlDecode(twiml[begin..twiml.IndexOf('"', begin)]);
        DialResult = SignedPost.Of(
            new Uri(url),
            target.AuthToken,
            [
                .. Basics("in-progress"),
                new("DialCallStatus", _dialStatus),
                new("DialCallSid", _legSid),
                new("DialBridged", "false"),
            ],
            _token
        );
        return true;
    }

    /// <summary>The end of the call.</summary>
    public byte[] Completed(Uri status) =>
        SignedPost.Of(status, target.AuthToken, [.. Basics("completed"), new("CallDuration", "14")], _token);

    private List<KeyValuePair<string, string>> Basics(string callStatus) =>
        [
            new("AccountSid", target.AccountSid),
            new("ApiVersion", "2010-04-01"),
            new("CallSid", callSid),
            new("CallStatus", callStatus),
            new("Direction", "inbound"),
            new("From", from),
            new("Caller", from),
            new("To", target.To),
            new("Called", target.To),
        ];

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return bytes;
    }
}
