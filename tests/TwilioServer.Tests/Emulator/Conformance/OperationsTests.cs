using System.Text.Json;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Emulator.Conformance;

/// <summary>Each operation is called at least once, on things that are there and in more than one state.</summary>
public sealed partial class OperationsTests : ConformanceTest
{
    [Fact]
    public async Task Every_answer_has_the_shape_that_Twilio_publishes()
    {
        await AskAboutAccounts();
        await AskAboutKeys();
        await AskAboutApplications();
        await AskAboutNumbers();
        await AskAboutCalls();
        await AskAboutMessages();
        await AskAboutServices();
        await AskAboutUse();
        await AskAboutTokens();
        Figures.Print("conformance: " + Summary);
        foreach (var mismatch in Mismatches)
            Figures.Print(mismatch);
        Assert.Empty(Uncovered);
        Assert.Empty(Mismatches);
    }

    private static string Sid(JsonElement resource) => resource.GetProperty("sid").GetString()!;

    private static string FirstSid(JsonElement list, string key) => Sid(list.GetProperty(key)[0]);
}
