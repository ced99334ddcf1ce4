using System.Security.Cryptography;
using System.Text;
using LoadGenerator.Twilio;

namespace LoadGenerator.Forging;

/// <summary>Makes forged webhooks. The same seed and index make the same one, on whatever thread.</summary>
internal sealed class Forger(Target target, int seed)
{
    public static readonly Forgery[] Kinds = Enum.GetValues<Forgery>();
    private static readonly Uri Elsewhere = new("https://elsewhere.example.com/webhooks/voice");
    private readonly Callers _callers = new(new Random(seed));

    public static Forgery KindOf(int index) => Kinds[index % Kinds.Length];

    /// <summary>The whole HTTP request.</summary>
    public byte[] Make(int index)
    {
        var random = new Random(unchecked((seed * 1_000_003) + index));
        var form = Form(random, index);
        var right = Sign(form);
        var (signature, url) = (right, target.Webhook);
        switch (KindOf(index))
        {
            case Forgery.Unsigned:
                signature = null;
                break;
            case Forgery.EmptySignature:
                signature = "";
                break;
            case Forgery.RandomSignature:
                signature = Convert.ToBase64String(Bytes(random, 20));
                break;
            case Forgery.ShortSignature:
                signature = Convert.ToBase64String(Convert.FromBase64String(right).AsSpan(0, 19));
                break;
            case Forgery.LongSignature:
                signature = Convert.ToBase64String([.. Convert.FromBase64String(right), 0]);
                break;
            case Forgery.FlippedBit:
                signature = Flip(right, random.Next(160));
                break;
            case Forgery.OtherCase:
                signature = OtherCase(right);
                break;
            case Forgery.StolenSignature:
                signature = Sign(Form(random, index));
                break;
            case Forgery.OtherToken:
                signature = Sign(form, authToken: Convert.ToHexStringLower(Bytes(random, 16)));
                break;
            case Forgery.OtherAccount:
                Set(form, "AccountSid", "AC" + Convert.ToHexStringLower(Bytes(random, 16)));
                signature = Sign(form);
                break;
            case Forgery.OtherPath:
                signature = Sign(form, new Uri(target.Webhook, "/webhooks/voice/status"));
                break;
            case Forgery.OtherHost:
                signature = Sign(form, Elsewhere);
                break;
            case Forgery.AddedQuery:
                url = new Uri(url, $"?n={random.Next(1, 9)}");
                break;
            case Forgery.ChangedParameter:
                Set(form, form[random.Next(form.Count)].Key, "changed");
                break;
            case Forgery.AddedParameter:
                form.Add(new("Digits", "1"));
                break;
            case Forgery.RemovedParameter:
                form.RemoveAt(form.FindIndex(p => p.Key == "CallToken"));
                break;
            case Forgery.OtherAlgorithm:
                signature = Convert.ToBase64String(
                    HMACSHA256.HashData(
                        Encoding.UTF8.GetBytes(target.AuthToken),
                        Signature.Signed(target.Webhook.AbsoluteUri, form)
                    )
                );
                break;
        }
        return SignedPost.With(signature, url, form, new Guid(Bytes(random, 16)));
    }

    private List<KeyValuePair<string, string>> Form(Random random, int index) =>
        IncomingCall.Form(target, _callers[index], "CA" + Convert.ToHexStringLower(Bytes(random, 16)), random);

    private string Sign(List<KeyValuePair<string, string>> form, Uri? url = null, string? authToken = null) =>
        Signature.Of(authToken ?? target.AuthToken, (url ?? target.Webhook).AbsoluteUri, form);

    private static void Set(List<KeyValuePair<string, string>> form, string name, string value) =>
        form[form.FindIndex(p => p.Key == name)] = new(name, value);

    private static string Flip(string signature, int bit)
    {
        var bytes = Convert.FromBase64String(signature);
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return Convert.ToBase64String(bytes);
    }

    private static string OtherCase(string signature)
    {
        var at = signature.AsSpan().IndexOfAnyInRange('a', 'z');
        return at < 0
            ? signature.ToLowerInvariant()
            : $"{signature[..at]}{char.ToUpperInvariant(signature[at])}{signature[(at + 1)..]}";
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
