using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using TwilioEmulator.TwiML;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>Whatever TwiML an application answers with, the emulator goes on, and the call has an end.</summary>
public sealed class AnyTwimlTests : EmulatorTest
{
    private const int Documents = 120;
    private const double LongerThanAnyCall = 40_000;

    private static Gen<string> AnyDocument =>
        Gen.OneOf(AnyTwiml.Heap, AnyTwiml.Tampered, AnyTree.Grown, AnyTree.Exchanged, AnyTree.Exchanged);

    [Fact]
    public void Any_document_is_parsed_or_refused_with_a_code() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(AnyDocument.ToArbitrary(), IsHandled));

    [Fact]
    public async Task Any_document_lets_its_call_end()
    {
        await Phone(
            Owner,
            new
            {
                whenCalled = "answer",
                script = new object[] { new { on = "Gather", press = "1" }, new { on = "answer", text = "Hello" } },
            }
        );
        var documents = AnyDocument.Sample(Documents, 20).ToArray();
        foreach (var document in documents)
            await AssertEnds(document);
        // Documents that all fail to parse would prove nothing about the verbs.
        Assert.True((await Events("twiml.verb")).Length > Documents, "Too few verbs were executed.");
    }

    private async Task AssertEnds(string document)
    {
        var asked = 0;
        TheApp.On(
            "/voice",
            context =>
            {
                context.Response.ContentType = "text/xml";
                // A document that leads back to itself would go on for a thousand rounds, at Twilio as here.
                return context.Response.WriteAsync(Interlocked.Increment(ref asked) < 6 ? document : "<Response/>");
            }
        );
        var sid = await Call(
            new
            {
                from = Caller,
                to = Number,
                script = new object[]
                {
                    new
                    {
                        on = "Gather",
                        text = "yes please",
                        afterSeconds = 1,
                    },
                    new
                    {
                        on = "Record",
                        speakSeconds = 4,
                        press = "#",
                    },
                    new
                    {
                        on = "Dial",
                        press = "*",
                        afterSeconds = 7,
                    },
                },
            }
        );
        await Advance(LongerThanAnyCall);
        var calls = (await Control("GET", "/calls", null)).GetProperty("calls").EnumerateArray();
        var statuses = calls.Select(call => call.GetProperty("status").GetString()).Distinct();
        Assert.True(
            !statuses.Intersect(["queued", "ringing", "in-progress"]).Any(),
            $"A call is open after {document}"
        );
        // The emulator itself ends an incoming call as failed only when a bug of its own has stopped it.
        Assert.True(await StatusOf(sid) is "completed" or "no-answer" or "busy", $"The call broke at {document}");
    }

    private static bool IsHandled(string document)
    {
        try
        {
            return TwimlParser.ParseVoice(document).Verbs.Count >= 0
                && TwimlParser.ParseMessaging(document).Verbs.Count >= 0;
        }
        catch (TwimlException problem)
        {
            return problem.Code == 12100;
        }
    }
}
