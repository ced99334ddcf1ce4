using FsCheck;
using FsCheck.Fluent;
using TwilioEmulator.TwiML;
using TwilioEmulator.Webhooks;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>Whatever an application or a person sends, the emulator answers and goes on.</summary>
public sealed class RobustnessTests
{
    private static readonly string[] Pieces =
    [
        "<Response>",
        "</Response>",
        "<Say loop=\"99999999999\">",
        "</Say>",
        "<Dial timeout=\"-1\" record=\"x\">",
        "</Dial>",
        "<Number url=\"/w\" statusCallbackEvent=\",,\">+1",
        "</Number>",
        "<Record maxLength=\"\"/>",
        "<Say xmlns:a=\"u\" a:voice=\"1\" voice=\"2\"/>",
        "<!-- c --><![CDATA[x]]>",
        "&amp;",
        "&nope;",
        "<?pi x?>",
        "\u0000",
        "text",
    ];

    [Fact]
    public void Any_document_is_parsed_or_refused_with_a_code() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Gen.Elements(Pieces).ArrayOf().ToArbitrary(),
                pieces => IsHandled("<Response>" + string.Concat(pieces) + "</Response>")
            )
        );

    [Fact]
    public void Any_url_is_taken_apart_or_refused() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Gen.Elements("http://", "https:", "//", "a", ":", "@", "/", "?", "#", "%", "[", "]", "é", " ", "80")
                    .ArrayOf()
                    .ToArbitrary(),
                pieces => WebhookUrl.Parse(string.Concat(pieces))?.ToUri().IsAbsoluteUri is null or true
            )
        );

    private static bool IsHandled(string body)
    {
        try
        {
            return TwimlParser.ParseVoice(body).Verbs.Count >= 0;
        }
        catch (TwimlException problem)
        {
            return problem.Code == 12100;
        }
    }
}
