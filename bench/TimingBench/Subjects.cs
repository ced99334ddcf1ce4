using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Configuration;
using TwilioServer.Internal;
using TwilioServer.Storage;
using TwilioServer.Webhooks;

namespace TimingBench;

/// <summary>The service's own comparisons, each as it is asked in service, and one that tells.</summary>
internal sealed class Subjects : IAsyncDisposable
{
    private const string AccountSid = "ACe0000000000000000000000000000001";
    private const string AuthToken = "e0000000000000000000000000000002";
    private const string Target = "/webhooks/voice";
    private static readonly byte[] Token = "0123456789abcdef0123456789abcdef"u8.ToArray();

    private static readonly List<KeyValuePair<string, string>> Parameters =
    [
        new("AccountSid", AccountSid),
        new("CallSid", "CA0000000000000000000000000000000a"),
        new("CallStatus", "ringing"),
        new("From", "+14155550177"),
        new("To", "+14155550100"),
    ];

    private readonly Npgsql.NpgsqlDataSource _nowhere;
    private readonly RequestVerifier _verifier;
    private readonly byte[] _right;

    public Subjects()
    {
        var settings = ServerSettings.Read(name =>
            name switch
            {
                "DATABASE_URL" => "postgres://nobody@127.0.0.1:9/none",
                "TWILIO_ACCOUNT_SID" => AccountSid,
                "TWILIO_AUTH_TOKEN" => AuthToken,
                "PUBLIC_BASE_URL" => "https://calls.example.com",
                _ => null,
            }
        );
        _nowhere = DataSources.General(settings.Storage);
        var refusals = new RefusalCounter(_nowhere, TimeProvider.System, NullLogger<RefusalCounter>.Instance);
        var secrets = new WebhookSecrets(settings.Twilio, settings.Webhooks.UrlToken, null, null, TimeProvider.System);
        _verifier = new WebhookParts(settings, new PublicUrls(settings.Webhooks), secrets, refusals).Verifier;
        _right = Convert.FromBase64String(
            new SigningKey(AuthToken).Sign(Encoding.UTF8.GetBytes(Text("https://calls.example.com" + Target)))
        );
    }

    public IEnumerable<Subject> All() => [Signature(), UrlToken(), InternalKeys(), Control()];

    public ValueTask DisposeAsync() => _nowhere.DisposeAsync();

    private Subject Signature() =>
        new(
            "X-Twilio-Signature",
            _right.Length,
            (place, random) =>
            {
                var written = Convert.ToBase64String(Spoilt(_right, place, random));
                return () => _verifier.Judge(written, Target, Parameters, default, isUrlAlone: false, out _) is null;
            }
        );

    private static Subject UrlToken()
    {
        var tokens = new UrlTokens(
            Encoding.ASCII.GetString(Token),
            null,
            default,
            [],
            hash => hash,
            TimeProvider.System
        );
        return new Subject(
            "token in a URL",
            Token.Length,
            (place, random) =>
            {
                var target = $"{Target}?token={SpoiltToken(place, random)}";
                return () => tokens.Check(TargetQuery.Of(target)) == UrlTokenVerdict.Right;
            }
        );
    }

    private static Subject InternalKeys()
    {
        var key = new InternalKey(new InternalKeySettings(Encoding.ASCII.GetString(Token), null));
        return new Subject(
            "X-Internal-Key",
            Token.Length,
            (place, random) =>
            {
                var request = new DefaultHttpContext().Request;
                request.Headers["X-Internal-Key"] = SpoiltToken(place, random);
                return () => key.IsShownBy(request);
            }
        );
    }

    /// <summary>The signature's work, and then a comparison that stops where the first difference is.</summary>
    private Subject Control()
    {
        var signature = Signature();
        return new Subject(
            "a comparison that stops early",
            _right.Length,
            (place, random) =>
            {
                var ask = signature.Guess(place, random);
                var guess = Spoilt(_right, place, random);
                return () => ask() | IsSameUntil(guess);
            },
            IsControl: true
        );
    }

    private bool IsSameUntil(byte[] guess)
    {
        for (var i = 0; i < guess.Length; i++)
            if (guess[i] != _right[i])
                return false;
        return true;
    }

    private static byte[] Spoilt(byte[] right, int place, Random random)
    {
        var guess = right.ToArray();
        if (place >= 0)
            guess[place] ^= (byte)random.Next(1, 256);
        return guess;
    }

    /// <summary>With another hexadecimal digit: all guesses are as long as the secret, and take as long to decode.</summary>
    private static string SpoiltToken(int place, Random random)
    {
        var guess = Token.ToArray();
        if (place >= 0)
            guess[place] = "0123456789abcdef"u8[
                (Convert.ToInt32($"{(char)Token[place]}", 16) + random.Next(1, 16)) % 16
            ];
        return Encoding.ASCII.GetString(guess);
    }

    private static string Text(string url) => url + string.Concat(Parameters.Select(p => p.Key + p.Value));
}
