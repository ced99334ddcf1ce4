using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

/// <summary>What verifying costs, printed; a limit would fail on a busy machine and say nothing.</summary>
public sealed class VerificationBench
{
    private const int Rounds = 5;
    private const int Requests25 = 20_000;
    private const string Url = "https://api.example.test/twilio/webhooks/voice";

    [Fact]
    public void A_voice_webhook_of_25_fields_costs_microseconds()
    {
        var sample = Sample();
        var body = Requests.Encode(sample);
        var right = Signing.Sign(Url, sample);
        var wrong = Convert.ToBase64String(new byte[20]);
        RequestSignature.Sort(sample);
        var verifier = Requests.Verifier("https://api.example.test/twilio");
        var accepted = Measure(() => Assert.Null(Judge(verifier, right, sample)));
        var refused = Measure(() => Assert.Equal(Refusal.WrongSignature, Judge(verifier, wrong, sample)));
        var parsed = Measure(() => RequestSignature.Sort(FormReader.TryRead(body, out _)!));
        Figures.Print(
            $"verifying a voice webhook of {sample.Count} fields, {body.Length} bytes: parse and sort {parsed:F0} ns, "
                + $"right signature {accepted:F0} ns, wrong signature {refused:F0} ns (all addresses and both tokens)"
        );
    }

    private static Refusal? Judge(
        RequestVerifier verifier,
        string signature,
        List<KeyValuePair<string, string>> sample
    ) => verifier.Judge(signature, "/webhooks/voice", sample, default, false, out _);

    private static double Measure(Action action)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            for (var i = 0; i < Requests25; i++)
                action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(since).TotalNanoseconds / Requests25);
        }
        return best;
    }

    private static List<KeyValuePair<string, string>> Sample()
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new("CallSid", Samples.CallSid),
            new("AccountSid", Samples.AccountSid),
            new("ApiVersion", "2010-04-01"),
            new("CallStatus", "ringing"),
            new("Direction", "inbound"),
            new("StirVerstat", "TN-Validation-Passed-A"),
            new("CallToken", new string('t', 160)),
        };
        foreach (var party in new[] { "Called", "Caller", "From", "To" })
        {
            fields.Add(new(party, Samples.CallerNumber));
            fields.Add(new(party + "City", "SAN FRANCISCO"));
            fields.Add(new(party + "State", "CA"));
            fields.Add(new(party + "Zip", "94103"));
            if (party is "From" or "To")
                fields.Add(new(party + "Country", "US"));
        }
        return fields;
    }
}
