using System.Xml.Linq;
using TwilioServer.Calls;
using TwilioServer.FeatureFlags;
using TwilioServer.Tests.Support;
using TwilioServer.TwiML;

namespace TwilioServer.Tests.Calls;

public sealed class CallRepliesTests
{
    [Fact]
    public void A_call_is_forwarded_to_the_owner()
    {
        var dial = Assert.Single(Verbs(CallReplies.Forward(Samples.Call, Samples.Context, new VoiceReceived())));
        Assert.Equal("Dial", dial.Name.LocalName);
        Assert.Equal(Samples.OwnerNumber, dial.Value);
        Assert.Equal("20", dial.Attribute("timeout")?.Value);
        Assert.Equal("true", dial.Attribute("answerOnBridge")?.Value);
        Assert.Equal(
            $"{Samples.BaseUrl}/webhooks/voice/dial-result?c=7001&t={Samples.TenantId:N}&n=1",
            dial.Attribute("action")?.Value
        );
    }

    [Fact]
    public void A_voicemail_greets_records_and_hangs_up()
    {
        var verbs = Verbs(CallReplies.Voicemail(Samples.Call with { EventSequence = 3 }, Samples.Context));
        Assert.Equal(["Say", "Record", "Hangup"], verbs.Select(verb => verb.Name.LocalName));
        Assert.StartsWith("You have reached Rivera Plumbing.", verbs[0].Value);
        Assert.Equal("120", verbs[1].Attribute("maxLength")?.Value);
        Assert.EndsWith("&n=4", verbs[1].Attribute("action")?.Value);
        Assert.StartsWith(
            Samples.BaseUrl + "/webhooks/recording?",
            verbs[1].Attribute("recordingStatusCallback")?.Value
        );
    }

    [Fact]
    public void The_fixed_replies_are_well_formed()
    {
        Assert.Empty(Verbs(CallReplies.HangUp));
        Assert.Empty(Verbs(MessagingResponse.Empty));
        foreach (var reply in new[] { CallReplies.UnknownNumber, CallReplies.Unavailable, CallReplies.Thanks })
            Assert.Equal(["Say", "Hangup"], Verbs(reply).Select(verb => verb.Name.LocalName));
    }

    [Fact]
    public void No_name_of_a_business_breaks_a_reply_or_adds_a_verb() =>
        Properties.Hold(
            Texts.Any,
            name =>
            {
                var context = Samples.Context with
                {
                    Settings = Samples.SettingsOf(
                        Samples.Settings with
                        {
                            BusinessName = name,
                            ForwardTo = [name],
                            VoicemailGreeting = "{businessName}",
                        }
                    ) with
                    {
                        ForwardTo = [name],
                    },
                    BaseUrl = "https://calls.example.test/" + name,
                };
                var voicemail = Verbs(CallReplies.Voicemail(Samples.Call, context));
                Assert.Equal(["Say", "Record", "Hangup"], voicemail.Select(verb => verb.Name.LocalName));
                Assert.Equal(Sayable(name), voicemail[0].Value);
                Assert.Equal(
                    2,
                    Assert
                        .Single(voicemail, v => v.Name == "Record")
                        .Attributes()
                        .Count(a => a.Name.LocalName.Contains("ction") || a.Name == "recordingStatusCallback")
                );
                var forward = Assert.Single(
                    Verbs(
                        CallReplies.Forward(Samples.Call with { Features = Features.All }, context, new VoiceReceived())
                    )
                );
                Assert.Equal(Sayable(name), forward.Value);
                Assert.Equal("Number", Assert.Single(forward.Elements()).Name.LocalName);
                Assert.StartsWith(
                    "https://calls.example.test/" + Sayable(name) + "/webhooks/voice/dial-result?c=",
                    forward.Attribute("action")?.Value
                );
            },
            count: 1000
        );

    /// <summary>XML 1.0 cannot hold everything; the rest comes through letter by letter.</summary>
    private static string Sayable(string text)
    {
        var letters = text.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (i + 1 < letters.Length && char.IsSurrogatePair(letters[i], letters[i + 1]))
                i++;
            else if (
                letters[i] is (< ' ' and not ('\t' or '\r' or '\n')) or (>= '\uD800' and <= '\uDFFF') or >= '\uFFFE'
            )
                letters[i] = '\uFFFD';
        }
        return new string(letters);
    }

    private static List<XElement> Verbs(string twiml)
    {
        var root = XDocument.Parse(twiml, LoadOptions.PreserveWhitespace).Root!;
        Assert.Equal("Response", root.Name.LocalName);
        return [.. root.Elements()];
    }
}
